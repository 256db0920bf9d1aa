"""By what a picture set is recognised: another encoding is the same set, other pictures are not."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.pictures import fingerprint as module
from dogcat.pictures.fingerprint import are_same_pictures, content_of, fingerprint
from dogcat.pictures.picture_set import PictureSet


def test_the_same_pictures_in_another_encoding_are_the_same(tiny_set: PictureSet) -> None:
    before = fingerprint(tiny_set)
    assert before.startswith("6,6,6,6:")
    for picture in tiny_set.pictures("train"):
        with Image.open(picture.path) as opened:
            opened.convert("RGB").save(picture.path, "JPEG", quality=80)
    after = fingerprint(tiny_set)
    assert after != before, "otherwise the test shows nothing"
    assert are_same_pictures(before, after)


def test_another_number_or_another_picture_is_another_set(tiny_set: PictureSet) -> None:
    before = fingerprint(tiny_set)
    first, second = (picture.path for picture in tiny_set.pictures("validation")[:2])
    kept = second.read_bytes()
    Image.fromarray(np.full((20, 20, 3), 250, np.uint8)).save(second, "JPEG")
    assert not are_same_pictures(before, fingerprint(tiny_set))
    second.write_bytes(kept)
    assert are_same_pictures(before, fingerprint(tiny_set))
    first.unlink()
    assert not are_same_pictures(before, fingerprint(tiny_set))


def test_a_damaged_picture_does_not_stop_it(tiny_set: PictureSet) -> None:
    before = fingerprint(tiny_set)
    Path(tiny_set.pictures("train")[0].path).write_bytes(b"no picture")
    assert not are_same_pictures(before, fingerprint(tiny_set))


@pytest.mark.parametrize("other", ["", "6,6,6,6", "6,6,6,6:zz", "6,6,6,7:000000", "6,6,6,6:0000"])
def test_what_is_no_fingerprint_is_of_no_set(other: str) -> None:
    assert not are_same_pictures("6,6,6,6:000000", other)
    assert are_same_pictures("6,6,6,6:000000", "6,6,6,6:030003")
    assert not are_same_pictures("6,6,6,6:000000", "6,6,6,6:040000")


def test_the_content_is_that_of_all_files_in_use_and_not_the_set_s_name(tiny_set: PictureSet, tmp_path: Path) -> None:
    before = content_of(tiny_set)
    shutil.copytree(tiny_set.folder, tmp_path / "copy")
    assert content_of(PictureSet("other", tmp_path / "copy")) == before
    first, second = (picture.path for picture in tiny_set.pictures("test")[:2])
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    assert content_of(tiny_set) != before
    first.write_bytes(kept)
    assert content_of(tiny_set) == before
    first.rename(first.with_name("cat.99.jpg"))
    assert content_of(tiny_set) != before


def test_files_that_have_not_changed_are_read_once(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content_of(tiny_set)
    monkeypatch.setattr(module, "_hash_of", lambda _listing: pytest.fail("read again"))
    assert content_of(tiny_set) == before
