"""The task that a helper gets: it trains one run in a folder of its own and sends what the training writes.

The lines of `events.jsonl` go out as they are written, each message with the byte offset that it has in the app's file.
So a message that comes twice or is missing is noticed. The line that ends a training comes last, with all files.
"""

import json
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from dogcat.common.disk_space import usable_bytes
from dogcat.common.errors import DogcatError
from dogcat.common.storage import runs_dir, write_text
from dogcat.helpers import parcels, travelling_pictures
from dogcat.helpers.connection import LINES
from dogcat.helpers.travelling_pictures import WrongPicturesError
from dogcat.runs.event_log import FILE_NAME, MAX_BATCHES_BYTES, parse_line
from dogcat.runs.run import Run
from dogcat.runs.status import ENDINGS, HEARTBEAT_SECONDS

LOOK_SECONDS = 0.1  # between two looks at the training's folder
WRONG_CLOCK_SECONDS = 2.0  # from which the times in lines are corrected
MOST_LINES_BYTES = 1_000_000  # in one message
# How a task ends: the training ended; it failed or vanished; the disk is too full; the pictures must be sent; given up.
ENDED, VANISHED, NO_ROOM, NEEDS_PICTURES, GIVEN_UP = "ended", "vanished", "no room", "needs pictures", "given up"


class Trainer(Protocol):
    """The process that trains, as far as a relay needs it."""

    def poll(self) -> int | None:
        """The exit code; None while it runs."""

    def kill(self) -> None:
        """Ends it at once."""

    def wait(self) -> int | None:
        """Waits until it has ended."""


@dataclass
class Order:
    """What the app asks a helper for; it travels as JSON.

    Attributes:
        attempt: name of this attempt at the run, which no other attempt has.
        offset: bytes of the app's `events.jsonl` when the attempt began.
        clock_shift: seconds to add to the helper's clock to get the app's.
        interval: shortest seconds between two messages.
        luggage: the picture set, see `travelling_pictures.to_json`.
    """

    attempt: str
    offset: int
    clock_shift: float
    interval: float
    luggage: str


@dataclass
class Attempt:
    """An attempt at a run that this helper makes now.

    Attributes:
        folder: of the run, on this helper.
        order: what was asked for.
        title: the run's id in the app, for the person at this computer.
        lines: the corrected lines that the training has written, without the last one of an ended training.
        num_sent: bytes of them that were sent.
        ending: the line that ends the training; empty until there is one.
    """

    folder: Path
    order: Order
    title: str = ""
    lines: bytearray = field(default_factory=bytearray)
    num_sent: int = 0
    ending: bytes = b""
    position: int = 0
    is_given_up: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> None:
        """Takes in the whole lines that the training has written since the last call."""
        try:
            with (self.folder / FILE_NAME).open("rb") as file:
                file.seek(self.position)
                data = file.read()
        except FileNotFoundError:
            return
        whole = data[: data.rfind(b"\n") + 1]
        self.position += len(whole)
        for line in whole.splitlines(keepends=True):
            corrected = _corrected(line, self.order.clock_shift)
            kind = (parse_line(line) or {}).get("event")
            if kind in ENDINGS:
                self.ending = corrected
            elif kind != "batch" or self.order.offset + len(self.lines) <= MAX_BATCHES_BYTES:  # as in `append_event`
                with self.lock:
                    self.lines += corrected

    def next_lines(self) -> tuple[int, bytes]:
        """Returns the lines to send next and their offset in the app's file; counts them as sent."""
        with self.lock:
            start, end = self.num_sent, min(len(self.lines), self.num_sent + MOST_LINES_BYTES)
            if end < len(self.lines):
                end = self.lines.rfind(b"\n", start, end) + 1 or self.lines.find(b"\n", start) + 1
            self.num_sent = end
            return self.order.offset + start, bytes(self.lines[start:end])

    def send_again(self, offset: int) -> None:
        """Sends from this offset of the app's file on once more."""
        with self.lock:
            place = max(0, min(len(self.lines), offset - self.order.offset))
            self.num_sent = self.lines.rfind(b"\n", 0, place) + 1


