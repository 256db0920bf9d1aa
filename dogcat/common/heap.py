"""Settings of Python's garbage collector, and of glibc's memory allocator for large arrays.

With another C library, the functions about the allocator do nothing.
"""

import contextlib
import ctypes
import functools
import gc

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # as in glibc's malloc.h
_NOT_GLIBC = AttributeError, OSError, TypeError  # raised where the C library lacks the function


def give_back() -> None:
    """Make glibc return large freed arrays to the system immediately.

    For the server: otherwise fragmentation keeps that memory for the life of the process.
    """
    _set(_M_MMAP_THRESHOLD, 2**17)  # glibc's default; setting it explicitly disables the dynamic threshold


def keep() -> None:
    """Make glibc keep freed memory for the next allocation.

    For a training: each step needs as much memory as the last one, and new pages from the system cost time.
    """
    _set(_M_MMAP_THRESHOLD, 2**31 - 1)
    _set(_M_TRIM_THRESHOLD, 2**28)


def trim() -> None:
    """Return the free memory that glibc has kept to the system."""
    with contextlib.suppress(*_NOT_GLIBC):
        ctypes.CDLL(None).malloc_trim(0)


@functools.cache
def ignore_modules() -> None:
    """Make the garbage collector skip all objects that exist now, once per process.

    For the server: a full collection walks through all objects, and no visitor's page runs meanwhile. The modules alone
    are 150,000 objects and take about 90 ms, longer than most runs of a page; they never become garbage.
    """
    gc.collect()
    trim()  # what loading the modules has left
    gc.freeze()


def _set(parameter: int, num_bytes: int) -> None:
    with contextlib.suppress(*_NOT_GLIBC):
        ctypes.CDLL(None).mallopt(parameter, num_bytes)
