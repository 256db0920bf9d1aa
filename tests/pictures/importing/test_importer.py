"""Importing folders and zips: what comes in, what is refused, and that a refusal leaves nothing behind."""

import io
import os
import random
import shutil
import stat
import struct
import subprocess
import sys
import threading
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dogcat.cli.app import app
from dogcat.pictures.importing import importer
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import SPLITS, PictureSetError, list_picture_sets
from tests.conftest import MakeLayout
from tests.pictures.importing.imported import num_copied

PER_CLASS = 3
ALL = 6 * PER_CLASS


@pytest.fixture
def layout(tmp_path: Path, make_layout: MakeLayout) -> Path:
    """A folder with three pictures of each class in each split."""
    return make_layout(tmp_path / "source", per_class=PER_CLASS)


@pytest.mark.parametrize("around", ["", "dataset", "a/b c/Größe"])
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_the_layout_is_found_at_any_depth(home: Path, tmp_path: Path, layout: Path, around: str, zipped: bool) -> None:
    outer = tmp_path / "outer"
    shutil.copytree(layout, outer / around)
    result = import_pictures(_zip(tmp_path / "pets.zip", outer) if zipped else outer, "pets")
    assert num_copied(result) == ALL
    assert result.skipped == []
    assert result.pictures.folder == home / "pictures" / "pets"
    assert result.pictures.counts() == {split: {"cat": PER_CLASS, "dog": PER_CLASS} for split in SPLITS}


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_copies_are_the_same_bytes(home: Path, tmp_path: Path, layout: Path, zipped: bool) -> None:
    result = import_pictures(_zip(tmp_path / "pets.zip", layout) if zipped else layout, "pets")
    copied = {path.relative_to(result.pictures.folder) for path in result.pictures.folder.rglob("*.jpg")}
    originals = {path.relative_to(layout) for path in layout.rglob("*.jpg")}
    assert copied == originals
    for name in originals:
        assert (result.pictures.folder / name).read_bytes() == (layout / name).read_bytes()


def test_imported_pictures_come_in_counting_order(home: Path, tmp_path: Path, make_layout: MakeLayout) -> None:
    result = import_pictures(make_layout(tmp_path / "many", per_class=11, size=(8, 8)), "pets")
    cats = [picture.path.name for picture in result.pictures.pictures("test") if picture.label == 0]
    assert cats == [f"cat.{number}.jpg" for number in range(1, 12)]


def test_progress_counts_every_copied_file(home: Path, layout: Path) -> None:
    calls: list[tuple[int, int]] = []
    import_pictures(layout, "pets", lambda done, in_all: calls.append((done, in_all)))
    assert calls == [(done, ALL) for done in range(1, ALL + 1)]


def test_the_source_is_noted(home: Path, tmp_path: Path, layout: Path) -> None:
    assert import_pictures(layout, "by-path").pictures.source() == f"Imported from {layout}"
    upload = io.BytesIO(_zip(tmp_path / "pets.zip", layout).read_bytes())
    assert import_pictures(upload, "uploaded", source_name="pets.zip").pictures.source() == "Imported from pets.zip"


def test_the_command_says_what_it_recognised_what_it_made_and_what_it_left_out(home: Path, layout: Path) -> None:
    shutil.rmtree(layout / "test")
    (layout / "train" / "cats" / "notes.txt").write_text("nice cats")
    arguments = ["pictures", "import", str(layout), "--name", "pets", "--split-rule", "seed", "--seed", "4"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "The tutorial's layout: train, validation, with cats and dogs in each, without test",
        (
            "There is no test split. The second half of each class of validation, in a random order with the seed 4,"
            " becomes the test split."
        ),
        "train 3 cats 3 dogs, validation 2 cats 2 dogs, test 1 cats 1 dogs",
        "train/cats/notes.txt: not a picture",
    ]
    assert result.stdout == "pets: train 3 cats 3 dogs, validation 2 cats 2 dogs, test 1 cats 1 dogs\n"


