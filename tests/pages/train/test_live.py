"""A run as a stage: what stands on it before, during and after a training, and what folds for it."""

import io
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED, Recipe
from dogcat.runs.first_layer import FirstLayer, write_first_layer
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling import wait_estimate
from dogcat.runs.watched import WatchedPicture
from pages.screens.train import curves, run_choice, watched_strip
from pages.screens.train.watched_strip import sharp_picture
from tests.finished_runs import write_run
from tests.pages.helpers import open_page, session_of, texts

ME = "this browser"


@pytest.fixture(autouse=True)
def known_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (run_choice, curves):
        monkeypatch.setattr(module, "browser_token", lambda: ME)


@pytest.fixture
def going_on(tiny_set: PictureSet) -> Iterator[Run]:
    """A regularized training of this browser that has loaded nothing yet."""
    watched = [WatchedPicture(one.name, one.label, decode_picture(one.path, 64)) for one in
               tiny_set.pictures("validation")[:2]]  # fmt: skip
    run = create_run(QUICK_REGULARIZED, tiny_set.name, claimed_by=os.getpid(), owner=ME, watched=watched)
    yield run
    if run.folder.exists():
        run.append("stopped", message="Stopped.")


def begin(run: Run) -> None:
    run.append("start", epochs=42, steps_per_epoch=100, batch_size=32, num_training=2_000, num_clean=960, num_flipped=0,
               num_validation=1_000, precision="float32", left_out=[], watched=[])  # fmt: skip


def finish_epoch(run: Run, epoch: int, clean: float, validation: float, val_loss: float = 0.6) -> None:
    run.append("batch", epoch=epoch, step=100, loss=0.6, accuracy=0.55, pictures_per_second=1900.0)
    run.append("epoch", epoch=epoch, seconds=2.0, loss=0.6, accuracy=0.55, clean_loss=0.5, clean_accuracy=clean,
               val_loss=val_loss, val_accuracy=validation, pictures_per_second=900.0)  # fmt: skip
    run.append("watch", epoch=epoch, p_dog=[0.25, 0.4])


