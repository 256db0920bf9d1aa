"""Photos that are handed in: what is kept, what is refused, thirty phones at once, and that nothing stays."""

import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.cli.disk_areas import disk_areas
from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor
from dogcat.common.storage import class_photos_dir
from dogcat.export.backup import largest_size
from dogcat.lesson.class_photos import photos as module
from dogcat.lesson.class_photos.kept import ClassPhotoError, sealed_set
from dogcat.lesson.class_photos.photos import (
    MAX_DAYS,
    all_photos,
    delete,
    delete_everything,
    hand_in,
    photos_of,
    release,
    remove_old,
)
from dogcat.lesson.class_photos.sealed_set import seal
from dogcat.pictures.decoding import PictureError
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSetError
from tests.hostile_pictures import bmp
from tests.lesson.class_photos.pets import (
    ANN,
    BEN,
    SECRET,
    TEACHER,
    hand_in_some,
    photo,
    photo_with_secrets,
    release_all,
    two_networks,
)


def files() -> list[Path]:
    return [file for file in class_photos_dir().rglob("*") if file.is_file() and file.name != ".lock"]


def test_a_kept_photo_is_small_and_upright_and_tells_nothing_else(home: Path) -> None:
    kept = hand_in(ANN, photo_with_secrets(), 1)
    data = kept.read()
    assert SECRET not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (450, 600)
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        pixels = np.asarray(picture)
    assert pixels[:, :200].mean() < 30
    assert pixels[:, 250:].mean() > 220
    assert files() == [kept.path]
    assert kept.path.name == f"dog-a1-{kept.id}.jpg"


def test_each_learner_sees_and_takes_back_their_own(home: Path) -> None:
    mine, other = hand_in(ANN, photo(1), 0), hand_in(BEN, photo(2), 1)
    assert photos_of("a1") == [mine]
    with pytest.raises(NotAllowedError):
        all_photos(ANN)
    with pytest.raises(NotAllowedError):
        delete([mine.id, other.id], ANN)
    assert len(files()) == 2
    delete([mine.id], ANN)
    assert files() == [other.path]
    with pytest.raises(ClassPhotoError, match="taken back"):
        mine.read()


def test_only_the_teacher_releases_and_refuses(home: Path) -> None:
    first, second = hand_in(ANN, photo(1), 0), hand_in(ANN, photo(2), 1)
    with pytest.raises(NotAllowedError):
        release([first.id], ANN)
    release_all(first)
    delete([second.id], TEACHER)
    (left,) = all_photos(TEACHER)
    assert (left.id, left.is_released, left.label) == (first.id, True, 0)
    with pytest.raises(NotAllowedError):
        delete_everything(ANN)


def test_what_is_too_much_or_twice_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(ANN, photo(0), 0)
    with pytest.raises(ClassPhotoError, match="already"):
        hand_in(ANN, photo(0), 1)
    hand_in(BEN, photo(0), 0)  # the same photo of another learner; copies are the teacher's to judge
    monkeypatch.setattr(module, "MAX_OF_OWNER", 2)
    hand_in(ANN, photo(1), 0)
    with pytest.raises(ClassPhotoError, match="You can hand in 2 photos"):
        hand_in(ANN, photo(2), 0)
    monkeypatch.setattr(module, "MAX_PHOTOS", 3)
    with pytest.raises(ClassPhotoError, match="has handed in 3 photos"):
        hand_in(BEN, photo(3), 0)
    with pytest.raises(ClassPhotoError, match="cookie"):
        hand_in(Visitor("../x"), photo(4), 0)
    assert len(files()) == 3


def test_a_full_disk_is_refused_before_anything_is_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.pictures.quota.quota_bytes", lambda: 1_000)
    with pytest.raises(PictureSetError, match="All picture sets together may take"):
        hand_in(ANN, photo(0), 0)
    assert files() == []


@pytest.mark.parametrize("data", [b"", b"<html>", photo(1)[:200], bmp(1, 2**31 - 1), bytes(21_000_000)])
def test_a_file_that_is_no_photo_is_refused(home: Path, data: bytes) -> None:
    with pytest.raises(PictureError):
        hand_in(ANN, data, 0)
    assert files() == []


def test_thirty_phones_at_once_lose_no_photo(home: Path) -> None:
    num_each = 3

    def send(number: int) -> list[str]:
        asker = Visitor(f"phone{number}")
        return [hand_in(asker, photo(10 * number + each), each % 2).id for each in range(num_each)]

    with ThreadPoolExecutor(30) as phones:
        handed_in = [photo_id for ids in phones.map(send, range(30)) for photo_id in ids]
    assert len(set(handed_in)) == 30 * num_each
    assert {each.id for each in all_photos(TEACHER)} == set(handed_in)
    assert all(len(photos_of(f"phone{number}")) == num_each for number in range(30))
    assert len(files()) == 30 * num_each


def test_thirty_presses_at_once_stay_within_the_limit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_OF_OWNER", 5)

    def send(number: int) -> bool:
        try:
            hand_in(ANN, photo(number), 0)
        except ClassPhotoError:
            return False
        return True

    with ThreadPoolExecutor(30) as phones:
        assert sum(phones.map(send, range(30))) == 5
    assert len(photos_of("a1")) == 5


def test_everything_goes_with_one_press_and_by_itself_after_some_days(home: Path, tiny_set: object) -> None:
    networks = tuple(run.id for run in two_networks())
    some = hand_in_some(4)
    seal((networks[0], networks[1]), TEACHER)
    delete_everything(TEACHER)
    assert files() == []
    assert sealed_set() is None
    some = hand_in_some(4)
    seal((networks[0], networks[1]), TEACHER)
    old = time.time() - MAX_DAYS * 24 * 3600 - 60
    os.utime(some[0].path.parent.parent / "released" / some[0].path.name, (old, old))
    remove_old()
    kept = sealed_set()
    assert kept is not None
    assert set(kept.photos) == {each.id for each in some[1:]}
    for each in all_photos(TEACHER):
        os.utime(each.path, (old, old))
    remove_old()
    assert files() == []


def test_no_picture_set_is_made_of_them_and_no_backup_holds_them(home: Path, tmp_path: Path) -> None:
    hand_in_some(4)
    link = tmp_path / "pets"
    link.symlink_to(class_photos_dir())
    for source in (class_photos_dir(), class_photos_dir() / "released", home, link):
        with pytest.raises(PictureSetError, match="never trained on"):
            import_pictures(source, "stolen")
    for file in files():
        assert largest_size(file.relative_to(home).as_posix()) is None
    area = next(area for area in disk_areas() if "own test set" in area.title)
    assert area.used == sum(file.stat().st_size for file in files())
    assert len(all_photos(COMMAND_LINE)) == 4


def test_strange_files_in_the_folder_are_left_alone(home: Path, tmp_path: Path) -> None:
    mine = hand_in(ANN, photo(1), 0)
    (tmp_path / "secret.jpg").write_bytes(photo(2))
    (mine.path.parent / "cat-a1-0123456789abcdef.jpg").symlink_to(tmp_path / "secret.jpg")
    (mine.path.parent / "cat-a1.jpg").write_bytes(b"")
    assert photos_of("a1") == [mine]
