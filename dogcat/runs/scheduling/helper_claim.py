"""The claim of a run that another computer trains: the file `heartbeat`, as for a process of this computer.

Each attempt at a run has a name of its own. What arrives from an attempt that the claim does not name is dropped, so a
helper that comes back late cannot write into a run that was given to another.
"""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dogcat.common.shown_text import visible
from dogcat.common.storage import write_text
from dogcat.runs.run_files import ContentError, read_run_json

SILENT_SECONDS = 6.0  # a helper sends a heartbeat each second; longer, and the state shown would be wrong for 10 s
_MOST_TEXT = 100  # characters


@dataclass(frozen=True)
class HelperClaim:
    """Who trains a run elsewhere.

    Attributes:
        helper: the helper's name, for learners.
        helper_id: the helper's own id, which outlives its connections.
        connection: name of the helper's connection; another one means that it lost its trainings.
        offset: bytes of the run's events when the attempt began.
        speeds: the helper's measured speeds by precision, as in `cache/speed.json`.
        attempt: name of the attempt.
    """

    helper: str
    helper_id: str
    connection: str
    offset: int
    speeds: dict[str, Any] = field(default_factory=dict)
    attempt: str = field(default_factory=lambda: secrets.token_hex(8))


def write_helper_claim(folder: Path, claim: HelperClaim) -> None:
    """Write down which helper trains the run in this folder. It takes the run out of the queue."""
    # No computer has a name with a space, so no reader takes this for a process of this computer.
    note = {"host": f"helper {claim.helper}", "pid": 0, "started": 0.0, **asdict(claim)}
    write_text(folder / "heartbeat", json.dumps(note, ensure_ascii=False) + "\n")


def helper_claim(folder: Path) -> HelperClaim | None:
    """Return which helper trains the run in this folder, or trained it last; None if this computer does."""
    try:
        note = read_run_json(folder, "heartbeat")
        texts = [note[name] for name in ("helper", "helper_id", "connection", "attempt")]
        if not all(isinstance(text, str) and len(text) <= _MOST_TEXT for text in texts):
            return None
        speeds = note["speeds"] if isinstance(note["speeds"], dict) else {}
        helper, helper_id, connection, attempt = texts
        return HelperClaim(visible(helper), helper_id, connection, int(note["offset"]), speeds, attempt)
    except (OSError, ContentError, KeyError, TypeError, ValueError):
        return None
