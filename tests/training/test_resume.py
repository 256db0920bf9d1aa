"""Trainings that go on after a stop or a kill, that stop by themselves, and that keep their best epoch."""

import dataclasses
import itertools
import os
import re
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from dogcat.common.sentence import Sentence
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.device import Device
from dogcat.recipe.recipe import Augmentation, Recipe
from dogcat.runs.by_picture.picture_history import read_picture_history
from dogcat.runs.run import Run, create_run
from dogcat.runs.timeline import Timeline
from dogcat.training import train as train_module
from dogcat.training.callbacks.stopping import DivergedError
from dogcat.training.evaluation import evaluate_split
from dogcat.training.model import build_model, load_model
from dogcat.training.train import train


@pytest.fixture
def recipe(tiny_recipe: Recipe) -> Recipe:
    """Five epochs in which everything that is random takes part."""
    return dataclasses.replace(
        tiny_recipe, epochs=5, dropout=0.5, learning_rate=1e-3, augmentation=Augmentation(rotation_range=30)
    )


def at_step(step: int, action: Callable[[], None]) -> keras.callbacks.Callback:
    """Does something at one step of the training, counted from 0 without regard to epochs."""
    steps = itertools.count()
    return keras.callbacks.LambdaCallback(on_train_batch_end=lambda *_, **__: next(steps) == step and action())


def claimed(recipe: Recipe, **options: Any) -> Run:
    return create_run(recipe, "tiny", claimed_by=os.getpid(), **options)


def go_on(run: Run) -> None:
    """What the runner does when a stopped run is put back into the queue."""
    (run.folder / "stop").unlink(missing_ok=True)
    run.append("continue")
    train(run.recipe, run)


def losses(run: Run) -> list[list[float]]:
    return [[row["loss"], row["val_loss"], row["clean_loss"]] for row in run.history()]


@pytest.fixture
def uninterrupted(tiny_set: PictureSet, recipe: Recipe) -> Run:
    run = claimed(recipe)
    train(recipe, run)
    return run


class SkipsFirstStep(keras.optimizers.LossScaleOptimizer):  # type: ignore[misc]
    """Scales the loss as for float16 on a graphics card, and finds that a gradient overflows in the first step."""

    def check_finite(self, grads: Any) -> Any:  # noqa: ARG002
        return self.dynamic_scale < self.initial_scale


def scaling_the_loss(*arguments: Any, **options: Any) -> keras.Model:
    model = build_model(*arguments, **options)
    model.compile(SkipsFirstStep(model.optimizer), model.loss)
    return model


CARD = Device("gpu", "RTX", 8 * 2**30, Sentence("RTX: TensorFlow uses it."))


@pytest.mark.parametrize("begins_on_card", [True, False])
def test_a_training_continues_on_another_device(
    uninterrupted: Run, recipe: Recipe, monkeypatch: pytest.MonkeyPatch, begins_on_card: bool
) -> None:
    run = claimed(recipe)
    for on_card in (begins_on_card, not begins_on_card):
        with monkeypatch.context() as patch:
            if on_card:
                patch.setattr(train_module, "choose_device", lambda _requested: CARD)
                patch.setattr(train_module, "build_model", scaling_the_loss)
            if not run.history():
                train(recipe, run, [at_step(6, run.request_stop)])
                assert int(load_model(run.last_epoch_file).optimizer.iterations) == 6  # also with a skipped one
                assert "devices" not in run.environment
            else:
                go_on(run)
    assert [row["epoch"] for row in run.history()] == [1, 2, 3, 4, 5]
    starts = [event for event in run.read_events()[0] if event["event"] == "start"]
    assert [event["first_epoch"] for event in starts] == [0, 2]
    parts = run.environment["devices"]
    assert [part["from_epoch"] for part in parts] == [1, 3]
    kinds = ["gpu", "cpu"] if begins_on_card else ["cpu", "gpu"]
    assert [part["device"] for part in parts] == kinds
    assert run.environment["device"] == kinds[1]
    # One step of fifteen was left out, so the losses are near those of the other training.
    np.testing.assert_allclose(losses(run), losses(uninterrupted), atol=0.1)


@pytest.mark.parametrize("step", [7, 8], ids=["in the middle of an epoch", "at the end of an epoch"])
def test_a_stopped_training_goes_on_as_if_nothing_had_been(uninterrupted: Run, recipe: Recipe, step: int) -> None:
    run = claimed(recipe)
    train(recipe, run, [at_step(step - 1, run.request_stop)])
    assert run.status().state == "stopped"
    finished = losses(run)
    assert len(finished) == (step + 1) // 3
    go_on(run)
    assert run.status().state == "done"
    assert losses(run)[: len(finished)] == finished
    np.testing.assert_allclose(losses(run), losses(uninterrupted), atol=1e-5)
    weights, others = (load_model(one.model_file).get_weights() for one in (run, uninterrupted))
    for mine, theirs in zip(weights, others, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)
    assert not run.last_epoch_file.exists()
    kept, whole = (read_picture_history(one.folder) for one in (run, uninterrupted))
    assert kept is not None
    assert whole is not None
    np.testing.assert_allclose(kept.p_dog, whole.p_dog, atol=1e-3)
    assert len(kept.p_dog) == 5


