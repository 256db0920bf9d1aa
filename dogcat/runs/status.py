"""State of a run, derived from its folder and trainer process rather than stored.

It stays correct when a trainer or the server is killed, and when files are deleted or damaged.
"""

import json
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

from dogcat.common.language import N_, _
from dogcat.common.sentence import SENTENCE_ERRORS, Sentence
from dogcat.common.shown_text import visible
from dogcat.common.storage import write_text
from dogcat.runs.file_checks import MAX_TEXT
from dogcat.runs.run_files import ContentError, read_run_json
from dogcat.runs.scheduling.helper_claim import SILENT_SECONDS as SILENT_HELPER_SECONDS
from dogcat.runs.scheduling.helper_claim import helper_claim

State = Literal["queued", "starting", "running", "stopping", "silent", "done", "stopped", "failed", "lost"]
STATE_WORDS: dict[State, str] = {  # in the order of a run's life; show them through `_`
    "queued": N_("queued"),
    "starting": N_("starting"),
    "running": N_("running"),
    "stopping": N_("stopping"),
    "silent": N_("not answering"),
    # Translators: the state of a training
    "done": N_("done"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
    # Translators: the state of a training whose process has vanished
    "lost": N_("lost"),
}
BUSY_STATES: frozenset[State] = frozenset({"starting", "running", "stopping", "silent"})  # a process trains this run
ACTIVE_STATES: frozenset[State] = BUSY_STATES | {"queued"}
CONTINUABLE_STATES: frozenset[State] = frozenset({"stopped", "failed", "lost"})
ENDINGS: dict[str, State] = {"end": "done", "stopped": "stopped", "error": "failed"}  # the last event and its state

HEARTBEAT_SECONDS = 1.0  # interval between a trainer's heartbeats
SILENT_SECONDS = 10.0  # a living trainer without a heartbeat for this long is silent
SILENT_STARTING_SECONDS = 60.0  # limit before the `start` event: no heartbeats while TensorFlow loads
LOST_SECONDS = 15.0  # a trainer without a visible process and without a heartbeat for this long is lost


@dataclass(frozen=True)
class RunStatus:
    """The state of a run.

    Attributes:
        state: the state; `STATE_WORDS` has it in words.
        message: one sentence for the learner, in their language; empty if the state needs none.
    """

    state: State
    message: str = ""

    @property
    def words(self) -> str:
        """The state in the reader's language."""
        return _(STATE_WORDS[self.state])

    @property
    def is_active(self) -> bool:
        """Return True if the run waits or a process trains it."""
        return self.state in ACTIVE_STATES

    @property
    def is_busy(self) -> bool:
        """Return True if a process trains the run."""
        return self.state in BUSY_STATES


def write_claim(folder: Path, pid: int) -> None:
    """Writes the `heartbeat` file: which process trains the run. The file's time is that of the last heartbeat."""
    try:
        started = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:  # it has already died; `read_status` then returns lost
        started = 0.0
    write_text(folder / "heartbeat", json.dumps({"host": socket.gethostname(), "pid": pid, "started": started}) + "\n")


def write_beat(folder: Path) -> None:
    """Updates the time of the last heartbeat.

    Raises:
        FileNotFoundError: the folder was deleted, or the run was put back into the queue.
    """
    os.utime(folder / "heartbeat")


def trainer_pid(folder: Path) -> int | None:
    """The id of the process that has claimed the run in this folder; None if no process has, or it cannot be read."""
    try:
        return int(read_run_json(folder, "heartbeat")["pid"])
    except (OSError, ContentError, ValueError, KeyError, TypeError, OverflowError):
        return None


def trainer_of(folder: Path) -> psutil.Process | None:
    """The process that trains the run in this folder; None if it is not certain to be a trainer of this computer."""
    try:
        claim = json.loads((folder / "heartbeat").read_text(encoding="utf-8"))
        process = psutil.Process(claim["pid"])
        is_same = claim["host"] == socket.gethostname() and abs(process.create_time() - claim["started"]) < 2
        # A folder from elsewhere may name any process.
        is_trainer = {"dogcat"} < set(process.cmdline()) & {"dogcat", "work", "train"}
    except (psutil.Error, OSError, ValueError, KeyError, TypeError):
        return None
    return process if is_same and is_trainer else None


def read_status(folder: Path, last_event: dict[str, Any] | None) -> RunStatus:
    """The state by the files and the process table now. It raises nothing, whatever the files contain.

    Args:
        folder: of the run.
        last_event: from `Run.last_event`.
    """
    event = last_event["event"] if last_event else None
    if last_event and event in ENDINGS:
        return RunStatus(ENDINGS[event], _last_words(last_event))
    heartbeat = folder / "heartbeat"
    try:
        seconds = time.time() - heartbeat.lstat().st_mtime  # negative if the clock was set back, and then not silent
    except OSError:
        if folder.is_dir():
            return RunStatus("queued")
        return RunStatus("lost", _("The run's folder was deleted."))
    has_started = event not in (None, "continue")
    if claim := helper_claim(folder):
        return _state_at_helper(folder, claim.helper, seconds, has_started)
    if not _trainer_is_alive(heartbeat, seconds):
        return RunStatus(
            "lost",
            _(
                "The training process ended without a message: it was killed, ran out of memory, or the computer"
                " restarted. Every completed epoch was kept."
            ),
        )
    return _state_of_living(folder, seconds, has_started)


def _last_words(event: dict[str, Any]) -> str:
    """The message of an ending, in the reader's language if the event has the sentence and its fields."""
    message = str(event.get("message", ""))[:MAX_TEXT]
    try:
        return visible(Sentence.from_parts(event["sentence"]).said())
    except SENTENCE_ERRORS:
        return visible(_(message)) if message else ""


def _state_of_living(folder: Path, seconds: float, has_started: bool) -> RunStatus:
    if seconds > (SILENT_SECONDS if has_started else SILENT_STARTING_SECONDS):
        return RunStatus(
            "silent",
            _(
                "The training process has not answered for {seconds:.0f} s: this computer sleeps, is out of memory, or"
                " very busy. The training continues by itself as soon as it can."
            ).format(seconds=seconds),
        )
    if (folder / "stop").exists():
        return RunStatus("stopping")
    return RunStatus("running" if has_started else "starting")


def _state_at_helper(folder: Path, helper: str, seconds: float, has_started: bool) -> RunStatus:
    """The state of a run that a helper trains. The app puts it back into the queue if the helper is lost."""
    if seconds > SILENT_HELPER_SECONDS:
        return RunStatus(
            "silent",
            _(
                "{helper} has not answered for {seconds:.0f} s. If it does not come back, the training goes on"
                " elsewhere from the last epoch whose network has arrived."
            ).format(helper=helper, seconds=seconds),
        )
    if (folder / "stop").exists():
        return RunStatus("stopping")
    return RunStatus("running" if has_started else "starting")


def _trainer_is_alive(heartbeat: Path, seconds: float) -> bool:
    """Return True if the claimed process lives; if that cannot be checked, if its last heartbeat is recent."""
    is_recent = seconds <= LOST_SECONDS
    try:
        trainer = read_run_json(heartbeat.parent, heartbeat.name)
        if trainer["host"] != socket.gethostname():
            return is_recent
        process = psutil.Process(trainer["pid"])
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # Another start time means a reused process id, or that the clock was set.
        return abs(process.create_time() - trainer["started"]) < 2 or is_recent
    except psutil.NoSuchProcess:
        return False
    except (psutil.AccessDenied, OSError, ContentError, ValueError, KeyError, TypeError, OverflowError):
        return is_recent
