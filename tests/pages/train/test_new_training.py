"""A new training as AppTest sees it: the pictures, how long it takes, the button, and the result."""

import os
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.sentence import Sentence
from dogcat.common.storage import cache_dir
from dogcat.common.units import clock
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.synthetic import dataset
from dogcat.pictures.synthetic.drawing import Drawing, Order
from dogcat.recipe.device import Device, keep_device
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.runs.scheduling import load
from dogcat.runs.scheduling.wait_estimate import estimate_training
from dogcat.runs.store import list_runs, open_run
from pages.screens.train import duration
from pages.state import resources
from tests.conftest import WaitUntil
from tests.pages.helpers import FEW, open_page, press, texts


def test_train_offers_the_drawn_set_and_draws_it_when_needed(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tiny_recipe: Recipe
) -> None:
    monkeypatch.setattr(dataset, "NUM_PER_CLASS", FEW)
    monkeypatch.setitem(RECIPES, "quick-baseline", tiny_recipe)
    open_page(app, "train")
    assert not app.exception
    assert app.selectbox[0].options == ["drawn (drawn pictures), made at its first use"]
    press(app, "Train")
    assert not app.exception
    assert [run.pictures_title for run in list_runs()] == ["drawn (drawn pictures)"]
    assert "on drawn (drawn pictures)" in app.selectbox[-1].options[0]


def test_train_tells_how_long_it_will_take_here(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "train")
    app.radio[0].set_value("baseline").run()
    found = estimate_training(RECIPES["baseline"], 12, 12, tiny_set.name)
    assert found
    assert f"About **{clock(found.seconds)}** on this machine" in texts(app.caption)


def test_the_estimate_says_when_something_else_slows_it_down(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "demand_of_others", lambda: 1.0)
    open_page(app, "train")
    app.radio[0].set_value("baseline").run()
    found = estimate_training(RECIPES["baseline"], 12, 12, tiny_set.name)
    assert found
    said = f"About **{clock(found.seconds)}**, since something else runs on this machine"
    assert f"{said}; **{clock(found.quiet_seconds)}** when it is idle" in texts(app.caption)
    monkeypatch.setattr(load, "demand_of_others", lambda: 0.0)
    duration.estimate.clear()  # otherwise it would be kept for some seconds
    app.run()
    assert f"About **{clock(found.quiet_seconds)}** on this machine" in texts(app.caption)


def test_the_machine_is_measured_once_the_pictures_are_drawn(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cache_dir() / "speed.json").unlink()
    monkeypatch.delenv("DOGCAT_PROBE", raising=False)
    started: list[str] = []
    probe = SimpleNamespace(poll=lambda: 0 if len(started) == 1 else None)  # the first one gave way to the drawing
    monkeypatch.setattr(resources, "start_probe", lambda: started.append("probe") or probe)
    drawing = Drawing("second", Order("plain", 1, {"train": 1, "validation": 1, "test": 1}))
    drawing.prepare(Sentence("drawn by a test"))
    drawing.claim(os.getpid())
    open_page(app, "train")
    assert "How long a training takes is measured once the pictures are drawn." in texts(app.caption)
    assert not started
    drawing.unclaim()
    app.run()
    assert "Measuring how fast this machine is…" in texts(app.caption)
    assert len(started) == 2


def test_the_page_says_what_trains_and_why(app: AppTest, tiny_set: PictureSet) -> None:
    keep_device(Device("gpu", "RTX*", 8 * 2**30, Sentence("{name}: TensorFlow uses it.", name="RTX*")))
    open_page(app, "train")
    (found,) = [caption for caption in app.caption if "graphics card" in caption.value]
    assert found.value.endswith(r"Trains on the graphics card RTX\* with 8.6 GB")
    assert "TensorFlow uses it" in found.help


@pytest.mark.slow
def test_training_from_the_button_to_the_result(
    app: AppTest,
    tiny_set: PictureSet,
    tiny_recipe: Recipe,
    wait_until: WaitUntil,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(RECIPES, "quick-baseline", tiny_recipe)
    open_page(app, "train")
    assert "You have trained nothing yet" in texts(app.info)
    press(app, "Train")
    assert not app.exception
    run_id = app.query_params["run"]
    assert [run.id for run in list_runs()] == [run_id]
    wait_until(lambda: open_run(run_id).status().state == "done", "the run is done")
    app.run()
    assert not app.exception
    history = open_run(run_id).history()
    shown = {metric.label: metric.value for metric in app.metric}
    training, validation = (round(100 * history[-1][column]) for column in ("clean_accuracy", "val_accuracy"))
    assert (shown["training"], shown["validation"]) == (f"{training}%", f"{validation}%")
    assert shown["gap, pct. points"] == str(training - validation)
    assert shown["Test"] == "sealed"
    assert str(open_run(run_id).folder) in texts(app.code)
    monkeypatch.setenv("DOGCAT_IS_TEST_SEALED", "false")
    app.run()
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Test"] == f"{open_run(run_id).evaluation('test')['accuracy']:.1%}"


def test_pressing_train_twice_starts_one_run(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "train")
    for _ in range(2):
        press(app, "Train")
    assert len(list_runs()) == 1


def test_a_teacher_s_limits_hold_on_the_train_page(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_RECIPES", "quick-regularized")
    monkeypatch.setenv("DOGCAT_MAX_EPOCHS", "3")
    open_page(app, "train")
    assert not app.exception
    assert app.radio(key="session.recipe").options == ["quick-regularized"]
    assert session_recipe(app) == RECIPES["quick-regularized"]
    press(app, "Train")
    assert "32 epochs, but your teacher allows 3" in texts(app.error)
    assert list_runs() == []


def session_recipe(app: AppTest) -> Recipe:
    found: Recipe = app.session_state["session"].draft.changed
    return found
