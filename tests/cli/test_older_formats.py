"""Upgrading: what an older version wrote is read, and what only a newer one can read is said to be so."""

import sys

import pytest

from dogcat.cli import app as command_line
from dogcat.cli import machine_check
from dogcat.export.comparison_report import comparison_report
from dogcat.export.notebook import as_notebook
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import NewerRunError, Run, create_run
from dogcat.runs.store import list_runs, open_run, unreadable_runs
from dogcat.runs.timeline import Timeline


def test_the_first_version_s_run_is_read(first_version_run: Run) -> None:
    assert first_version_run.status().state == "done"
    assert (first_version_run.pictures_title, first_version_run.owner) == ("tiny", "")
    assert first_version_run.recipe.filters == (4, 8)
    assert first_version_run.recipe.flipped_labels == 0, "what it did not know is as if it were not"
    assert first_version_run.recipe.pixel_range == "0..1"
    assert [row["epoch"] for row in first_version_run.history()] == [1, 2]
    test = first_version_run.evaluation("test")
    assert test
    assert test["n"] == 8
    timeline = Timeline()
    timeline.follow(first_version_run)
    assert len(timeline.epochs) == 2
    assert as_notebook(first_version_run)["cells"]
    assert "tiny" in comparison_report("Old", [first_version_run])


def test_a_newer_run_is_named_and_harms_no_list(newer_run: Run, tiny_recipe: Recipe) -> None:
    known = create_run(tiny_recipe, "pets")
    assert [run.id for run in list_runs()] == [known.id]
    assert list(unreadable_runs()) == [newer_run.id]
    with pytest.raises(
        NewerRunError, match=r"its format is 3, but this version reads formats up to 2\. Update the app"
    ):
        open_run(newer_run.id)


def test_a_newer_run_is_a_sentence_on_the_command_line(
    newer_run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command, code in (("show", 2), ("list", 0)):
        monkeypatch.setattr(sys, "argv", ["dogcat", "runs", command, *([newer_run.id] if code else [])])
        with pytest.raises(SystemExit) as ended:
            command_line.run_command_line()
        assert ended.value.code == code
        assert "Update the app" in capsys.readouterr().err
    assert "Update the app" in machine_check._abandoned().words
