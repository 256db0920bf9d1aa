"""Trainings of a second that stand on a small base: what is trained of it, and what the run folder has afterwards."""

import os

import keras
import numpy as np
import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import Augmentation
from dogcat.runs.run import create_run
from dogcat.runs.timeline import Timeline
from dogcat.runs.watched import WatchedPicture
from dogcat.training.callbacks.reporting import ReportMoments
from dogcat.training.evaluation import evaluate_split, predict
from dogcat.training.model import build_model, load_model
from dogcat.training.train import train
from tests.training.pretrained.conftest import base_weights_of, changed_layers, recipe_with_base, trained

pytestmark = pytest.mark.usefixtures("small_base")


def test_a_training_on_features_saves_a_network_from_pixels_to_the_answer(tiny_set: PictureSet) -> None:
    recipe = recipe_with_base(epochs=2, weight_decay=0.01, flipped_labels=0.2)
    split = load_split(tiny_set, "validation", 32)
    watched = [WatchedPicture(split.names[0], 0, split.pixels[0])]
    run = trained(recipe, watched=watched)
    model = load_model(run.model_file)
    assert model.inputs[0].shape[1:] == (32, 32, 3)
    assert not changed_layers(model, build_model(recipe, "float32"))
    recorded = run.evaluation("validation")
    assert recorded
    assert len(run.history()) == 2
    p_dog = predict(model, split.pixels)
    assert [recorded["p_dog"][name] for name in split.names] == pytest.approx(list(p_dog), abs=1e-5)
    assert evaluate_split(model, split).accuracy == recorded["accuracy"]
    told = [event["p_dog"][0] for event in run.read_events()[0] if event["event"] == "watch"]
    assert len(told) == 3
    assert told[-1] == pytest.approx(p_dog[0], abs=1e-5)
    assert told[0] != told[-1]
    timeline = Timeline()
    timeline.follow(run)
    assert timeline.features["done"] == timeline.features["num_pictures"] == 36
    assert timeline.start["num_flipped"] == 2


def test_a_training_on_features_goes_on_where_it_was_stopped(tiny_set: PictureSet) -> None:
    recipe = recipe_with_base(epochs=2, dropout=0.3)
    whole = trained(recipe)
    run = create_run(recipe, "tiny", claimed_by=os.getpid())
    epochs: list[str] = []

    def stop_after_an_epoch(moment: str) -> None:
        epochs.append(moment)
        if epochs.count("epoch") == 1 and moment == "step":
            run.request_stop()

    train(recipe, run, [ReportMoments(stop_after_an_epoch)])
    assert len(run.history()) == 1
    assert run.status().state == "stopped"
    (run.folder / "stop").unlink()
    run.append("continue")
    train(recipe, run)
    kept, expected = ([row["val_loss"] for row in each.history()] for each in (run, whole))
    assert kept == pytest.approx(expected, abs=2e-6)


def test_a_stop_while_features_are_computed_ends_the_run(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = recipe_with_base(picture_size=33)  # a size without kept features
    run = create_run(recipe, "tiny", claimed_by=os.getpid())
    run.request_stop()
    train(recipe, run)
    assert run.status().state == "stopped"
    assert not run.history()


def test_the_head_is_trained_on_a_base_that_stays(tiny_set: PictureSet) -> None:
    recipe = recipe_with_base(base_training="head", augmentation=Augmentation(rotation_range=20), dense_units=4)
    run = trained(recipe)
    assert not changed_layers(load_model(run.model_file), build_model(recipe, "float32"))


def test_the_random_control_trains_all_of_the_same_network(tiny_set: PictureSet) -> None:
    recipe = recipe_with_base(base_training="random")
    keras.utils.set_random_seed(recipe.seed)
    before = build_model(recipe, "float32")
    model = load_model(trained(recipe).model_file)
    assert changed_layers(model, before) == set(base_weights_of(model))


def test_random_features_have_the_spread_of_the_pictures(tiny_set: PictureSet) -> None:
    run = trained(recipe_with_base(base_training="random-features"))
    model = load_model(run.model_file)
    average = keras.Model(model.inputs[0], model.get_layer("average").output)
    spread = np.asarray(average(load_split(tiny_set, "train", 32).pixels)).std(axis=0)
    assert np.median(spread) > 1e-2
