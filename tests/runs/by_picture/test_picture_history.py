"""P(dog) of each picture after each epoch: written, read, taken up again, damaged."""

import json
from pathlib import Path

import numpy as np
import pytest

from dogcat.runs.by_picture import picture_history
from dogcat.runs.by_picture.picture_history import (
    FILE,
    PACKED_FILE,
    TrainedPictures,
    add_epoch,
    check_picture_history,
    pack_picture_history,
    read_picture_history,
    start_picture_history,
)
from dogcat.runs.run_files import ContentError

PICTURES = TrainedPictures(
    ("train/cats/a.jpg", "train/dogs/b.jpg", "validation/dogs/c.jpg"), (1, 1, 1), num_training=2, flipped=(0,)
)
ROWS = np.array([[0.25, np.nan, 1.0], [np.nan, 0.5, 0.1], [0.0, 0.75, 2 / 3]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run's folder after three epochs."""
    start_picture_history(tmp_path, PICTURES, 0)
    for row in ROWS:
        add_epoch(tmp_path, row)
    return tmp_path


def test_each_epoch_is_a_row_of_half_precision(folder: Path) -> None:
    read = read_picture_history(folder)
    assert read is not None
    assert read.pictures == PICTURES
    np.testing.assert_allclose(read.p_dog, ROWS, atol=2**-11)
    assert read.is_flipped.tolist() == [True, False, False]
    np.testing.assert_allclose(read.p_label()[0], [0.25, np.nan, 1.0])


def test_the_probability_of_a_cats_label_is_one_minus_p_dog(tmp_path: Path) -> None:
    start_picture_history(tmp_path, TrainedPictures(("train/cats/a.jpg", "train/dogs/b.jpg"), (0, 1), 2), 0)
    add_epoch(tmp_path, np.array([0.25, 0.25]))
    read = read_picture_history(tmp_path)
    assert read is not None
    assert read.p_label().tolist() == [[0.75, 0.25]]


def test_a_killed_trainer_leaves_whole_epochs(folder: Path) -> None:
    data = (folder / FILE).read_bytes()
    for num_lost in (1, 3, 5):
        (folder / FILE).write_bytes(data[:-num_lost])
        read = read_picture_history(folder)
        assert read is not None
        np.testing.assert_allclose(read.p_dog, ROWS[:2], atol=2**-11)


def test_a_training_that_was_killed_in_its_first_epoch_starts_again(tmp_path: Path) -> None:
    for _start in range(2):
        start_picture_history(tmp_path, PICTURES, 0)
        read = read_picture_history(tmp_path)
        assert read is not None
        assert read.p_dog.shape == (0, 3)


@pytest.mark.parametrize("num_lost", [0, 1])
def test_a_training_that_resumes_forgets_what_it_repeats(folder: Path, num_lost: int) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes()[: -num_lost or None])
    start_picture_history(folder, PICTURES, 2)
    add_epoch(folder, np.array([0.5, 0.5, 0.5]))
    read = read_picture_history(folder)
    assert read is not None
    np.testing.assert_allclose(read.p_dog, [*ROWS[:2], [0.5] * 3], atol=2**-11)


def test_epochs_that_were_not_kept_are_not_measured(folder: Path) -> None:
    start_picture_history(folder, PICTURES, 4)
    read = read_picture_history(folder)
    assert read is not None
    np.testing.assert_allclose(read.p_dog, [*ROWS, [np.nan] * 3], atol=2**-11)
    others = TrainedPictures(PICTURES.names[1:], (1, 1), 1)
    start_picture_history(folder, others, 2)
    read = read_picture_history(folder)
    assert read is not None
    assert read.pictures == others
    assert np.isnan(read.p_dog).all()
    assert read.p_dog.shape == (2, 2)


def test_no_file_grows_beyond_what_readers_accept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = (folder / FILE).stat().st_size
    monkeypatch.setattr(picture_history, "MAX_PICTURE_HISTORY_BYTES", size + 7)
    for _ in range(3):
        add_epoch(folder, ROWS[0])
    assert (folder / FILE).stat().st_size == size + 6


def test_a_recorded_run_has_the_same_compressed(folder: Path, tmp_path: Path) -> None:
    whole = read_picture_history(folder)
    packed = pack_picture_history(folder)
    assert whole is not None
    assert packed is not None
    (folder / FILE).unlink()
    assert read_picture_history(folder) is None
    assert pack_picture_history(folder) is None
    (folder / PACKED_FILE).write_bytes(packed)
    read = read_picture_history(folder)
    assert read is not None
    assert read.pictures == whole.pictures
    np.testing.assert_array_equal(read.p_dog, whole.p_dog)
    for damaged in (packed[:-9], packed[:30], b"no archive"):
        (folder / PACKED_FILE).write_bytes(damaged)
        assert read_picture_history(folder) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("names", []),
        ("names", ["train/cats/a.jpg", "train/../b", "validation/dogs/c.jpg"]),
        ("names", ["train/cats/a.jpg", "validation/dogs/b.jpg", "validation/dogs/c.jpg"]),
        ("labels", [0, 1]),
        ("labels", [0, 1, 2]),
        ("labels", [0, 1, True]),
        ("num_training", 4),
        ("num_training", None),
        ("flipped", [2]),
        ("flipped", [-1]),
        ("flipped", "all"),
    ],
)
def test_other_pictures_than_a_training_writes_are_left_out(folder: Path, field: str, value: object) -> None:
    line, _end, rows = (folder / FILE).read_bytes().partition(b"\n")
    (folder / FILE).write_bytes(json.dumps(json.loads(line) | {field: value}).encode() + b"\n" + rows)
    with pytest.raises(ContentError, match=f"no usable {field}"):
        check_picture_history(folder)
    assert read_picture_history(folder) is None


@pytest.mark.parametrize("value", [-0.1, 1.1, np.inf])
def test_numbers_that_are_no_probabilities_are_left_out(folder: Path, value: float) -> None:
    add_epoch(folder, np.array([0.5, value, 0.5]))
    with pytest.raises(ContentError, match="no usable p_dog"):
        check_picture_history(folder)


@pytest.mark.parametrize("data", [b"", b"\n", b"[]\n", b"\xff\xfe{\n", b"[" * 100_000])
def test_a_file_of_another_kind_is_left_out(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    assert read_picture_history(tmp_path) is None
