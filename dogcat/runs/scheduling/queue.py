"""The queue: who waits, in which order they are served, and the lock under which that is changed.

It is nothing but the run folders that nobody has claimed, so it survives the server and is shared by all servers on
one home folder.
"""

from collections.abc import Mapping, Sequence

import filelock

from dogcat.common.storage import runs_dir
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs


def queue_lock() -> filelock.FileLock:
    """Held while the queue is read and changed. The system frees it when its holder dies."""
    runs_dir().mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(runs_dir() / ".queue.lock")


def serving_order(waiting: Sequence[tuple[str, str]], served: Mapping[str, float]) -> list[str]:
    """In which order waiting runs will be started: the owners take turns, each with the oldest run first.

    The next run is always one of the owner who was served longest ago, or never; among those, the one that has waited
    longest.

    Args:
        waiting: (id, owner) of each run, oldest first.
        served: when an owner was last served, in any unit; owners that never were are not in it.

    Returns:
        The ids.
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
    """The waiting runs in the order in which they will be started, and those that are being trained."""
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
        except (OSError, ValueError):  # deleted meanwhile, or withdrawn and never served
            continue
    order = serving_order([(run_id, owner) for run_id, (_, owner) in waiting.items()], served)
    return [waiting[run_id][0] for run_id in order], busy
