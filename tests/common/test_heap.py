"""What the process does with memory: large arrays that come and go, and objects that stay."""

import platform
import subprocess
import sys

import pytest

from tests.conftest import ROOT

needs_glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries are left as they are")

TURNS = """
import resource, sys
import psutil
from dogcat.common import heap
getattr(heap, sys.argv[1])()
large = b"x" * 48_000_000
del large
began = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for turn in range(10):
    large = b"x" * 48_000_000
    del large
faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - began
parts = [b"x" * 1_000_000 for part in range(200)]
parts = parts[-1:]
kept = psutil.Process().memory_info().rss
heap.trim()
print(faults * resource.getpagesize(), kept - psutil.Process().memory_info().rss)
"""


def turns(setting: str) -> tuple[int, int]:
    """Bytes of new pages in ten turns of 48 MB, and what trimming gave back of 199 MB that were freed."""
    done = subprocess.run([sys.executable, "-c", TURNS, setting], cwd=ROOT, capture_output=True, check=True, text=True)
    new, trimmed = map(int, done.stdout.split())
    return new, trimmed


@needs_glibc
def test_a_training_uses_its_memory_again_until_it_is_trimmed() -> None:
    new, trimmed = turns("keep")
    assert new < 10_000_000
    assert trimmed > 150_000_000


@needs_glibc
def test_a_server_gives_it_back_at_once() -> None:
    new, trimmed = turns("give_back")
    assert new > 400_000_000
    assert trimmed < 10_000_000


def test_the_garbage_collector_skips_what_was_there_before_and_finds_what_comes_after() -> None:
    code = (
        "import gc, weakref\n"
        "from dogcat.common import heap\n"
        "class Ring:\n"
        "    def __init__(self): self.me = self\n"
        "before = len(gc.get_objects())\n"
        "heap.ignore_modules()\n"
        "left = len(gc.get_objects())\n"
        "ring = weakref.ref(Ring())\n"
        "gc.collect()\n"
        "print(left < before / 10, ring())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["True", "None"]