def numbers(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def components(app: AppTest, name: str) -> list[dict[str, Any]]:
    return [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.component_name == name]


def progress_words(app: AppTest) -> str:
    return str(app.get("progress")[0].proto.text)


def is_folded(app: AppTest) -> bool:
    form = next(one for one in app.expander if one.label == "New training")
    return not form.proto.expanded


def test_before_the_first_point_the_stage_is_there_with_empty_axes(app: AppTest, going_on: Run) -> None:
    open_page(app, "train")
    assert not app.exception
    assert numbers(app) == {"training": "–", "validation": "–", "gap, pct. points": "–"}
    assert "loading the network and the pictures" in progress_words(app)
    (chart,) = components(app, "dogcat_chart")
    assert chart["fills"] is True
    assert chart["figure"]["layout"]["xaxis"]["range"] == [0, QUICK_REGULARIZED.epochs + 0.5]
    assert chart["figure"]["layout"]["yaxis"]["range"] == [0.4, 1.02]
    (watched,) = components(app, "dogcat_watched")
    assert [item["caption"] for item in watched["items"]] == ["–", "–"]


def test_while_it_trains_numbers_position_and_answers_stand_beside_the_curves(app: AppTest, going_on: Run) -> None:
    begin(going_on)
    finish_epoch(going_on, 1, clean=0.746, validation=0.634)
    open_page(app, "train")
    assert not app.exception
    assert numbers(app) == {"training": "75%", "validation": "63%", "gap, pct. points": "12"}
    assert progress_words(app).startswith("**epoch 1 of 42** · **1 min 22 s left** :green-badge")
    assert "Step 100 of 100 in this epoch · 1,900 pictures per second" in texts(app.markdown)
    accuracy, loss = components(app, "dogcat_chart")
    assert (accuracy["fills"], loss["fills"]) == (True, False)
    (watched,) = components(app, "dogcat_watched")
    assert [item["caption"] for item in watched["items"]] == ["cat 75% ✓", "cat 60% ✓"]
    assert "1 of 42 epochs so far" in texts(app.markdown)


def test_in_its_first_epoch_no_time_is_told_that_nobody_knows(
    app: AppTest, going_on: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(going_on)
    going_on.append("batch", epoch=1, step=1, loss=0.6, accuracy=0.55, pictures_per_second=0.5)
    monkeypatch.setattr(wait_estimate, "seconds_of", lambda *_: None)
    open_page(app, "train")
    assert not app.exception
    assert progress_words(app).startswith("**epoch 1 of 42** :green-badge")
    monkeypatch.setattr(wait_estimate, "seconds_of", lambda *_: 42 * 100.0)
    app.run()
    assert "**epoch 1 of 42** · **1 h 09 min left**" in progress_words(app), "of the estimate, not of the first step"


def place_of(app: AppTest, key: str) -> list[int]:
    """The positions of the container with this key, from the root of the page down."""

    def search(block: Any) -> list[int] | None:
        for position, child in getattr(block, "children", {}).items():
            found = [] if getattr(child.proto, "id", "").endswith(f"-{key}") else search(child)
            if found is not None:
                return [position, *found]
        return None

    found = search(app.main)
    assert found is not None, key
    return found


def test_the_stage_keeps_its_place_in_the_page_when_the_training_ends(app: AppTest, going_on: Run) -> None:
    begin(going_on)
    finish_epoch(going_on, 1, clean=0.746, validation=0.634)
    open_page(app, "train")
    during = {part: place_of(app, part) for part in ("live", "stage-head", "result-said", "stage-row")}
    going_on.append("stopped", message="Stopped.")
    app.run()
    assert not app.exception
    assert {part: place_of(app, part) for part in during} == during


def test_the_form_folds_once_for_a_training_of_this_browser_and_opens_again(app: AppTest, going_on: Run) -> None:
    open_page(app, "train")
    assert is_folded(app)
    session_of(app).draft.shows_choices = True  # opened by hand
    app.run()
    assert not is_folded(app)
    going_on.append("stopped", message="Stopped.")
    app.run()
    assert not is_folded(app)


def test_a_run_of_somebody_else_is_shown_to_a_visitor_without_any_only_when_chosen(
    app: AppTest, tiny_set: PictureSet
) -> None:
    write_run(create_run(QUICK_BASELINE, tiny_set.name, owner="somebody else"), 0.63, 0.97)
    run = create_run(QUICK_REGULARIZED, tiny_set.name, owner="somebody else")
    write_run(run, 0.8, 0.85)
    create_run(QUICK_BASELINE, tiny_set.name).append("stopped", message="Stopped.")  # on the command line
    open_page(app, "train")
    assert not app.exception
    assert "You have trained nothing yet" in texts(app.info)
    assert not app.metric
    assert "run" not in app.query_params
    others = next(one for one in app.selectbox if one.label == "Runs of others")
    assert (len(others.options), others.value) == (3, None)
    others.set_value(run.id).run()
    assert not app.exception
    assert numbers(app)["validation"] == "80%"
    said = texts(app.markdown)
    assert "The same learner's plain network → this one" in said
    assert "Your plain network" not in said


def test_ones_own_newest_run_comes_before_newer_ones_of_others(app: AppTest, tiny_set: PictureSet) -> None:
    mine = create_run(QUICK_BASELINE, tiny_set.name, owner=ME)
    write_run(mine, 0.63, 0.97)
    write_run(create_run(QUICK_REGULARIZED, tiny_set.name, owner="somebody else"), 0.8, 0.85)
    open_page(app, "train")
    assert app.query_params["run"] in (mine.id, [mine.id])
    assert numbers(app)["validation"] == "63%"
    choice = next(one for one in app.selectbox if one.label == "Run")
    assert [option.startswith("Of others: ") for option in choice.options] == [False, True]


def test_a_link_to_a_training_opens_it_as_the_stage(app: AppTest, tiny_set: PictureSet) -> None:
    run = create_run(QUICK_BASELINE, tiny_set.name, claimed_by=os.getpid(), owner="somebody else")
    app.query_params["run"] = run.id
    open_page(app, "train")
    assert is_folded(app)
    run.append("stopped", message="Stopped.")


def test_a_link_to_an_ended_training_opens_it_as_the_stage_outside_of_the_lesson(
    app: AppTest, tiny_set: PictureSet
) -> None:
    run = create_run(QUICK_BASELINE, tiny_set.name, owner="somebody else")
    write_run(run, 0.8, 0.85)
    app.query_params["run"] = run.id
    open_page(app, "train")
    assert is_folded(app)


def test_an_ended_training_does_not_fold_the_form_of_a_visitor_who_did_not_ask_for_it(
    app: AppTest, tiny_set: PictureSet
) -> None:
    write_run(create_run(QUICK_BASELINE, tiny_set.name, owner=ME), 0.8, 0.85)
    open_page(app, "train")
    assert not is_folded(app)


def test_the_plain_network_stands_behind_and_can_be_taken_away(app: AppTest, going_on: Run) -> None:
    write_run(create_run(QUICK_BASELINE, going_on.pictures, owner=ME), 0.63, 0.97)
    begin(going_on)
    app.query_params["run"] = going_on.id
    open_page(app, "train")
    assert not app.exception
    names = [trace.get("name") for trace in components(app, "dogcat_chart")[0]["figure"]["data"]]
    assert "plain network, validation" in names
    assert "Pale behind: your plain network, on the same pictures." in texts(app.caption)
    next(one for one in app.toggle if one.label == "Show the plain network behind").set_value(False).run()
    assert not app.exception
    names = [trace.get("name") for trace in components(app, "dogcat_chart")[0]["figure"]["data"]]
    assert "plain network, validation" not in names


def test_at_the_end_one_sentence_puts_both_networks_side_by_side(app: AppTest, tiny_set: PictureSet) -> None:
    write_run(create_run(QUICK_BASELINE, tiny_set.name, owner=ME), 0.63, 0.97)
    run = create_run(QUICK_REGULARIZED, tiny_set.name, owner=ME)
    write_run(run, 0.8, 0.85)
    app.query_params["run"] = run.id
    open_page(app, "train")
    assert not app.exception
    said = texts(app.markdown)
    assert "## 63% → 80% on new pictures; gap 34 → 5 percentage points" in said
    assert "Mean of the last ten epochs" in said
    assert numbers(app)["validation"] == "80%", "the stage stays"
    assert len(components(app, "dogcat_chart")) == 2


def test_a_stopped_training_shows_its_last_epoch_and_is_not_compared(app: AppTest, going_on: Run) -> None:
    write_run(create_run(QUICK_BASELINE, going_on.pictures, owner=ME), 0.77, 0.97)
    begin(going_on)
    for epoch, (clean, validation) in enumerate(((0.6, 0.55), (0.8, 0.7), (0.85, 0.8)), start=1):
        finish_epoch(going_on, epoch, clean, validation)
    app.query_params["run"] = going_on.id
    open_page(app, "train")
    shown = numbers(app)
    assert shown == {"training": "85%", "validation": "80%", "gap, pct. points": "5"}
    going_on.write_history([event for event in going_on.read_events()[0] if event["event"] == "epoch"])
    going_on.append("stopped", message="Stopped on request; the current model was kept.")
    app.run()
    assert not app.exception
    assert numbers(app) == shown, "a stop changes no figure"
    assert f"after epoch 3 of {QUICK_REGULARIZED.epochs}" in progress_words(app)
    said = texts(app.markdown)
    assert f"## Stopped after 3 of {QUICK_REGULARIZED.epochs} epochs: 85% on training pictures, 80% on new" in said
    assert "→" not in said


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (QUICK_BASELINE, "while the weights still change."),
        (replace(QUICK_BASELINE, dropout=0.5), "with the dropout of the training."),
        (replace(QUICK_REGULARIZED, dropout=0.0), "on pictures as augmentation has changed them."),
        (QUICK_REGULARIZED, "with the augmentation and dropout of the training."),
    ],
)
def test_the_pale_points_are_told_for_the_recipe(app: AppTest, tiny_set: PictureSet, recipe: Recipe, said: str) -> None:
    run = create_run(recipe, tiny_set.name, owner=ME)
    write_run(run, 0.7, 0.9)
    app.query_params["run"] = run.id
    open_page(app, "train")
    assert f"Pale points: training accuracy during the epoch, {said}" in texts(app.caption)


