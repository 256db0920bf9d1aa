"""Starts and resumes trainings. `LocalRunner` trains each in its own process on this machine, or on a helper.

A training process gets one run folder and knows nothing of the queue.
"""

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_owner
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.recipe.disk import has_room
from dogcat.recipe.recipe import Recipe
from dogcat.recipe.settings import settings
from dogcat.runs.followers import first_of, join
from dogcat.runs.run import LACKS_STATE, Run, create_run
from dogcat.runs.scheduling.admission import admit
from dogcat.runs.scheduling.card_room import fits_on_card
from dogcat.runs.scheduling.helper_claim import helper_claim
from dogcat.runs.scheduling.load import observe
from dogcat.runs.scheduling.queue import address_of, look_at_queue, put_back, queue_lock
from dogcat.runs.scheduling.sharing import content_to_share, find_training, goes_on
from dogcat.runs.scheduling.standby import Standby, start_worker
from dogcat.runs.status import CONTINUABLE_STATES, RunStatus, trainer_pid
from dogcat.runs.store import list_runs, open_run
from dogcat.runs.trainer_log import open_log
from dogcat.runs.watched import WatchedPicture

TICK_SECONDS = 0.5  # interval at which the runner checks its processes and the queue


class RunnerError(DogcatError):
    """A runner refuses a request. The text says why and what to do instead."""


class Runner(Protocol):
    """The part of a runner that pages use."""

    def submit(self, recipe: Recipe, pictures: str, asker: Visitor, watched: Sequence[WatchedPicture] = ()) -> str:
        """Queues a training, or lets the asker follow one that does the same, and returns the run's id.

        Args:
            recipe: what to train.
            pictures: the name of the picture set.
            asker: who asks, and owns or follows the run.
            watched: pictures of the recipe's size that the network predicts after each epoch.
        """

    def continue_run(self, run_id: str, asker: Visitor) -> None:
        """Puts a run that ended before its last epoch back into the queue. All who follow it go on following it.

        Args:
            run_id: id of the run.
            asker: who follows the run, or is in charge.
        """

    def status(self, run_id: str) -> RunStatus:
        """The run's state now."""

    def ahead(self, run_id: str) -> tuple[list[Run], list[Run]] | None:
        """The runs in training, and the runs that wait before this one; None if this one does not wait."""

    def num_at_once(self) -> int:
        """Returns how many trainings may run at the same time now."""

    def has_loaded(self) -> bool:
        """Return True if the next training starts in a process that has already loaded TensorFlow."""


class Elsewhere(Protocol):
    """The computers that train beside this one, as far as a runner needs them."""

    def take(self, run: Run) -> bool:
        """Claims a waiting run for a free computer and begins it there; False if none is free."""

    def num_helpers(self) -> int:
        """Returns how many computers train or may train."""

    def close(self) -> None:
        """Ends the connection. Trainings continue."""


@dataclass(frozen=True)
class _Given:
    """A run that was given to the standby process, and the run's last event at that time."""

    run: Run
    process: "subprocess.Popen[bytes]"
    last_event: dict[str, Any] | None


