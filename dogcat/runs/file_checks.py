"""Checks what the files of a run hold, each by the form in which a training writes it: columns, types, ranges.

Each function takes the content of a file and returns it, or raises `ContentError` with the reason.
"""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from dogcat.common.language import _
from dogcat.pictures.picture_set import CLASSES, PictureSetError, check_set_name
from dogcat.runs.run_files import ContentError

HISTORY_COLUMNS = (
    "epoch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy", "clean_loss", "clean_accuracy",
    "pictures_per_second",
)  # fmt: skip
FLIPPED_COLUMNS = ("kept_accuracy", "flipped_accuracy")  # only for recipes with flipped labels
SPLITS = ("validation", "test")  # that are evaluated
MAX_TEXT = 2_000  # characters of a message or a name
_LATEST = 4_102_444_800.0  # 1 January 2100, in seconds since 1970
_MOST = 10**9  # of pictures, steps or epochs
_PICTURE_NAME = re.compile(r"(train|validation|test)/(cats|dogs)/[^/\\\x00]{1,250}")
_OF_SET = ("train/", "validation/", "test/")
_MAX_TOKEN = 200  # characters of a browser's token


def checked_request(request: dict[str, Any]) -> dict[str, Any]:
    """Check the content of `request.json`."""
    try:
        check_set_name(str(request.get("pictures", "")))
    except PictureSetError as error:
        raise ContentError(str(error)) from None
    require(is_time(request.get("created")), "created")
    owner, brought = request.get("owner", ""), request.get("brought")
    require(isinstance(owner, str) and len(owner) <= _MAX_TOKEN, "owner")
    require(is_text(request.get("content", "")), "content")
    is_whole = isinstance(brought, dict) and is_time(brought.get("seconds")) and is_text(brought.get("id"))
    require(brought is None or is_whole, "brought")
    return request


def checked_history(text: str) -> list[dict[str, float]]:
    """Return the rows of a `history.csv`: one an epoch, nan for an empty cell."""
    columns = text.partition("\n")[0].strip().split(",")
    known = {*HISTORY_COLUMNS, *FLIPPED_COLUMNS}
    if not set(HISTORY_COLUMNS) <= set(columns) <= known or len(columns) != len(set(columns)):
        raise ContentError(_("its columns are others"))
    rows = []
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text, newline="")), start=1):
            rows.append(_checked_row(number, row))
    except csv.Error as error:
        raise ContentError(str(error)) from None
    return rows


def _checked_row(number: int, row: dict[str, Any]) -> dict[str, float]:
    try:
        values = {name: float(cell or "nan") for name, cell in row.items()}
    except (ValueError, TypeError):
        raise ContentError(_("line {number} has other values than numbers").format(number=number + 1)) from None
    if values["epoch"] != number:
        raise ContentError(_("its epochs are not one after the other"))
    for name, value in values.items():
        is_right = is_duration if name in ("seconds", "pictures_per_second") else _figure_of(name)
        require(value != value or is_right(value), name)  # noqa: PLR0124 - only nan differs from itself
    return values | ({} if is_duration(values["seconds"]) else {"seconds": 0.0})


def _figure_of(name: str) -> Callable[[Any], bool]:
    return is_probability if name.endswith("accuracy") else is_figure


def checked_evaluation(evaluation: dict[str, Any], split: str, is_whole: bool = False) -> dict[str, Any]:
    """Return the results of one split.

    Args:
        evaluation: the content of `evaluation.json`.
        split: one of `SPLITS`.
        is_whole: whether a missing field is an error; otherwise it gets a value that says nothing.
    """
    results = evaluation.get(split)
    if not isinstance(results, dict):
        raise ContentError(_("it has no usable {field}").format(field=split))
    for field, is_right in (
        ("n", is_positive), ("accuracy", _is_accuracy), ("accuracy_interval", _is_interval), ("loss", is_figure),
        ("confusion", _is_confusion), ("p_dog", _is_p_dog), ("left_out", is_texts),
    ):  # fmt: skip
        require((field not in results and not is_whole) or is_right(results.get(field)), f"{split}.{field}")
    nothing = {"n": 1, "accuracy": math.nan, "accuracy_interval": [0.0, 1.0], "loss": None, "p_dog": {}, "left_out": []}
    return nothing | {"confusion": {name: dict.fromkeys(CLASSES, 0) for name in CLASSES}} | results


def checked_environment(environment: dict[str, Any]) -> dict[str, Any]:
    """Check the content of `environment.json`."""
    versions, devices = environment.get("versions", {}), environment.get("devices", [])
    require(isinstance(versions, dict), "versions")
    require(isinstance(devices, list) and all(map(_is_part, devices)), "devices")
    for name, value in {**environment, **versions}.items():
        require(name in ("versions", "devices") or _is_entry(name, value), str(name)[:40])
    return environment


def _is_part(part: Any) -> bool:
    """Return True for the part of a training that one device computed."""
    return (
        isinstance(part, dict)
        and is_positive(part.get("from_epoch"))
        and all(_is_entry(name, value) for name, value in part.items())
    )


def _is_entry(name: Any, value: Any) -> bool:
    return is_text(name) and (is_text(value) or is_figure(value))


def require(is_right: bool, field: str) -> None:
    """Raise `ContentError` about a field unless it is right."""
    if not is_right:
        raise ContentError(_("it has no usable {field}").format(field=field))


def _is_accuracy(value: Any) -> bool:
    return value is not None and is_probability(value)


def _is_interval(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) == 2 and all(each is not None and is_probability(each) for each in value)
    )


def _is_confusion(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == set(CLASSES)
        and all(isinstance(row, dict) and set(row) == set(CLASSES) and all(map(is_count, row.values()))
                for row in value.values())
    )  # fmt: skip


def _is_p_dog(value: Any) -> bool:
    return isinstance(value, dict) and all(
        is_picture_name(name) and is_probability(p_dog) for name, p_dog in value.items()
    )


# Single values


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