def train_here(order_json: str, parcel: bytes, *pieces: bytes) -> dict[str, Any]:
    """Train a run on this helper: the task that the app submits.

    Args:
        order_json: an `Order` as JSON.
        parcel: the run's files, see `parcels.names_for_helper`.
        pieces: of the picture set if it has to travel.

    Returns:
        The outcome, the offset and the bytes of all lines, and the parcel of the files.
    """
    from distributed import get_worker

    worker = get_worker()
    helper = worker.dogcat_helper
    attempt = Attempt(runs_dir() / f"at-{json.loads(order_json)['attempt']}", Order(**json.loads(order_json)))
    key = f"train-{attempt.order.attempt}"

    def is_wanted() -> bool:
        task = worker.state.tasks.get(key)
        return worker.status.name in ("running", "paused") and task is not None and task.state == "executing"

    def send(message: dict[str, Any]) -> None:
        worker.log_event(LINES, message)

    helper.attempts[attempt.order.attempt] = attempt
    try:
        outcome = carry_out(attempt, parcel, pieces, helper.start_trainer, is_wanted, send)
        files = b"" if outcome == GIVEN_UP else parcels.pack(attempt.folder, parcels.names_of_state(attempt.folder))
        lines = bytes(attempt.lines) + (attempt.ending if outcome == ENDED else b"")
        return {"outcome": outcome, "offset": attempt.order.offset, "lines": lines, "files": files}
    finally:
        del helper.attempts[attempt.order.attempt]
        shutil.rmtree(attempt.folder, ignore_errors=True)


def carry_out(
    attempt: Attempt,
    parcel: bytes,
    pieces: tuple[bytes, ...],
    start_trainer: Callable[[Path], Trainer],
    is_wanted: Callable[[], bool],
    send: Callable[[dict[str, Any]], None],
) -> str:
    """Train a run to its end and send its lines; return the outcome.

    Args:
        attempt: whose folder does not exist yet.
        parcel: the run's files.
        pieces: of the picture set.
        start_trainer: starts the process that trains the run in a folder.
        is_wanted: whether the app still wants this attempt.
        send: sends a message to the app.
    """
    relay = _Relay(attempt, is_wanted, send)
    trainer = None
    try:
        _lay_out(attempt, parcel)
        run = Run(attempt.folder)
        travelling_pictures.take_in(travelling_pictures.from_json(attempt.order.luggage), pieces, relay.beat)
        trainer = start_trainer(attempt.folder)
        while trainer.poll() is None:
            relay.look(trainer_lives=run.status().state not in ("silent", "lost"))
            time.sleep(LOOK_SECONDS)
        attempt.read()
        return _outcome(attempt)
    except WrongPicturesError:
        return NEEDS_PICTURES
    except _GivenUpError:
        return GIVEN_UP
    except (DogcatError, OSError):  # the disk is full
        return NO_ROOM
    finally:
        if trainer and trainer.poll() is None:
            trainer.kill()
            trainer.wait()  # otherwise it might still write while its folder is deleted


def _outcome(attempt: Attempt) -> str:
    """Return how an attempt has ended whose process is gone.

    A failure is no end: another computer may have the memory that this one lacks, and only the log of the app's own
    computer can be read there.
    """
    if attempt.ending and (parse_line(attempt.ending) or {}).get("event") != "error":
        return ENDED
    return VANISHED if usable_bytes(attempt.folder) else NO_ROOM


class _GivenUpError(Exception):
    """The app does not want this attempt any more."""


