"""The first bytes of a file say its format, whatever its name."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from dogcat.common.storage import CODE_DIR
from dogcat.pictures.file_formats import FORMATS, brands_of, looks_like_picture, suffix_of
from tests.odd_files import encoded

ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "BMP": ".bmp", "TIFF": ".tif",
           "AVIF": ".avif", "HEIF": ".heic"}  # fmt: skip


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_of_each_format_is_known_by_its_first_bytes(kind: str) -> None:
    start = encoded(Image.new("RGB", (40, 40)), kind)[:64]
    assert suffix_of(start) == ENDINGS[kind]
    assert looks_like_picture(start)


def test_brands_are_those_of_the_first_box_alone() -> None:
    box = b"\0\0\0\x18ftypheic\0\0\0\0mif1heix"
    assert brands_of(box + b"avif") == {b"heic", b"mif1", b"heix"}
    assert brands_of(box[:14]) == {b"heic"}
    assert brands_of(b"\x89PNG\r\n\x1a\n") == frozenset()


@pytest.mark.usefixtures("without_heif")
def test_heic_is_no_picture_where_its_package_is_not_installed() -> None:
    assert suffix_of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic") == ""


@pytest.mark.skipif("HEIF" not in FORMATS, reason="the package is not installed")
def test_the_decoder_of_heic_is_loaded_for_such_a_file_alone(tmp_path: Path) -> None:
    for name, kind in (("a.jpg", "JPEG"), ("b.heic", "HEIF")):
        (tmp_path / name).write_bytes(encoded(Image.new("RGB", (40, 40)), kind))
    code = (
        "import sys; from pathlib import Path; from dogcat.pictures.decoding import open_picture\n"
        "for file in sys.argv[1:]: print(open_picture(Path(file)).size, 'pillow_heif' in sys.modules)"
    )
    files = map(str, sorted(tmp_path.iterdir()))
    ended = subprocess.run(
        [sys.executable, "-c", code, *files], cwd=CODE_DIR, capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines() == ["(40, 40) False", "(40, 40) True"]
