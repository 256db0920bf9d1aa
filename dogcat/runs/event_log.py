"""The events of a run: `events.jsonl`, one JSON object a line. CONTRIBUTING.md has the table of all fields."""

import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from dogcat.common.language import _
from dogcat.common.sentence import SENTENCE_ERRORS, Sentence
from dogcat.common.shown_text import visible
from dogcat.common.text_file import is_plain_file, open_to_append
from dogcat.runs.file_checks import (
    MAX_TEXT,
    are_probabilities,
    are_watched,
    is_count,
    is_duration,
    is_figure,
    is_flag,
    is_positive,
    is_text,
    is_texts,
    is_time,
)
from dogcat.runs.run_files import MAX_EVENTS_BYTES, ContentError, read_run_file

FILE_NAME = "events.jsonl"
MAX_EVENTS = 200_000  # a training of two hours has 40,000
MAX_LINE_BYTES = 2_000_000  # a line that names 25,000 pictures
MAX_BATCHES_BYTES = MAX_EVENTS_BYTES // 2  # a training of hours leaves room for its epochs
_TAILS = (2_048, 65_536, MAX_LINE_BYTES)  # bytes at the end in which the last event is looked for

Check = Callable[[Any], bool]

_FIGURES: dict[str, Check] = dict.fromkeys(
    ("loss", "accuracy", "val_loss", "val_accuracy", "clean_loss", "clean_accuracy"), is_figure
)
# The fields that each event of a kind has, and those that some have.
KINDS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "features": ({"done": is_count, "num_pictures": is_positive}, {}),
    "start": (
        dict.fromkeys(("epochs", "steps_per_epoch", "batch_size", "num_training", "num_validation"), is_positive)
        | {"precision": is_text, "left_out": is_texts},
        dict.fromkeys(("first_epoch", "num_clean", "num_flipped"), is_count)
        | {"watched": are_watched, "clean_turns": is_positive},
    ),
    "batch": (
        {"epoch": is_positive, "step": is_positive, "pictures_per_second": is_duration}
        | {"loss": is_figure, "accuracy": is_figure},
        {},
    ),
    "epoch": (
        {"epoch": is_positive, "seconds": is_duration, "pictures_per_second": is_duration, **_FIGURES},
        dict.fromkeys(("busy_own", "busy_others", "kept_accuracy", "flipped_accuracy"), is_figure),
    ),
    "watch": ({"epoch": is_count, "p_dog": are_probabilities}, {}),
    "end": (
        {},
        {"validation_accuracy": is_figure, "test_accuracy": is_figure, "early": is_flag, "message": is_text},
    ),
    "stopped": ({"message": is_text}, {}),
    "error": ({"message": is_text}, {}),
    "continue": ({}, {}),
    "augmented_validation": ({"epoch": is_positive, "loss": is_figure, "accuracy": is_figure}, {}),
}


def append_event(folder: Path, event: str, details: dict[str, Any]) -> dict[str, Any]:
    """Append an event to the file and return it. A `batch` event is left out once the file is half full."""
    line = {"event": event, "time": round(time.time(), 3), **details}
    with open_to_append(folder / FILE_NAME) as file:
        end = file.seek(0, os.SEEK_END)
        if event == "batch" and end > MAX_BATCHES_BYTES:
            return line
        torn = end > 0 and _last_byte(file) != b"\n"  # a trainer was killed while it wrote a line
        file.write((b"\n" if torn else b"") + json.dumps(line, ensure_ascii=False).encode() + b"\n")
    return line