@pytest.mark.parametrize("rise", [0.0, 0.05])
def test_an_ended_training_whose_loss_rose_alone_shows_one_wrong_answer(
    app: AppTest, going_on: Run, rise: float
) -> None:
    begin(going_on)
    for epoch in range(1, 21):
        finish_epoch(going_on, epoch, 0.9, 0.7, val_loss=0.6 + rise * epoch)
    going_on.write_history([event for event in going_on.read_events()[0] if event["event"] == "epoch"])
    going_on.append("stopped", message="Stopped.")
    app.query_params["run"] = going_on.id
    open_page(app, "train")
    assert not app.exception
    assert ("One wrong answer grows more confident" in texts(app.markdown)) == bool(rise)
    # No picture that it watched shows it, so a recorded one does.
    assert ("the 5 networks find it" in texts(app.markdown)) == bool(rise)
    assert ("networks that learned from photos only" in texts(app.caption)) == bool(rise)


def test_a_resumed_training_says_what_it_repeats(app: AppTest, going_on: Run) -> None:
    begin(going_on)
    finish_epoch(going_on, 1, clean=0.6, validation=0.6)
    going_on.append("batch", epoch=2, step=40, loss=0.6, accuracy=0.55, pictures_per_second=900.0)
    going_on.append("start", epochs=42, steps_per_epoch=100, batch_size=32, num_training=2_000, num_clean=960,
                    num_flipped=0, num_validation=1_000, precision="float32", left_out=[], watched=[],
                    first_epoch=1)  # fmt: skip
    open_page(app, "train")
    assert "40 steps, from epoch 2 on, are trained again" in texts(app.markdown)
    finish_epoch(going_on, 2, clean=0.6, validation=0.6)
    app.run()
    assert "are trained again" not in texts(app.markdown)


