"""The queue: the order of waiting runs."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.queue import look_at_queue, queue_lock, serving_order
from tests.runs.scheduling.helpers import occupy


@pytest.mark.parametrize(
    ("waiting", "served", "order"),
    [
        ("", {}, ""),
        ("1a 2a 3a", {}, "1a 2a 3a"),
        ("1a 2a 3a 4b", {}, "1a 4b 2a 3a"),
        ("1a 2b 3a 4b 5c", {}, "1a 2b 5c 3a 4b"),
        ("1a 2b", {"a": 5.0}, "2b 1a"),
        ("1a 2a 3b 4c", {"a": 5.0, "b": 7.0}, "4c 1a 3b 2a"),
        ("1a 2b 3a 4b", {"a": 5.0, "b": 7.0, "elsewhere": 9.0}, "1a 2b 3a 4b"),
    ],
)
def test_owners_take_turns(waiting: str, served: dict[str, float], order: str) -> None:
    assert serving_order([(name, name[1]) for name in waiting.split()], served) == order.split()


def test_the_queue_lists_waiting_runs_by_turn_and_busy_runs(home: Path) -> None:
    busy = occupy(owner="ann")
    ended = occupy(owner="cem")
    ended.append("end")
    started = (ended.folder / "heartbeat").stat().st_mtime - 60
    os.utime(ended.folder / "heartbeat", (started, started))
    waiting = {}
    for second, owner in enumerate(("ann", "bob", "cem", "bob")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time", lambda now=1_000_000_000 + second: now)
            waiting[f"{owner}{second}"] = create_run(Recipe(), "pets", owner=owner).id
    queued, in_training = look_at_queue()
    assert [run.id for run in queued] == [waiting[name] for name in ("bob1", "cem2", "ann0", "bob3")]
    assert [run.id for run in in_training] == [busy.id]


def test_the_lock_is_free_again_after_its_holder_died(home: Path, root: Path) -> None:
    code = (
        "import os\nfrom dogcat.runs.scheduling.queue import queue_lock\n"
        "queue_lock().acquire()\nprint('held', flush=True)\nos._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout == "held\n"
    with queue_lock().acquire(timeout=5):
        pass
