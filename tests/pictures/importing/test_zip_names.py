"""Names in zips that do not say how they are encoded."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.importing.zip_names import zip_names
from tests.pictures.importing.test_layouts import picture

# Outside EUC-KR's 2,350 syllables are 꺄, 똠, 쌰, 햏, 믕, 걈 and others, but Windows' code page 949 has them.
KOREAN = ["고양이/꺄.jpg", "고양이/초코.jpg", "고양이/똠.jpg", "강아지/쌰샤.jpg", "강아지/콩이.jpg", "강아지/햏.jpg"]
JAPANESE = ["cats/ねこ 1.jpg", "cats/三毛猫.jpg", "dogs/ポチ.jpg", "dogs/柴犬2.jpg"]
WESTERN = ["train/Größe.jpg", "train/été à Orléans.jpg"]


def zip_of(names: list[str], encoding: str, extra: bool = False, spoiled: bool = False) -> bytes:
    """A zip without the flag of UTF-8, whose names zipfile would not write."""
    out, directory = io.BytesIO(), b""
    for name in names:
        raw, data = name.encode(encoding), picture(name)
        body = struct.pack("<BI", 1, zlib.crc32(raw) ^ spoiled) + name.encode()
        field = struct.pack("<HH", 0x7075, len(body)) + body if extra else b""
        facts = struct.pack("<IIIHH", zlib.crc32(data), len(data), len(data), len(raw), len(field))
        directory += struct.pack("<IHHHHHH", 0x02014B50, 20, 20, 0, 0, 0, 0) + facts
        directory += struct.pack("<HHHII", 0, 0, 0, 0, out.tell()) + raw + field
        out.write(struct.pack("<IHHHHH", 0x04034B50, 20, 0, 0, 0, 0) + facts + raw + field + data)
    start = out.tell()
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(names), len(names), len(directory), start, 0)
    return out.getvalue() + directory + end


def names_of(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zip_names(archive.infolist())


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (KOREAN, "cp949"),
        (KOREAN, "utf-8"),
        (JAPANESE, "cp932"),
        (JAPANESE, "utf-8"),
        (["cats/猫.jpg"], "cp932"),
        (WESTERN, "cp437"),
        (WESTERN[:1], "cp437"),
        (WESTERN[1:], "cp437"),
        (["train/cat.1.jpg"], "ascii"),
    ],
)
def test_one_encoding_is_found_for_the_whole_archive(names: list[str], encoding: str) -> None:
    assert names_of(zip_of(names, encoding)) == names


def test_the_name_in_utf8_counts_where_its_checksum_fits() -> None:
    names = ["cats/꺄믕걈.jpg", "dogs/🐶.jpg"]
    assert names_of(zip_of(names[:1], "cp949", extra=True)) == names[:1]
    assert names_of(zip_of(names[:1], "cp949", extra=True, spoiled=True)) != names[:1]
    assert names_of(zip_of(["猫/1.jpg", "고양이/1.jpg", "Größe.jpg"], "utf-8", extra=True)) == [
        "猫/1.jpg",
        "고양이/1.jpg",
        "Größe.jpg",
    ]


def test_a_korean_zip_comes_in_whole_and_with_its_names(home: Path, tmp_path: Path) -> None:
    names = [*KOREAN, "고양이/걈.jpg", "강아지/멍뭉.jpg"]
    (tmp_path / "pets.zip").write_bytes(zip_of(names, "cp949"))
    result = import_pictures(tmp_path / "pets.zip", "pets")
    assert result.plan.counts["train"] == {"cat": 2, "dog": 2}
    assert result.skipped == []
    copied = {path.name for path in result.pictures.folder.rglob("*.jpg")}
    assert copied == {name.split("/")[1] for name in names}
