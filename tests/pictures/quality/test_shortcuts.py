"""A statistic that shows the class is found, and one that fails in test is an error."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from dogcat.pictures.picture_set import SPLITS, PictureSet
from dogcat.pictures.quality.check import check_picture_set
from dogcat.pictures.quality.shortcuts import Shortcut
from tests.pictures.quality.drawn_set import only


def repaint(pictures: PictureSet, paint: Callable[[Image.Image, int], Image.Image], splits: tuple[str, ...]) -> None:
    for split in splits:
        for one in pictures.pictures(split):
            with Image.open(one.path) as picture:
                painted = paint(picture.convert("RGB"), one.label)
            painted.save(one.path, quality=90)


def frame(picture: Image.Image, label: int) -> Image.Image:
    """Six pixels around the picture that are a little redder or bluer than they were."""
    pixels = np.asarray(picture).astype(int)
    tinted = pixels + (np.array([60, 0, -60]) if label else np.array([-60, 0, 60]))
    tinted[6:-6, 6:-6] = pixels[6:-6, 6:-6]
    return Image.fromarray(np.clip(tinted, 0, 255).astype(np.uint8))


def of(shortcuts: list[Shortcut], name: str) -> Shortcut:
    return next(shortcut for shortcut in shortcuts if shortcut.name == name)


def test_a_frame_that_gives_the_class_away_is_found(drawn: PictureSet) -> None:
    repaint(drawn, frame, SPLITS)
    finding = only(drawn, "shortcut")
    border = of(check_picture_set(drawn).shortcuts, "border")
    assert border.is_found
    assert not border.fails_in_test
    assert border.validation_accuracy > 0.9
    assert border.validation_interval[0] < border.validation_accuracy <= border.validation_interval[1]
    assert (border.guessing, border.num_values) == (0.5, 180)
    assert (finding.severity, finding.mend) == ("warning", [])
    assert "the outermost 4 pixels" in finding.title
    assert border.examples in finding.groups
    assert [name.split("/")[1] for name in border.examples] == ["cats"] * 4 + ["dogs"] * 4


def test_a_frame_that_is_the_other_way_round_in_test_is_an_error(drawn: PictureSet) -> None:
    repaint(drawn, frame, SPLITS[:2])
    repaint(drawn, lambda picture, label: frame(picture, 1 - label), SPLITS[2:])
    finding = only(drawn, "failing-shortcut")
    assert finding.severity == "error"
    assert of(check_picture_set(drawn).shortcuts, "border").test_accuracy < 0.3


@pytest.mark.parametrize(
    ("name", "paint"),
    [
        ("mean-colour", lambda picture, label: ImageEnhance.Brightness(picture).enhance(1.6 if label else 0.5)),
        ("shape", lambda picture, label: picture.resize((200, 150 + 40 * label))),
        ("file-size", lambda picture, label: picture.resize((300, 300)) if label else picture),
    ],
)
def test_every_statistic_is_measured_alone(
    drawn: PictureSet, name: str, paint: Callable[[Image.Image, int], Image.Image]
) -> None:
    before = of(check_picture_set(drawn).shortcuts, name)
    repaint(drawn, paint, SPLITS)
    after = of(check_picture_set(drawn).shortcuts, name)
    assert not before.is_found
    assert after.is_found
