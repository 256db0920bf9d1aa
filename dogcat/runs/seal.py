"""Counts how often a run's test results were opened on this computer.

Each time someone changes something after looking, the test set becomes less independent.
"""

import json
from pathlib import Path

from dogcat.common.storage import home_dir, write_text


def times_opened(run_name: str) -> int:
    """How often the test results of the run of this name were opened, 0 or more."""
    try:
        return int(json.loads(_file(run_name).read_text(encoding="utf-8"))["times_opened"])
    except (OSError, ValueError, KeyError, TypeError):  # never opened, or the file is damaged
        return 0


def note_opening(run_name: str) -> None:
    """Adds one to the count of a run."""
    write_text(_file(run_name), json.dumps({"times_opened": times_opened(run_name) + 1}) + "\n")


def _file(run_name: str) -> Path:
    return home_dir() / "opened_tests" / f"{run_name}.json"
