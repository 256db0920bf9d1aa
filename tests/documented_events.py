"""The table of `events.jsonl` in CONTRIBUTING.md, and whether events are as it says."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from tests.conftest import ROOT

TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (float, int, type(None)),  # JSON does not tell 1 from 1.0; what is not finite is null
    "str": (str,),
    "bool": (bool,),
    "list": (list,),
    "object": (dict,),
}
_FIELD = re.compile(rf"`(\w+)` ({'|'.join(TYPES)})\b")


class Documented(NamedTuple):
    """The fields of a kind of event with their types: those that each has, and those that some have."""

    always: dict[str, str]
    sometimes: dict[str, str]


def documented_events() -> dict[str, Documented]:
    """Return the rows of the table by kind."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("### `events.jsonl`")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|([^|]*)\|$", section, re.MULTILINE)
    return {kind: Documented(dict(_FIELD.findall(always)), dict(_FIELD.findall(some))) for kind, always, some in rows}


def faults(events: Iterable[dict[str, Any]]) -> set[str]:
    """Return what differs between events and the table."""
    known = documented_events()
    found = set()
    for event in events:
        if event["event"] not in known:
            found.add(f"{event['event']} is not documented")
            continue
        always, sometimes = known[event["event"]]
        types = always | sometimes | {"event": "str", "time": "float"}
        found |= {f"{event['event']} lacks {name}" for name in always.keys() - event.keys()}
        found |= {f"{event['event']}.{name} is not documented" for name in event.keys() - types.keys()}
        found |= {
            f"{event['event']}.{name} is no {types[name]}"
            for name in event.keys() & types.keys()
            if not isinstance(event[name], TYPES[types[name]])
            or isinstance(event[name], bool) != (types[name] == "bool")
        }
    return found
