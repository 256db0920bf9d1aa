"""One scheduler a home: found again, started if there is none, and replaced by another version's."""

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dogcat.common.processes import process_note
from dogcat.helpers import scheduler
from dogcat.helpers.certificates import helpers_dir
from dogcat.helpers.connection import code_version
from dogcat.helpers.scheduler import FILE_NAME, require_scheduler


@pytest.fixture
def started(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done to processes."""
    done: list[str] = []
    monkeypatch.setattr(scheduler, "start_python", lambda *words, **_more: done.append(" ".join(words)))
    monkeypatch.setattr(scheduler, "stop_scheduler", lambda: done.append("stopped"))
    return done


def note(**changes: Any) -> None:
    helpers_dir().mkdir(parents=True, exist_ok=True)
    text = {**process_note(os.getpid()), "port": 9000, "version": code_version(), **changes}
    (helpers_dir() / FILE_NAME).write_text(json.dumps(text))


def test_a_scheduler_that_runs_is_found_again(started: list[str]) -> None:
    note()
    assert require_scheduler(9000) == "tls://127.0.0.1:9000"
    assert started == []


@pytest.mark.parametrize("changes", [{"version": "older"}, {"port": 9001}])
def test_a_scheduler_of_another_version_or_port_is_replaced(started: list[str], changes: dict[str, Any]) -> None:
    note(**changes)
    require_scheduler(9000)
    assert started == ["stopped", "-m dogcat.helpers.scheduler 9000"]


def test_without_one_it_starts(started: list[str]) -> None:
    note(started=0.0)  # another process has the id now
    require_scheduler(9000)
    assert started == ["-m dogcat.helpers.scheduler 9000"]


def test_one_that_does_not_come_is_started_again_only_after_a_while(
    started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in (100.0, 100.5, 109.0, 111.0):  # at each look of the app, while another program has the port
        monkeypatch.setattr(scheduler, "time", SimpleNamespace(monotonic=lambda now=seconds: now))
        require_scheduler(9000)
    assert started == ["-m dogcat.helpers.scheduler 9000"] * 2
