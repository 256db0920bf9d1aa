"""What people hand over as an archive is told apart by its first bytes, and each refusal says what to do."""

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from dogcat.pictures.importing.archive_kinds import archive_kind
from dogcat.pictures.importing.importer import ImportPlan, import_pictures
from dogcat.pictures.picture_set import PictureSetError
from tests.pictures.importing.imported import num_copied
from tests.pictures.importing.test_layouts import TUTORIAL, pack, refused, zipped

XML = b'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>'
REFUSED = {
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "is an archive in the format 7z, which this app cannot open. Unpack it with"),
    "rar": (b"Rar!\x1a\x07\x01\0", "is an archive in the format RAR"),
    "alz": (b"ALZ\x01\n\0\0\0", "is an archive in the format ALZ"),
    "egg": (b"EGGA\0\x01", "is an archive in the format EGG"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid", "is a pointer of Git LFS, not the archive itself. Run"),
    "json": (
        b'{"code":403,"message":"You must\\naccept the rules"}',
        "message, not an archive: “You must accept the rules”.",
    ),
    "json in json": (b'{"error": {"code": 403, "message": "no"}}', "message, not an archive: “no”."),
    "json without a message": (b'{"error": 403}', "is a website's message, not an archive. Open the address"),
    "json cut off": (b'[{"message": "cut', "is a website's message, not an archive. Open the address"),
    "nested json": (b"[" * 4000, "is a website's message, not an archive. Open the address"),
    "xml": (XML, "message, not an archive: “Request has expired”. Open the address"),
    "page": (b"\xef\xbb\xbf<!DOCTYPE html>", "is a web page, not an archive"),
    "picture": (b"\xff\xd8\xff\xe0", "is a single picture. Choose a folder or an archive"),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("place", ["pets.zip", "folder/pets.zip"])
def test_what_is_no_zip_or_tar_is_told_apart_whatever_its_name(
    home: Path, tmp_path: Path, kind: str, place: str
) -> None:
    data, words = REFUSED[kind]
    file = tmp_path / place
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data + bytes(3000 if kind in {"7z", "rar", "alz", "egg"} else 0))
    refused(home, file if place == "pets.zip" else file.parent, words)


@pytest.mark.parametrize("name", ["pets.7z", "pets.rar", "pets.alz", "pets.egg"])
def test_an_archive_in_a_folder_is_named_when_there_is_nothing_else(home: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / name).write_bytes(b"7z\xbc\xaf\x27\x1c\0\4")
    refused(home, tmp_path / "folder", f"{name} in folder is an archive in the format 7z")


def test_a_long_message_of_a_website_is_shortened() -> None:
    with pytest.raises(PictureSetError) as caught:
        archive_kind(io.BytesIO(b'{"message": "' + b"x" * 3000 + b'"}'), "pets.zip")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("packing", ["xz", "bz2", "gz", ""])
@pytest.mark.parametrize("name", ["pets.zip", "pets"])
def test_a_tar_comes_in_however_it_is_packed_and_named(home: Path, tmp_path: Path, packing: str, name: str) -> None:
    file = tmp_path / name
    with tarfile.open(file, f"w:{packing}") as archive:  # type: ignore[call-overload]
        for member, data in TUTORIAL.items():
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    assert num_copied(import_pictures(file, "pets")) == len(TUTORIAL)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(PictureSetError):
        import_pictures(file, "half")


def test_a_tar_from_before_posix_comes_in(home: Path, tmp_path: Path) -> None:
    file = pack(tmp_path, TUTORIAL, "tar")
    data = bytearray(file.read_bytes())
    for at in range(0, len(data), 512):
        if data[at + 257 : at + 262] == b"ustar":
            data[at + 257 : at + 265] = bytes(8)
            data[at + 148 : at + 156] = b" " * 8
            data[at + 148 : at + 156] = b"%06o\0 " % sum(data[at : at + 512])
    file.write_bytes(data)
    assert num_copied(import_pictures(file, "pets")) == len(TUTORIAL)


@pytest.mark.parametrize(("method", "name"), [(9, "Deflate64"), (98, "PPMd"), (96, "WinZip JPEG"), (77, "77")])
def test_a_zip_packed_in_another_way_is_refused_before_the_plan(
    home: Path, tmp_path: Path, method: int, name: str
) -> None:
    data = bytearray(zipped(TUTORIAL))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.start_dir
        for info in archive.infolist():
            struct.pack_into("<H", data, info.header_offset + 8, method)
            struct.pack_into("<H", data, at + 10, method)
            at += 46 + len(info.filename)
    (tmp_path / "pets.zip").write_bytes(data)
    told: list[ImportPlan] = []
    with pytest.raises(PictureSetError, match=f"is packed with the method {name}, which Python cannot unpack. Unpack"):
        import_pictures(tmp_path / "pets.zip", "pets", announce=told.append)
    assert told == []
