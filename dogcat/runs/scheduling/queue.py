"""The queue: the waiting runs, the order in which they start, and the lock for changes.

The queue is the set of run folders that no process has claimed. It survives the server, and all servers with the same
home folder share it.
"""

from collections.abc import Mapping, Sequence

import filelock

from dogcat.common.storage import runs_dir
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs


def queue_lock() -> filelock.FileLock:
    """The lock to hold while the queue is read and changed. The system releases it when its holder dies."""
    runs_dir().mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(runs_dir() / ".queue.lock")


def serving_order(waiting: Sequence[tuple[str, str]], served: Mapping[str, float]) -> list[str]:
    """The order in which waiting runs start: the owners take turns, each with the oldest run first.

    The next run belongs to the owner whose last run started longest ago, or who had none; among these runs it is the
    one that has waited longest.

    Args:
        waiting: (id, owner) of each run, oldest first.
        served: time of each owner's last run, in any unit; without the owners that had none.

    Returns:
        The ids, the next run first.
    """
    remaining, last_served, order = list(waiting), dict(served), []
    latest = max(last_served.values(), default=0.0)
    while remaining:
        chosen = min(remaining, key=lambda run: last_served.get(run[1], float("-inf")))
        remaining.remove(chosen)
        order.append(chosen[0])
        latest += 1
        last_served[chosen[1]] = latest
    return order


def look_at_queue() -> tuple[list[Run], list[Run]]:
    """The waiting runs in the order in which they start, and the runs that a process trains."""
    waiting: dict[str, tuple[Run, str]] = {}
    served: dict[str, float] = {}
    busy: list[Run] = []
    for run in list_runs():
        try:
            owner, status = run.owner, run.status()
            if status.is_busy:
                busy.append(run)
            if status.state == "queued":
                waiting[run.id] = run, owner
            else:
                seen = (run.folder / "heartbeat").stat().st_mtime
                served[owner] = max(seen, served.get(owner, seen))
        except (OSError, ValueError):  # deleted meanwhile, or withdrawn before it started
            continue
    order = serving_order([(run_id, owner) for run_id, (_, owner) in waiting.items()], served)
    return [waiting[run_id][0] for run_id in order], busy
