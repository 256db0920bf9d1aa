"""“Bring a training back” on the Train page: from the zip to Compare."""

import io
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.storage import runs_dir
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.run import Run, create_run
from dogcat.runs.store import list_runs
from tests.export.zips import contents, packed, with_entry
from tests.finished_runs import write_run
from tests.pages.helpers import press, texts


def all_runs(app: AppTest) -> AppTest:
    app.run()
    app.query_params["show"] = "All runs"
    app.session_state["show"] = "All runs"
    return app.switch_page("pages/train.py").run()


def open_run(app: AppTest, run: Run) -> None:
    app.query_params["run"] = run.id
    app.query_params["show"] = "Training"
    app.session_state["show"] = "Training"
    app.switch_page("pages/train.py").run()


def bring(app: AppTest, name: str, zipped: io.BytesIO) -> AppTest:
    app.file_uploader(key="brought-zip").set_value((name, zipped.getvalue(), "application/zip")).run()
    return press(app, "Bring it back")


@pytest.fixture
def zips(home: Path) -> list[io.BytesIO]:
    """The zips of a plain and a regularized run, which are gone."""
    found = []
    for recipe, validation in ((QUICK_BASELINE, 0.7), (QUICK_REGULARIZED, 0.75)):
        run = create_run(recipe, "pets", owner="last-week")
        write_run(run, validation, 0.8, num_epochs=recipe.epochs)
        found.append(packed(contents(run)))
    shutil.rmtree(runs_dir())
    return found


def test_two_trainings_come_back_and_are_compared(app: AppTest, zips: list[io.BytesIO]) -> None:
    all_runs(app)
    for zipped in zips:
        bring(app, "run.zip", zipped)
        assert not app.exception
        assert "The training is back: " in texts(app.success)
    runs = list_runs()
    assert len(runs) == 2
    assert {run.owner for run in runs} == {runs[0].owner}
    assert runs[0].owner not in ("", "last-week")
    table = app.dataframe[0].value
    assert set(table["Started by"]) == {"you (file)"}
    open_run(app, runs[0])
    assert not app.exception
    assert "This training was brought in from a file on" in texts(app.caption)
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert "**70.0% → 75.0%**" in texts(app.markdown)


def test_the_same_zip_again_and_a_hostile_one_are_sentences(app: AppTest, zips: list[io.BytesIO]) -> None:
    all_runs(app)
    bring(app, "run.zip", zips[0])
    bring(app, "run.zip", zips[0])
    assert "You have this training already" in texts(app.success)
    hostile = with_entry(list_runs()[0], "../evil.txt")
    bring(app, "<b>[x](y)</b>.zip", hostile)
    assert not app.exception
    assert "leads out of the zip" in texts(app.error)
    assert "[x](y)" not in texts(app.error)
    assert len(list_runs()) == 1


def test_a_stopped_training_without_its_state_cannot_be_continued(app: AppTest, home: Path) -> None:
    run = create_run(QUICK_BASELINE, "pets")
    write_run(run, 0.7, 0.8, num_epochs=3)
    run.append("stopped", message="Stopped on request; the model so far is kept.")
    zipped = packed(contents(run))
    shutil.rmtree(runs_dir())
    all_runs(app)
    bring(app, "run.zip", zipped)
    assert "This training cannot be continued: its zip has no network" in texts(app.success)
    (back,) = list_runs()
    open_run(app, back)
    (button,) = [button for button in app.button if button.label == "Continue"]
    assert button.disabled
