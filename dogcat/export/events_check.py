"""Checks the events of a run that came from a zip, by the table of CONTRIBUTING.md: fields, types, ranges."""

import math
import unicodedata
from collections.abc import Callable
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline

MAX_EVENTS = 200_000  # a training of two hours has 40,000
MAX_TEXT = 2_000  # characters of a message or a name
_LATEST = 4_102_444_800.0  # 1 January 2100, in seconds since 1970
_MOST = 10**9  # of pictures, steps or epochs

Check = Callable[[Any], bool]


class ContentError(DogcatError):
    """The content of a file is not as a training writes it. The text is part of a sentence."""


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


def _is_positive(value: Any) -> bool:
    return is_count(value) and value > 0


def _is_duration(value: Any) -> bool:
    return value is not None and is_figure(value) and value >= 0


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _are_probabilities(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_probability, value))


def is_watched_note(value: Any) -> bool:
    """Return True for the name and label of a watched picture."""
    return isinstance(value, dict) and is_text(value.get("name")) and value.get("label") in (0, 1, None)


def _are_watched(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_watched_note, value))


_FIGURES: dict[str, Check] = dict.fromkeys(
    ("loss", "accuracy", "val_loss", "val_accuracy", "clean_loss", "clean_accuracy"), is_figure
)
# The fields that each event of a kind has, and those that some have. `sentence` is not among them: it is a template,
# and one from a stranger could ask for gigabytes.
_KINDS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "start": (
        dict.fromkeys(("epochs", "steps_per_epoch", "batch_size", "num_training", "num_validation"), _is_positive)
        | {"precision": is_text, "left_out": is_texts},
        dict.fromkeys(("first_epoch", "num_clean", "num_flipped"), is_count) | {"watched": _are_watched},
    ),
    "batch": (
        {"epoch": _is_positive, "step": _is_positive, "pictures_per_second": _is_duration}
        | {"loss": is_figure, "accuracy": is_figure},
        {},
    ),
    "epoch": (
        {"epoch": _is_positive, "seconds": _is_duration, "pictures_per_second": _is_duration, **_FIGURES},
        dict.fromkeys(("busy_own", "busy_others", "kept_accuracy", "flipped_accuracy"), is_figure),
    ),
    "watch": ({"epoch": is_count, "p_dog": _are_probabilities}, {}),
    "end": (
        {},
        {"validation_accuracy": is_figure, "test_accuracy": is_figure, "early": _is_flag, "message": is_text},
    ),
    "stopped": ({"message": is_text}, {}),
    "error": ({"message": is_text}, {}),
    "continue": ({}, {}),
    "augmented_validation": ({"epoch": _is_positive, "loss": is_figure, "accuracy": is_figure}, {}),
}


def checked_events(run: Run, num_watched: int) -> list[dict[str, Any]]:
    """Return the events of a run with the fields that the app knows, without those of unknown kinds.

    Args:
        run: a run whose recipe can be read.
        num_watched: number of its watched pictures; with 0, what the network said of them is left out.

    Raises:
        ContentError: an event lacks a field or has a wrong one, there are too many, or they do not fit together.
    """
    events, _end = run.read_events()
    if len(events) > MAX_EVENTS:
        raise ContentError(_("it has more than {most:,} lines").format(most=MAX_EVENTS))
    checked = [_checked(number, event) for number, event in enumerate(events, start=1) if event["event"] in _KINDS]
    if not num_watched:
        checked = [event | ({"watched": []} if event["event"] == "start" else {}) for event in checked
                   if event["event"] != "watch"]  # fmt: skip
    _check_order(checked, run, num_watched)
    return checked


def _checked(number: int, event: dict[str, Any]) -> dict[str, Any]:
    always, sometimes = _KINDS[event["event"]]
    for name, is_right in ({"time": is_time} | always | sometimes).items():
        if (name in event or name not in sometimes) and not is_right(event.get(name)):
            raise ContentError(
                _("line {number}, “{kind}”, has no usable {field}").format(
                    number=number, kind=event["event"], field=name
                )
            )
    return {name: event[name] for name in ("event", "time", *always, *sometimes) if name in event}


def _check_order(events: list[dict[str, Any]], run: Run, num_watched: int) -> None:
    """Check what pages take for granted: the course of epochs, and as many answers as watched pictures."""
    timeline = Timeline()
    timeline.feed(events)
    numbers = [event["epoch"] for event in timeline.epochs]
    started = not timeline.epochs or bool(timeline.start)
    if not started or numbers != list(range(1, len(numbers) + 1)) or len(numbers) > run.recipe.epochs:
        raise ContentError(_("its epochs are not one after the other"))
    if any(len(event["p_dog"]) != num_watched for event in timeline.watched):
        raise ContentError(_("it has answers for another number of watched pictures"))
    if timeline.start and len(timeline.start.get("watched", [])) not in (0, num_watched):
        raise ContentError(_("it has another number of watched pictures"))
