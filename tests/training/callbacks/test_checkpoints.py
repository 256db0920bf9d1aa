"""Saved models: the newest, the best, and what a failed save leaves."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.training.callbacks import checkpoints
from dogcat.training.callbacks.checkpoints import KeepModels
from tests.training.callbacks.helpers import FakeModel, started, whole_epoch


@pytest.fixture
def saves(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Makes each saved model file hold the number of the save, and counts them."""
    made: list[int] = []

    def save(file: Path) -> None:
        made.append(len(made) + 1)
        file.write_text(str(made[-1]))

    _save_with(save, monkeypatch)
    return made


def test_the_model_is_kept_each_epoch_and_the_best_one_apart(run: Run, model: FakeModel, saves: list[int]) -> None:
    callback = started(KeepModels(run, Recipe()), model)
    kept = []
    for epoch, val_loss in enumerate((0.7, 0.5, 0.6, float("nan"), 0.4)):
        whole_epoch(callback, epoch, val_loss)
        kept.append((run.model_file.read_text(), run.best_model_file.read_text()))
    callback.on_train_end()
    assert kept == [("1", "1"), ("2", "2"), ("3", "2"), ("4", "2"), ("5", "5")]
    assert len(saves) == 5  # nothing new at the end
    assert sorted(path.name for path in run.folder.glob("*keras*")) == ["best.keras", "model.keras"]
    assert list(run.folder.glob(".*")) == []


def test_the_model_of_an_interrupted_epoch_is_kept_at_the_end(run: Run, model: FakeModel, saves: list[int]) -> None:
    callback = started(KeepModels(run, Recipe()), model)
    whole_epoch(callback, 0, 0.7)
    callback.on_epoch_begin(1)
    callback.on_train_batch_end(0)
    callback.on_epoch_end(1, {"val_loss": 0.1})
    assert run.model_file.read_text() == "1"
    callback.on_train_end()
    assert run.model_file.read_text() == "2"
    assert run.best_model_file.read_text() == "1"


def test_a_failed_save_leaves_the_model_before_it(run: Run, model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    run.model_file.write_text("before")

    def fail(file: Path) -> None:
        file.write_text("half a mod")
        raise OSError("disk full")

    _save_with(fail, monkeypatch)
    callback = started(KeepModels(run, Recipe()), model)
    with pytest.raises(OSError, match="disk full"):
        whole_epoch(callback, 0, 0.7)
    assert run.model_file.read_text() == "before"
    assert list(run.folder.glob(".*")) == []


def _save_with(save: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts `save` in the place of a Keras model's own."""
    monkeypatch.setattr(checkpoints, "build_model", lambda _recipe, _precision: SimpleNamespace(save=save))
    monkeypatch.setattr(checkpoints, "copy_state", lambda _model, _copy, _num_steps: None)