def test_the_command_says_what_it_recognised_before_it_copies(
    home: Path, layout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_full(_num_bytes: int) -> None:
        raise PictureSetError("full")  # which turns out just before copying

    monkeypatch.setattr(importer, "require_room", too_full)
    result = CliRunner().invoke(app, ["pictures", "import", str(layout), "--name", "pets"])
    assert isinstance(result.exception, PictureSetError)
    assert result.stderr.startswith("The tutorial's layout: train, validation, test, with cats and dogs in each\n")


def test_a_zip_packed_with_backslashes_is_read(home: Path, tmp_path: Path, layout: Path) -> None:
    file = tmp_path / "windows.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(layout.rglob("*.jpg")):
            archive.writestr("pets\\" + str(path.relative_to(layout)).replace("/", "\\"), path.read_bytes())
    assert num_copied(import_pictures(file, "pets")) == ALL


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_files_that_belong_to_macos_are_not_copied(home: Path, tmp_path: Path, layout: Path, zipped: bool) -> None:
    for name in ("__MACOSX/train/cats/._cat.1.jpg", "__MACOSX/train/cats/cat.1.jpg", "train/cats/._cat.1.jpg"):
        path = layout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\0\5\x16\7")
    result = import_pictures(_zip(tmp_path / "mac.zip", layout) if zipped else layout, "pets")
    assert num_copied(result) == ALL
    assert [path for path in result.pictures.folder.rglob("*") if "._" in path.name or "MACOSX" in path.name] == []
    assert not any("__MACOSX" in line for line in result.skipped)


def test_a_text_file_named_as_a_picture_is_copied_and_named(home: Path, layout: Path) -> None:
    (layout / "test" / "dogs" / "dog.99.jpg").write_text("not a picture")
    result = import_pictures(layout, "pets")
    assert num_copied(result) == ALL + 1
    assert (result.pictures.folder / "test" / "dogs" / "dog.99.jpg").read_text() == "not a picture"
    assert len(result.skipped) == 1
    assert result.skipped[0].startswith("test/dogs/dog.99.jpg: not a picture of a known format")


def test_other_files_are_left_out_and_named_only_beside_pictures(home: Path, layout: Path) -> None:
    (layout / "README.md").write_text("about")
    (layout / "train" / "cats" / "notes.txt").write_text("nice cats")
    result = import_pictures(layout, "pets")
    assert num_copied(result) == ALL
    assert len(result.skipped) == 1
    assert result.skipped[0].startswith("train/cats/notes.txt: not a picture")
    assert not (result.pictures.folder / "train" / "cats" / "notes.txt").exists()


def test_a_file_over_the_limit_is_left_out_and_named(home: Path, layout: Path) -> None:
    with (layout / "train" / "cats" / "huge.jpg").open("wb") as file:
        file.truncate(21 * 10**6)
    result = import_pictures(layout, "pets")
    assert num_copied(result) == ALL
    assert result.skipped == ["train/cats/huge.jpg: 21 MB, over the limit of 20 MB"]


def test_a_second_file_of_one_name_is_left_out_and_named(home: Path, tmp_path: Path, layout: Path) -> None:
    file = _zip(tmp_path / "twice.zip", layout)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("train/cats/cat.1.jpg", b"\xff\xd8\xff other")
    result = import_pictures(file, "pets")
    assert result.skipped == ["train/cats/cat.1.jpg: a second file of this name"]
    copied = result.pictures.folder / "train" / "cats" / "cat.1.jpg"
    assert copied.read_bytes() == (layout / "train" / "cats" / "cat.1.jpg").read_bytes()


def test_names_become_such_that_every_file_system_takes(home: Path, tmp_path: Path, layout: Path) -> None:
    picture = (layout / "train" / "cats" / "cat.1.jpg").read_bytes()
    added = {
        "train/cats/a\x1b[31m.jpg": picture,
        'train/cats/b<>:"|?*.jpg': picture,
        f"train/cats/{'ü' * 150}.jpg": picture,
    }
    result = import_pictures(_zip(tmp_path / "names.zip", layout, added), "pets")
    assert num_copied(result) == ALL + 3
    names = {found.path.name for found in result.pictures.pictures("train")}
    assert {"a_[31m.jpg", "b_______.jpg", f"{'ü' * 98}.jpg"} <= names


def test_a_missing_path_is_refused(home: Path, tmp_path: Path) -> None:
    _refused(home, tmp_path / "nowhere.zip", "nowhere.zip does not exist")


def test_a_path_too_long_for_the_file_system_is_refused(home: Path, tmp_path: Path) -> None:
    _refused(home, tmp_path / ("x" * 300), "could not be read")


def test_a_text_file_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("cats and dogs\n" * 100)
    _refused(home, tmp_path / "text.zip", "text.zip is not a complete zip file")


def test_an_empty_file_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing.zip").touch()
    _refused(home, tmp_path / "nothing.zip", "nothing.zip is not a complete zip file")


def test_an_empty_zip_is_refused(home: Path, tmp_path: Path) -> None:
    _refused(home, _zip(tmp_path / "empty.zip"), "empty.zip is an empty zip")


def test_a_zip_of_empty_folders_is_refused(home: Path, tmp_path: Path) -> None:
    _refused(home, _zip(tmp_path / "folders.zip", None, {"train/cats/": b"", "train/dogs/": b""}), "is an empty zip")


def test_an_empty_folder_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    _refused(home, tmp_path / "empty", "empty has neither the tutorial's layout")


@pytest.mark.parametrize(
    "name",
    [
        "../outside.jpg",
        "train/cats/../../../outside.jpg",
        "..\\outside.jpg",
        "/outside.jpg",
        "\\outside.jpg",
        "C:\\outside.jpg",
        "C:outside.jpg",
    ],
)
def test_a_name_that_points_outside_is_refused(home: Path, tmp_path: Path, layout: Path, name: str) -> None:
    file = _zip(tmp_path / "evil.zip", layout, {name: b"x"})
    _refused(home, file, "which points outside the zip")
    assert [path for path in tmp_path.rglob("*outside*") if path.is_file()] == []


def test_a_link_in_a_zip_is_refused(home: Path, tmp_path: Path, layout: Path) -> None:
    file = _zip(tmp_path / "link.zip", layout)
    link = zipfile.ZipInfo("train/cats/passwords.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    _refused(home, file, "contains a link ('train/cats/passwords.jpg')")


def test_a_zip_with_a_password_is_refused(home: Path, tmp_path: Path, layout: Path) -> None:
    file = _zip(tmp_path / "secret.zip", layout)
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        data[archive.start_dir + 8] |= 1  # the flags of the first entry in the directory at the end
    data[6] |= 1  # and those before its bytes
    file.write_bytes(data)
    _refused(home, file, "secret.zip is protected by a password")


def test_a_zip_without_pictures_is_refused(home: Path, tmp_path: Path) -> None:
    _refused(home, _zip(tmp_path / "notes.zip", None, {"notes/a.txt": b"a"}), "has neither the tutorial's layout")


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("missing", ["train/cats", "test/dogs"])
def test_a_missing_class_is_refused(home: Path, tmp_path: Path, layout: Path, missing: str, zipped: bool) -> None:
    shutil.rmtree(layout / missing)
    source = _zip(tmp_path / "half.zip", layout) if zipped else layout
    _refused(home, source, f"has no pictures in {missing}")


def test_a_missing_train_is_refused(home: Path, layout: Path) -> None:
    shutil.rmtree(layout / "train")
    _refused(home, layout, "has no pictures in train/cats")


@pytest.mark.parametrize("missing", SPLITS)
def test_an_empty_split_is_refused(home: Path, layout: Path, missing: str) -> None:
    for path in (layout / missing).rglob("*.jpg"):
        path.unlink()
    _refused(home, layout, f"has no pictures in {missing}/cats")


def test_a_class_without_one_real_picture_is_refused_before_the_plan_is_told(home: Path, layout: Path) -> None:
    for path in (layout / "validation" / "dogs").iterdir():
        path.write_text("not a picture")
    _refused(home, layout, "has no pictures in validation/dogs")


def test_two_picture_sets_in_one_source_are_refused(home: Path, tmp_path: Path, layout: Path) -> None:
    shutil.copytree(layout, tmp_path / "two" / "first")
    shutil.copytree(layout, tmp_path / "two" / "second")
    _refused(home, tmp_path / "two", "contains more than one picture set (first and second)")


@pytest.mark.parametrize("kind", ["bin", "jpg"])
def test_a_zip_that_unpacks_to_400_mb_of_zeros_is_refused_before_anything_is_written(
    home: Path, zeros_zips: dict[str, Path], kind: str
) -> None:
    _refused(home, zeros_zips[kind], "would unpack to 400 MB")


def test_a_zip_that_unpacks_to_many_pictures_of_zeros_is_refused_before_anything_is_written(
    home: Path, tmp_path: Path, layout: Path
) -> None:
    file = _zip(tmp_path / "many.zip", layout)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(8):  # 152 MB, each file below the limit for one picture
            archive.writestr(f"train/cats/zeros.{number}.jpg", bytes(19 * 10**6))
    assert file.stat().st_size < 2**20
    _refused(home, file, "would unpack to 152 MB")


def test_a_truncated_zip_is_refused(home: Path, tmp_path: Path, layout: Path) -> None:
    file = _zip(tmp_path / "part.zip", layout)
    data = file.read_bytes()
    for length in (30, len(data) // 2, len(data) - 1):
        file.write_bytes(data[:length])
        _refused(home, file, "part.zip is not a complete zip file")


@pytest.mark.parametrize("uploaded", [False, True], ids=["path", "upload"])
def test_a_zip_that_lost_bytes_of_its_middle_is_refused(
    home: Path, tmp_path: Path, layout: Path, uploaded: bool
) -> None:
    file = _zip(tmp_path / "gap.zip", layout)
    data = file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        start = archive.start_dir
    file.write_bytes(data[: start - 1000] + data[start:])
    _refused(home, io.BytesIO(file.read_bytes()) if uploaded else file, "the zip" if uploaded else "gap.zip")


def test_a_zip_whose_bytes_changed_is_refused(home: Path, tmp_path: Path, layout: Path) -> None:
    file = _zip(tmp_path / "bits.zip", layout, method=zipfile.ZIP_STORED)
    data = bytearray(file.read_bytes())
    picture = (layout / "validation" / "dogs" / "dog.2.jpg").read_bytes()
    data[data.find(picture) + len(picture) // 2] ^= 0xFF
    file.write_bytes(data)
    _refused(home, file, "bits.zip is not a complete zip file (Bad CRC-32")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_whose_packed_bytes_are_nonsense_is_refused(
    home: Path, tmp_path: Path, layout: Path, method: int
) -> None:
    file = _zip(tmp_path / "nonsense.zip", layout, method=method)
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        info = archive.infolist()[0]
    begin = info.header_offset + 30 + len(info.filename)
    data[begin + 9 : begin + info.compress_size] = b"\xff" * (info.compress_size - 9)
    file.write_bytes(data)
    _refused(home, file, "nonsense.zip")


def test_a_zip_packed_in_a_way_nobody_knows_is_refused(home: Path, tmp_path: Path, layout: Path) -> None:
    file = _zip(tmp_path / "strange.zip", layout)
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        struct.pack_into("<H", data, archive.start_dir + 10, 1234)
    struct.pack_into("<H", data, 8, 1234)
    file.write_bytes(data)
    _refused(home, file, "strange.zip is packed with the method 1234, which Python cannot unpack")


def test_a_zip_whose_names_are_not_the_utf8_they_claim_is_refused(home: Path, tmp_path: Path, layout: Path) -> None:
    file = _zip(tmp_path / "names.zip", layout, {"é.txt": b"x"})
    file.write_bytes(file.read_bytes().replace("é.txt".encode(), b"\xff\xff.txt"))
    _refused(home, file, "names.zip")


def test_a_zip_entry_with_no_name_at_all_does_no_harm(home: Path, tmp_path: Path, layout: Path) -> None:
    assert num_copied(import_pictures(_zip(tmp_path / "dot.zip", layout, {".": b"x"}), "pets")) == ALL


def test_any_damage_to_a_zip_is_refused_or_does_no_harm(home: Path, tmp_path: Path, make_layout: MakeLayout) -> None:
    """A few hundred damaged zips: what is imported is whole, what is not is refused in our own words."""
    source = make_layout(tmp_path / "small", per_class=1, size=(4, 4))
    chance = random.Random(5)
    num_refused = 0
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA):
        whole = _zip(tmp_path / "whole.zip", source, {"ä/readme.txt": b"x"}, method=method).read_bytes()
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 3)):
                place = chance.randrange(len(data)) if chance.random() < 0.5 else -chance.randint(1, 700)
                if chance.random() < 0.8:
                    data[place] = chance.randrange(256)
                else:
                    del data[place]
            try:
                folder = import_pictures(io.BytesIO(data), "pets").pictures.folder
            except PictureSetError:
                num_refused += 1
            else:
                assert len(list(folder.rglob("*.jpg"))) == 6
                shutil.rmtree(folder)
            assert _left_in(home) == []
    assert num_refused > 200


def test_a_taken_name_is_refused_and_the_old_set_stays(home: Path, layout: Path) -> None:
    before = import_pictures(layout, "pets").pictures
    (layout / "train" / "cats" / "cat.1.jpg").unlink()
    with pytest.raises(PictureSetError, match="A picture set named 'pets' exists already"):
        import_pictures(layout, "pets")
    assert _left_in(home) == ["pets"]
    assert before.counts()["train"]["cat"] == PER_CLASS


@pytest.mark.parametrize(
    "name", ["", "..", "a/b", "../pets", ".pets", "two words", "x" * 65, "a\nb", "𠀀" * 64], ids=ascii
)
def test_a_bad_set_name_is_refused(home: Path, layout: Path, name: str) -> None:
    _refused(home, layout, "cannot be the name of a picture set", name=name)


def test_too_little_room_on_the_disk_is_refused(home: Path, layout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 0, 50 * 10**6 + 100))
    _refused(home, layout, "has 0.1 kB for them")  # a twentieth of the disk stays free


