"""Upgrading: what an older version wrote is read, and what only a newer one can read is said to be so."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.cli import app as command_line
from dogcat.cli import machine_check
from dogcat.common.storage import runs_dir
from dogcat.export.comparison_report import comparison_report
from dogcat.export.notebook import as_notebook
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import RUN_FORMAT, NewerRunError, Run, create_run
from dogcat.runs.store import list_runs, newer_runs, open_run
from dogcat.runs.timeline import Timeline
from tests.conftest import ROOT
from tests.pages.test_pages import app, texts  # noqa: F401 - `app` is a fixture

FIRST = ROOT / "tests" / "data" / "run_of_first_version"  # trained by the very first commit


@pytest.fixture
def old(home: Path) -> Run:
    shutil.copytree(FIRST, runs_dir() / "20260101-120000-custom-0001")
    return list_runs()[0]


@pytest.fixture
def newer(home: Path) -> Run:
    run = create_run(Recipe(), "pets")
    (run.folder / "request.json").write_text(json.dumps({"format": RUN_FORMAT + 1, "asked": "otherwise"}))
    (run.folder / "recipe.json").write_text('{"attention_heads": 8}')
    return run


def test_the_first_version_s_run_is_read(old: Run) -> None:
    assert old.status().state == "done"
    assert (old.pictures_title, old.owner) == ("tiny", "")
    assert old.recipe.filters == (4, 8)
    assert old.recipe.flipped_labels == 0, "what it did not know is as if it were not"
    assert [row["epoch"] for row in old.history()] == [1, 2]
    test = old.evaluation("test")
    assert test
    assert test["n"] == 8
    timeline = Timeline()
    timeline.follow(old)
    assert len(timeline.epochs) == 2
    assert as_notebook(old)["cells"]
    assert "tiny" in comparison_report("Old", [old])


def test_pages_show_the_first_version_s_run(app: AppTest, old: Run) -> None:  # noqa: F811
    app.run()
    app.query_params["run"] = old.id
    app.switch_page("pages/train.py").run()
    assert not app.exception
    assert app.metric[1].label == "Validation"
    assert app.metric[1].value == "50.0%"


def test_a_newer_run_is_named_and_harms_no_list(newer: Run, tiny_recipe: Recipe) -> None:
    known = create_run(tiny_recipe, "pets")
    assert [run.id for run in list_runs()] == [known.id]
    assert list(newer_runs()) == [newer.id]
    with pytest.raises(NewerRunError, match=r"its format is 2, and this version reads up to 1\. Update the app"):
        open_run(newer.id)


def test_a_newer_run_is_a_sentence_on_the_command_line(
    newer: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command, code in (("show", 2), ("list", 0)):
        monkeypatch.setattr(sys, "argv", ["dogcat", "runs", command, *([newer.id] if code else [])])
        with pytest.raises(SystemExit) as ended:
            command_line.run_command_line()
        assert ended.value.code == code
        assert "Update the app" in capsys.readouterr().err
    assert "Update the app" in machine_check._abandoned().words


def test_a_newer_run_is_a_sentence_on_the_page(app: AppTest, newer: Run) -> None:  # noqa: F811
    app.run()
    app.query_params["run"] = newer.id
    app.switch_page("pages/train.py").run()
    assert not app.exception
    app.query_params["show"] = "All runs"
    app.session_state["show"] = "All runs"
    app.run()
    assert not app.exception
    assert "by a newer version of this app" in texts(app.error)
