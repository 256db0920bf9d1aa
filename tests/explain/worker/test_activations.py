"""What a network does with a picture: the very figures that Keras and the training itself come to."""

import dataclasses
import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest

from dogcat.common.errors import DogcatError
from dogcat.explain.activations import BEST, LAST, NUM_PASSES, UNTRAINED, kept_networks
from dogcat.explain.convolution_by_hand import convolve, pool
from dogcat.explain.worker.activations import activations, answer, dropout_passes, filters, open_network
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import Recipe, recipe_to_json
from dogcat.runs.first_layer import read_first_layer
from dogcat.runs.run import Run, create_run
from dogcat.runs.watched import WatchedPicture, read_watched
from dogcat.training.evaluation import predict
from dogcat.training.model import load_model
from dogcat.training.train import train
from tests.conftest import MakeLayout


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout, tiny_recipe: Recipe) -> Iterator[Run]:
    """A finished training with dropout that watched a picture."""
    folder = tmp_path_factory.mktemp("inspection")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(folder / "home"))
        pictures = import_pictures(make_layout(folder / "source", per_class=6), "tiny").pictures
        split = load_split(pictures, "validation", tiny_recipe.picture_size)
        recipe = dataclasses.replace(tiny_recipe, dropout=0.5, pixel_range="-1..1")
        made = create_run(recipe, "tiny", os.getpid(), watched=[WatchedPicture("a", 0, split.pixels[3])])
        train(recipe, made)
        yield made


@pytest.fixture
def pixels(run: Run) -> np.ndarray:
    return read_watched(run.folder)[0].pixels


def test_activations_are_those_of_keras_layer_by_layer(run: Run, pixels: np.ndarray) -> None:
    found = activations(open_network(run.recipe, run.model_file), pixels)
    values = pixels[None]
    for row, layer in zip(layer_table(run.recipe), load_model(run.model_file).layers, strict=True):
        values = layer(values, training=False)
        assert found[row.name].shape == row.output_shape
        np.testing.assert_allclose(found[row.name], np.asarray(values)[0], atol=1e-6)


def test_the_untrained_network_is_the_one_that_the_training_began_with(run: Run, pixels: np.ndarray) -> None:
    kept = read_first_layer(run.folder, 0)
    assert kept
    model = open_network(run.recipe, None)
    np.testing.assert_array_equal(filters(model)["conv_1/kernel"], kept.kernels)
    strongest = float(kept.responses.max())
    np.testing.assert_allclose(activations(model, pixels)["pool_1"], kept.responses, atol=strongest / 255)


def test_trained_filters_are_those_that_were_kept(run: Run) -> None:
    kept = read_first_layer(run.folder, run.recipe.epochs)
    assert kept
    found = filters(open_network(run.recipe, run.model_file))
    np.testing.assert_array_equal(found["conv_1/kernel"], kept.kernels)
    assert {name: array.shape for name, array in found.items()} == {
        "conv_1/kernel": (3, 3, 3, 4), "conv_1/bias": (4,), "conv_2/kernel": (3, 3, 4, 8), "conv_2/bias": (8,),
    }  # fmt: skip


def test_a_network_trained_in_bfloat16_is_looked_at_in_float32(
    run: Run, pixels: np.ndarray, tiny_recipe: Recipe, tmp_path: Path
) -> None:
    from dogcat.training.model import build_model

    model = build_model(run.recipe, "bfloat16")
    model.save(tmp_path / "model.keras")
    found = activations(open_network(run.recipe, tmp_path / "model.keras"), pixels)
    assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}
    np.testing.assert_allclose(found["output"], predict(model, pixels[None]), atol=0.01)


