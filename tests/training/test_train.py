"""Real trainings of a second each: what lies in the run folder afterwards, and what happens when one is broken off."""

import dataclasses
import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from dogcat.common.errors import DogcatError
from dogcat.common.sentence import Sentence
from dogcat.pictures.decoding import PictureError
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet, PictureSetError
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.device import Device
from dogcat.recipe.recipe import Augmentation, Recipe
from dogcat.runs.by_picture.picture_history import read_picture_history
from dogcat.runs.run import HISTORY_COLUMNS, Run, create_run
from dogcat.training import train as train_module
from dogcat.training.answers import Answers
from dogcat.training.device import choose_device
from dogcat.training.evaluation import evaluate_run, evaluate_split, predict
from dogcat.training.model import load_model
from dogcat.training.train import train
from tests.conftest import MakeLayout


@dataclasses.dataclass(frozen=True)
class Trained:
    """A finished training and the pictures it was done on."""

    run: Run
    pictures: PictureSet
    events: list[dict[str, Any]]


@pytest.fixture(scope="module")
def trained(
    tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout, tiny_recipe: Recipe
) -> Iterator[Trained]:
    """One training that most tests of this file look at."""
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(folder / "home"))
        pictures = import_pictures(make_layout(folder / "source", per_class=6), "tiny").pictures
        run = _trained(tiny_recipe)
        yield Trained(run, pictures, run.read_events()[0])


# What a training leaves


def test_the_run_folder_is_complete(trained: Trained) -> None:
    assert trained.run.status().state == "done"
    assert sorted(path.name for path in trained.run.folder.iterdir()) == [
        "best.keras",
        "environment.json",
        "evaluation.json",
        "events.jsonl",
        "heartbeat",
        "history.csv",
        "model.keras",
        "picture_history.bin",
        "recipe.json",
        "request.json",
    ]


def test_events_tell_the_training_from_start_to_end(trained: Trained, tiny_recipe: Recipe) -> None:
    names = [event["event"] for event in trained.events]
    assert [name for name in names if name != "batch"] == ["start", "epoch", "epoch", "end"]
    start = trained.events[0]
    expected = {
        "epochs": 2,
        "steps_per_epoch": 3,
        "batch_size": 4,
        "num_training": 12,
        "num_clean": 12,
        "clean_turns": 1,
        "num_validation": 12,
        "precision": "float32",
        "left_out": [],
    }
    assert {name: start[name] for name in expected} == expected
    last_batches = [event for event in trained.events if event["event"] == "batch" and event["step"] == 3]
    assert [event["epoch"] for event in last_batches] == [1, 2]


def test_the_history_has_a_row_for_each_epoch(trained: Trained) -> None:
    rows = trained.run.history()
    epochs = [event for event in trained.events if event["event"] == "epoch"]
    assert len(rows) == 2
    for row, event in zip(rows, epochs, strict=True):
        assert row == {name: event[name] for name in HISTORY_COLUMNS}
        assert not any(np.isnan(value) for value in row.values())


def test_p_dog_of_all_pictures_is_kept_after_each_epoch(trained: Trained) -> None:
    history = read_picture_history(trained.run.folder)
    assert history is not None
    model = load_model(trained.run.model_file)
    splits = [load_split(trained.pictures, split, 22) for split in ("train", "validation")]
    assert history.pictures.names == (*splits[0].names, *splits[1].names)
    assert history.labels.tolist() == [*splits[0].labels, *splits[1].labels]
    assert history.p_dog.shape == (2, 24)
    expected = np.concatenate([predict(model, split.pixels) for split in splits])
    np.testing.assert_allclose(history.p_dog[-1], expected, atol=1e-3)
    for row, epoch in zip(history.p_label(), trained.run.history(), strict=True):
        assert np.mean(row[:12] > 0.5) == pytest.approx(epoch["clean_accuracy"], abs=1e-6)
        assert np.mean(row[12:] > 0.5) == pytest.approx(epoch["val_accuracy"], abs=1e-6)


