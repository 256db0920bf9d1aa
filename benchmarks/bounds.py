"""Memory and time under what a hostile class might open: large pictures, long archives, many models.

    python -m benchmarks.bounds

Each attack runs in a process of its own that stands for the server. Prints its highest memory above what it had before,
the highest sum of its helper processes (proportional set size, so that shared code counts once), and the seconds.
"""

import io
import os
import resource
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from PIL import Image

from dogcat.common import heap
from dogcat.common.errors import DogcatError
from dogcat.common.processes import run_python

NUM_TABS = 8
NUM_LISTED = 2_300_000  # entries of a zip of 106 MB
MAKE_MODEL = """
import sys, keras
from keras import layers
parts = [keras.Input((150, 150, 3)), layers.Conv2D(32, 3), layers.MaxPooling2D(4), layers.Conv2D(64, 3)]
parts += [layers.MaxPooling2D(4), layers.Flatten(), layers.Dense(8000), layers.Dense(1, "sigmoid")]
keras.Sequential(parts).save(sys.argv[1])
"""


def pictures(_folder: Path) -> None:
    """Eight tabs with four pictures of 50 megapixels each."""
    from dogcat.pictures.decoding import decode_picture

    files = large_pictures()
    _in_tabs(lambda: [decode_picture(file, 150) for file in files])


def large_pictures() -> list[bytes]:
    """Return four PNGs of 50 megapixels, each below 1 MB."""
    files = []
    for mode in ("RGB", "RGBA", "L", "P"):
        packed = io.BytesIO()
        Image.new(mode, (8_000, 6_250)).save(packed, "PNG")
        files.append(packed.getvalue())
    return files


def archives(folder: Path) -> None:
    """Two zips at once that list 2.3 million folders."""
    from dogcat.pictures.importing.importer import plan_import

    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *[0] * 14)
    size = NUM_LISTED * len(entry)
    file = folder / "long.zip"
    with file.open("wb") as packed:
        for _ in range(NUM_LISTED // 1_000):
            packed.write(entry * 1_000)
        packed.write(b"PK\6\6" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, NUM_LISTED, NUM_LISTED, size, 0))
        packed.write(struct.pack("<4sLQL", b"PK\6\7", 0, size, 1))
        packed.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0))
    _in_tabs(lambda: plan_import(file), 2)


def models(folder: Path) -> None:
    """Eight models of 131 MB opened at once."""
    from dogcat.explain.own_model import ForeignModel

    file = folder / "mine.keras"
    run_python("-c", MAKE_MODEL, str(file), timeout=120).check_returncode()
    data = file.read_bytes()
    _in_tabs(lambda: ForeignModel(data))


ATTACKS: dict[str, Callable[[Path], None]] = {"pictures": pictures, "archives": archives, "models": models}


def _in_tabs(work: Callable[[], object], number: int = NUM_TABS) -> None:
    """Do the work in threads at the same time, and print what it takes."""
    said: list[str] = []

    def tab() -> None:
        try:
            work()
        except DogcatError as error:
            said.append(str(error))

    before = psutil.Process().memory_info().rss
    began, most = time.monotonic(), 0
    threads = [threading.Thread(target=tab) for _ in range(number)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, _helpers_bytes())
        time.sleep(0.2)
    highest = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{time.monotonic() - began:6.1f} s   server +{(highest - before) / 1e6:5.0f} MB   helpers {most / 1e6:5.0f} MB"
        f"   {len(said)} of {number} refused{': ' + said[0] if said else ''}"
    )


def _helpers_bytes() -> int:
    total = 0
    for child in psutil.Process().children(recursive=True):
        try:
            total += child.memory_full_info().pss
        except psutil.Error:  # it has ended
            continue
    return total


def main() -> None:
    """Run each attack in a process of its own."""
    if len(sys.argv) > 1:
        heap.give_back()
        with tempfile.TemporaryDirectory() as folder:
            os.environ["DOGCAT_HOME"] = folder
            ATTACKS[sys.argv[1]](Path(folder))
        return
    for name, attack in ATTACKS.items():
        print(f"{name}: {(attack.__doc__ or '').strip()}", flush=True)
        subprocess.run([sys.executable, "-m", "benchmarks.bounds", name], check=True)


if __name__ == "__main__":
    main()
