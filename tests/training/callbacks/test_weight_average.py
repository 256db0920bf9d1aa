"""Trainings with a schedule, smoothed labels, averaged weights, growing pictures and mirror images."""

import dataclasses
import itertools
import os
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest

from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import MODERN, Augmentation, Recipe
from dogcat.recipe.schedule import learning_rate_at
from dogcat.runs.run import Run, create_run
from dogcat.training.callbacks.training_state import read_training_state
from dogcat.training.evaluation import evaluate_split, predict
from dogcat.training.model import build_model, learning_rate, load_model
from dogcat.training.pipeline import training_batch
from dogcat.training.train import train
from tests.conftest import MakeLayout


@pytest.fixture(scope="module", autouse=True)
def tiny_pictures(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("ingredients")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(folder / "home"))
        yield import_pictures(make_layout(folder / "source", per_class=6), "tiny").pictures


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    """Four epochs of the recipe `modern`, smaller in everything, and with dropout."""
    return dataclasses.replace(
        MODERN,
        picture_size=22,
        filters=(8,),
        dropout=0.3,
        batch_size=4,
        steps_per_epoch=3,
        epochs=4,
        learning_rate=1e-2,
        label_smoothing=0.2,
        weight_average=0.9,
        training_sizes=(16, 18, 22),
        precision="float32",
    )


def begun(recipe: Recipe) -> Run:
    return create_run(recipe, "tiny", claimed_by=os.getpid())


class Recorded(keras.callbacks.Callback):  # type: ignore[misc]
    """Notes the weights after each step, and the learning rate before it."""

    def __init__(self) -> None:
        super().__init__()
        self.weights: list[list[np.ndarray]] = []
        self.rates: list[float] = []

    def on_train_batch_end(self, *_: Any, **__: Any) -> None:
        self.weights.append(self.model.get_weights())

    def on_train_batch_begin(self, *_: Any, **__: Any) -> None:
        self.rates.append(float(self.model.optimizer.learning_rate))


@pytest.fixture(scope="module")
def whole(recipe: Recipe) -> tuple[Run, Recorded]:
    run, recorded = begun(recipe), Recorded()
    train(recipe, run, [recorded])
    return run, recorded


def test_the_average_of_the_weights_is_what_is_saved_and_evaluated(
    recipe: Recipe, whole: tuple[Run, Recorded], tiny_pictures: Any
) -> None:
    run, recorded = whole
    averages = [weight.astype(np.float64) for weight in build_start(recipe)]
    for step, weights in enumerate(recorded.weights):
        momentum = min(0.9, (1 + step) / (10 + step))
        averages = [momentum * one + (1 - momentum) * other for one, other in zip(averages, weights, strict=True)]
    model = load_model(run.model_file)
    for mine, expected, last in zip(model.get_weights(), averages, recorded.weights[-1], strict=True):
        np.testing.assert_allclose(mine, expected, atol=1e-5)
        assert not np.allclose(mine, last, atol=1e-5)
    validation = load_split(tiny_pictures, "validation", recipe.picture_size)
    found = evaluate_split(model, validation, mirror=True)
    row = run.history()[-1]
    assert (row["val_loss"], row["val_accuracy"]) == pytest.approx((found.loss, found.accuracy), abs=1e-5)
    clean = evaluate_split(model, load_split(tiny_pictures, "train", recipe.picture_size), mirror=True)
    assert (row["clean_loss"], row["clean_accuracy"]) == pytest.approx((clean.loss, clean.accuracy), abs=1e-5)
    evaluation = run.evaluation("validation")
    assert evaluation
    assert evaluation["p_dog"] == pytest.approx(found.p_dog, abs=1e-5)


def build_start(recipe: Recipe) -> list[np.ndarray]:
    keras.utils.set_random_seed(recipe.seed)
    return build_model(recipe, "float32").get_weights()  # type: ignore[no-any-return]