def test_the_environment_is_noted(trained: Trained) -> None:
    environment = json.loads((trained.run.folder / "environment.json").read_text())
    assert environment["precision"] == "float32"
    assert environment["precision_reason"] == "float32: the recipe asks for it."
    assert environment["device"] == "cpu"
    assert environment["device_name"]
    assert environment["device_memory"] is None
    assert "CUDA_VISIBLE_DEVICES hides" in environment["device_reason"]  # tests/conftest.py sets it
    assert "devices" not in environment  # all epochs were trained on one
    assert environment["seed"] == 1
    assert environment["versions"]["keras"] == keras.__version__
    assert environment["versions"]["numpy"] == np.__version__


@pytest.mark.parametrize("split", ["validation", "test"])
def test_the_evaluation_names_every_picture_and_agrees_with_itself(trained: Trained, split: str) -> None:
    found = trained.run.evaluation(split)
    assert found is not None
    listing = trained.pictures.pictures(split)
    assert list(found["p_dog"]) == [picture.name for picture in listing]
    right = [(found["p_dog"][picture.name] > 0.5) == (picture.label == 1) for picture in listing]
    assert found["n"] == 12
    assert found["accuracy"] == pytest.approx(sum(right) / 12)
    assert found["confusion"]["cat"]["cat"] + found["confusion"]["dog"]["dog"] == sum(right)
    assert [sum(row.values()) for row in found["confusion"].values()] == [6, 6]
    assert found["accuracy_interval"][0] <= found["accuracy"] <= found["accuracy_interval"][1]
    assert trained.events[-1][f"{split}_accuracy"] == found["accuracy"]


def test_plain_keras_gives_the_recorded_probabilities(trained: Trained) -> None:
    model = keras.saving.load_model(trained.run.model_file)
    for split in ("validation", "test"):
        found = trained.run.evaluation(split)
        assert found is not None
        pixels = np.stack(
            [
                keras.utils.img_to_array(
                    keras.utils.load_img(picture.path, target_size=(22, 22), interpolation="bilinear")
                )
                for picture in trained.pictures.pictures(split)
            ]
        )
        assert pixels.dtype == np.float32
        assert pixels.max() > 200
        np.testing.assert_allclose(model.predict(pixels, verbose=0)[:, 0], list(found["p_dog"].values()), atol=1e-3)


def test_the_kept_model_is_that_of_the_last_epoch_with_its_optimizer(trained: Trained) -> None:
    model = load_model(trained.run.model_file)
    last = trained.run.history()[-1]
    assert evaluate_split(model, load_split(trained.pictures, "validation", 22)).loss == pytest.approx(
        last["val_loss"], abs=1e-3
    )
    clean = evaluate_split(model, load_split(trained.pictures, "train", 22))
    assert clean.loss == pytest.approx(last["clean_loss"], abs=1e-3)
    assert clean.accuracy == pytest.approx(last["clean_accuracy"], abs=1e-6)
    assert int(model.optimizer.iterations) == 6


def test_the_best_model_is_that_of_the_lowest_validation_loss(trained: Trained) -> None:
    lowest = min(row["val_loss"] for row in trained.run.history())
    best = evaluate_split(load_model(trained.run.best_model_file), load_split(trained.pictures, "validation", 22))
    assert best.loss == pytest.approx(lowest, abs=1e-3)


def test_the_model_on_disk_is_plain_float32(trained: Trained) -> None:
    _assert_plain_float32(trained.run.model_file)


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_any_split_can_be_evaluated_afterwards(trained: Trained, split: str) -> None:
    found = evaluate_run(trained.run, split)
    recorded = trained.run.evaluation(split) if split != "train" else None
    assert found.n == 12
    assert set(found.figures()) == {"n", "accuracy", "accuracy_interval", "loss", "confusion"}
    if recorded:
        assert found.p_dog == pytest.approx(recorded["p_dog"], abs=1e-6)


