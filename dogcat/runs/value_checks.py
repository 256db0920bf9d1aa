"""Checks of single values that a run's files hold: types, ranges and lengths of what a training writes."""

import math
import re
import unicodedata
from typing import Any

MAX_TEXT = 2_000  # characters of a message or a name
_LATEST = 4_102_444_800.0  # 1 January 2100, in seconds since 1970
_MOST = 10**9  # of pictures, steps or epochs
_PICTURE_NAME = re.compile(r"(train|validation|test)/(cats|dogs)/[^/\\\x00]{1,250}")
_OF_SET = ("train/", "validation/", "test/")


def is_count(value: Any) -> bool:
    """Return True for a whole number of at least 0."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST


def is_figure(value: Any) -> bool:
    """Return True for a finite number, and for None, which stands for any other."""
    if isinstance(value, bool):
        return False
    return value is None or (isinstance(value, (int, float)) and abs(value) < 1e15 and math.isfinite(value))


def is_time(value: Any) -> bool:
    """Return True for a moment before the year 2100, in seconds since 1970."""
    return value is not None and is_figure(value) and 0 <= value < _LATEST


def is_probability(value: Any) -> bool:
    """Return True for a number from 0 to 1, and for None, which a diverged training predicts."""
    return is_figure(value) and (value is None or 0 <= value <= 1)


def is_text(value: Any) -> bool:
    """Return True for a text of at most `MAX_TEXT` characters without control characters except line breaks."""
    return (
        isinstance(value, str)
        and len(value) <= MAX_TEXT
        and not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value)
    )


def is_texts(value: Any) -> bool:
    """Return True for a list of texts."""
    return isinstance(value, list) and all(map(is_text, value))


def is_positive(value: Any) -> bool:
    """Return True for a whole number of at least 1."""
    return is_count(value) and value > 0


def is_duration(value: Any) -> bool:
    """Return True for a finite number of at least 0."""
    return value is not None and is_figure(value) and value >= 0


def is_flag(value: Any) -> bool:
    """Return True for true and false."""
    return isinstance(value, bool)


def are_probabilities(value: Any) -> bool:
    """Return True for a list of probabilities."""
    return isinstance(value, list) and all(map(is_probability, value))


def is_watched_note(value: Any) -> bool:
    """Return True for the name and label of a watched picture."""
    return isinstance(value, dict) and is_text(value.get("name")) and value.get("label") in (0, 1, None)


def are_watched(value: Any) -> bool:
    """Return True for the names and labels of the watched pictures."""
    return isinstance(value, list) and all(map(is_watched_note, value))


def is_picture_name(value: Any) -> bool:
    """Return True for the name of a picture in its set, such as `train/cats/cat.1.jpg`."""
    return is_text(value) and bool(_PICTURE_NAME.fullmatch(value))


def is_watched_name(value: Any) -> bool:
    """Return True for the name of a watched picture: one of the set, or the learner's own name."""
    return is_text(value) and (not value.startswith(_OF_SET) or is_picture_name(value))
