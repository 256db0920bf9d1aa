"""Watched pictures: kept as the network sees them, judged after each epoch, with the first layer beside them."""

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest

from dogcat.explain.feature_maps import FILTER_TILE_SIZE, filter_tiles
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import Recipe
from dogcat.runs.first_layer import FirstLayer, kept_epochs, read_first_layer, write_first_layer
from dogcat.runs.run import create_run
from dogcat.runs.watched import WatchedPicture, read_watched, write_watched
from dogcat.training.evaluation import predict
from dogcat.training.model import load_model
from dogcat.training.train import train


def some_pictures(size: int) -> list[WatchedPicture]:
    generator = np.random.default_rng(1)
    pixels = generator.integers(0, 256, (3, size, size, 3), dtype=np.uint8)
    return [
        WatchedPicture("a", 0, pixels[0]),
        WatchedPicture("my dög", 1, pixels[1]),
        WatchedPicture("?", None, pixels[2]),
    ]


def test_watched_pictures_come_back_to_the_pixel(tmp_path: Path) -> None:
    assert read_watched(tmp_path) == []
    made = some_pictures(22)
    write_watched(tmp_path, made)
    read = read_watched(tmp_path)
    assert [(picture.name, picture.label) for picture in read] == [("a", 0), ("my dög", 1), ("?", None)]
    for mine, theirs in zip(read, made, strict=True):
        np.testing.assert_array_equal(mine.pixels, theirs.pixels)


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


def layer_of(responses: np.ndarray, kernels: np.ndarray | None = None) -> FirstLayer:
    silent = np.zeros((3, 3, 3, responses.shape[-1]), np.float32)
    return FirstLayer(silent if kernels is None else kernels, np.zeros(responses.shape[-1], np.float32), responses)


def test_a_first_layer_is_kept_to_a_255th(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    made = FirstLayer(
        generator.normal(size=(3, 3, 3, 4)).astype(np.float32),
        generator.normal(size=4).astype(np.float32),
        generator.random((5, 6, 4)).astype(np.float32) * 7,
    )
    write_first_layer(tmp_path, 12, made)
    read = read_first_layer(tmp_path, 12)
    assert read
    np.testing.assert_array_equal(read.kernels, made.kernels)
    np.testing.assert_array_equal(read.biases, made.biases)
    np.testing.assert_allclose(read.responses, made.responses, atol=made.responses.max() / 255 / 1.99)
    assert read_first_layer(tmp_path, 13) is None


def test_a_first_layer_that_never_answers_is_kept_as_well(tmp_path: Path) -> None:
    write_first_layer(tmp_path, 0, layer_of(np.zeros((5, 5, 2), np.float32)))
    read = read_first_layer(tmp_path, 0)
    assert read
    assert not read.responses.any()


def test_a_damaged_file_is_no_first_layer(tmp_path: Path) -> None:
    write_first_layer(tmp_path, 3, layer_of(np.ones((5, 5, 2), np.float32)))
    file = tmp_path / "learning" / "epoch-0003.npz"
    file.write_bytes(file.read_bytes()[:100])
    assert read_first_layer(tmp_path, 3) is None


def test_a_tile_shows_the_filter_and_where_it_answers() -> None:
    responses = np.zeros((4, 4, 2), np.float32)
    responses[2:, 2:, 0] = 4.0
    responses[2:, 2:, 1] = 1.0
    kernels = np.zeros((3, 3, 3, 2), np.float32)
    kernels[0, 0, 0, 0], kernels[1, 1, 2, 1] = 2.0, -1.0
    strong, weak = filter_tiles(layer_of(responses, kernels))
    assert strong.shape == (FILTER_TILE_SIZE, FILTER_TILE_SIZE, 3)
    np.testing.assert_array_equal(strong[-5, -5], [255, 255, 255])
    np.testing.assert_array_equal(weak[-5, -5], [128, 128, 128])  # a quarter of it, so half as bright
    assert not strong[18, 129].any()
    np.testing.assert_array_equal(strong[8, 8], [255, 128, 128])  # red at the upper left
    np.testing.assert_array_equal(weak[23, 23], [128, 128, 64])  # less blue in the middle
    np.testing.assert_array_equal(weak[8, 8], [128, 128, 128])
