"""The runner's helpers: gives them waiting runs, takes in what they send, and puts runs back that got lost.

One thread does all of it in turn, so no state needs a lock; what may take seconds is done by a few further threads.
The claims in the runs' folders say which attempt counts. After a restart of the app they are all that is needed.
"""

import queue
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import filelock

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_charge
from dogcat.helpers import relay
from dogcat.helpers.arrivals import num_bytes_of_events, take_files, take_lines, take_texts
from dogcat.helpers.attempt import AppAttempt
from dogcat.helpers.certificates import helpers_dir
from dogcat.helpers.cluster import Cluster, Seen, UnreachableError
from dogcat.helpers.dispatch import Dispatcher
from dogcat.helpers.roster import read_roster
from dogcat.helpers.scheduler import LOG_NAME
from dogcat.helpers.sightings import HelperInfo, Sightings
from dogcat.runs.run import Run
from dogcat.runs.scheduling.helper_claim import SILENT_SECONDS, HelperClaim, helper_claim, write_helper_claim
from dogcat.runs.scheduling.queue import look_at_queue, put_back, queue_lock
from dogcat.runs.status import write_beat

LOOK_SECONDS = 0.5
MODEL_SECONDS = 60.0  # between two models that a helper sends during a training, and after a result that had no room
UNREACHABLE_SECONDS = 60.0  # without a scheduler, after which trainings on helpers go back to the queue
MOST_LOSSES = 3  # of a run on helpers; from then on it is trained on the app's own computer


