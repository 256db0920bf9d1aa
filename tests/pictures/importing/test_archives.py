"""Damaged and hostile archives: each is refused with a text for users and leaves nothing on the disk."""

import gzip
import io
import random
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from dogcat.pictures.importing import archives
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import SPLITS, PictureSetError

PICTURE = b"\xff\xd8\xff" + bytes(300)
GOOD = {f"{split}/{folder}/{n}.jpg": PICTURE for split in SPLITS for folder in ("cats", "dogs") for n in (1, 2)}
Member = tuple[tarfile.TarInfo, bytes]


@pytest.mark.parametrize("packing", ["", "gz"])
@pytest.mark.parametrize("name", ["../x.jpg", "a/../../x.jpg", "/outside/x.jpg", "C:\\x.jpg", "..\\x.jpg"])
def test_a_name_that_points_outside_a_tar_is_refused(home: Path, tmp_path: Path, name: str, packing: str) -> None:
    refused(home, tar(tmp_path, [member(name)], packing), "which points outside the tar. Nothing was imported")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (tarfile.SYMTYPE, "contains a link ('train/cats/x.jpg')"),
        (tarfile.LNKTYPE, "contains a link ('train/cats/x.jpg')"),
        (tarfile.CHRTYPE, "contains a device or another special file ('train/cats/x.jpg')"),
        (tarfile.BLKTYPE, "contains a device or another special file"),
        (tarfile.FIFOTYPE, "contains a device or another special file"),
    ],
)
def test_what_is_no_plain_file_is_refused(home: Path, tmp_path: Path, kind: bytes, words: str) -> None:
    special, _ = member("train/cats/x.jpg", b"")
    special.type, special.linkname = kind, "/etc/passwd"
    refused(home, tar(tmp_path, [(special, b"")]), words)


def test_a_tar_that_unpacks_to_much_besides_pictures_is_refused(home: Path, tmp_path: Path) -> None:
    refused(home, tar(tmp_path, [member("train/cats/z.bin", bytes(120 * 10**6))]), "would unpack to 120 MB, but its")


def test_a_tar_of_pictures_of_zeros_is_refused(home: Path, tmp_path: Path) -> None:
    zeros = [member(f"train/cats/{number}.jpg", bytes(19 * 10**6)) for number in range(7)]
    refused(home, tar(tmp_path, zeros), "far more than pictures in an archive of this size should")


def test_a_tar_whose_header_would_fill_the_memory_is_refused(home: Path, tmp_path: Path) -> None:
    long_name = tarfile.TarInfo("././@LongLink")
    long_name.type, long_name.size = tarfile.GNUTYPE_LONGNAME, 2**30
    file = tmp_path / "long.tar.gz"
    with gzip.open(file, "wb", 1) as packed:
        packed.write(long_name.tobuf(tarfile.GNU_FORMAT) + bytes(2**20))
    refused(home, file, "long.tar.gz is not a complete tar file (a header of 1,073,741,824 bytes)")


