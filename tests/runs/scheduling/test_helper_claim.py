"""The claim of a run that a helper trains, and the state that follows from it."""

import json
import os
import time
from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, RunError, create_run
from dogcat.runs.scheduling.control import end_run
from dogcat.runs.scheduling.helper_claim import SILENT_SECONDS, HelperClaim, helper_claim, write_helper_claim
from dogcat.runs.scheduling.runner import LocalRunner


@pytest.fixture
def run(home: Path) -> Run:
    made = create_run(Recipe(), "pets")
    write_helper_claim(made.folder, HelperClaim("lab-07", "1", "lab-07-x", 0, {"float32": {}}))
    return made


def test_a_claim_is_read_as_it_was_written(run: Run) -> None:
    claim = helper_claim(run.folder)
    assert claim is not None
    assert (claim.helper, claim.speeds) == ("lab-07", {"float32": {}})
    other = HelperClaim("lab-07", "1", "lab-07-x", 0)
    assert other.attempt != claim.attempt, "each attempt has a name of its own"


def test_a_process_of_this_computer_is_no_helper(run: Run) -> None:
    run.claim(os.getpid())
    assert helper_claim(run.folder) is None


@pytest.mark.parametrize("changes", [{"helper": 3}, {"attempt": "x" * 101}, {"offset": "?"}])
def test_a_damaged_claim_is_none(run: Run, changes: dict[str, object]) -> None:
    file = run.folder / "heartbeat"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))
    assert helper_claim(run.folder) is None


def test_the_state_follows_from_the_heartbeats_and_is_never_lost(run: Run) -> None:
    assert run.status().state == "starting"
    run.append("continue")
    assert run.status().state == "starting"
    run.append("batch", epoch=1, step=1)
    assert run.status().state == "running"
    run.request_stop()
    assert run.status().state == "stopping"
    for seconds in (SILENT_SECONDS + 1, 10_000):
        os.utime(run.folder / "heartbeat", (time.time() - seconds,) * 2)
        status = run.status()
        assert (status.state, "lab-07" in status.message) == ("silent", True)


def test_a_server_without_helpers_puts_it_back_or_ends_what_was_to_stop(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    monkeypatch.setenv("DOGCAT_MAX_RUNS", "1")
    monkeypatch.setattr(LocalRunner, "_start", lambda *_what: None)
    runner = LocalRunner()
    runner.close()
    write_helper_claim(run.folder, HelperClaim("lab-07", "1", "lab-07-x", 0))
    runner.tick()
    assert run.status().state == "queued"
    write_helper_claim(run.folder, HelperClaim("lab-07", "1", "lab-07-x", 0))
    run.request_stop()
    runner.tick()
    assert run.status().state == "stopped"


def test_the_teacher_ends_it_at_once(run: Run) -> None:
    end_run(run.id, COMMAND_LINE)
    assert run.status().state == "stopped"
    with pytest.raises(RunError, match="No process"):
        end_run(run.id, COMMAND_LINE)
