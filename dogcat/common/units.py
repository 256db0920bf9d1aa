"""Figures in the units that learners read: bytes, percentage points, durations.

1 MB is 10**6 bytes in every text. Two exceptions follow other programs, whose megabyte has 2**20 bytes: the limits of
Streamlit's uploads, and the size in Keras' `model.summary()`.
"""

import re

from dogcat.common.language import _, ngettext

MINUS = "\N{MINUS SIGN}"

KILOBYTE, MEGABYTE, GIGABYTE = 10**3, 10**6, 10**9


class Signed:
    """A number for the field of a sentence: formatted as usual, but with a minus sign (U+2212) and never as -0."""

    def __init__(self, number: float) -> None:
        self.number = number

    def __format__(self, form: str) -> str:
        text = format(self.number, form)
        if not re.search("[1-9a-z]", text):  # the number is 0, or shown as 0
            text = format(self.number * 0 + 0, form)  # adding zero turns -0.0 into 0.0
        return text.replace("-", MINUS)


def size_words(num_bytes: int) -> str:
    """Return a number of bytes as text: `12.3 kB`, `68.6 MB`, `20 MB`, `1 GB`."""
    unit, name = (KILOBYTE, "kB") if num_bytes < MEGABYTE else (MEGABYTE, "MB")
    if num_bytes >= GIGABYTE:
        unit, name = GIGABYTE, "GB"
    return f"{num_bytes / unit:,.1f}".removesuffix(".0") + f" {name}"


def in_gigabytes(num_bytes: int) -> str:
    """Return an amount of memory as text: `0.4 GB`, `16.0 GB`."""
    return f"{num_bytes / GIGABYTE:.1f} GB"


def in_megabytes(done: int, total: int) -> str:
    """Return two numbers of bytes as text: `12.0 of 65.4 MB`, or `12.0 MB` if the total is 0 (unknown)."""
    if not total:
        return f"{done / MEGABYTE:,.1f} MB"
    return _("{done:,.1f} of {in_all:,.1f} MB").format(done=done / MEGABYTE, in_all=total / MEGABYTE)


def loss_words(loss: float) -> str:
    """Return a loss with three decimals. A small one is not written as 0, because a cross-entropy never is 0."""
    return f"{loss:.3f}" if loss >= 0.0005 else _("below {loss:.3f}").format(loss=0.001)


def in_points(difference: float) -> str:
    """Return the difference of two fractions in percentage points: 0.23 is `23 percentage points`."""
    points = round(100 * difference)
    return ngettext("{num} percentage point", "{num} percentage points", abs(points)).format(num=Signed(points))


def clock(seconds: float) -> str:
    """Return a duration as text: `48 s`, `4 min 05 s`, `1 h 12 min`."""
    whole = max(0, round(seconds))
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("{hours} h {minutes:02d} min").format(hours=hours, minutes=minutes)
    if minutes:
        return _("{minutes} min {seconds:02d} s").format(minutes=minutes, seconds=seconds)
    return _("{seconds} s").format(seconds=seconds)
