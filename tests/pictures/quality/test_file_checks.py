"""Files that cannot be decoded and unusual files are found, each with its reason."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.quality.check import check_picture_set
from dogcat.pictures.synthetic.picture import draw_picture
from tests.pictures.quality.drawn_set import ALL, CAT, mended, only, open_bytes


def test_what_cannot_be_decoded_is_named_with_its_reason(drawn: PictureSet) -> None:
    whole = (drawn.folder / CAT).read_bytes()
    animation = io.BytesIO()
    open_bytes(whole).save(animation, "GIF")
    broken = {
        "train/cats/cat.4.jpg": (b"not a picture", "is not a picture of a known format"),
        "validation/dogs/dog.1.jpg": (animation.getvalue()[:-3000], "is damaged or incomplete"),
        "test/dogs/dog.2.jpg": (whole[: len(whole) // 2], "is damaged or incomplete"),
    }
    for name, (data, _) in broken.items():
        (drawn.folder / name).write_bytes(data)
    calls: list[tuple[int, int]] = []
    report = check_picture_set(drawn, lambda done, in_all: calls.append((done, in_all)))
    assert report.num_pictures == ALL
    assert calls == [(done, ALL) for done in sorted({done for done, _ in calls})]
    assert calls[-1] == (ALL, ALL)
    finding = only(drawn, "unreadable")
    assert (finding.groups, finding.mend) == ([[name] for name in broken], list(broken))
    for detail, (_, reason) in zip(finding.details, broken.values(), strict=True):
        assert detail.startswith(reason)
    assert mended(drawn, finding) == {}


def save_turned(picture: Image.Image, file: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(file, "JPEG", exif=exif)


@pytest.mark.parametrize(
    ("kind", "save", "detail"),
    [
        ("misnamed", lambda picture, file: picture.save(file, "PNG"), "a PNG file"),
        ("small", lambda picture, file: picture.resize((60, 90)).save(file), "60 × 90 pixels"),
        ("stretched", lambda picture, file: picture.resize((500, 200)).save(file), "500 × 200 pixels"),
        ("grey", lambda picture, file: picture.convert("L").save(file), "all three channels are equal"),
        ("grey", lambda picture, file: picture.convert("L").convert("RGB").save(file), "all three channels are equal"),
        ("turned", save_turned, "turned upright when decoded"),
        ("cmyk", lambda picture, file: picture.convert("CMYK").save(file), "converted when decoded"),
    ],
)
def test_odd_pictures_are_noted(
    drawn: PictureSet, kind: str, save: Callable[[Image.Image, Path], None], detail: str
) -> None:
    save(draw_picture(0, np.random.default_rng(99)), drawn.folder / CAT)
    finding = only(drawn, kind)
    assert (finding.groups, finding.details, finding.severity, finding.mend) == ([[CAT]], [detail], "note", [])


def test_transparency_is_noted(drawn: PictureSet) -> None:
    draw_picture(0, np.random.default_rng(99)).convert("RGBA").save(drawn.folder / "train/cats/cat.99.png")
    assert only(drawn, "transparent").groups == [["train/cats/cat.99.png"]]