def test_a_tar_that_says_a_negative_size_is_refused(home: Path, tmp_path: Path) -> None:
    header = bytearray(tarfile.TarInfo("train/cats/1.jpg").tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 12  # the size, as base 256
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (tmp_path / "negative.tar").write_bytes(header + bytes(10240))
    refused(home, tmp_path / "negative.tar", "negative.tar contains a device or another special file")


@pytest.mark.parametrize("packing", ["", "gz"])
def test_a_tar_that_breaks_off_is_refused_wherever_it_does(home: Path, tmp_path: Path, packing: str) -> None:
    file = tar(tmp_path, [], packing)
    data = file.read_bytes()
    needed = 1024 * len(GOOD) if not packing else len(data)  # the zeros at the end of a plain tar are only filling
    for length in [*range(1, needed, max(1, needed // 40)), needed - 1]:
        file.write_bytes(data[:length])
        refused(home, file, "is not a complete")


def test_a_damaged_header_in_the_middle_is_not_taken_for_the_end(home: Path, tmp_path: Path) -> None:
    file = tar(tmp_path, [], "")
    data = bytearray(file.read_bytes())
    data[1024 * 5 + 3] ^= 0xFF
    file.write_bytes(data)
    refused(home, file, "is not a complete tar file (it is incomplete, or damaged in the middle)")


def test_any_damage_to_a_tar_gz_is_refused_or_does_no_harm(home: Path, tmp_path: Path) -> None:
    whole = tar(tmp_path, []).read_bytes()
    chance = random.Random(5)
    num_refused = 0
    for _ in range(200):
        data = bytearray(whole)
        data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            folder = import_pictures(io.BytesIO(data), "pets").pictures.folder
        except PictureSetError:
            num_refused += 1
        else:
            assert [path.read_bytes() for path in folder.rglob("*.jpg")] == [PICTURE] * len(GOOD)
            shutil.rmtree(folder)
        assert not list((home / "pictures").glob("*"))
    assert num_refused > 150


def test_an_empty_tar_is_refused(home: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "empty.tar.gz", "w:gz"):
        pass
    refused(home, tmp_path / "empty.tar.gz", "empty.tar.gz is an empty tar")


def test_a_gzip_that_is_no_tar_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "text.gz").write_bytes(gzip.compress(b"cats and dogs" * 100))
    refused(home, tmp_path / "text.gz", "text.gz is not a complete tar file")


@pytest.mark.parametrize("start", [b"<!DOCTYPE html><html>", b"\n  <HTML lang='en'>"])
def test_a_web_page_in_the_place_of_an_archive_is_named_so(home: Path, tmp_path: Path, start: bytes) -> None:
    (tmp_path / "page.zip").write_bytes(start + b"<body>Sign in</body></html>")
    refused(home, tmp_path / "page.zip", "page.zip is a web page, not an archive")


@pytest.mark.parametrize("kind", ["tar", "zip", "two zips"])
def test_too_many_files_are_refused(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 20)
    half, rest = ({f"{folder}/{number}.txt": b"" for number in range(11)} for folder in ("a", "b"))
    file = tmp_path / "many.zip"
    if kind == "tar":
        file = tar(tmp_path, [member(name) for name in half])
    else:
        file.write_bytes(zipped({**half, **rest} if kind == "zip" else {"1.zip": zipped(half), "2.zip": zipped(rest)}))
    refused(home, file, f"{file.name} contains more than 20 files")


@pytest.mark.parametrize("kind", ["folders", "long notes"])
def test_a_tar_that_lists_much_without_files_is_refused(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 20)
    monkeypatch.setattr(archives, "_MAX_HEADERS_BYTES", 10_000, raising=False)
    members = [member(f"train/cats/{number}", b"") for number in range(21 if kind == "folders" else 15)]
    for info, _data in members:
        info.type = tarfile.DIRTYPE
        info.pax_headers = {} if kind == "folders" else {"comment": "x" * 1_000}
    refused(home, tar(tmp_path, members), "contains more than 20 files")


def member(name: str, data: bytes = PICTURE) -> Member:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info, data


def tar(folder: Path, added: list[Member], packing: str = "gz", good: dict[str, bytes] = GOOD) -> Path:
    """Packs `added`, then the good files."""
    file = folder / ("pets.tar.gz" if packing else "pets.tar")
    with tarfile.open(file, f"w:{packing}") as archive:  # type: ignore[call-overload]
        for info, data in [*added, *(member(name, data) for name, data in good.items())]:
            archive.addfile(info, io.BytesIO(data))
    return file


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def refused(home: Path, source: Path, words: str) -> None:
    with pytest.raises(PictureSetError) as caught:
        import_pictures(source, "pets")
    assert words in str(caught.value)
    assert not list((home / "pictures").glob("*"))
