"""Zips of strangers: every entry is looked at before one is read."""

import io
import zipfile
from pathlib import Path

import pytest

from dogcat.export.stranger_zip import StrangerZipError, ZipLimits, open_stranger_zip
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from tests.export.zips import HOSTILE, packed, with_entry

WIDE = ZipLimits(num_entries=100, num_bytes=10**8)


def refusal(zipped: io.BytesIO | Path, limits: ZipLimits = WIDE) -> str:
    with pytest.raises(StrangerZipError) as refused, open_stranger_zip(zipped, "it.zip", limits):
        pass
    return str(refused.value)


@pytest.fixture
def run(home: Path, tiny_recipe: Recipe) -> Run:
    return create_run(tiny_recipe, "pets")


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_entry_that_is_not_allowed_is_refused(run: Run, kind: str) -> None:
    arguments, why = HOSTILE[kind]
    words = refusal(with_entry(run, *arguments))  # type: ignore[arg-type]
    assert why in words
    assert words.startswith("it.zip was not read: ")
    assert "Nothing was changed; download or save the zip again" in words


@pytest.mark.parametrize(
    "names", [("a/x", "A/X"), ("a/x", "a/x"), ("\N{LATIN SMALL LETTER E WITH ACUTE}", "e\N{COMBINING ACUTE ACCENT}")]
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_a_disk_takes_for_the_same_are_refused(names: tuple[str, str]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    assert "twice" in refusal(buffer)


def test_a_file_as_a_folder_is_refused() -> None:
    assert "inside of a file" in refusal(packed({"a": b"x", "a/b": b"y"}))


def test_numbers_and_sizes_have_limits() -> None:
    three = packed({"a": b"x" * 10, "b": b"y" * 10, "c": b"z" * 10})
    assert "it has too many entries; at most 2 are allowed" in refusal(three, ZipLimits(2, 100))
    assert "it would unpack to " in refusal(three, ZipLimits(3, 29))
    with open_stranger_zip(three, "it.zip", ZipLimits(3, 30)) as opened:
        assert list(opened.files) == ["a", "b", "c"]


def test_what_is_no_whole_zip_is_refused(tmp_path: Path) -> None:
    whole = packed({"a": b"x" * 1000}).getvalue()
    for data in (b"", b"no zip", whole[:-20]):
        assert "it is not a whole zip" in refusal(io.BytesIO(data))
    assert "There is no file it.zip" in refusal(tmp_path / "missing.zip")


def test_a_file_that_is_damaged_or_longer_than_declared_is_refused(tmp_path: Path) -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("a", b"good content")
    other_content = stored.getvalue().replace(b"good content", b"evil content", 1)
    # Both the local header and the directory declare the size; the directory is believed.
    shorter = (
        stored.getvalue()[:-22].replace((12).to_bytes(4, "little"), (5).to_bytes(4, "little")) + stored.getvalue()[-22:]
    )
    for number, data in enumerate((other_content, shorter)):
        refused = pytest.raises(StrangerZipError, match="its file 'a' is damaged")
        with open_stranger_zip(io.BytesIO(data), "it.zip", WIDE) as opened, refused:
            opened.unpack("a", tmp_path / str(number))


def test_a_file_is_unpacked_and_never_over_another(tmp_path: Path) -> None:
    with open_stranger_zip(packed({"x/a": b"content"}), "it.zip", WIDE) as opened:
        opened.unpack("x/a", tmp_path / "deep" / "a")
        assert (tmp_path / "deep" / "a").read_bytes() == b"content"
        with pytest.raises(FileExistsError):
            opened.unpack("x/a", tmp_path / "deep" / "a")
