"""The drawn pictures: the same seed draws the same, nothing half-made stays, and colour does not tell the class."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.drawing import SIZE, draw_picture
from dogcat.drawn import draw_picture_set
from dogcat.errors import DogcatError
from dogcat.pictures import PictureSet, PictureSetError, list_picture_sets

FEW = {"train": 3, "validation": 2, "test": 1}


def digests(pictures: PictureSet) -> list[str]:
    return [hashlib.sha256(one.path.read_bytes()).hexdigest() for split in FEW for one in pictures.pictures(split)]


def test_a_set_has_the_tutorial_s_layout_and_says_that_it_is_drawn(home: Path) -> None:
    seen: list[tuple[int, int]] = []
    pictures = draw_picture_set("drawn", progress=lambda done, in_all: seen.append((done, in_all)), num_per_class=FEW)
    assert pictures.counts() == {split: {"cat": count, "dog": count} for split, count in FEW.items()}
    assert pictures.source() == "Drawn by this program from seed 1; these are no photos"
    assert seen == [(done, 12) for done in range(1, 13)]
    with Image.open(pictures.pictures("train")[0].path) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (SIZE, SIZE))


def test_a_seed_gives_its_own_pictures_and_always_the_same(home: Path) -> None:
    first, again, other = (
        digests(draw_picture_set(name, seed, num_per_class=FEW)) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == again
    assert not set(first) & set(other)
    assert len(set(first)) == 12


def test_what_breaks_off_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_done: int, _in_all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_picture_set("drawn", progress=leave, num_per_class=FEW)
    assert list((home / "pictures").iterdir()) == []
    monkeypatch.setattr("dogcat.drawn._CODE_FOLDER", home)  # from there the workers cannot start
    with pytest.raises(DogcatError, match="broke off after 0 of 12 pictures"):
        draw_picture_set("drawn", num_per_class=FEW)
    assert list((home / "pictures").iterdir()) == []


def test_a_taken_name_is_refused(home: Path) -> None:
    draw_picture_set("drawn", num_per_class=FEW)
    with pytest.raises(PictureSetError, match="exists already"):
        draw_picture_set("drawn", num_per_class=FEW)
    assert len(list_picture_sets()) == 1


def test_colour_and_border_do_not_tell_the_class() -> None:
    labels = np.arange(300) % 2
    pixels = np.stack(
        [np.asarray(draw_picture(label, np.random.default_rng((5, number)))) for number, label in enumerate(labels)]
    ).astype(float)
    border = np.concatenate([pixels[:, 0, ::30], pixels[:, -1, ::30]], axis=1).reshape(len(pixels), -1)
    for statistic in (pixels.mean(axis=(1, 2)), pixels.std(axis=(1, 2)), border):
        inputs = np.column_stack([(statistic - statistic.mean(axis=0)) / statistic.std(axis=0), np.ones(len(labels))])
        weights = np.linalg.lstsq(inputs[:120], labels[:120] - 0.5, rcond=None)[0]
        accuracy = np.mean((inputs[120:] @ weights > 0) == labels[120:])
        assert accuracy < 0.6
