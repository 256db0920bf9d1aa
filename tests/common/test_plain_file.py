"""Only plain files are opened: no links, pipes, devices or folders, and none above a size."""

import os
from pathlib import Path

import pytest

from dogcat.common.plain_file import OddFileError, is_plain_file, is_plain_folder, open_to_append, read_plain


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """One of each kind."""
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "broken").symlink_to(tmp_path / "nothing")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "link to a folder").symlink_to(tmp_path / "folder")
    os.mkfifo(tmp_path / "pipe")
    return {path.name: path for path in tmp_path.iterdir()} | {"missing": tmp_path / "missing"}


def test_only_a_file_is_a_plain_file(places: dict[str, Path]) -> None:
    assert [name for name, path in places.items() if is_plain_file(path)] == ["file"]
    assert [name for name, path in places.items() if is_plain_folder(path)] == ["folder"]
    assert not is_plain_file(Path("a\0b"))


def test_a_plain_file_is_read_up_to_its_size(places: dict[str, Path]) -> None:
    assert read_plain(places["file"], 5) == b"12345"
    with pytest.raises(OddFileError, match="at most 0 kB are allowed"):
        read_plain(places["file"], 4)
    for missing in (places["missing"], places["file"] / "inside"):
        with pytest.raises(FileNotFoundError):
            read_plain(missing, 5)


@pytest.mark.parametrize(
    ("name", "why"), [("link", "link"), ("broken", "link"), ("device", "link"), ("pipe", "not a file"),
                      ("folder", "not a file")],
)  # fmt: skip
def test_anything_else_is_refused_at_once(places: dict[str, Path], name: str, why: str) -> None:
    with pytest.raises(OddFileError, match=why):
        read_plain(places[name], 100)
    with pytest.raises(OSError, match="is a link or no file"):
        open_to_append(places[name])
    assert places["file"].read_bytes() == b"12345"


def test_a_file_is_made_and_grows_at_its_end(places: dict[str, Path]) -> None:
    for name in ("missing", "file"):
        with open_to_append(places[name]) as file:
            file.write(b"6")
    assert (places["missing"].read_bytes(), places["file"].read_bytes()) == (b"6", b"123456")