def test_a_training_killed_between_history_and_model_repeats_that_epoch(
    uninterrupted: Run, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = claimed(recipe)
    train(dataclasses.replace(recipe, epochs=3), run)
    before = run.model_file.read_bytes()
    train(dataclasses.replace(recipe, epochs=4), run)
    run.model_file.write_bytes(before)  # three epochs; the history has four
    go_on(run)
    assert [row["epoch"] for row in run.history()] == [1, 2, 3, 4, 5]
    np.testing.assert_allclose(losses(run), losses(uninterrupted), atol=1e-5)
    timeline = Timeline()
    timeline.follow(run)
    assert [event["epoch"] for event in timeline.epochs] == [1, 2, 3, 4, 5]
    kept, whole = (read_picture_history(one.folder) for one in (run, uninterrupted))
    assert kept is not None
    assert whole is not None
    np.testing.assert_allclose(kept.p_dog, whole.p_dog, atol=1e-3)


def test_the_best_epoch_can_be_kept_and_the_training_still_go_on(uninterrupted: Run, recipe: Recipe) -> None:
    run = claimed(recipe)

    def keep_best() -> None:
        (run.folder / "stop").write_text("best", encoding="utf-8")

    train(recipe, run, [at_step(9, keep_best)])
    assert "best epoch" in run.status().message
    assert run.model_file.read_bytes() == run.best_model_file.read_bytes()
    go_on(run)
    np.testing.assert_allclose(losses(run), losses(uninterrupted), atol=1e-5)


def test_early_stopping_ends_a_training_that_no_longer_improves(tiny_set: PictureSet, recipe: Recipe) -> None:
    run = claimed(dataclasses.replace(recipe, epochs=30, learning_rate=1e-300, early_stopping_patience=2))
    train(run.recipe, run)
    rows = run.history()
    assert len(rows) < 30
    best = min(rows, key=lambda row: row["val_loss"])
    assert rows[-1]["epoch"] == best["epoch"] + 2
    last = run.last_event()
    assert last
    assert last["event"] == "end"
    assert last["early"] is True


def test_a_training_without_early_stopping_does_not_end_early(uninterrupted: Run) -> None:
    last = uninterrupted.last_event()
    assert last
    assert last["early"] is False
    assert len(uninterrupted.history()) == 5


def test_a_training_that_diverges_ends_by_itself_and_says_why(tiny_set: PictureSet, recipe: Recipe) -> None:
    run = claimed(dataclasses.replace(recipe, filters=(16, 16), learning_rate=100, epochs=50))
    with pytest.raises(DivergedError):
        train(run.recipe, run)
    status = run.status()
    assert status.state == "failed"
    assert re.search(r"has diverged: in epoch \d+, step \d, the loss was \de\+\d+", status.message)
    assert "learning rate was 100; try 0.0001." in status.message
    assert len(run.history()) < 50


@pytest.mark.parametrize("optimizer", ["rmsprop", "sgd", "adam", "adamw"])
def test_weight_decay_shrinks_the_weights_and_stays_out_of_the_losses(
    tiny_set: PictureSet, recipe: Recipe, optimizer: str
) -> None:
    rate = 0.1 if optimizer == "sgd" else 1e-3
    recipe = dataclasses.replace(recipe, optimizer=optimizer, learning_rate=rate, epochs=2)
    sizes = {}
    for decay in (0.0, 0.5):
        run = claimed(dataclasses.replace(recipe, weight_decay=decay))
        train(run.recipe, run)
        model = load_model(run.model_file)
        assert type(model.optimizer).__name__.lower() == optimizer
        sizes[decay] = sum(float(np.square(layer.get_weights()[0]).sum()) for layer in model.layers if layer.weights)
        validation = evaluate_split(model, load_split(tiny_set, "validation", recipe.picture_size))
        assert run.history()[-1]["val_loss"] == pytest.approx(validation.loss, abs=1e-4)
        training = evaluate_split(model, load_split(tiny_set, "train", recipe.picture_size))
        assert run.history()[-1]["clean_loss"] == pytest.approx(training.loss, abs=1e-4)
        assert run.history()[0]["loss"] < 2
    assert sizes[0.5] < 0.999 * sizes[0.0]


def test_flipped_labels_are_told_apart_from_the_right_ones(tiny_set: PictureSet, recipe: Recipe) -> None:
    run = claimed(dataclasses.replace(recipe, flipped_labels=0.34, epochs=2))
    train(run.recipe, run)
    start = run.read_events()[0][0]
    assert start["num_flipped"] == 4  # two of six cats, two of six dogs
    history = read_picture_history(run.folder)
    assert history is not None
    is_dog = np.array(["dogs" in name for name in history.pictures.names])
    assert history.is_flipped.tolist() == (is_dog != history.labels).tolist()
    assert history.is_flipped.sum() == 4
    for row in run.history():
        both = (8 * row["kept_accuracy"] + 4 * row["flipped_accuracy"]) / 12
        assert row["clean_accuracy"] == pytest.approx(both, abs=1e-5)
    # Against the pictures' true labels the flipped ones count the other way round.
    model = load_model(run.model_file)
    true = evaluate_split(model, load_split(tiny_set, "train", recipe.picture_size)).accuracy
    last = run.history()[-1]
    assert true == pytest.approx((8 * last["kept_accuracy"] + 4 * (1 - last["flipped_accuracy"])) / 12, abs=1e-5)


def test_fewer_training_pictures_are_trained_on_and_measured(tiny_set: PictureSet, recipe: Recipe) -> None:
    run = claimed(dataclasses.replace(recipe, num_training_pictures=4, epochs=1))
    train(run.recipe, run)
    start = run.read_events()[0][0]
    assert (start["num_training"], start["num_clean"], start["num_validation"]) == (4, 4, 12)
    assert run.history()[0]["clean_accuracy"] * 4 == pytest.approx(round(run.history()[0]["clean_accuracy"] * 4))
