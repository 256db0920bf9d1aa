"""Every odd file at each of the three doors, the decoder, the page and the command line; and what the worst cost."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.refusals import refusal
from dogcat.runs.recorded import exercise_pair
from tests.conftest import ROOT
from tests.odd_files import QUARTERS, OddFile, odd_files

MAX_MEGABYTES = 400  # above what the process had before
NETWORK = exercise_pair()["baseline"].folder

FILES = odd_files()
PICTURES = [file for file in FILES if not file.refused]
REFUSED = [file for file in FILES if file.refused]


@pytest.mark.parametrize("file", FILES, ids=lambda file: ascii(file.name))
def test_the_decoder_gives_pixels_or_says_why_not(file: OddFile) -> None:
    if file.refused:
        with pytest.raises(PictureError) as error:
            decode_picture(file.data, 40)
        assert file.refused in refusal(file.data, error.value)
        return
    pixels = decode_picture(file.data, 40)
    assert (pixels.shape, pixels.dtype) == ((40, 40, 3), np.uint8)
    if file.name.startswith("turned"):
        corners = (pixels[10, 10], pixels[10, 30], pixels[30, 10], pixels[30, 30])
        assert np.abs(np.array(corners).astype(int) - QUARTERS).max() <= 10, "not upright"


@pytest.mark.slow
def test_the_command_line_answers_all_of_them_in_one_call(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    no_text = OddFile("caf\udce9.jpg", PICTURES[0].data)  # Linux allows any bytes in a name
    paths = {file: folder / file.name[-250:] for file in (*FILES, no_text)}  # a disk takes no more than 255 bytes
    for file, path in paths.items():
        path.write_bytes(file.data)
    missing = {
        folder
        / "missing.jpg": "(No such file or directory). Expected: a JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF picture.",
        folder
        / ("z" * 296 + ".jpg"): "(File name too long). Expected: a JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF picture.",
    }
    called = [str(path) for path in (*paths.values(), *missing, folder)]  # of the folder, no file is answered twice
    command = [sys.executable, "-m", "dogcat", "predict", str(NETWORK), *called]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 2, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["file"] for line in lines] == [str(paths[file]) for file in (*PICTURES, no_text)]
    for line, file in zip(lines, (*PICTURES, no_text), strict=True):
        assert line["label"] == ("dog" if line["p_dog"] > 0.5 else "cat")
        assert file.note in line.get("note", "")
        assert bool(file.note) == ("note" in line)
    count, *refused, _, _ = said = result.stderr.splitlines()
    assert count == f"{len(REFUSED) + 2} of {len(called) - 1} could not be read:"
    for line, file in zip(refused, REFUSED, strict=True):
        assert line.startswith(" ".join(str(paths[file]).split()))
        assert file.refused in line
    for line, (path, words) in zip(said[-2:], missing.items(), strict=True):
        assert line == f"{path} cannot be read {words}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("side", "bits", "kind"),
    [(13_000, 8, 0), (20_000, 1, 0), (7_071, 16, 0), (7_071, 8, 4)],
    ids=["grey, refused", "one bit, refused", "16 bits, allowed", "grey and transparent, allowed"],
)
def test_no_file_costs_more_memory_than_a_small_computer_has(side: int, bits: int, kind: int) -> None:
    code = (
        "import resource, sys\n"
        "from dogcat.pictures.decoding import PictureError, decode_picture\n"
        "from tests.odd_files import black_png\n"
        "def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "side, bits, kind = map(int, sys.argv[1:])\n"
        "data = black_png(side, bits, kind)\n"
        "decode_picture(black_png(10, bits, kind), 150)\n"
        "before = most()\n"
        "try: said = decode_picture(data, 150).shape\n"
        "except PictureError as error: said = error\n"
        "print(len(data), most() - before, said, sep='|')\n"
    )
    command = [sys.executable, "-c", code, str(side), str(bits), str(kind)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    size, more, said = result.stdout.strip().split("|")
    assert int(size) < 2**18, "a few KB are enough to ask for as much"
    assert int(more) / (1024 if sys.platform == "linux" else 2**20) <= MAX_MEGABYTES
    assert ("at most 50 million" in said) == (side > 8_000)
