"""What the teacher has decided of each helper: its name, and whether it gets further trainings."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_charge
from dogcat.common.shown_text import one_line
from dogcat.common.storage import write_text
from dogcat.helpers.certificates import helpers_dir

MOST_NAME = 40  # characters
_MOST_KNOWN = 1_000  # helpers


@dataclass(frozen=True)
class Entry:
    """One helper in the roster.

    Attributes:
        name: that the teacher gave it; empty is its own.
        is_drained: whether it gets no further training.
    """

    name: str = ""
    is_drained: bool = False


def read_roster() -> dict[str, Entry]:
    """Return the entries by the helpers' ids; a helper without one has the defaults."""
    try:
        read = json.loads(_file().read_text(encoding="utf-8"))
        return {str(name): Entry(**entry) for name, entry in read.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def change_entry(asker: Visitor, helper_id: str, **changes: str | bool) -> Entry:
    """Change what is decided of a helper and return it.

    Args:
        asker: who is in charge.
        helper_id: of the helper.
        changes: fields of `Entry`.

    Raises:
        NotAllowedError: the asker is not in charge.
        DogcatError: the name is too long.
    """
    require_charge(asker, _("Only the teacher can change the helpers. Ask your teacher."))
    if "name" in changes:
        changes["name"] = one_line(str(changes["name"])).strip()
        if len(str(changes["name"])) > MOST_NAME:
            words = _("The name has {num} characters; at most {most} are allowed. Shorten it.")
            raise DogcatError(words.format(num=len(str(changes["name"])), most=MOST_NAME))
    known = read_roster()
    known[helper_id] = replace(known.get(helper_id, Entry()), **changes)  # type: ignore[arg-type]
    newest = dict(list(known.items())[-_MOST_KNOWN:])
    write_text(_file(), json.dumps({name: asdict(entry) for name, entry in newest.items()}, indent=2) + "\n")
    return known[helper_id]


def _file() -> Path:
    return helpers_dir() / "roster.json"
