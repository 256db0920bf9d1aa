"""Clean training accuracy, and losses without the penalty of weight decay."""

import numpy as np
import pytest

from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.callbacks import clean_accuracy
from dogcat.training.callbacks.clean_accuracy import CleanTraining, CrossEntropyAlone
from dogcat.training.callbacks.heartbeat import Heartbeat
from tests.training.callbacks.helpers import STEPS, FakeAnswers, FakeModel, started

NUM_PICTURES = 900
LABELS = (np.arange(NUM_PICTURES) % 2).astype(np.float32)
FLIPPED = np.arange(NUM_PICTURES) < 90


@pytest.fixture(autouse=True)
def _batches_are_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_accuracy, "evaluation_batches", lambda _split, places: places)


def clean_of(run: Run, model: FakeModel, p_dog: np.ndarray, flipped: np.ndarray = FLIPPED) -> CleanTraining:
    """A callback for a network with these answers, which does not look at the pixels."""
    pixels = np.zeros((NUM_PICTURES, 1, 1, 3), np.uint8)
    split = SplitPixels(pixels, LABELS, [f"train/cats/{number}.jpg" for number in range(NUM_PICTURES)], [])
    answers = FakeAnswers()
    clean = started(CleanTraining(split, flipped, Recipe(picture_size=50), answers, run), model)
    model.evaluate_with = lambda: setattr(answers, "given", p_dog[model.evaluated[-1]["batches"]].astype(np.float32))
    return clean  # type: ignore[no-any-return]


def after(clean: CleanTraining, epoch: int, steps: int = STEPS) -> dict[str, float]:
    """The logs of an epoch with so many steps."""
    logs: dict[str, float] = {}
    clean.on_epoch_begin(epoch)
    clean.on_train_batch_end(steps - 1)
    clean.on_epoch_end(epoch, logs)
    return logs


def test_pictures_take_turns_and_all_are_measured_at_the_end(run: Run, model: FakeModel) -> None:
    clean = clean_of(run, model, np.full(NUM_PICTURES, 0.9), np.zeros(NUM_PICTURES, bool))
    clean.set_params({"steps": STEPS, "epochs": 8})
    seen = []
    for epoch in range(8):
        assert set(after(clean, epoch)) == {"clean_loss", "clean_accuracy"}
        seen.append(clean.places.tolist())
    assert [len(places) for places in seen] == [300] * 7 + [NUM_PICTURES]
    assert sorted(seen[0] + seen[1] + seen[2]) == list(range(NUM_PICTURES))
    assert (seen[3], seen[4], seen[6]) == (seen[0], seen[1], seen[0])
    assert any(isinstance(inner, Heartbeat) for inner in model.evaluated[0]["callbacks"])
    assert model.evaluated[0]["batches"] is model.evaluated[3]["batches"]


def test_figures_weigh_pictures_with_and_without_a_flipped_label_by_their_numbers(run: Run, model: FakeModel) -> None:
    p_dog = np.where(FLIPPED, 0.5 + 0.4 * (0.5 - LABELS), 0.5 + 0.3 * (LABELS - 0.5))  # 0.7 and 0.65 for one class
    logs = after(clean_of(run, model, p_dog), 0)
    assert (logs["kept_accuracy"], logs["flipped_accuracy"]) == (1, 0)
    assert logs["clean_accuracy"] == pytest.approx(0.9)
    assert logs["clean_loss"] == pytest.approx(-0.9 * np.log(0.65) - 0.1 * np.log(0.3), abs=1e-6)


def test_how_often_a_picture_is_kept_does_not_tell_whether_its_label_is_flipped(run: Run, model: FakeModel) -> None:
    p_dog = np.linspace(0, 1, NUM_PICTURES)
    clean = clean_of(run, model, p_dog)
    clean.set_params({"steps": STEPS, "epochs": 8})
    assert clean.num_measured == 270 + 90
    kept = []
    for epoch in range(3):
        after(clean, epoch)
        np.testing.assert_allclose(clean.p_dog, p_dog[clean.places], atol=1e-6)
        kept.append(clean.places)
        assert abs(FLIPPED[clean.places].sum() - 30) <= 1
    assert sorted(np.concatenate(kept)) == list(range(NUM_PICTURES))


def test_all_pictures_are_measured_where_a_training_is_stopped(run: Run, model: FakeModel) -> None:
    clean = clean_of(run, model, np.full(NUM_PICTURES, 0.9))
    model.stop_training = True
    logs = after(clean, 0)
    assert clean.places.tolist() == list(range(NUM_PICTURES))
    assert logs["clean_accuracy"] == pytest.approx(0.5)


def test_an_interrupted_epoch_is_not_measured_clean(run: Run, model: FakeModel) -> None:
    assert after(clean_of(run, model, np.full(NUM_PICTURES, 0.9)), 0, STEPS - 1) == {}
    assert model.evaluated == []


def test_a_network_that_is_surely_wrong_has_a_finite_loss(run: Run, model: FakeModel) -> None:
    logs = after(clean_of(run, model, 1 - LABELS, np.zeros(NUM_PICTURES, bool)), 0)
    assert logs == {"clean_loss": pytest.approx(-np.log(1e-7)), "clean_accuracy": 0}


def test_the_penalty_of_weight_decay_is_taken_out_of_the_losses() -> None:
    callback = CrossEntropyAlone()
    batch = {"loss": 3.0, "cross_entropy": 0.7, "accuracy": 0.5}
    callback.on_train_batch_end(0, batch)
    assert batch == {"loss": 0.7, "accuracy": 0.5}
    epoch = {"loss": 3.0, "cross_entropy": 0.7, "val_loss": 3.1, "val_cross_entropy": 0.8}
    callback.on_epoch_end(0, epoch)
    assert epoch == {"loss": 0.7, "val_loss": 0.8}
