"""What hostile files of each format cost in memory and time: no more than the largest pictures that are allowed."""

import json
import subprocess
import sys

import pytest
from PIL import Image

from dogcat.pictures.costly_files import coded_pixels, has_too_many_scans, has_too_many_strips
from tests.conftest import ROOT
from tests.hostile_pictures import LARGE_AVIF, strips_tiff
from tests.odd_files import encoded

MAX_MEGABYTES = 400  # the most that an allowed file takes is 356, for a HEIC picture of 48 megapixels
MAX_SECONDS = 5  # of the processor
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures each file in a forked process")
_MEASURE = """
import json, os, resource, sys
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.refusals import is_animated
from tests import hostile_pictures
for name, make in getattr(hostile_pictures, sys.argv[1])().items():
    file, result = os.memfd_create("file"), os.memfd_create("result")
    if not (child := os.fork()):  # what it takes to make the file does not count
        os.write(file, make())
        os._exit(0)
    os.waitpid(child, 0)
    data = open(file, "rb").read() if not os.lseek(file, 0, 0) else b""
    if not (child := os.fork()):
        before, said = resource.getrusage(resource.RUSAGE_SELF), ""
        try:
            decode_picture(data, 150)
            is_animated(data)
        except PictureError as error:
            said = str(error)
        after = resource.getrusage(resource.RUSAGE_SELF)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(json.dumps([name, (after.ru_maxrss - before.ru_maxrss) / 1000, seconds, said]), flush=True)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        print(json.dumps([name, 0, 0, "crashed"]), flush=True)
    del data
"""


@pytest.mark.parametrize(
    "files", ["hostile_pictures", pytest.param("largest_pictures", marks=pytest.mark.slow)]
)  # fmt: skip
def test_no_file_costs_more_than_the_largest_pictures(files: str) -> None:
    command = [sys.executable, "-c", _MEASURE, files]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    measured = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(measured) >= (2 if files == "largest_pictures" else 35)
    costly = [one for one in measured if one[1] > MAX_MEGABYTES or one[2] > MAX_SECONDS]
    assert not costly
    for name, _, _, said in measured:
        assert said != "crashed", name
        if files == "largest_pictures":
            assert not said, name
        elif any(word in name for word in ("truncated", "wrong", "billion pixels", "million pixels", "JBIG", "LERC")):
            assert said, name


def test_strips_are_counted_in_each_kind_of_tiff() -> None:
    small = encoded(Image.new("L", (40, 40)), "TIFF")
    assert not has_too_many_strips(small)
    assert not has_too_many_strips(small[:30])
    assert not has_too_many_strips(strips_tiff(2**17))
    assert has_too_many_strips(strips_tiff(2**17 + 1))
    big = encoded(Image.new("L", (40, 40)), "TIFF", big_tiff=True)
    assert not has_too_many_strips(big)
    place = big.index((273).to_bytes(2, "little"), 16) + 4
    assert has_too_many_strips(big[:place] + b"\xff\xff\xff" + big[place + 3 :])


def test_scans_of_a_jpeg_are_counted() -> None:
    data = encoded(Image.new("RGB", (64, 64)), "JPEG", progressive=True)
    assert not has_too_many_scans(data, 70_000_000)
    assert has_too_many_scans(data * 4, 70_000_000)


def test_the_coded_size_of_an_avif_file_is_read_from_its_picture() -> None:
    plain = Image.effect_noise((50, 40), 90).convert("RGB")
    assert coded_pixels(encoded(plain, "AVIF")) == 50 * 40
    assert coded_pixels(encoded(plain, "AVIF", subsampling="4:4:4")) == 2 * 50 * 40
    with_alpha = plain.copy()
    with_alpha.putalpha(Image.effect_noise((50, 40), 90))
    assert coded_pixels(encoded(with_alpha, "AVIF")) == 2 * 50 * 40
    assert coded_pixels(encoded(plain, "AVIF", save_all=True, append_images=[plain])) == 50 * 40
    assert coded_pixels(LARGE_AVIF) == 2 * 11_585**2
    assert coded_pixels(LARGE_AVIF[:200]) in {0, None}
    assert coded_pixels(b"") == 0
