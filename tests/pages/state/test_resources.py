"""What the server keeps: pictures for the screen, Plotly's script, one lock for each network."""

import io
from importlib.metadata import version
from pathlib import Path

import pytest
from PIL import Image

from pages.state import resources
from pages.state.resources import fleet, large_picture, likeness_locks, picture_thumbnail, plotly_script


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture larger than a screen."""
    file = tmp_path / "photo.jpg"
    Image.new("RGB", (3_000, 1_500), (90, 120, 30)).save(file)
    return file


def size_of(encoded: bytes | None) -> tuple[int, int]:
    assert encoded is not None
    return Image.open(io.BytesIO(encoded)).size


def test_a_large_picture_fits_a_screen(photo: Path) -> None:
    assert size_of(large_picture(photo, 1.0)) == (1_000, 500)


def test_a_thumbnail_is_a_small_square(photo: Path) -> None:
    width, height = size_of(picture_thumbnail(photo, 1.0))
    assert width == height <= 200


def test_a_broken_file_has_neither(tmp_path: Path) -> None:
    file = tmp_path / "broken.jpg"
    file.write_bytes(b"no picture")
    assert large_picture(file, 1.0) is None
    assert picture_thumbnail(file, 1.0) is None


def test_plotly_s_script_is_copied_to_the_served_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "CODE_DIR", tmp_path)
    plotly_script.clear()  # type: ignore[attr-defined]
    address = plotly_script()
    name = f"plotly-{version('plotly')}.min.js"
    assert address == f"/app/static/{name}"
    assert b"Plotly" in (tmp_path / "static" / name).read_bytes()
    plotly_script.clear()  # type: ignore[attr-defined]


def test_all_visitors_share_one_table_of_locks() -> None:
    assert likeness_locks() is likeness_locks()


def test_a_server_without_helpers_ends_the_scheduler_of_an_earlier_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(resources, "stop_scheduler", lambda: ended.append(True))
    fleet.clear()  # type: ignore[attr-defined]
    assert fleet() is None
    assert ended == [True]
