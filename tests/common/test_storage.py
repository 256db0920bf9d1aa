"""Files are written whole or not at all, and what is kept does not grow for ever."""

import os
from pathlib import Path

import pytest

from dogcat.common.storage import is_disk_full, remove_oldest, whole_path, write_text


def test_a_file_is_replaced_only_when_all_is_written(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "file.txt"
    write_text(file, "first")
    with pytest.raises(KeyboardInterrupt), whole_path(file) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert file.read_text() == "first"
    assert list(file.parent.iterdir()) == [file]
    write_text(file, "zweite Fassung: ä")
    assert file.read_bytes() == "zweite Fassung: ä".encode()


def test_a_full_disk_is_told_from_other_errors() -> None:
    assert is_disk_full(OSError(28, "No space left on device"))
    assert is_disk_full(OSError("HDF5 cannot write: errno = 28"))
    assert not is_disk_full(OSError(13, "Permission denied"))
    assert not is_disk_full(ValueError("28"))


def test_the_oldest_files_make_room_and_the_newest_stays(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.npz" for name in "abc"]
    for age, file in enumerate(files):
        file.write_bytes(bytes(10))
        os.utime(file, (age, age))
    other, unfinished = tmp_path / "note.txt", tmp_path / ".d-half.npz"
    other.write_bytes(bytes(100))
    unfinished.write_bytes(bytes(100))
    remove_oldest(files[2], max_bytes=20)
    assert sorted(tmp_path.iterdir()) == sorted([*files[1:], other, unfinished])
    remove_oldest(files[1], max_bytes=0)
    assert sorted(tmp_path.iterdir()) == sorted([files[1], other, unfinished])
