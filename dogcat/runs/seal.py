"""Counts how often a run's test results were opened on this computer.

Each time someone changes something after looking, the test set becomes less independent.
"""

import json
from pathlib import Path

from dogcat.common.storage import home_dir, write_text
from dogcat.common.text_file import OddFileError, read_plain

_MAX_BYTES = 1_000


def times_opened(run_name: str) -> int:
    """How often the test results of the run of this name were opened, 0 or more."""
    try:
        return int(json.loads(read_plain(_file(run_name), _MAX_BYTES))["times_opened"])
    except (
        OSError,
        OddFileError,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
    ):
        return 0  # never opened, or the file is damaged


def note_opening(run_name: str) -> None:
    """Adds one to the count of a run."""
    write_text(_file(run_name), json.dumps({"times_opened": times_opened(run_name) + 1}) + "\n")


def _file(run_name: str) -> Path:
    return home_dir() / "opened_tests" / f"{run_name}.json"
