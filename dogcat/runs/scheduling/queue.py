"""The queue: the waiting runs, the order in which they start, and the lock for changes.

The queue is the set of run folders that no process has claimed. It survives the server, and all servers with the same
home folder share it.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import filelock

from dogcat.common.language import N_
from dogcat.common.permission import Visitor
from dogcat.common.storage import runs_dir, write_text
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs


def queue_lock() -> filelock.FileLock:
    """The lock to hold while the queue is read and changed. The system releases it when its holder dies."""
    runs_dir().mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(runs_dir() / ".queue.lock")


def only_leaves(run: Run, asker: Visitor) -> bool:
    """Return True if a stop or a deletion only takes a run off the asker's list, because others follow it, too.

    A visitor in charge stops and deletes it for all.
    """
    return not asker.is_in_charge and run.is_of(asker.token) and len(run.followers) > 1


@dataclass(frozen=True)
class Waiting:
    """A waiting run, as far as its turn depends on it.

    Attributes:
        id: id of the run.
        owner: token of the browser that asked for it.
        address: mark of its network address; empty if not known.
    """

    id: str
    owner: str
    address: str

    @property
    def group(self) -> str:
        """Whom the run takes turns with others for: its address, or without one its owner."""
        return f"address {self.address}" if self.address else f"owner {self.owner}"


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


def fair_order(waiting: Sequence[Waiting], served: Mapping[str, float]) -> list[str]:
    """The order in which waiting runs start: network addresses take turns, and at each address its owners.

    So many browsers at one address do not keep others waiting: a new browser costs nothing, a new address does.

    Args:
        waiting: the runs, oldest first.
        served: time at which each owner and each `Waiting.group` was served last, as for `serving_order`.

    Returns:
        The ids, the next run first.
    """
    groups = {run.id: run.group for run in waiting}
    queues = {
        group: iter(serving_order([(run.id, run.owner) for run in waiting if run.group == group], served))
        for group in set(groups.values())
    }
    turns = serving_order([(run.id, run.group) for run in waiting], served)
    return [next(queues[groups[turn]]) for turn in turns]


def look_at_queue() -> tuple[list[Run], list[Run]]:
    """The waiting runs in the order in which they start, and the runs that a process trains.

    Who had no training yet counts as served when their first waiting run was queued. Otherwise a stream of new browsers
    would always be next.
    """
    waiting: dict[str, tuple[Run, Waiting]] = {}
    since: dict[str, float] = {}
    served: dict[str, float] = {}
    busy: list[Run] = []
    for run in list_runs():
        try:
            facts, status = Waiting(run.id, run.owner, address_of(run)), run.status()
            if status.is_busy:
                busy.append(run)
            is_waiting = status.state == "queued"
            if is_waiting:
                waiting[run.id] = run, facts
                seen = _queued_at(run)
            else:
                seen = time.time() if status.is_busy else _trained_until(run)
            for who in (facts.owner, facts.group):
                if is_waiting:
                    since[who] = min(seen, since.get(who, seen))
                else:
                    served[who] = max(seen, served.get(who, seen))
        except (OSError, ValueError, KeyError, TypeError):  # deleted meanwhile, or withdrawn before it started
            continue
    order = fair_order([facts for _run, facts in waiting.values()], {**since, **served})
    order.sort(key=lambda run_id: -_put_first_at(waiting[run_id][0]))
    return [waiting[run_id][0] for run_id in order], busy


def address_of(run: Run) -> str:
    """Mark of the network address that a run was asked for from, see `Visitor.address`; empty if not known."""
    return str(run.request.get("address", ""))


def note_first(run: Run) -> None:
    """Notes in a waiting run's folder that it is the next one to start. `Run.wait_again` deletes the note."""
    write_text(run.folder / "first", "")


def put_back(run: Run) -> None:
    """Put a run back into the queue, in the first place, that a helper has lost; the caller holds the queue's lock.

    A run that was asked to stop ends instead.
    """
    if run.stop_requested():
        message = N_("Stopped on request, while its helper did not answer. Every epoch whose model had come was kept.")
        run.append("stopped", message=message)
        return
    run.wait_again("continue" if run.last_event() else None)
    note_first(run)  # it had its turn


def _put_first_at(run: Run) -> float:
    """Time at which a waiting run was put first, in seconds since 1970; 0 if it was not."""
    try:
        return (run.folder / "first").stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _trained_until(run: Run) -> float:
    """Time until which an ended run was trained; FileNotFoundError if it never was, because it was withdrawn."""
    claimed, events = run.folder / "heartbeat", run.folder / "events.jsonl"
    return max(claimed.stat().st_mtime, events.stat().st_mtime if events.exists() else 0.0)


def _queued_at(run: Run) -> float:
    """Time at which a run was put into the queue: it was created or, later, continued."""
    event = run.last_event()
    return float(event["time"]) if event else float(run.request["created"])
