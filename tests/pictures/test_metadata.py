"""Facts from the headers of files, of pictures and of what only has their names."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from dogcat.pictures import metadata
from dogcat.pictures.metadata import FileFacts, read_facts
from dogcat.pictures.picture_set import Picture


def facts_of(path: Path) -> FileFacts:
    (facts,) = read_facts([Picture(path, f"train/cats/{path.name}", 0)])
    return facts


def test_a_picture_s_facts_are_those_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "cat.1.png"
    Image.new("RGBA", (30, 20)).save(file)
    data = file.read_bytes()
    assert facts_of(file) == FileFacts(
        "train/cats/cat.1.png", 0, len(data), hashlib.sha256(data).hexdigest(), "PNG", "RGBA", 30, 20, transparent=True
    )


@pytest.mark.parametrize(("orientation", "size"), [(1, (30, 20)), (3, (30, 20)), (6, (20, 30))])
def test_a_turned_photo_has_the_size_that_a_person_sees(
    tmp_path: Path, orientation: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (30, 20)).save(tmp_path / "photo.jpg", exif=exif)
    facts = facts_of(tmp_path / "photo.jpg")
    assert (facts.width, facts.height) == (30, 20)
    assert facts.upright_size == size
    assert facts.turned == (orientation != 1)


def test_a_file_of_another_kind_is_named_and_an_unknown_one_only_measured(tmp_path: Path) -> None:
    Image.new("P", (9, 9)).save(tmp_path / "picture.jpg", "GIF")
    (tmp_path / "text.jpg").write_text("dear diary")
    assert facts_of(tmp_path / "picture.jpg").format == "GIF"
    unknown = facts_of(tmp_path / "text.jpg")
    assert (unknown.num_bytes, unknown.format, unknown.width) == (10, "", 0)
    assert unknown.digest == hashlib.sha256(b"dear diary").hexdigest()


def test_a_missing_file_and_a_too_large_one_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert facts_of(tmp_path / "gone.jpg") == FileFacts("train/cats/gone.jpg", 0, 0)
    monkeypatch.setattr(metadata, "MAX_FILE_BYTES", 10)
    (tmp_path / "large.jpg").write_bytes(bytes(11))
    assert facts_of(tmp_path / "large.jpg") == FileFacts("train/cats/large.jpg", 0, 11)


def test_facts_keep_the_order_of_the_pictures_and_count_them(tmp_path: Path) -> None:
    listing = [Picture(tmp_path / name, name, 1) for name in ("b.jpg", "a.jpg", "c.jpg")]
    counts: list[int] = []
    assert [facts.name for facts in read_facts(listing, counts.append)] == ["b.jpg", "a.jpg", "c.jpg"]
    assert counts == [1, 2, 3]