@pytest.mark.parametrize("damage", ["empty", "text", "half", "middle"])
def test_a_damaged_model_is_named_in_our_own_words(trained: Trained, tmp_path: Path, damage: str) -> None:
    whole = trained.run.model_file.read_bytes()
    half = len(whole) // 2
    data = {
        "empty": b"",
        "text": b"not a model",
        "half": whole[:half],
        "middle": whole[: half - 200] + b"\xff" * 400 + whole[half + 200 :],
    }
    file = tmp_path / "model.keras"
    file.write_bytes(data[damage])
    with pytest.raises(DogcatError, match=r"model\.keras is not a complete Keras model"):
        load_model(file)


# Training again


def test_the_same_recipe_and_seed_give_the_same_losses(trained: Trained, tiny_recipe: Recipe) -> None:
    again = _trained(dataclasses.replace(tiny_recipe, epochs=1)).history()[0]
    first = trained.run.history()[0]
    for name in ("loss", "val_loss", "clean_loss"):
        assert again[name] == pytest.approx(first[name], abs=1e-3)


def test_another_seed_gives_other_losses(trained: Trained, tiny_recipe: Recipe) -> None:
    other = _trained(dataclasses.replace(tiny_recipe, epochs=1, seed=2)).history()[0]
    assert abs(other["loss"] - trained.run.history()[0]["loss"]) > 1e-3


def test_a_longer_training_learns_to_tell_the_two_apart(trained: Trained, tiny_recipe: Recipe) -> None:
    recipe = dataclasses.replace(
        tiny_recipe,
        epochs=3,
        steps_per_epoch=40,
        learning_rate=1e-2,
        dropout=0.2,
        augmentation=Augmentation(horizontal_flip=True, width_shift_range=0.1),
    )
    last = _trained(recipe).history()[-1]
    assert last["clean_accuracy"] > 0.9
    assert last["val_accuracy"] > 0.8


def test_mixup_keeps_the_accuracy_meaningful_and_the_model_plain(trained: Trained, tiny_recipe: Recipe) -> None:
    recipe = dataclasses.replace(
        tiny_recipe, epochs=3, steps_per_epoch=40, learning_rate=1e-2, augmentation=Augmentation(mixup_alpha=4)
    )
    run = _trained(recipe)
    last = run.history()[-1]
    assert last["accuracy"] > 0.7  # Keras' own would count each pair of a cat and a dog as wrong, about half of all
    assert last["loss"] > last["clean_loss"] + 0.1  # nobody can be sure of a mixture
    assert last["clean_accuracy"] > 0.9
    _assert_plain_float32(run.model_file)
    keras.saving.load_model(run.model_file)  # needs nothing of ours


def test_accuracy_of_cutmix_takes_the_larger_part_as_the_label(tiny_recipe: Recipe) -> None:
    recipe = dataclasses.replace(tiny_recipe, augmentation=Augmentation(cutmix_alpha=1))
    model = train_module._build(recipe, "float32", choose_device("cpu"))
    train_module._measure(model, recipe, Answers(4))
    pictures = np.zeros((2, recipe.picture_size, recipe.picture_size, 3), np.uint8)
    _loss, accuracy = model.evaluate(pictures, np.array([[0.4], [0.6]], np.float32), verbose=0)
    assert accuracy == 0.5  # the same answer for both is right once; Keras' own metric would say never


def test_a_residual_network_trains_is_kept_as_plain_keras_and_evaluated(trained: Trained, tiny_recipe: Recipe) -> None:
    recipe = dataclasses.replace(
        tiny_recipe,
        filters=(8, 8),
        batch_normalization=True,
        residual=True,
        squeeze_excitation=True,
        pooling="average",
        dense_units=0,
        dropout=0.2,
        epochs=3,
        steps_per_epoch=30,
        batch_size=12,
        optimizer="adamw",
        weight_decay=0.05,
        learning_rate=1e-2,
    )
    run = _trained(recipe)
    last = run.history()[-1]
    assert last["clean_accuracy"] > 0.9
    model = keras.saving.load_model(run.model_file)  # needs nothing of ours
    found, pixels = run.evaluation("validation"), load_split(trained.pictures, "validation", recipe.picture_size).pixels
    assert found is not None
    assert found["loss"] == pytest.approx(last["val_loss"], abs=1e-3)
    assert model.predict(pixels, verbose=0)[:, 0] == pytest.approx(list(found["p_dog"].values()), abs=1e-4)


