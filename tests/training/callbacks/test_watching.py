"""Watched pictures: kept as the network sees them, judged after each epoch, with the first layer beside them."""

import dataclasses
import os

import numpy as np
import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import Recipe
from dogcat.runs.first_layer import kept_epochs, read_first_layer
from dogcat.runs.run import create_run
from dogcat.runs.watched import WatchedPicture
from dogcat.training.evaluation import predict
from dogcat.training.model import load_model
from dogcat.training.train import train


def test_a_training_says_of_each_epoch_what_it_sees(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    split = load_split(tiny_set, "validation", tiny_recipe.picture_size)
    watched = [WatchedPicture(split.names[place], int(split.labels[place]), split.pixels[place]) for place in (0, 11)]
    run = create_run(tiny_recipe, "tiny", claimed_by=os.getpid(), watched=watched)
    train(tiny_recipe, run)
    events = run.read_events()[0]
    assert events[0]["watched"] == [{"name": split.names[0], "label": 0}, {"name": split.names[11], "label": 1}]
    told = [event for event in events if event["event"] == "watch"]
    assert [event["epoch"] for event in told] == [0, 1, 2]
    recorded = run.evaluation("validation")
    assert recorded
    expected = [recorded["p_dog"][picture.name] for picture in watched]
    assert told[-1]["p_dog"] == pytest.approx(expected, abs=1e-5), "the same picture gets the same answer everywhere"
    assert told[0]["p_dog"] != told[-1]["p_dog"]
    model = load_model(run.model_file)
    assert told[-1]["p_dog"] == pytest.approx(predict(model, np.stack([one.pixels for one in watched])), abs=1e-5)

    assert kept_epochs(run.folder) == [0, 1, 2]
    layer = read_first_layer(run.folder, 2)
    assert layer
    np.testing.assert_array_equal(layer.kernels, model.get_layer("conv_1").get_weights()[0])
    assert layer.responses.shape == (10, 10, 4)  # (22 - 2) / 2
    # By hand: one place of one filter, 2 x 2 values of the convolution, of which the largest is kept.
    kernel, bias = (weights[..., 0] for weights in model.get_layer("conv_1").get_weights())
    picture = watched[0].pixels / 255
    values = [(picture[r : r + 3, c : c + 3] * kernel).sum() + bias for r in (6, 7) for c in (8, 9)]
    assert layer.responses[3, 4, 0] == pytest.approx(max(0.0, *values), abs=float(layer.responses.max()) / 255)


def test_nothing_is_watched_unless_asked(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    run = create_run(dataclasses.replace(tiny_recipe, epochs=1), "tiny", claimed_by=os.getpid())
    train(run.recipe, run)
    assert [event["event"] for event in run.read_events()[0] if event["event"] == "watch"] == []
    assert kept_epochs(run.folder) == []