# Watched pictures


def test_a_watched_picture_is_drawn_from_its_original(tiny_set: PictureSet) -> None:
    picture = tiny_set.pictures("validation")[0]
    kept = decode_picture(picture.path, 8)
    sharp = sharp_picture(tiny_set, picture.name, kept)
    assert sharp == sharp_picture(tiny_set, picture.name, kept)
    assert Image.open(io.BytesIO(sharp)).size == (watched_strip.SIDE, watched_strip.SIDE)


def test_where_the_original_is_gone_or_another_one_the_kept_picture_is_shown(tiny_set: PictureSet) -> None:
    picture = tiny_set.pictures("validation")[0]
    kept = decode_picture(picture.path, 8)
    shown = [
        sharp_picture(None, picture.name, kept),
        sharp_picture(tiny_set, "../../etc/passwd", kept),
        sharp_picture(tiny_set, picture.name, np.zeros_like(kept)),  # another picture has its name now
    ]
    shutil.rmtree(tiny_set.folder)
    shown.append(sharp_picture(tiny_set, picture.name, kept))
    assert [Image.open(io.BytesIO(one)).size for one in shown] == [(8, 8)] * 4


def test_a_training_stopped_in_its_first_epoch_offers_only_to_start_again(app: AppTest, going_on: Run) -> None:
    begin(going_on)
    layer = FirstLayer(np.zeros((3, 3, 3, 4), "float32"), np.zeros(4, "float32"), np.zeros((5, 5, 4), "float32"))
    write_first_layer(going_on.folder, 0, layer)
    going_on.append("batch", epoch=1, step=1, loss=0.6, accuracy=0.55, pictures_per_second=0.5)
    going_on.model_file.write_bytes(b"of a part of an epoch")
    going_on.append("stopped", message="Stopped.")
    open_page(app, "train")
    assert not app.exception
    labels = {one.label for one in app.button} | {one.proto.label for one in app.get("download_button")}
    assert "Again with another seed" in labels
    assert not {"Download", "Model as .h5", "Continue"} & labels
    assert "What it has learned" not in {tab.label for tab in app.tabs}


def test_weights_of_the_first_layer_are_shown_against_their_averages(app: AppTest, tiny_set: PictureSet) -> None:
    watched = [WatchedPicture("a.jpg", 0, np.zeros((64, 64, 3), np.uint8))]
    run = create_run(QUICK_BASELINE, tiny_set.name, claimed_by=os.getpid(), watched=watched)
    for epoch in range(4):
        kernels = np.full((3, 3, 3, 2), epoch % 2, np.float32)
        write_first_layer(run.folder, epoch, FirstLayer(kernels, np.zeros(2), np.ones((5, 5, 2))))
    write_run(run, 0.7, 0.9, num_epochs=4)
    open_page(app, "train")
    assert not app.exception
    assert "they move 3.000 in all" in texts(app.caption)
    app.select_slider(key="session.averaged_momentum").set_value(0.3).run()
    assert not app.exception
    assert session_of(app).first_layer.averaged_momentum == 0.3