class Fleet:
    """The helpers of a runner.

    Raises:
        HelpersError: the optional packages are missing.
    """

    def __init__(self, port: int) -> None:
        self._cluster = Cluster(port, self._receive)
        self._todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="dogcat-helpers")
        self._attempts: dict[str, AppAttempt] = {}  # by name; changed under `_lock`, because `take` is the runner's
        self._lock = threading.Lock()
        self._sightings = Sightings()
        self._losses: Counter[str] = Counter()
        self._dispatcher = Dispatcher(self._cluster)
        self._reachable = time.monotonic()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="dogcat-fleet", daemon=True)
        self._thread.start()

    # For the runner and the pages

    def helpers(self) -> list[HelperInfo]:
        """Returns the helpers that are connected, sorted by name."""
        with self._lock:
            training = {attempt.claim.connection: attempt.run.id for attempt in self._attempts.values()}
            return self._sightings.infos(training)

    def num_helpers(self) -> int:
        """Returns how many helpers train or may train."""
        with self._lock:
            busy = self._busy()
            return len(busy) + len(self._sightings.free(busy))

    def take(self, run: Run) -> bool:
        """Gives a waiting run to a free helper, the fastest one; the caller holds the queue's lock.

        Returns:
            False if no helper is free, or if helpers have lost this run too often.

        Raises:
            OSError: the claim cannot be written.
        """
        with self._lock:
            free = self._sightings.free(self._busy())
            if not free or self._losses[run.id] >= MOST_LOSSES:
                return False
            chosen = free[0]
            claim = HelperClaim(
                self._sightings.name(chosen),
                chosen.helper_id,
                chosen.connection,
                num_bytes_of_events(run),
                chosen.speeds,
            )
            write_helper_claim(run.folder, claim)
            attempt = self._attempts[claim.attempt] = AppAttempt(run, claim)
        self._in_background(lambda: self._dispatch(attempt, chosen), lambda why: self._lose(attempt, why))
        return True

    def send_away(self, asker: Visitor, helper_id: str) -> None:
        """Asks a helper to leave at once. What it trains goes back to the queue.

        Raises:
            NotAllowedError: the asker is not in charge.
        """
        require_charge(asker, _("Only the teacher can change the helpers. Ask your teacher."))
        for one in [one for one in self._sightings.by_connection.values() if one.helper_id == helper_id]:
            self._in_background(lambda one=one: self._cluster.ask(one.address, relay.send_away))  # type: ignore[misc]

    def close(self) -> None:
        """Ends the threads. What helpers train goes on."""
        self._closed.set()
        self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._cluster.close()

    # The thread

    def _work(self) -> None:
        helpers_dir().mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(helpers_dir() / ".fleet.lock", thread_local=False)
        while not self._closed.is_set():
            try:
                with lock.acquire(timeout=LOOK_SECONDS):  # another server of this home may have the helpers
                    self._work_on()
            except filelock.Timeout:
                continue

    def _work_on(self) -> None:
        due = 0.0
        is_told = False
        while not self._closed.is_set():
            try:
                if time.monotonic() >= due:
                    try:
                        self._look()
                    finally:
                        due = time.monotonic() + LOOK_SECONDS
                    is_told = False
                self._todo.get(timeout=max(0.01, due - time.monotonic()))()
            except queue.Empty:
                continue
            except UnreachableError as error:
                if not is_told:  # once, not twice a second
                    print(f"dogcat helpers: {error}; see {helpers_dir() / LOG_NAME}", file=sys.stderr)
                    is_told = True
            except Exception as error:  # noqa: BLE001 - one bad file or run must not end the work for all others
                print(f"dogcat helpers: {type(error).__name__}: {error}", file=sys.stderr)

    def _in_background(self, work: Callable[[], Any], failed: Callable[[str], None] | None = None) -> None:
        def do() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - otherwise the attempt would wait for this for ever
                if failed:
                    why = f"{type(error).__name__}: {error}"
                    self._todo.put(lambda: failed(why))

        if not self._closed.is_set():
            self._pool.submit(do)

    def _look(self) -> None:
        """Connects if needed, and compares the attempts with the claims, the helpers and the futures."""
        try:
            if not self._cluster.is_connected:
                self._cluster.connect()
                self._take_up()
            seen = self._cluster.seen()
            self._reachable = time.monotonic()
        except UnreachableError:
            if time.monotonic() - self._reachable > UNREACHABLE_SECONDS:
                self._adopt({})
            raise
        with self._lock:
            self._sightings.update(seen, read_roster())
        for attempt in list(self._attempts.values()):
            self._look_at(attempt)
        self._dispatcher.keep_only({one.content for one in list(self._attempts.values()) if not one.is_heard})

    def _take_up(self) -> None:
        """Finds the attempts again that go on; puts all others back."""
        known = self._cluster.attempts()
        for name, future in known.items():
            if name in self._attempts:
                self._attempts[name].future = future
        self._adopt(known)
        for name in known.keys() - self._attempts.keys():  # of a run that was deleted or given to another
            self._in_background(lambda name=name: self._cluster.forget(name, known[name]))  # type: ignore[misc]

    def _adopt(self, known: dict[str, Any]) -> None:
        with queue_lock():
            for run in look_at_queue()[1]:
                claim = helper_claim(run.folder)
                if claim and claim.attempt not in self._attempts:
                    attempt = AppAttempt(run, claim, future=known.get(claim.attempt), is_heard=True)
                    with self._lock:
                        self._attempts[claim.attempt] = attempt
        for name, attempt in list(self._attempts.items()):
            if name not in known:
                self._lose(attempt, "the scheduler does not know it")

    def _look_at(self, attempt: AppAttempt) -> None:
        one = self._sightings.by_connection.get(attempt.claim.connection)
        if not attempt.is_wanted:
            self._drop(attempt)
        elif attempt.is_finishing:
            return
        elif attempt.future is not None and attempt.future.status == "finished":
            if time.monotonic() < attempt.not_before:
                return
            attempt.is_finishing = True
            self._in_background(lambda: self._fetch(attempt), lambda why: self._lose(attempt, why))
        elif one is None and time.monotonic() - attempt.began > LOOK_SECONDS:
            self._lose(attempt, "the helper is gone")
        elif attempt.future is not None and attempt.future.status in ("error", "cancelled", "lost"):
            self._lose(attempt, f"its task is {attempt.future.status}")
        elif one:
            self._attend(attempt, one)

    def _attend(self, attempt: AppAttempt, one: Seen) -> None:
        run = attempt.run
        if not attempt.is_heard and self._sightings.silence(one) < SILENT_SECONDS / 2:
            write_beat(run.folder)  # its pictures travel
        if run.stop_requested() and attempt.asked_stop != (best := run.best_requested()) and attempt.future is not None:
            attempt.asked_stop = best
            self._in_background(lambda: self._ask_to_stop(attempt, one, best), lambda _why: attempt.ask_later())
        is_due = attempt.model != attempt.has_model and time.monotonic() - attempt.model_at >= MODEL_SECONDS
        if is_due and not attempt.asks_state:
            attempt.asks_state = True
            self._in_background(lambda: self._fetch_state(attempt, one), lambda _why: attempt.ask_later())

    def _ask_to_stop(self, attempt: AppAttempt, one: Seen, best: bool) -> None:
        if not self._cluster.ask(one.address, relay.ask_to_stop, attempt.claim.attempt, best):
            self._todo.put(attempt.ask_later)  # it has not begun yet

    def _dispatch(self, attempt: AppAttempt, one: Seen) -> None:
        future = self._dispatcher.send(attempt, one, len(self._sightings.by_connection))

        def note() -> None:
            attempt.future = future
            if self._attempts.get(attempt.claim.attempt) is not attempt:  # it was given up meanwhile
                self._drop(attempt)

        self._todo.put(note)

    # What comes back

    def _receive(self, message: dict[str, Any]) -> None:
        self._todo.put(lambda: self._take_in(message))

    def _take_in(self, message: dict[str, Any]) -> None:
        attempt = self._attempts.get(str(message.get("attempt"))) if isinstance(message, dict) else None
        if attempt is None or attempt.is_finishing:
            return  # of an attempt that was given up
        run, claim = attempt.run, attempt.claim
        try:
            if not attempt.is_wanted:
                return  # the lines would come after the one that has ended the run
            missing_from = take_lines(run, int(message["offset"]), str(message["lines"]).encode())
            take_texts(run, message["texts"], claim.helper)
            attempt.model = int(message["model"])
            write_beat(run.folder)
        except (DogcatError, KeyError, TypeError, ValueError, AttributeError) as error:
            self._lose(attempt, f"it sent what no training writes: {error}")
            return
        attempt.is_heard = True
        one = self._sightings.by_connection.get(claim.connection)
        if missing_from is not None and one:
            self._in_background(lambda: self._cluster.ask(one.address, relay.ask_again, claim.attempt, missing_from))

    def _fetch_state(self, attempt: AppAttempt, one: Seen) -> None:
        stamp, folder = attempt.model, attempt.run.folder
        known = [f"learning/{file.name}" for file in (folder / "learning").glob("epoch-*.npz")]
        parcel = self._cluster.ask(one.address, relay.ask_for_state, attempt.claim.attempt, known)

        def take() -> None:
            attempt.asks_state = False
            if not parcel or self._attempts.get(attempt.claim.attempt) is not attempt or attempt.is_finishing:
                return
            attempt.model_at = time.monotonic()
            if attempt.is_wanted:
                try:
                    take_files(attempt.run, parcel, attempt.claim.helper)
                except DogcatError as error:
                    self._lose(attempt, f"it sent what no training writes: {error}")
                    return
                attempt.has_model = stamp

        self._todo.put(take)

    def _fetch(self, attempt: AppAttempt) -> None:
        result = self._cluster.result(attempt.future)
        self._todo.put(lambda: self._finish(attempt, result))

    def _finish(self, attempt: AppAttempt, result: dict[str, Any]) -> None:
        """Takes in the end of an attempt: all files first, then the lines, whose last one ends the run."""
        outcome, run, claim = result.get("outcome"), attempt.run, attempt.claim
        if outcome == relay.NEEDS_PICTURES:
            self._dispatcher.must_send.add(attempt.content)
            self._lose(attempt, "the pictures must be sent", is_fault=False)
            return
        if outcome in (relay.ENDED, relay.VANISHED, relay.NO_ROOM):
            with queue_lock():
                if not attempt.is_wanted:
                    self._drop(attempt)
                    return
                try:
                    take_files(run, result["files"], claim.helper)
                    take_lines(run, claim.offset, result["lines"])
                except (DogcatError, KeyError, TypeError) as error:
                    outcome = f"damaged result: {error}"
                except OSError:  # this disk is full; the helper keeps the result
                    attempt.is_finishing, attempt.not_before = False, time.monotonic() + MODEL_SECONDS
                    raise
        if outcome == relay.ENDED:
            self._losses.pop(run.id, None)
            self._drop(attempt)
            return
        self._sightings.rest(claim.helper_id)
        self._lose(attempt, str(outcome), is_fault=outcome != relay.GIVEN_UP)

    # The end of an attempt

    def _lose(self, attempt: AppAttempt, why: str, is_fault: bool = True) -> None:
        """Gives an attempt up and puts its run back into the queue, in the first place."""
        if self._attempts.get(attempt.claim.attempt) is not attempt:
            return
        run = attempt.run
        self._losses[run.id] += is_fault
        with queue_lock():
            if attempt.is_wanted:
                print(f"dogcat helpers: {run.id} on {attempt.claim.helper}: {why}", file=sys.stderr)
                put_back(run)
        self._drop(attempt)

    def _drop(self, attempt: AppAttempt) -> None:
        name, future = attempt.claim.attempt, attempt.future
        with self._lock:
            self._attempts.pop(name, None)
        if one := self._sightings.by_connection.get(attempt.claim.connection):
            self._in_background(lambda: self._cluster.ask(one.address, relay.give_up, name))
        self._in_background(lambda: self._cluster.forget(name, future))

    def _busy(self) -> set[str]:
        """The connections of the helpers that train; the caller holds the lock."""
        return {attempt.claim.connection for attempt in self._attempts.values()}
