"""What glibc's heap does with large arrays that are no longer needed. Other C libraries are left as they are."""

import contextlib
import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # as in glibc's malloc.h
_NOT_GLIBC = AttributeError, OSError, TypeError  # another library has no such function


def give_back() -> None:
    """For a server: what a visitor's pictures took goes back at once, else it leaves holes that are kept for ever."""
    _set(_M_MMAP_THRESHOLD, 2**17)  # its default, but said aloud it does not grow


def keep() -> None:
    """For a training: each step needs what the last one needed, and new pages from the system cost time."""
    _set(_M_MMAP_THRESHOLD, 2**31 - 1)
    _set(_M_TRIM_THRESHOLD, 2**28)


def trim() -> None:
    """Gives back what was kept and is free by now."""
    with contextlib.suppress(*_NOT_GLIBC):
        ctypes.CDLL(None).malloc_trim(0)


def _set(parameter: int, num_bytes: int) -> None:
    with contextlib.suppress(*_NOT_GLIBC):
        ctypes.CDLL(None).mallopt(parameter, num_bytes)