@pytest.mark.parametrize("signal", [KeyboardInterrupt, MemoryError])
def test_an_interrupted_import_leaves_nothing(home: Path, layout: Path, signal: type[BaseException]) -> None:
    def interrupt(done: int, _in_all: int) -> None:
        if done == 5:
            assert len(_left_in(home)) == 1  # so that there is something to clean up
            raise signal

    with pytest.raises(signal):
        import_pictures(layout, "pets", interrupt)
    assert _left_in(home) == []
    assert num_copied(import_pictures(layout, "pets")) == ALL


def test_what_a_killed_import_left_is_swept_and_a_living_one_is_not_disturbed(home: Path, layout: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    living = f".making-{os.getpid()}-abcd"
    for name in (f".making-{ended.pid}-abcd", living):
        (home / "pictures" / name / "train").mkdir(parents=True)
    import_pictures(layout, "pets")
    assert _left_in(home) == sorted([living, "pets"])


def test_of_two_imports_under_one_name_at_once_one_wins_and_one_is_told(home: Path, layout: Path) -> None:
    both_copied = threading.Barrier(2, timeout=30)
    results: list[object] = []

    def bring_in() -> None:
        def wait_at_the_end(done: int, in_all: int) -> None:
            if done == in_all:
                both_copied.wait()

        try:
            results.append(num_copied(import_pictures(layout, "pets", wait_at_the_end)))
        except PictureSetError as error:
            results.append(str(error))

    threads = [threading.Thread(target=bring_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won, told = sorted(map(str, results))
    assert won == str(ALL)
    assert "A picture set named 'pets' exists already" in told
    assert _left_in(home) == ["pets"]
    assert list_picture_sets()[0].counts()["test"] == {"cat": PER_CLASS, "dog": PER_CLASS}


def _zip(
    file: Path, folder: Path | None = None, added: dict[str, bytes] | None = None, method: int = zipfile.ZIP_DEFLATED
) -> Path:
    """Packs the files of `folder`, then `added` by name."""
    with zipfile.ZipFile(file, "w", method) as archive:
        for path in sorted(folder.rglob("*")) if folder else []:
            if path.is_file():
                archive.write(path, path.relative_to(folder))
        for name, data in (added or {}).items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return file


def _left_in(home: Path) -> list[str]:
    folder = home / "pictures"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _refused(home: Path, source: Path | io.BytesIO, words: str, name: str = "pets", copies: bool = False) -> None:
    """The import is refused with these words and leaves nothing; as a rule before the first file is copied."""
    copied: list[int] = []
    with pytest.raises(PictureSetError) as caught:
        import_pictures(source, name, lambda done, _in_all: copied.append(done))
    assert words in str(caught.value)
    assert bool(copied) == copies
    assert _left_in(home) == []