class LocalRunner:
    """Trains waiting runs, each in a child process that outlives this one, up to the settings' number at a time.

    The owners take turns. A thread starts waiting runs; `close` ends the thread, never a training.

    Args:
        elsewhere: other computers that train, each one run at a time; they come before this one, which serves pages.

    Raises:
        SettingsError: the settings cannot be read.
    """

    def __init__(self, elsewhere: Elsewhere | None = None) -> None:
        self._elsewhere = elsewhere
        self._max_runs = settings().max_runs  # default 1: on two cores, two at once take longer than in turn
        self._children: list[subprocess.Popen[bytes]] = []
        self._given: list[_Given] = []
        self._standby = Standby()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="dogcat-runner", daemon=True)
        self._thread.start()

    def submit(self, recipe: Recipe, pictures: str, asker: Visitor, watched: Sequence[WatchedPicture] = ()) -> str:
        """As `Runner.submit`. A training that the asker has started, does the same and goes on is not queued again.

        Where the teacher lets a class share trainings, the asker follows what `find_training` finds; that takes no
        place in the queue.

        Raises:
            PictureSetError: there is no such picture set.
            RunnerError: the asker, its address or all together have as many waiting runs as the settings allow.
            SettingsError, MemoryLimitError, DiskLimitError: as of `admit`.
        """
        content = content_to_share(open_or_draw(pictures), watched)
        with queue_lock():
            for run in list_runs():
                if goes_on(run) and _is_repeated(run, recipe, pictures, asker.token):
                    return run.id
            found = find_training(recipe, content, asker) if asker.token else None
            if found:
                join(found, asker.token)
                return found.id
            _require_place(asker.token, asker)
            admit(recipe, pictures)
            run_id = create_run(
                recipe, pictures, owner=asker.token, watched=watched, address=asker.address, content=content
            ).id
        self.tick()
        return run_id

    def continue_run(self, run_id: str, asker: Visitor) -> None:
        """As `Runner.continue_run`.

        Raises:
            RunError: there is no such run.
            NotAllowedError: the asker neither follows it nor is in charge.
            RunnerError: the run has not ended early, has no finished epoch or no epoch left, lacks its network after a
                whole epoch, or there are as many waiting runs as the settings allow.
            SettingsError, MemoryLimitError, DiskLimitError: as of `admit`.
        """
        with queue_lock():
            run = open_run(run_id)
            refusal = _(
                "Only people who started or joined a training, or the teacher, can continue it. “Duplicate and change”"
                " starts one like it that is your own."
            )
            require_owner(asker, run.followers, refusal)
            status, num_done, num_epochs = run.status(), len(run.history()), run.recipe.epochs
            if status.state not in CONTINUABLE_STATES or not 0 < num_done < num_epochs:
                raise RunnerError(
                    _(
                        "Run {run} cannot be continued: it is {state}, with {num_done} of {num_epochs} epochs"
                        " completed. Expected: a run that was stopped, failed or got lost after its first epoch and"
                        " before its last. Start a new training instead."
                    ).format(run=run_id, state=status.words, num_done=num_done, num_epochs=num_epochs)
                )
            if run.lacks_state:
                raise RunnerError(_(LACKS_STATE))
            _require_place(asker.token if run.is_of(asker.token) else run.owner, asker)
            admit(run.recipe, run.pictures, num_done)
            run.wait_again("continue")
        self.tick()

    def status(self, run_id: str) -> RunStatus:
        """As `Runner.status`.

        Raises:
            RunError: there is no such run.
        """
        return open_run(run_id).status()

    def ahead(self, run_id: str) -> tuple[list[Run], list[Run]] | None:
        """As `Runner.ahead`."""
        waiting, busy = look_at_queue()
        ids = [run.id for run in waiting]
        return (busy, waiting[: ids.index(run_id)]) if run_id in ids else None

    def has_loaded(self) -> bool:
        """As `Runner.has_loaded`."""
        return self._standby.has_loaded

    def num_at_once(self) -> int:
        """As `Runner.num_at_once`."""
        return self._max_runs + (self._elsewhere.num_helpers() if self._elsewhere else 0)

    def tick(self) -> None:
        """Collects ended processes and starts waiting runs up to the limit. Any thread may call it."""
        with queue_lock():
            self._children = [child for child in self._children if child.poll() is None]
            self._take_back()
            waiting, busy = look_at_queue()
            if self._elsewhere is None:
                self._put_back(busy)
            here = [run for run in busy if helper_claim(run.folder) is None]
            self._observe_load(here)
            is_card_full = False
            for run in waiting:
                try:
                    if self._elsewhere and has_room(run.recipe) and self._elsewhere.take(run):
                        continue
                    if is_card_full or len(here) >= self._max_runs:
                        continue
                    is_card_full = not fits_on_card(run.recipe, here)  # then no later run may overtake this one
                    if not is_card_full and has_room(run.recipe):
                        self._start(run)
                        here.append(run)
                except OSError as error:  # the disk is full or the run was deleted; the next runs must not wait
                    _complain(error)
            if not here:
                self._standby.keep_ready()

    def close(self) -> None:
        """Ends the thread and the standby process. Trainings continue."""
        self._closed.set()
        self._thread.join()
        if self._elsewhere:
            self._elsewhere.close()
        self._standby.close()

    def _start(self, run: Run) -> None:
        last_event = run.last_event()
        child = self._standby.give(run.folder)
        if child:
            self._given.append(_Given(run, child, last_event))
        else:
            with open_log(run.folder) as log:
                child = start_worker([str(run.folder)], subprocess.DEVNULL, log.fileno())
        self._children.append(child)
        try:
            run.claim(child.pid)
        except OSError:
            child.kill()  # otherwise every tick would start another process
            raise

    def _observe_load(self, busy: Sequence[Run]) -> None:
        """Takes in how busy the machine is with other work than the app's trainings."""
        trainers = {trainer_pid(run.folder) for run in busy} | {child.pid for child in self._children}
        observe({pid for pid in (*trainers, self._standby.pid) if pid is not None})

    def _take_back(self) -> None:
        """Puts runs back into the queue whose standby process died before it started them."""
        ended = [given for given in self._given if given.process.poll() is not None]
        for given in ended:
            if given.run.status().state == "lost" and given.run.last_event() == given.last_event:
                given.run.wait_again()
            self._given.remove(given)

    def _put_back(self, busy: Sequence[Run]) -> None:
        """Puts runs back into the queue that helpers trained before the teacher switched them off."""
        for run in busy:
            if helper_claim(run.folder):
                put_back(run)

    def _look_after(self) -> None:
        while not self._closed.wait(TICK_SECONDS):
            try:
                self.tick()
            except OSError as error:  # a full disk or a deleted folder must not end the thread
                _complain(error)


