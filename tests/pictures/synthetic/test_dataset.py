"""The drawn pictures: the same seed draws the same, nothing half-made stays, and colour does not tell the class."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.common.errors import DogcatError
from dogcat.pictures.picture_set import PictureSet, PictureSetError, list_picture_sets
from dogcat.pictures.synthetic.canvas import SIZE
from dogcat.pictures.synthetic.dataset import DRAWN, draw_picture_set, open_or_draw

pytestmark = pytest.mark.slow

FEW = {"train": 3, "validation": 2, "test": 1}


def digests(pictures: PictureSet) -> list[str]:
    return [hashlib.sha256(one.path.read_bytes()).hexdigest() for split in FEW for one in pictures.pictures(split)]


def test_a_set_has_the_tutorial_s_layout_and_says_that_it_is_drawn(home: Path) -> None:
    seen: list[tuple[int, int]] = []
    pictures = draw_picture_set("drawn", progress=lambda done, in_all: seen.append((done, in_all)), num_per_class=FEW)
    assert pictures.counts() == {split: {"cat": count, "dog": count} for split, count in FEW.items()}
    assert pictures.source() == "Drawn by this program from seed 1; these are not photos"
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


def test_what_breaks_off_leaves_no_set_and_can_be_finished(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(done: int, _in_all: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_picture_set("drawn", progress=leave, num_per_class=FEW)
    assert list_picture_sets() == []
    with monkeypatch.context() as patch:
        patch.setattr("dogcat.common.processes.CODE_DIR", home)  # from there the workers cannot start
        with pytest.raises(DogcatError, match=r"stopped after [4-9] of 12 pictures"):
            draw_picture_set("drawn", num_per_class=FEW)
    assert list_picture_sets() == []
    seen: list[int] = []
    pictures = draw_picture_set("drawn", progress=lambda done, _in_all: seen.append(done), num_per_class=FEW)
    assert seen[0] > 4, "what is there is not drawn again"
    assert digests(pictures) == digests(draw_picture_set("at-once", num_per_class=FEW))


def test_a_taken_name_is_refused(home: Path) -> None:
    draw_picture_set("drawn", num_per_class=FEW)
    with pytest.raises(PictureSetError, match="exists already"):
        draw_picture_set("drawn", num_per_class=FEW)
    assert len(list_picture_sets()) == 1


def test_the_shortcut_variant_gives_itself_away_by_colour_in_training_but_not_in_test(home: Path) -> None:
    counts = {"train": 20, "validation": 1, "test": 20}
    pictures = draw_picture_set("tricky", variant="shortcut", num_per_class=counts)
    assert pictures.is_drawn
    assert "every dog is on grass and every cat is indoors. In test they are anywhere" in pictures.source()

    def share_greener(split: str, label: int) -> float:
        """Of the pictures of one class, those in which the border has more green than red."""
        borders = [np.asarray(Image.open(one.path))[:8] for one in pictures.pictures(split) if one.label == label]
        return float(np.mean([border[..., 1].mean() > border[..., 0].mean() for border in borders]))

    assert share_greener("train", 1) - share_greener("train", 0) > 0.8
    assert abs(share_greener("test", 1) - share_greener("test", 0)) < 0.4


def test_an_unknown_variant_is_refused(home: Path) -> None:
    with pytest.raises(DogcatError, match=r"no variant 'funny'.*Expected: plain, shortcut"):
        draw_picture_set("drawn", variant="funny", num_per_class=FEW)
    assert list_picture_sets() == []


def test_the_set_called_drawn_is_made_when_it_is_asked_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.pictures.synthetic.dataset.NUM_PER_CLASS", FEW)
    assert list_picture_sets() == []
    seen: list[tuple[int, int]] = []
    first = open_or_draw(DRAWN, lambda done, in_all: seen.append((done, in_all)))
    assert first.counts()["train"] == {"cat": 3, "dog": 3}
    assert seen[-1] == (12, 12)
    before = digests(first)
    assert digests(open_or_draw(DRAWN)) == before
    with pytest.raises(PictureSetError, match="no picture set 'other'"):
        open_or_draw("other")


def test_two_that_need_it_at_once_get_the_same_set(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.pictures.synthetic.dataset.NUM_PER_CLASS", FEW)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(open_or_draw, [DRAWN, DRAWN])
    assert digests(first) == digests(second)
    assert [one.name for one in list_picture_sets()] == [DRAWN]
