"""The pages as Streamlit's AppTest sees them: what they show, what their buttons do, what goes wrong politely."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dogcat import drawn
from dogcat.pictures import PictureSet, list_picture_sets
from dogcat.recipe import RECIPES, Recipe
from dogcat.runs import create_run, list_runs, open_run
from pages.shared import resources
from tests.conftest import ROOT, MakeLayout, WaitUntil


@pytest.fixture
def app(home: Path, wait_until: WaitUntil) -> Iterator[AppTest]:
    """The app on an empty home folder; whatever was started in it is ended afterwards."""
    st.cache_resource.clear()
    yield AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    runner = resources.runner()
    for run in list_runs():
        runner.stop(run.id)
    wait_until(lambda: not any(run.status().is_active for run in list_runs()), "all runs have ended")
    runner.close()
    st.cache_resource.clear()


def open_page(app: AppTest, page: str) -> AppTest:
    app.run()
    return app.switch_page(f"pages/{page}.py").run()


def texts(elements: object) -> str:
    return " ".join(str(element.value) for element in elements)  # type: ignore[attr-defined]


def test_home_tells_the_story_and_labels_recorded_figures(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert app.title[0].value == "Cats, dogs and overfitting"
    assert "Recorded" in texts(app.caption)
    assert len(app.dataframe[0].value) == 130  # 30 + 100 epochs


def test_pictures_without_a_set_says_what_is_expected(app: AppTest) -> None:
    open_page(app, "pictures")
    assert not app.exception
    assert "no pictures yet" in app.info[0].value
    assert "{train,validation,test}/{cats,dogs}" in app.info[0].value


def test_a_folder_is_imported_by_its_path(app: AppTest, make_layout: MakeLayout, tmp_path: Path) -> None:
    layout = make_layout(tmp_path / "source")
    open_page(app, "pictures")
    app.text_input(key="path").set_value(str(layout))
    app.text_input(key="path_name").set_value("mine")
    next(button for button in app.button if button.label == "Import from the path").click().run()
    assert not app.exception
    assert [pictures.name for pictures in list_picture_sets()] == ["mine"]
    counts = list_picture_sets()[0].counts()
    assert [metric.value for metric in app.metric] == [f"{sum(counts[split].values())} pictures" for split in counts]


def test_a_set_is_drawn_and_says_so(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "NUM_PER_CLASS", {"train": 2, "validation": 1, "test": 1})
    open_page(app, "pictures")
    next(button for button in app.button if button.label == "Draw the pictures").click().run()
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["4 pictures", "2 pictures", "2 pictures"]
    assert "Drawn by this program from seed 1" in texts(app.caption)


def test_a_wrong_path_is_answered_with_a_sentence(app: AppTest) -> None:
    open_page(app, "pictures")
    app.text_input(key="path").set_value("/no/such/folder")
    next(button for button in app.button if button.label == "Import from the path").click().run()
    assert not app.exception
    assert "does not exist" in app.error[0].value
    assert not list_picture_sets()


def test_an_undecodable_example_is_named(app: AppTest, tiny_set: PictureSet) -> None:
    first = tiny_set.pictures("train")[0]
    first.path.write_text("not a picture")
    open_page(app, "pictures")
    assert not app.exception
    assert f"{first.path.name} cannot be decoded" in texts(app.caption)


def test_train_without_pictures_leads_to_pictures(app: AppTest) -> None:
    open_page(app, "train")
    assert not app.exception
    assert "no pictures" in app.info[0].value
    assert not app.button


def test_training_from_the_button_to_the_result(
    app: AppTest,
    tiny_set: PictureSet,
    tiny_recipe: Recipe,
    wait_until: WaitUntil,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(RECIPES, "quick-baseline", tiny_recipe)
    open_page(app, "train")
    assert "Nothing has been trained yet" in texts(app.info)
    train = next(button for button in app.button if button.label == "Train")
    train.click().run()
    assert not app.exception
    run_id = app.query_params["run"]
    assert [run.id for run in list_runs()] == [run_id]
    wait_until(lambda: open_run(run_id).status().state == "done", "the run is done")
    app.run()
    assert not app.exception
    history = open_run(run_id).history()
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Validation"] == f"{history[-1]['val_accuracy']:.1%}"
    assert shown["Training, clean"] == f"{history[-1]['clean_accuracy']:.1%}"
    assert shown["Test"] == f"{open_run(run_id).evaluation('test')['accuracy']:.1%}"
    assert str(open_run(run_id).folder) in texts(app.code)


def test_pressing_train_twice_starts_one_run(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "train")
    for _ in range(2):
        next(button for button in app.button if button.label == "Train").click().run()
    assert len(list_runs()) == 1


def test_a_run_in_the_address_is_shown_and_a_vanished_one_is_explained(app: AppTest, tiny_set: PictureSet) -> None:
    older = create_run(Recipe(), tiny_set.name)
    older.append("stopped", message="Stopped on request; the model so far is kept.")
    newer = create_run(Recipe(), tiny_set.name)
    newer.append("error", message="The disk is full.")
    app.query_params["run"] = older.id
    open_page(app, "train")
    assert "Stopped on request" in texts(app.info)
    app.query_params["run"] = "gone"
    app.run()
    assert "no run 'gone'" in texts(app.warning)
    assert "The disk is full." in texts(app.error)


def test_no_page_loads_tensorflow(home: Path, tiny_set: PictureSet) -> None:
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('streamlit_app.py', default_timeout=30).run()\n"
        "for page in ('pictures', 'train'):\n"
        "    app.switch_page(f'pages/{page}.py').run()\n"
        "    assert not app.exception\n"
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