def read_events(folder: Path, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Return the events from a byte offset on, and the offset for the next call, which gets an incomplete last line.

    Only the known fields of known kinds are returned, at most `MAX_EVENTS` events at once, and none beyond the first
    `MAX_EVENTS_BYTES`. An event with a field of another type is left out.
    """
    data = _read(folder, offset, max(0, MAX_EVENTS_BYTES - offset))
    events: list[dict[str, Any]] = []
    position = 0
    while len(events) < MAX_EVENTS and (end := data.find(b"\n", position) + 1):
        event = fitting_event(parse_line(data[position:end]))
        position = end
        if event:
            events.append(event)
    return events, offset + position


def last_event(folder: Path) -> dict[str, Any] | None:
    """Return the last complete event, read from the end of the file; None if there is none."""
    try:
        size = (folder / FILE_NAME).stat().st_size if is_plain_file(folder / FILE_NAME) else 0
    except FileNotFoundError:
        return None
    for num_bytes in _TAILS:  # a line that names many pictures may be longer
        lines = _read(folder, max(0, size - num_bytes), num_bytes).split(b"\n")[:-1]
        found = next((event for line in reversed(lines) if (event := parse_line(line))), None)
        if found or num_bytes >= size:
            return found
    return None


def parse_line(line: bytes) -> dict[str, Any] | None:
    """Return the event in a line as it is; None for a damaged line, such as a killed trainer leaves."""
    try:
        event = json.loads(line) if len(line) <= MAX_LINE_BYTES else None
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None


def fitting_event(event: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return an event with its known fields; None if it is of an unknown kind or a field has another type."""
    if event is None or event["event"] not in KINDS:
        return None
    always, sometimes = KINDS[event["event"]]
    kept = {"event": event["event"]}
    for name, is_right in ({"time": is_time} | always | sometimes | _ALSO).items():
        if name in event:
            value = _cleaned(event[name]) if name in ("message", "left_out", "p_dog") else event[name]
            if is_right(value):
                kept[name] = value
            elif name not in _ALSO:
                return None
    return kept


def whole_event(event: dict[str, Any]) -> dict[str, Any] | None:
    """Return an event of `read_events` with all fields that each event of its kind has.

    A missing field gets a value that says nothing; without a field that gives its place, the event is left out.
    """
    always = KINDS[event["event"]][0]
    missing = always.keys() - event.keys()
    if missing & _PLACES:
        return None
    return {**event, **{name: _NOTHING[always[name]]() for name in missing}} if missing else event


def check_events(folder: Path) -> None:
    """Check the events of a run.

    Raises:
        ContentError: the file is no plain file, is too large, or has a line that `read_events` leaves out.
    """
    data = read_run_file(folder, FILE_NAME)
    for number, line in enumerate(data.split(b"\n"), start=1):
        if len(line) > MAX_LINE_BYTES:
            raise ContentError(_("line {number} is too long").format(number=number))
        event = parse_line(line)
        if event and event["event"] in KINDS and not fitting_event(event):
            raise ContentError(
                _("line {number}, “{kind}”, has a value of another type").format(number=number, kind=event["event"])
            )


def _read(folder: Path, offset: int, num_bytes: int) -> bytes:
    """Return a part of the file; nothing if there is no plain file."""
    path = folder / FILE_NAME
    if not is_plain_file(path):
        return b""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(num_bytes)
    except OSError:
        return b""


def _cleaned(value: Any) -> Any:
    """Return a value, or a list of them: a text without characters that are not seen, and None for nan."""
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, float) and math.isnan(value):  # a training that diverged
        return None
    return visible(value[:MAX_TEXT]) if isinstance(value, str) else value


def _is_sentence(value: Any) -> bool:
    try:
        return bool(Sentence.from_parts(value))
    except SENTENCE_ERRORS:
        return False


def _last_byte(file: BinaryIO) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


_PLACES = {"epoch", "step", "p_dog"}
_NOTHING: dict[Check, Callable[[], Any]] = {  # what stands for a missing field, by its check
    is_positive: lambda: 1, is_duration: float, is_figure: lambda: None, is_text: str, is_texts: list,
}  # fmt: skip
_ALSO: dict[str, Check] = {"sentence": _is_sentence}  # the message, for a translation
