"""The decoded cache of a split: when pictures are decoded again, and what is left out."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.common import language
from dogcat.pictures import decoding, pixel_cache
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import are_decoded, load_both_classes, load_split
from tests.conftest import MakeLayout

RED = (255, 0, 0)


def test_a_split_holds_every_picture_in_order(tiny_set: PictureSet) -> None:
    split = load_split(tiny_set, "train", 22)
    listing = tiny_set.pictures("train")
    assert len(split) == 12
    assert split.pixels.shape == (12, 22, 22, 3)
    assert split.pixels.dtype == np.uint8
    assert split.labels.dtype == np.float32
    assert split.labels.tolist() == [0] * 6 + [1] * 6
    assert split.names == [picture.name for picture in listing]
    assert split.left_out == []
    for row, picture in zip(split.pixels, listing, strict=True):
        np.testing.assert_array_equal(row, decode_picture(picture.path, 22))


def test_pixels_are_mapped_and_read_only(tiny_set: PictureSet) -> None:
    split = load_split(tiny_set, "train", 22)
    assert isinstance(split.pixels, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        split.pixels[0] = 0


def test_the_second_load_decodes_nothing(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_split(tiny_set, "train", 22)
    monkeypatch.setattr(decoding, "decode_picture", lambda *_: pytest.fail("a picture was decoded again"))
    second = load_split(tiny_set, "train", 22)
    np.testing.assert_array_equal(first.pixels, second.pixels)
    np.testing.assert_array_equal(first.labels, second.labels)
    assert first.names == second.names


def test_it_is_known_without_reading_them_whether_pictures_were_decoded(tiny_set: PictureSet) -> None:
    for split in ("train", "validation"):
        load_split(tiny_set, split, 22)
    assert not are_decoded(tiny_set.name, 22), "the test split is missing"
    load_split(tiny_set, "test", 22)
    assert are_decoded(tiny_set.name, 22)
    assert not are_decoded(tiny_set.name, 2)
    assert not are_decoded("another", 22)


def test_a_changed_picture_is_decoded_again_and_the_old_file_removed(home: Path, tiny_set: PictureSet) -> None:
    before = load_split(tiny_set, "train", 22).pixels.copy()
    files = _cached(home)
    target = tiny_set.pictures("train")[3].path
    Image.new("RGB", (10, 10), RED).save(target, quality=95)
    after = load_split(tiny_set, "train", 22)
    assert np.abs(after.pixels[3].astype(int) - RED).max() <= 5
    np.testing.assert_array_equal(np.delete(after.pixels, 3, axis=0), np.delete(before, 3, axis=0))
    assert len(_cached(home)) == len(files) == 2
    assert not set(_cached(home)) & set(files)


def test_a_picture_written_anew_with_the_same_size_is_decoded_again(home: Path, tiny_set: PictureSet) -> None:
    load_split(tiny_set, "train", 22)
    files = _cached(home)
    target = tiny_set.pictures("train")[0].path
    os.utime(target, ns=(0, target.stat().st_mtime_ns + 1_000_000))
    load_split(tiny_set, "train", 22)
    assert not set(_cached(home)) & set(files)


def test_an_added_and_a_removed_picture_are_noticed(tiny_set: PictureSet) -> None:
    load_split(tiny_set, "train", 22)
    first = tiny_set.pictures("train")[0].path
    shutil.copy(first, first.with_name("cat.7.jpg"))
    assert load_split(tiny_set, "train", 22).names[6] == "train/cats/cat.7.jpg"
    first.unlink()
    split = load_split(tiny_set, "train", 22)
    assert split.names[0] == "train/cats/cat.2.jpg"
    assert len(split) == len(split.pixels) == len(split.labels) == 12


def test_other_splits_and_sizes_keep_their_files(home: Path, tiny_set: PictureSet) -> None:
    load_split(tiny_set, "test", 22)
    load_split(tiny_set, "train", 8)
    kept = set(_cached(home))
    load_split(tiny_set, "train", 22)
    tiny_set.pictures("train")[0].path.unlink()
    load_split(tiny_set, "train", 22)
    assert kept < set(_cached(home))
    assert len(_cached(home)) == 6


def test_a_broken_picture_in_the_middle_is_left_out_and_named(
    tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixel_cache, "_BLOCK", 4)  # so that it is done in several goes
    listing = tiny_set.pictures("train")
    broken = {listing[2].name, listing[8].name}
    for picture in listing:
        if picture.name in broken:
            picture.path.write_bytes(b"broken")
    whole = [picture for picture in listing if picture.name not in broken]
    for _ in ("decoded", "from the cache"):
        split = load_split(tiny_set, "train", 22)
        assert split.names == [picture.name for picture in whole]
        assert split.labels.tolist() == [picture.label for picture in whole]
        assert len(split) == len(split.pixels) == 10
        for row, picture in zip(split.pixels, whole, strict=True):
            np.testing.assert_array_equal(row, decode_picture(picture.path, 22))
        assert split.left_out == [f"{name} is not a picture of a known format" for name in sorted(broken)]


def test_why_a_picture_is_left_out_is_kept_in_english_and_said_in_the_reader_s_language(
    tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tiny_set.folder / "train/cats/cat.2.jpg").write_bytes(b"not a picture")
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    split = load_split(tiny_set, "train", 22)
    assert split.left_out == ["train/cats/cat.2.jpg is not a picture of a known format"]
    assert split.reasons["train/cats/cat.2.jpg"].said() == "알려진 형식의 사진이 아닙니다"
    with pytest.raises(PictureError) as raised:
        decode_picture(b"not a picture", 22)
    assert str(raised.value) == "알려진 형식의 사진이 아닙니다"
    monkeypatch.setattr(language, "_find_language", lambda: "en")
    assert str(raised.value) == "is not a picture of a known format"


def test_a_split_without_one_whole_picture_is_empty(tiny_set: PictureSet) -> None:
    for picture in tiny_set.pictures("train"):
        picture.path.write_bytes(b"broken")
    split = load_split(tiny_set, "train", 22)
    assert len(split) == 0
    assert split.pixels.shape == (0, 22, 22, 3)
    assert len(split.left_out) == 12


def test_progress_reaches_the_number_of_pictures(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixel_cache, "_BLOCK", 5)
    calls: list[tuple[int, int]] = []
    load_split(tiny_set, "train", 22, lambda done, in_all: calls.append((done, in_all)))
    assert calls == [(5, 12), (10, 12), (12, 12)]


def test_an_interrupted_decoding_leaves_nothing(home: Path, tiny_set: PictureSet) -> None:
    def interrupt(_done: int, _in_all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_split(tiny_set, "train", 22, interrupt)
    assert _cached(home) == []
    assert len(load_split(tiny_set, "train", 22)) == 12


def test_a_deleted_cache_is_built_again(home: Path, tiny_set: PictureSet) -> None:
    before = load_split(tiny_set, "train", 22).pixels.copy()
    shutil.rmtree(home / "cache")
    np.testing.assert_array_equal(load_split(tiny_set, "train", 22).pixels, before)


@pytest.mark.parametrize("lost", [".json", ".npy"])
def test_a_cache_that_lost_one_of_its_files_is_built_again(home: Path, tiny_set: PictureSet, lost: str) -> None:
    before = load_split(tiny_set, "train", 22)
    next(path for path in (home / "cache" / "tiny").iterdir() if path.suffix == lost).unlink()
    after = load_split(tiny_set, "train", 22)
    assert after.names == before.names
    assert len(_cached(home)) == 2


def test_two_processes_that_decode_at_once_agree(home: Path, tiny_set: PictureSet, root: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", DECODE_TOGETHER, str(home), str(number)],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    try:
        printed = [child.communicate(timeout=60)[0] for child in children]
    finally:
        for child in children:
            child.kill()
    assert [child.returncode for child in children] == [0, 0]
    split = load_split(tiny_set, "train", 22)
    expected = [hashlib.sha256(split.pixels.tobytes()).hexdigest(), split.names]
    assert [json.loads(line) for line in printed] == [expected, expected]
    assert len(_cached(home)) == 2  # nothing temporary is left


DECODE_TOGETHER = """
import hashlib, json, pathlib, sys, time
from dogcat.pictures import pixel_cache
from dogcat.pictures.picture_set import open_picture_set
folder, number = pathlib.Path(sys.argv[1]), sys.argv[2]
decode = pixel_cache.decode_picture
def together(*arguments):
    (folder / f"ready-{number}").touch()
    give_up = time.monotonic() + 30
    while len(list(folder.glob("ready-*"))) < 2:
        assert time.monotonic() < give_up
        time.sleep(0.01)
    return decode(*arguments)
pixel_cache.decode_picture = together
split = pixel_cache.load_split(open_picture_set("tiny"), "train", 22)
print(json.dumps([hashlib.sha256(split.pixels.tobytes()).hexdigest(), split.names]))
"""


def test_a_class_without_one_whole_picture_is_refused(tiny_set: PictureSet) -> None:
    assert len(load_both_classes(tiny_set, "test", 22)) == 12
    for picture in tiny_set.pictures("test"):
        if picture.label == 1:
            picture.path.write_bytes(b"broken")
    with pytest.raises(PictureError, match=r"The split test of 'tiny' has no dog picture.*pictures check tiny"):
        load_both_classes(tiny_set, "test", 22)


def test_each_picture_set_has_a_cache_of_its_own(home: Path, tmp_path: Path, make_layout: MakeLayout) -> None:
    source = make_layout(tmp_path / "two", per_class=1)
    for name in ("one", "two"):
        load_split(import_pictures(source, name).pictures, "train", 22)
    assert [len(list((home / "cache" / name).iterdir())) for name in ("one", "two")] == [2, 2]


def _cached(home: Path) -> list[str]:
    folder = home / "cache" / "tiny"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
