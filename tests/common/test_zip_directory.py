"""Zips that list too much are refused before their directory is read into objects."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dogcat.explain.model_files import ForeignModelError, read_model_file
from dogcat.export.stranger_zip import StrangerZipError, ZipLimits, open_stranger_zip
from dogcat.pictures.importing.importer import plan_import
from dogcat.pictures.picture_set import PictureSetError

MANY = 200_000
END = struct.Struct("<4s4H2LH")


def _as_pictures(data: bytes) -> None:
    with pytest.raises(PictureSetError, match="contains more than 100,000 files"):
        plan_import(io.BytesIO(data), "it.zip")


def _as_run(data: bytes) -> None:
    with (
        pytest.raises(StrangerZipError, match="too many entries"),
        open_stranger_zip(io.BytesIO(data), "it.zip", ZipLimits(100, 10**6)),
    ):
        pass


def _as_model(data: bytes) -> None:
    with pytest.raises(ForeignModelError, match="not a Keras model"):
        read_model_file(data)


@pytest.fixture(autouse=True)
def _no_object_of_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipInfo", lambda *_: pytest.fail("the directory was read"))


@pytest.mark.parametrize("declared", [1, MANY])
@pytest.mark.parametrize("refuse", [_as_pictures, _as_run, _as_model])
def test_a_long_directory_is_refused_whatever_number_it_declares(
    home: Path, refuse: Callable[[bytes], None], declared: int
) -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *[0] * 14)
    directory = entry * MANY  # of 9.2 MB
    declared &= 0xFFFF
    refuse(directory + END.pack(b"PK\5\6", 0, 0, declared, declared, len(directory), 0, 0))


def test_a_directory_of_a_length_that_cannot_be_is_not_read(home: Path, tmp_path: Path) -> None:
    file, size = tmp_path / "it.zip", 10**9
    with file.open("wb") as opened:
        opened.truncate(size)  # takes no room on the disk
        opened.seek(size)
        opened.write(END.pack(b"PK\5\6", 0, 0, 9, 9, size, 0, 0))
    with pytest.raises(PictureSetError, match="contains more than 100,000 files"):
        plan_import(file)


def test_a_large_entry_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    packed, content = io.BytesIO(), b"PK\1\2" * 10**5
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", content)
    with open_stranger_zip(packed, "it.zip", ZipLimits(1, 10**6)) as opened:
        opened.copy("a", kept := io.BytesIO())
    assert kept.getvalue() == content