def test_bfloat16_trains_and_keeps_a_float32_model(trained: Trained, tiny_recipe: Recipe) -> None:
    run = _trained(dataclasses.replace(tiny_recipe, precision="bfloat16"))
    assert run.status().state == "done"
    assert run.read_events()[0][0]["precision"] == "bfloat16"
    _assert_plain_float32(run.model_file)
    _assert_plain_float32(run.best_model_file)
    found = run.evaluation("validation")
    assert found is not None
    assert found["loss"] == pytest.approx(run.history()[-1]["val_loss"], abs=0.02)


# Breaking off


def test_a_request_to_stop_keeps_the_model_and_writes_no_part_of_an_epoch(
    trained: Trained, tiny_recipe: Recipe
) -> None:
    run = _claimed(dataclasses.replace(tiny_recipe, epochs=50))
    train(run.recipe, run, [_at(epoch=1, batch=0, action=run.request_stop)])
    assert run.status().state == "stopped"
    events = run.read_events()[0]
    assert [event["event"] for event in events if event["event"] != "batch"] == ["start", "epoch", "stopped"]
    assert len(run.history()) == 1
    assert int(load_model(run.model_file).optimizer.iterations) == 5  # the steps of the part are in the model
    assert int(load_model(run.best_model_file).optimizer.iterations) == 3
    test = run.evaluation("test")
    assert test is not None
    assert test["n"] == 12, "a stopped network is judged as well"


def test_a_training_asked_to_stop_before_its_first_step_keeps_a_model_too(
    trained: Trained, tiny_recipe: Recipe
) -> None:
    run = _claimed(tiny_recipe)
    run.request_stop()
    train(run.recipe, run)
    assert run.status().state == "stopped"
    assert run.history() == []
    assert int(load_model(run.model_file).optimizer.iterations) == 1
    assert "there is no result to keep" in run.status().message


def test_a_request_at_the_end_of_an_epoch_keeps_the_whole_epoch(trained: Trained, tiny_recipe: Recipe) -> None:
    run = _claimed(tiny_recipe)
    train(run.recipe, run, [_at(epoch=0, batch=2, action=run.request_stop)])
    assert run.status().state == "stopped"
    assert len(run.history()) == 1
    assert not np.isnan(run.history()[0]["val_loss"])


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (KeyboardInterrupt(), "stopped", "Stopped by the user"),
        (MemoryError("no room"), "failed", "This computer has no memory left"),
    ],
)
def test_whatever_breaks_a_training_off_is_recorded(
    trained: Trained, tiny_recipe: Recipe, error: BaseException, state: str, words: str
) -> None:
    def fail() -> None:
        raise error

    run = _claimed(tiny_recipe)
    with pytest.raises(type(error)):
        train(run.recipe, run, [_at(epoch=1, batch=0, action=fail)])
    assert run.status().state == state
    assert words in run.status().message
    assert len(run.history()) == 1
    load_model(run.model_file)


def test_a_missing_picture_set_is_recorded(home: Path, tiny_recipe: Recipe) -> None:
    run = _claimed(tiny_recipe)
    with pytest.raises(PictureSetError):
        train(run.recipe, run)
    assert run.status().state == "failed"
    assert "There is no picture set 'tiny'" in run.status().message


