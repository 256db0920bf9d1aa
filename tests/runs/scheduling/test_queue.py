"""The queue: the order of waiting runs."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.queue import Waiting, fair_order, look_at_queue, queue_lock, serving_order
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


@pytest.mark.parametrize(
    ("waiting", "served", "order"),
    [
        ("1aX 2bX 3cX 4dY 5eZ", {}, "1aX 4dY 5eZ 2bX 3cX"),
        ("1aX 2aX 3bX 4cY 5cY", {}, "1aX 4cY 3bX 5cY 2aX"),
        ("1aX 2bX 3cY", {"address X": 5.0, "address Y": 9.0, "a": 5.0, "c": 9.0}, "2bX 3cY 1aX"),
        ("1a 2a 3b 4c", {"a": 5.0, "owner a": 5.0, "b": 7.0, "owner b": 7.0}, "4c 1a 3b 2a"),  # no address is known
    ],
)
def test_addresses_take_turns_and_at_each_address_its_owners(
    waiting: str, served: dict[str, float], order: str
) -> None:
    runs = [Waiting(name, name[1], name[2:]) for name in waiting.split()]
    assert fair_order(runs, served) == order.split()


def _queue_at(seconds: float, owner: str, address: str = "") -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: seconds)
        return create_run(Recipe(), "pets", owner=owner, address=address).id


def test_thirty_browsers_of_one_address_delay_another_address_by_one_training(home: Path) -> None:
    for number in range(30):
        _queue_at(1_000_000_000 + number, f"cookie{number}", "theirs")
    mine = _queue_at(1_000_000_100, "ann", "mine")
    assert [run.id for run in look_at_queue()[0]].index(mine) == 1


def test_new_browsers_do_not_come_before_who_has_waited_longer(home: Path) -> None:
    """All share the address of the school. Ann had a training, which ended before the others came."""
    ended = occupy(owner="ann")
    ended.append("end")
    for name in ("heartbeat", "events.jsonl"):
        os.utime(ended.folder / name, (1_000_000_000, 1_000_000_000))
    for number in range(5):
        _queue_at(1_000_000_100 + number, f"cookie{number}", "school")
    mine = _queue_at(1_000_000_200, "ann", "school")
    assert look_at_queue()[0][0].id == mine


def test_who_stops_and_continues_a_run_is_not_next_for_that(home: Path) -> None:
    mine = create_run(Recipe(), "pets", owner="ann", claimed_by=os.getpid())
    other = _queue_at(time.time(), "bob")
    mine.append("stopped")
    mine.wait_again("continue")
    assert [run.id for run in look_at_queue()[0]] == [other, mine.id]


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