def _require_place(owner: str, asker: Visitor) -> None:
    """Check that one more run of an owner may wait. What others have queued does not lock out who is in charge."""
    waiting, allowed = look_at_queue()[0], settings()
    if sum(run.owner == owner for run in waiting) >= allowed.max_waiting:
        raise RunnerError(
            _(
                "{num} of your trainings are waiting already. One person may not have more in the queue. Wait until"
                " one of them has started, or withdraw one."
            ).format(num=allowed.max_waiting)
        )
    if asker.is_in_charge:
        return
    if asker.address and sum(address_of(run) == asker.address for run in waiting) >= allowed.max_waiting_per_address:
        raise RunnerError(
            _(
                "{num} trainings from your internet address are waiting already, and no more may wait. Wait until one"
                " of them has started, or ask your teacher to empty the queue."
            ).format(num=allowed.max_waiting_per_address)
        )
    if len(waiting) >= allowed.max_waiting_in_all:
        raise RunnerError(
            _(
                "{num} trainings are waiting already, and no more may wait. Wait until one of them has started, or ask"
                " your teacher to empty the queue."
            ).format(num=allowed.max_waiting_in_all)
        )


def _is_repeated(run: Run, recipe: Recipe, pictures: str, owner: str) -> bool:
    """Return True if an owner who has started and still follows a run asks for it again.

    Whether one that the owner has joined is meant, `find_training` says: it may not watch the owner's own pictures.
    """
    try:
        return first_of(run) == owner and owner in run.followers and (run.pictures, run.recipe) == (pictures, recipe)
    except (OSError, ValueError):  # deleted meanwhile
        return False


def _complain(error: OSError) -> None:
    print(f"dogcat runner: {error}", file=sys.stderr)