def test_a_training_that_was_stopped_twice_ends_like_the_other(recipe: Recipe, whole: tuple[Run, Recorded]) -> None:
    run = begun(recipe)
    for last_step in (5, 3):  # in the middle of the second epoch, and then at its end
        asked = itertools.count(2)
        stop = keras.callbacks.LambdaCallback(
            on_train_batch_end=lambda *_, asked=asked, at=last_step, **__: next(asked) == at and run.request_stop()
        )
        train(recipe, run, [stop])
        assert run.status().state == "stopped"
        (run.folder / "stop").unlink()
        run.append("continue")
    train(recipe, run)
    assert [event["first_epoch"] for event in run.read_events()[0] if event["event"] == "start"] == [0, 1, 2]
    expected, _ = whole
    for mine, theirs in zip(run.history(), expected.history(), strict=True):
        for name in ("loss", "val_loss", "clean_loss"):
            assert mine[name] == pytest.approx(theirs[name], abs=1e-6)
    for one, other in zip(*(load_model(each.model_file).get_weights() for each in (run, expected)), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_without_the_state_of_the_raw_weights_it_starts_again(recipe: Recipe) -> None:
    run = begun(recipe)
    train(dataclasses.replace(recipe, epochs=1, training_sizes=()), run)
    state = read_training_state(run.folder)
    assert state
    assert state.num_steps == 3
    (run.folder / "resume.npz").write_bytes(b"PK damaged")
    run.append("continue")
    train(dataclasses.replace(recipe, epochs=2), run)
    assert [event["first_epoch"] for event in run.read_events()[0] if event["event"] == "start"] == [0, 0]


def test_pictures_grow_in_equal_parts_of_the_training(recipe: Recipe, tiny_pictures: Any) -> None:
    split = load_split(tiny_pictures, "train", recipe.picture_size)
    sizes = [training_batch(split, recipe, step)[0].shape for step in range(12)]
    assert sizes == [(4, size, size, 3) for size in (16, 16, 16, 16, 18, 18, 18, 18, 22, 22, 22, 22)]
    plain = dataclasses.replace(recipe, augmentation=Augmentation())
    small = training_batch(split, plain, 0)[0].astype(float)
    large = training_batch(split, dataclasses.replace(plain, training_sizes=()), 0)[0].astype(float)
    np.testing.assert_allclose(small.mean((1, 2)), large.mean((1, 2)), atol=6)  # the same pictures, only smaller


@pytest.mark.parametrize("num_epochs", [1, 40])
def test_keras_computes_the_rate_of_the_schedule(recipe: Recipe, num_epochs: int) -> None:
    longer = dataclasses.replace(recipe, epochs=num_epochs)
    rate, num_steps = learning_rate(longer), 3 * num_epochs
    assert not isinstance(rate, float)
    found = [float(rate(step)) for step in range(num_steps)]
    assert found == pytest.approx([learning_rate_at(longer, step) for step in range(num_steps)], rel=1e-4, abs=1e-9)
    assert max(found) == pytest.approx(1e-2)
    assert found.index(max(found)) == num_steps // 20
    assert 0 < found[-1] < 0.01 * max(found) or num_epochs == 1


def test_each_step_has_the_rate_of_the_schedule(recipe: Recipe, whole: tuple[Run, Recorded]) -> None:
    _, recorded = whole
    assert recorded.rates == pytest.approx([learning_rate_at(recipe, step) for step in range(12)], rel=1e-4)


def test_smoothed_labels_change_the_gradient_and_no_measurement(tiny_recipe: Recipe) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (4, 22, 22, 3), dtype=np.uint8)
    labels = np.array([[0.0], [1.0], [1.0], [0.0]], np.float32)
    smoothed = dataclasses.replace(tiny_recipe, label_smoothing=0.2)
    keras.utils.set_random_seed(1)
    training = build_model(smoothed, "float32", for_training=True)
    p_dog = predict(training, pixels)
    soft = 0.8 * labels[:, 0] + 0.1
    expected = -np.mean(soft * np.log(p_dog) + (1 - soft) * np.log(1 - p_dog))
    assert training.evaluate(pixels, labels, verbose=0)[0] == pytest.approx(expected, rel=1e-5)
    saved = build_model(smoothed, "float32")
    assert saved.loss == "binary_crossentropy"
