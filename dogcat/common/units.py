"""Figures in the units that learners read: bytes, percentage points, times."""

from dogcat.common.language import _, ngettext


def megabytes(num_bytes: int) -> str:
    """A number of bytes as a person reads it: whole megabytes of 2**20 bytes."""
    return f"{num_bytes / 2**20:,.0f} MB"


def in_points(difference: float) -> str:
    """A difference of two shares in words: 0.23 is `23 points`."""
    points = round(100 * difference)
    return ngettext("{num} point", "{num} points", abs(points)).format(num=points)


def clock(seconds: float) -> str:
    """A duration for people: `48 s`, `4 min 05 s`, `1 h 12 min`."""
    whole = max(0, round(seconds))
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("{hours} h {minutes:02d} min").format(hours=hours, minutes=minutes)
    if minutes:
        return _("{minutes} min {seconds:02d} s").format(minutes=minutes, seconds=seconds)
    return _("{seconds} s").format(seconds=seconds)


def size_words(num_bytes: int) -> str:
    """Bytes as a person reads them."""
    return f"{num_bytes / 1000:,.1f} kB" if num_bytes < 10**6 else f"{num_bytes / 10**6:,.1f} MB"
