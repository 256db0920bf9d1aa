"""Checks the events of a run that came from a zip, by the table of CONTRIBUTING.md: fields, types, ranges."""

from typing import Any

from dogcat.common.language import _
from dogcat.runs.event_log import FILE_NAME, KINDS, MAX_EVENTS, parse_line
from dogcat.runs.file_checks import is_time
from dogcat.runs.run import Run
from dogcat.runs.run_files import ContentError, read_run_file
from dogcat.runs.timeline import Timeline


def checked_events(run: Run, num_watched: int) -> list[dict[str, Any]]:
    """Return the events of a run with the fields that the app knows, without those of unknown kinds.

    Args:
        run: a run whose recipe can be read.
        num_watched: number of its watched pictures; with 0, what the network said of them is left out.

    Raises:
        ContentError: an event lacks a field or has a wrong one, there are too many, or they do not fit together.
    """
    lines = read_run_file(run.folder, FILE_NAME).splitlines() if (run.folder / FILE_NAME).exists() else []
    events = list(filter(None, map(parse_line, lines)))
    if len(events) > MAX_EVENTS:
        raise ContentError(_("it has more than {most:,} lines").format(most=MAX_EVENTS))
    checked = [_checked(number, event) for number, event in enumerate(events, start=1) if event["event"] in KINDS]
    if not num_watched:
        checked = [event | ({"watched": []} if event["event"] == "start" else {}) for event in checked
                   if event["event"] != "watch"]  # fmt: skip
    _check_order(checked, run, num_watched)
    return checked


def _checked(number: int, event: dict[str, Any]) -> dict[str, Any]:
    always, sometimes = KINDS[event["event"]]
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
    given = [event for event in events if event["event"] == "epoch"]
    are_all = len(numbers) == len(given) or any(event.get("first_epoch") for event in events)
    if not are_all or numbers != list(range(1, len(numbers) + 1)) or len(numbers) > run.recipe.epochs:
        raise ContentError(_("its epochs are not one after the other"))
    if any(len(event["p_dog"]) != num_watched for event in events if event["event"] == "watch"):
        raise ContentError(_("it has answers for another number of watched pictures"))
    if timeline.start and len(timeline.start.get("watched", [])) not in (0, num_watched):
        raise ContentError(_("it has another number of watched pictures"))
