"""A run's network as a TFLite file, made in a process of its own."""

import os
from pathlib import Path

import keras
import pytest

from dogcat.export.tflite_file import FILES, SECONDS, TfliteError, keep_tflite, kept_tflite
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.training.model import build_model


@pytest.fixture
def run(tiny_set: PictureSet, tiny_recipe: Recipe) -> Run:
    """A run with an untrained network."""
    made = create_run(tiny_recipe, tiny_set.name)
    keras.utils.set_random_seed(3)
    build_model(tiny_recipe, "float32").save(made.model_file)
    return made


@pytest.mark.slow
def test_a_process_makes_the_file_and_says_what_it_costs(run: Run) -> None:
    assert kept_tflite(run, int8=True) is None
    keep_tflite(run, int8=True)
    found = kept_tflite(run, int8=True)
    assert found is not None
    file, result = found
    assert file == run.folder / FILES[True]
    assert file.read_bytes()[4:8] == b"TFL3"
    assert (result.num_bytes, result.num_pictures) == (file.stat().st_size, 12)
    assert result.num_bytes < result.original_bytes == run.model_file.stat().st_size
    assert abs(result.accuracy - result.original_accuracy) <= 0.5
    assert kept_tflite(run, int8=False) is None, "each kind is made when it is asked for"
    later = file.stat().st_mtime + 10
    os.utime(run.model_file, (later, later))  # the training was continued
    assert kept_tflite(run, int8=True) is None


@pytest.mark.slow
def test_why_no_file_could_be_made_is_said(home: Path, tiny_recipe: Recipe) -> None:
    run = create_run(tiny_recipe, "gone")
    run.model_file.write_bytes(b"no network")
    expected = r"could not be written as \.tflite: .*'gone'.+ Try again later, or use “Download”"
    with pytest.raises(TfliteError, match=expected):
        keep_tflite(run, int8=False)
    assert kept_tflite(run, int8=False) is None


def test_a_process_that_takes_too_long_is_stopped(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.export.tflite_file.SECONDS", 0.01)
    with pytest.raises(TfliteError, match=r"it took more than 0\.01 seconds"):
        keep_tflite(run, int8=False)
    assert SECONDS > 60


def test_a_damaged_note_is_as_if_there_were_none(run: Run) -> None:
    (run.folder / FILES[False]).write_bytes(b"made")
    for text in ("", "[]", "{}", '{"num_bytes": 3}'):
        (run.folder / FILES[False]).with_suffix(".json").write_text(text)
        assert kept_tflite(run, int8=False) is None
