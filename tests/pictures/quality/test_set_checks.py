"""Copies and unequal classes are found, and mended without touching the later split."""

import io
import shutil
from collections.abc import Callable

import pytest
from PIL import Image, ImageEnhance

from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import SPLITS, PictureSet
from dogcat.pictures.quality import check
from dogcat.pictures.quality.check import check_picture_set
from dogcat.pictures.quality.exclusions import undo_mend
from tests.pictures.quality.drawn_set import CAT, found, mended, only, open_bytes


def jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


COPIES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "same file": (lambda data: data, "the same file"),
    "same pixels": (lambda data: data + b"\0", "the same pixels in different files"),
    "quality 40": (lambda data: jpeg(open_bytes(data), 40), "nearly the same picture"),
    "80 %": (lambda data: jpeg(open_bytes(data).resize((120, 120))), "nearly the same picture"),
    "brighter": (lambda data: jpeg(ImageEnhance.Brightness(open_bytes(data)).enhance(1.1)), "nearly the same picture"),
    "cut": (lambda data: jpeg(open_bytes(data).crop((4, 4, 146, 146))), "nearly the same picture"),
    "mirrored": (
        lambda data: jpeg(open_bytes(data).transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        "nearly the same picture, mirrored",
    ),
}


@pytest.mark.parametrize("how", COPIES)
def test_copies_in_two_splits_are_found_and_the_earlier_is_left_out(drawn: PictureSet, how: str) -> None:
    change, likeness = COPIES[how]
    copies = {"test/cats/cat.a.jpg": CAT, "validation/dogs/dog.a.jpg": "train/dogs/dog.7.jpg"}
    for copy, original in copies.items():
        (drawn.folder / copy).write_bytes(change((drawn.folder / original).read_bytes()))
    findings = found(drawn)
    findings.pop("small", None)  # the cut and the resized ones are that, too
    assert list(findings) == ["leak"]
    leak = findings["leak"]
    assert leak.groups == [[CAT, "test/cats/cat.a.jpg"], ["train/dogs/dog.7.jpg", "validation/dogs/dog.a.jpg"]]
    assert leak.details == [likeness] * 2
    assert leak.severity == "error"
    assert "1 of 21 validation pictures (4.8%) and 1 of 21 test pictures (4.8%)" in leak.effect
    assert leak.mend == [CAT, "train/dogs/dog.7.jpg"]
    assert set(mended(drawn, leak)) <= {"small"}


def test_of_copies_in_all_splits_the_first_of_test_stays(drawn: PictureSet) -> None:
    places = ["train/cats/cat.y.jpg", "validation/cats/cat.y.jpg", "test/cats/cat.y.jpg", "test/cats/cat.z.jpg"]
    for place in places:
        shutil.copy(drawn.folder / CAT, drawn.folder / place)
    leak = only(drawn, "leak")
    assert leak.groups == [[CAT, *places]]
    assert leak.mend == [CAT, "train/cats/cat.y.jpg", "validation/cats/cat.y.jpg", "test/cats/cat.z.jpg"]
    assert mended(drawn, leak) == {}
    undo_mend(drawn, COMMAND_LINE)
    assert found(drawn) == {"leak": leak}


def test_of_copies_in_one_split_the_first_stays(drawn: PictureSet) -> None:
    shutil.copy(drawn.folder / CAT, drawn.folder / "train/cats/cat.30.jpg")
    copies = only(drawn, "copies")
    assert (copies.groups, copies.mend) == ([[CAT, "train/cats/cat.30.jpg"]], ["train/cats/cat.30.jpg"])
    assert copies.severity == "warning"
    assert mended(drawn, copies) == {}


@pytest.mark.parametrize("place", ["train/dogs/dog.x.jpg", "test/dogs/dog.x.jpg"])
def test_copies_with_two_labels_are_all_left_out(drawn: PictureSet, place: str) -> None:
    shutil.copy(drawn.folder / CAT, drawn.folder / place)
    wrong = only(drawn, "two-labels")
    assert (wrong.groups, wrong.mend, wrong.severity) == ([[CAT, place]], [CAT, place], "error")
    assert mended(drawn, wrong) == {}


def test_unlike_classes_are_evened_out_by_a_random_sample_that_is_always_the_same(drawn: PictureSet) -> None:
    for number in range(8):
        (drawn.folder / f"train/dogs/dog.{number}.jpg").unlink()
    finding = only(drawn, "imbalance")
    assert finding.details == ["train: 16 cats and 8 dogs; always guessing “cat” is right in 67%"]
    assert len(set(finding.mend)) == 8
    assert all(name.startswith("train/cats/") for name in finding.mend)
    assert finding.mend != [one.name for one in drawn.pictures("train")][:8]
    shutil.rmtree(check.cache_dir())
    assert only(drawn, "imbalance").mend == finding.mend
    assert mended(drawn, finding) == {}


def test_a_split_without_a_class_is_an_error_and_ends_in_no_defect(drawn: PictureSet) -> None:
    shutil.rmtree(drawn.folder / "test" / "dogs")
    report = check_picture_set(drawn)
    assert report.shortcuts == []
    assert [(finding.kind, finding.severity) for finding in report.findings] == [("few", "error")]
    for split in SPLITS:
        shutil.rmtree(drawn.folder / split)
    assert check_picture_set(drawn).num_pictures == 0
