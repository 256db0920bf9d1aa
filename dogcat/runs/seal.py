"""How often the test figures of a run were looked at: each look after which one changes something wears them out."""

import json
from pathlib import Path

from dogcat.common.storage import home_dir, write_text


def times_opened(run_name: str) -> int:
    """How often somebody on this computer opened the test figures of the run of this name; 0 for never."""
    try:
        return int(json.loads(_file(run_name).read_text(encoding="utf-8"))["times_opened"])
    except (OSError, ValueError, KeyError, TypeError):  # never, or a file that no one can read
        return 0


def note_opening(run_name: str) -> None:
    """Counts one more look."""
    write_text(_file(run_name), json.dumps({"times_opened": times_opened(run_name) + 1}) + "\n")


def _file(run_name: str) -> Path:
    return home_dir() / "opened_tests" / f"{run_name}.json"
