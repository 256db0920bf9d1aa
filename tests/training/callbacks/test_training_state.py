"""The file from which a training with a weight average continues."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from dogcat.runs.run_files import ContentError
from dogcat.training.callbacks.training_state import (
    TrainingState,
    check_training_state,
    read_training_state,
    write_training_state,
)

STATE = TrainingState(
    7,
    [np.full((2, 3), 1.5, np.float32), np.zeros(3, np.float32)],
    [np.ones((2, 3), np.float32), np.ones(3, np.float32)],
    [np.array(7), np.full((2, 3), 0.25, np.float32)],
)


def test_a_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_training_state(tmp_path) is None
    write_training_state(tmp_path, STATE)
    found = read_training_state(tmp_path)
    assert found
    assert found.num_steps == 7
    for part in ("weights", "averages", "optimizer"):
        for one, other in zip(getattr(found, part), getattr(STATE, part), strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("fault", ["no zip", "objects", "packed", "shapes", "a number is missing"])
def test_a_strangers_file_is_refused(tmp_path: Path, fault: str) -> None:
    file = tmp_path / "resume.npz"
    write_training_state(tmp_path, STATE)
    arrays = dict(np.load(file))
    if fault == "no zip":
        file.write_bytes(b"PK and nothing more")
    elif fault == "objects":
        np.savez(file, **arrays | {"weights_0": np.array([print], dtype=object)})
    elif fault == "packed":
        np.savez_compressed(file, **arrays)
        assert zipfile.ZipFile(file).infolist()[0].compress_type == zipfile.ZIP_DEFLATED
    elif fault == "shapes":
        np.savez(file, **arrays | {"averages_1": np.ones(4, np.float32)})
    else:
        del arrays["weights_0"]
        np.savez(file, **arrays)
    with pytest.raises(ContentError, match="it is damaged"):
        check_training_state(tmp_path)
    assert read_training_state(tmp_path) is None