@pytest.mark.parametrize("state", [UNTRAINED, BEST, LAST])
def test_by_hand_one_comes_to_the_same_as_keras(run: Run, pixels: np.ndarray, state: str) -> None:
    network = kept_networks(run)[state]
    model = open_network(network.recipe, network.model_file)
    found, weights = activations(model, pixels), filters(model)
    for number in range(4):
        kernel, bias = weights["conv_1/kernel"][..., number], weights["conv_1/bias"][number]
        for row, column in ((0, 0), (19, 19), (7, 12)):
            by_hand = convolve(pixels, kernel, bias, row, column, network.recipe.pixel_range)
            assert by_hand.value == pytest.approx(found["conv_1"][row, column, number], abs=1e-5)
            assert by_hand.products.sum() + by_hand.bias == pytest.approx(by_hand.before_relu)
        for row, column in ((0, 0), (9, 9), (3, 6)):
            window = pool(pixels, kernel, bias, row, column, network.recipe.pixel_range)
            assert window.max() == pytest.approx(found["pool_1"][row, column, number], abs=1e-5)


def test_dropout_switches_off_its_share_and_keras_says_the_same(run: Run, pixels: np.ndarray) -> None:
    model = open_network(run.recipe, run.model_file)
    passes = dropout_passes(model, pixels, rate=0.25, seed=1)
    is_on, features = passes["is_on"], passes["features"]
    np.testing.assert_allclose(features, activations(model, pixels)["flatten"], atol=1e-6)
    assert is_on.shape == (NUM_PASSES, len(features))
    assert is_on.mean() == pytest.approx(0.75, abs=0.02)
    assert len({row.tobytes() for row in is_on}) == NUM_PASSES, "others in each pass"
    (kernel, bias), (last_kernel, last_bias) = (model.get_layer(name).get_weights() for name in ("dense", "output"))
    hidden = np.maximum(0, features * is_on / 0.75 @ kernel + bias)
    np.testing.assert_allclose(passes["p_dog"], 1 / (1 + np.exp(-(hidden @ last_kernel + last_bias)[:, 0])), atol=1e-5)
    assert passes["p_dog_without"] == pytest.approx(predict(model, pixels[None])[0], abs=1e-6)


def test_the_same_dice_switch_off_the_same(run: Run, pixels: np.ndarray) -> None:
    model = open_network(run.recipe, run.model_file)
    first, again, other = (dropout_passes(model, pixels, 0.5, seed)["is_on"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_a_model_of_another_recipe_is_refused(run: Run) -> None:
    with pytest.raises(DogcatError, match="a different network from its run's recipe"):
        open_network(dataclasses.replace(run.recipe, dense_units=9), run.model_file)


def test_after_a_question_without_an_answer_the_next_one_is_answered(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "model.keras"
    broken.write_bytes(b"no model")
    questions = [
        {"what": "filters", "recipe": recipe_to_json(run.recipe), "model_file": str(file)}
        for file in (broken, run.model_file)
    ]
    replies = io.BytesIO()
    answer(io.BytesIO("".join(json.dumps(one) + "\n" for one in questions).encode()), replies)
    first, second, data = replies.getvalue().split(b"\n", 2)
    assert "not a complete Keras model" in json.loads(first)["error"]
    assert json.loads(second) == {"bytes": len(data)}
    with np.load(io.BytesIO(data)) as arrays:
        assert sorted(arrays) == ["conv_1/bias", "conv_1/kernel", "conv_2/bias", "conv_2/kernel"]


def test_kept_networks_are_in_the_order_of_time(run: Run, tmp_path: Path) -> None:
    assert {name: network.model_file for name, network in kept_networks(run).items()} == {
        UNTRAINED: None, BEST: run.best_model_file, LAST: run.model_file,
    }  # fmt: skip
    assert list(kept_networks(run.recipe)) == [UNTRAINED]
    stopped = Run(shutil.copytree(run.folder, tmp_path / "stopped"))
    shutil.copy(stopped.model_file, stopped.last_epoch_file)
    assert kept_networks(stopped)[LAST].model_file == stopped.last_epoch_file, "its model.keras is the best epoch's"


def test_a_network_without_dropout_is_given_one(pixels: np.ndarray, tiny_recipe: Recipe) -> None:
    model = open_network(tiny_recipe, None)
    assert not any(isinstance(layer, keras.layers.Dropout) for layer in model.layers)
    assert np.ptp(dropout_passes(model, pixels, 0.5, 1)["p_dog"]) > 0