def test_a_picture_that_cannot_be_decoded_is_named_and_left_out(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    broken = [tiny_set.pictures(split)[2] for split in ("train", "validation", "test")]
    for picture in broken:
        picture.path.write_bytes(b"broken")
    run = _trained(dataclasses.replace(tiny_recipe, epochs=1))
    start = run.read_events()[0][0]
    assert (start["num_training"], start["num_validation"]) == (11, 11)
    assert [line.split()[0] for line in start["left_out"]] == [picture.name for picture in broken]
    assert all("is not a picture of a known format" in line for line in start["left_out"])
    found = run.evaluation("test")
    assert found is not None
    assert found["n"] == 11
    assert broken[2].name not in found["p_dog"]
    assert found["left_out"][0].startswith(broken[2].name)


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_a_class_without_one_whole_picture_is_refused_before_the_first_step(
    tiny_set: PictureSet, tiny_recipe: Recipe, split: str
) -> None:
    for picture in tiny_set.pictures(split):
        if picture.label == 0:
            picture.path.write_bytes(b"broken")
    run = _claimed(tiny_recipe)
    with pytest.raises(PictureError, match=f"The split {split} of 'tiny' has no cat picture"):
        train(run.recipe, run)
    assert [event["event"] for event in run.read_events()[0]] == ["error"]
    assert run.status().state == "failed"
    assert "pictures check tiny" in run.status().message


# Figures of a split, by a model that is none


def test_pictures_of_one_file_and_of_a_split_get_the_same_answer(trained: Trained) -> None:
    model = load_model(trained.run.model_file)
    split = load_split(trained.pictures, "test", 22)
    alone = [float(predict(model, pixels[None])[0]) for pixels in split.pixels]
    assert alone == pytest.approx(list(evaluate_split(model, split).p_dog.values()), abs=1e-5)


def _claimed(recipe: Recipe) -> Run:
    return create_run(recipe, "tiny", claimed_by=os.getpid())


def _trained(recipe: Recipe) -> Run:
    run = _claimed(recipe)
    train(recipe, run)
    return run


def _at(epoch: int, batch: int, action: Callable[[], None]) -> keras.callbacks.Callback:
    """Does something after one certain step; both count from 0.

    It comes after the recording callbacks, so a request to stop is seen at the step after it, as one from outside is.
    """
    now = {"epoch": -1}

    def on_epoch_begin(number: int, logs: dict[str, float] | None = None) -> None:
        now["epoch"] = number

    def on_train_batch_end(number: int, logs: dict[str, float] | None = None) -> None:
        if (now["epoch"], number) == (epoch, batch):
            action()

    return keras.callbacks.LambdaCallback(on_epoch_begin=on_epoch_begin, on_train_batch_end=on_train_batch_end)


def _assert_plain_float32(file: Path) -> None:
    model = keras.saving.load_model(file)
    assert {layer.dtype_policy.name for layer in model.layers} == {"float32"}
    assert {variable.dtype for variable in model.weights} == {"float32"}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full, so"),
        (
            OSError("Can't write data (file write failed: errno = 28, error message = 'No space')"),
            "The disk is full, so",
        ),
        (MemoryError(), "no memory left for this training"),
        (
            tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor"),
            "no memory left for this training",
        ),
        (ValueError("so " * 1000), "The training was interrupted: ValueError: so so"),
    ],
)
def test_an_error_that_was_not_foreseen_becomes_a_sentence(error: Exception, sentence: str) -> None:
    assert sentence in train_module._why(error, None)
    assert len(train_module._why(error, None)) < 400


@pytest.mark.parametrize(
    "error",
    [
        tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor"),
        tf.errors.InternalError(None, None, "Failed to create cuDNN: CUDNN_STATUS_ALLOC_FAILED"),
    ],
)
def test_a_full_graphics_card_is_told_by_its_name(error: Exception) -> None:
    card = Device("gpu", "RTX", 8 * 2**30, Sentence("RTX"))
    assert train_module._why(error, card).startswith("The graphics card RTX has no memory left")
    assert train_module._why(MemoryError(), card).startswith("This computer has no memory left")
    other = tf.errors.InternalError(None, None, "out of luck")
    assert train_module._why(other, card).startswith("The training was interrupted: InternalError: out of luck")