class _Relay:
    """Sends an attempt's lines and heartbeats, not more often than the app asked for."""

    def __init__(self, attempt: Attempt, is_wanted: Callable[[], bool], send: Callable[[dict[str, Any]], None]) -> None:
        self._attempt, self._is_wanted, self._send = attempt, is_wanted, send
        self._last = 0.0
        self._texts: dict[str, str] = {}

    def beat(self, _done: int, _all: int) -> None:
        """Says that this helper prepares the run, such as by drawing its pictures."""
        self.look(trainer_lives=True)

    def look(self, trainer_lives: bool) -> None:
        """Sends what is new, or a heartbeat. A silent trainer sends no heartbeat, so that the app sees it as silent."""
        attempt = self._attempt
        if attempt.is_given_up or not self._is_wanted():
            raise _GivenUpError
        now = time.monotonic()
        wait = attempt.order.interval if attempt.num_sent else LOOK_SECONDS  # the first line as soon as it is there
        if now - self._last < wait:
            return
        attempt.read()
        offset, lines = attempt.next_lines()
        texts = self._changed_texts() if lines else {}
        if lines or texts or (trainer_lives and now - self._last >= max(HEARTBEAT_SECONDS, attempt.order.interval)):
            self._last = now
            self._send({
                "attempt": attempt.order.attempt, "offset": offset, "lines": lines.decode(), "texts": texts,
                "model": _stamp(attempt.folder / "model.keras"),
            })  # fmt: skip

    def _changed_texts(self) -> dict[str, str]:
        changed = {}
        for name in parcels.TEXTS:
            try:
                text = (self._attempt.folder / name).read_text(encoding="utf-8")
            except FileNotFoundError:
                continue
            if self._texts.get(name) != text:
                changed[name] = self._texts[name] = text
        return changed


def _lay_out(attempt: Attempt, parcel: bytes) -> None:
    files = parcels.unpack(parcel, is_from_helper=False)
    attempt.folder.mkdir(parents=True)
    (attempt.folder / "watched").mkdir()
    request = json.loads(files.pop("request.json"))
    attempt.title = str(request.pop("title", ""))
    luggage = travelling_pictures.from_json(attempt.order.luggage)
    write_text(attempt.folder / "request.json", json.dumps(request | {"pictures": luggage.name}) + "\n")
    parcels.write_files(attempt.folder, files)
    attempt.position = len(files.get("events.jsonl", b""))


def _corrected(line: bytes, shift: float) -> bytes:
    """Return a line with the app's time instead of this computer's, if the clocks differ."""
    event = parse_line(line)
    if abs(shift) < WRONG_CLOCK_SECONDS or event is None or not isinstance(event.get("time"), (int, float)):
        return line
    event["time"] = round(event["time"] + shift, 3)
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


def _stamp(file: Path) -> int:
    """Return what changes with a file; 0 if there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


# What the app calls on a helper while it trains. Dask gives each of them the worker.


def ask_to_stop(attempt: str, keep_best: bool, dask_worker: Any) -> bool:
    """Ask a training to stop after its step; return False if it has not begun."""
    found = dask_worker.dogcat_helper.attempts.get(attempt)
    if found is None or not found.folder.is_dir():
        return False
    Run(found.folder).request_stop(keep_best)
    return True


def ask_again(attempt: str, offset: int, dask_worker: Any) -> None:
    """Ask for the lines from this offset on."""
    if found := dask_worker.dogcat_helper.attempts.get(attempt):
        found.send_again(offset)


def ask_for_state(attempt: str, known: list[str], dask_worker: Any) -> bytes:
    """Return the files that the training has written so far, with those first layers that the app does not know."""
    found = dask_worker.dogcat_helper.attempts.get(attempt)
    return parcels.pack(found.folder, parcels.names_of_state(found.folder, known)) if found else b""


def give_up(attempt: str, dask_worker: Any) -> None:
    """End a training at once, without a result."""
    if found := dask_worker.dogcat_helper.attempts.get(attempt):
        found.is_given_up = True


def send_away(dask_worker: Any) -> None:
    """Ask a helper to leave for good."""
    dask_worker.dogcat_helper.leave(_sent_away=True)
