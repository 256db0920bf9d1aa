"""The parts of a split archive, and several uploads, are one source."""

import io
import itertools
import zipfile
from pathlib import Path

import pytest

from dogcat.pictures.importing.importer import import_pictures, plan_import
from dogcat.pictures.importing.several_files import UploadedFiles
from dogcat.pictures.picture_set import PictureSetError
from tests.pictures.importing.test_layouts import pack, pictures

BOTH = ("cats", "dogs")
COUNTS = {"train": {"cat": 4, "dog": 4}, "validation": {"cat": 2, "dog": 2}, "test": {"cat": 2, "dog": 2}}
FILES = pictures(*(f"{folder}/{number}.jpg" for folder in BOTH for number in range(8)))


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """A zip in three parts."""
    data = pack(tmp_path, FILES, "zip").read_bytes()
    places = (0, len(data) // 3, len(data) // 2, len(data))
    made = []
    for number, (start, end) in enumerate(itertools.pairwise(places), start=1):
        made.append(tmp_path / "split" / f"pets.zip.{number:03}")
        made[-1].parent.mkdir(exist_ok=True)
        made[-1].write_bytes(data[start:end])
    return made


def uploaded(*files: Path) -> UploadedFiles:
    return UploadedFiles(tuple((file.name, file.read_bytes()) for file in files))


def packed(names: list[str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, FILES[name])
    return file.getvalue()


def test_any_part_brings_those_beside_it(home: Path, parts: list[Path]) -> None:
    for part in parts[:2]:
        assert plan_import(part).counts == COUNTS
    result = import_pictures(parts[0], "pets")
    assert result.pictures.counts()["train"] == {"cat": 4, "dog": 4}
    assert result.skipped == []


def test_parts_that_are_uploaded_together_are_joined_in_their_order(home: Path, parts: list[Path]) -> None:
    together = uploaded(parts[2], parts[0], parts[1])
    assert together.title() == "pets.zip"
    assert plan_import(together, together.title()).counts == COUNTS


def test_a_part_that_is_missing_is_named(home: Path, parts: list[Path]) -> None:
    alone = r"pets\.zip\.002 is a part of a file that was split, and pets\.zip\.001 is missing\. Choose all"
    with pytest.raises(PictureSetError, match=alone):
        plan_import(uploaded(*parts[1:]), "pets.zip")
    parts[1].unlink()
    with pytest.raises(PictureSetError, match=r"and pets\.zip\.002 is missing"):
        plan_import(parts[0])
    parts[2].unlink()
    with pytest.raises(PictureSetError, match="is not a complete zip file"):
        plan_import(parts[0])


def test_one_archive_for_each_class_and_loose_pictures_may_be_uploaded_together(home: Path) -> None:
    both = [(f"{folder}.zip", packed([name for name in FILES if name.startswith(folder)])) for folder in BOTH]
    assert plan_import(UploadedFiles(tuple(both)), "both").counts == COUNTS
    loose = [(f"{name.split('/')[0][:-1]}.{number}.jpg", data) for number, (name, data) in enumerate(FILES.items())]
    assert plan_import(UploadedFiles(tuple(loose)), "loose").counts == COUNTS


@pytest.mark.parametrize("name", ["pets.z01", "pets.Z02", "pets.zip"])
def test_a_zip_that_was_split_as_a_zip_is_named_with_what_to_do(home: Path, tmp_path: Path, name: str) -> None:
    data = bytearray(packed(list(FILES)))
    place = data.rindex(b"PK\5\6")
    data[place + 4 : place + 8] = b"\1\0\1\0"  # the last part is number 1, after number 0
    file = tmp_path / name
    file.write_bytes(data if name == "pets.zip" else b"PK\7\x08" + data[:500] if name == "pets.z01" else data[500:900])
    with pytest.raises(PictureSetError, match=rf"{name} is a part of a zip archive that was split\. Put all parts"):
        plan_import(file)
