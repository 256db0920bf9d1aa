"""A picture set arrives as it was, under the name of its content, or is drawn there."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.helpers import travelling_pictures
from dogcat.helpers.travelling_pictures import (
    WrongPicturesError,
    from_json,
    kept_contents,
    luggage_of,
    pieces_of,
    take_in,
    to_json,
)
from dogcat.pictures.picture_set import PictureSet, open_picture_set
from dogcat.pictures.synthetic.dataset import draw_picture_set


def beat(_done: int, _all: int) -> None:
    """Takes no part."""


def test_a_set_arrives_in_pieces(tiny_set: PictureSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travelling_pictures, "_PIECE_BYTES", 5_000)
    luggage, pieces = luggage_of(tiny_set), list(pieces_of(tiny_set))
    assert from_json(to_json(luggage)) == luggage
    assert len(pieces) > 2
    assert luggage.drawing is None
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "helper"))
    with pytest.raises(WrongPicturesError):
        take_in(luggage, pieces[:-1], beat)
    assert kept_contents() == []
    take_in(luggage, pieces, beat)
    assert kept_contents() == [luggage.content]
    assert open_picture_set(luggage.name).counts() == tiny_set.counts()
    take_in(luggage, [], beat)  # it is there already


def test_a_photo_may_be_older_than_zips(tiny_set: PictureSet) -> None:
    os.utime(next((tiny_set.folder / "train" / "cats").iterdir()), (0, 0))
    assert list(pieces_of(tiny_set))


def test_another_content_is_another_set(tiny_set: PictureSet) -> None:
    before = luggage_of(tiny_set).content
    copy = tiny_set.folder.with_name("copy")
    shutil.copytree(tiny_set.folder, copy)
    assert luggage_of(PictureSet("copy", copy)).content == before, "whatever its name"
    next((copy / "train" / "cats").iterdir()).unlink()
    assert luggage_of(PictureSet("copy", copy)).content != before


def test_a_piece_with_another_file_is_refused(tiny_set: PictureSet, tmp_path: Path, home: Path) -> None:
    import io
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("train/cats/../../../outside.jpg", b"x")
    with pytest.raises(WrongPicturesError, match="no picture"):
        take_in(replace(luggage_of(tiny_set), content="0"), [data.getvalue()], beat)


def test_the_least_recently_used_set_goes_first(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    luggage, pieces = luggage_of(tiny_set), list(pieces_of(tiny_set))
    monkeypatch.setattr(travelling_pictures, "MOST_KEPT_BYTES", luggage.num_bytes + 1)
    (tiny_set.folder.parent / "set-old").mkdir()
    (tiny_set.folder.parent / "set-old" / "picture.jpg").write_bytes(b"x" * 100)
    take_in(luggage, pieces, beat)
    assert kept_contents() == [luggage.content]


@pytest.mark.slow
def test_a_drawn_set_is_drawn_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw_picture_set("few", 3, num_per_class={"train": 2, "validation": 1, "test": 1})

    def draw(name: str, *_what: object) -> PictureSet:
        return PictureSet(name, Path(shutil.copytree(drawn.folder, drawn.folder.with_name(name))))

    monkeypatch.setattr(travelling_pictures, "draw_picture_set", draw)
    luggage = luggage_of(drawn)
    assert luggage.drawing == ("plain", 3, {"train": 2, "validation": 1, "test": 1})
    take_in(luggage, [], beat)
    assert kept_contents() == [luggage.content]
    with pytest.raises(WrongPicturesError):  # another version draws it otherwise
        take_in(replace(luggage, content="0" * 32), [], beat)
    assert kept_contents() == [luggage.content]
