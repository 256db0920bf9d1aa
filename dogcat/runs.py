"""The run folder: everything about one training as plain files, readable at any moment by anybody.

A run is never half-made: its folder appears whole, files are renamed into place, and `events.jsonl` only
grows by whole lines. What state a run is in is not stored but read off these files and the trainer's process,
so that it stays true when a trainer or the server is killed.
"""

import csv
import io
import json
import math
import os
import re
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import psutil

from dogcat.errors import DogcatError
from dogcat.home import pictures_dir, runs_dir, write_text
from dogcat.pictures import PictureSet, title_of
from dogcat.recipe import Recipe, recipe_from_json, recipe_kind, recipe_to_json
from dogcat.watched import WatchedPicture, write_watched

ACTIVE_STATES = frozenset({"queued", "starting", "running", "stopping"})
ENDINGS = {"end": "done", "stopped": "stopped", "error": "failed"}  # the last event, and the state it means
HISTORY_COLUMNS = (
    "epoch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy", "clean_loss", "clean_accuracy",
    "pictures_per_second",
)  # fmt: skip
FLIPPED_COLUMNS = ("kept_accuracy", "flipped_accuracy")  # with flipped labels only
HEARTBEAT_SECONDS = 1.0  # how often a trainer says that it is alive
SILENCE_SECONDS = 15.0  # after this long without a heartbeat, a trainer whose process is not seen counts as lost

_RUN_ID = re.compile(r"[\w.-]+")


class RunError(DogcatError):
    """A run that does not exist, or that cannot be used for what was asked."""


@dataclass(frozen=True)
class RunStatus:
    """Where a run stands.

    Attributes:
        state: queued, starting, running, stopping, done, stopped, failed or lost.
        message: one sentence for the learner where the state needs one, else empty.
    """

    state: str
    message: str = ""

    @property
    def is_active(self) -> bool:
        """Whether the run is still to come or going on."""
        return self.state in ACTIVE_STATES


class Run:
    """One run folder. Cheap to make; holds nothing but the path and the time of its own last heartbeat."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        self._last_beat = 0.0

    # What the run is

    @property
    def recipe(self) -> Recipe:
        """The recipe it was asked to train."""
        return recipe_from_json((self.folder / "recipe.json").read_text(encoding="utf-8"))

    @property
    def request(self) -> dict[str, Any]:
        """Who asked for what: `format`, `pictures` (the set's name), `drawn`, `created` (seconds since 1970)."""
        read: dict[str, Any] = json.loads((self.folder / "request.json").read_text(encoding="utf-8"))
        return read

    @property
    def pictures(self) -> str:
        """The name of the picture set it trains on."""
        return str(self.request["pictures"])

    @property
    def pictures_title(self) -> str:
        """The same, and whether they are drawn, as a learner should read it."""
        return title_of(self.pictures, self.request.get("drawn") is True)

    @property
    def model_file(self) -> Path:
        """The model as it is now, or was when the training ended."""
        return self.folder / "model.keras"

    @property
    def best_model_file(self) -> Path:
        """The model of the epoch with the lowest validation loss."""
        return self.folder / "best.keras"

    @property
    def last_epoch_file(self) -> Path:
        """The model of the last whole epoch, there when `model_file` is another one; a training goes on from it."""
        return self.folder / "last_epoch.keras"

    def require_model(self) -> None:
        """Raises `RunError` when the run has kept no model."""
        if not self.model_file.is_file():
            raise RunError(
                f"Run {self.id} has kept no model yet ({self.status().state}). A model is kept after each epoch and"
                " when a training is stopped."
            )

    # Events

    def append(self, event: str, **details: Any) -> dict[str, Any]:
        """Adds one line to `events.jsonl` at once, and returns it. Numbers that are not finite become null."""
        line = {
            "event": event,
            "time": round(time.time(), 3),
            **{key: finite(value) for key, value in details.items()},
        }
        with (self.folder / "events.jsonl").open("ab+") as file:
            torn = file.tell() > 0 and _last_byte(file) != b"\n"  # a trainer was killed in the middle of a line
            file.write((b"\n" if torn else b"") + json.dumps(line, ensure_ascii=False).encode() + b"\n")
        return line

    def read_events(self, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
        """The events from a byte offset on, and the offset to go on from. A line not yet whole is left for later."""
        try:
            with (self.folder / "events.jsonl").open("rb") as file:
                file.seek(offset)
                data = file.read()
        except FileNotFoundError:
            return [], offset
        whole = data[: data.rfind(b"\n") + 1]
        return [event for line in whole.splitlines() if (event := _parse(line))], offset + len(whole)

    def last_event(self) -> dict[str, Any] | None:
        """The last whole event, found without reading the file from its start."""
        try:
            with (self.folder / "events.jsonl").open("rb") as file:
                end = file.seek(0, os.SEEK_END)
                for start in (max(0, end - 65_536), 0):  # one line may be longer, if it names many pictures
                    file.seek(start)
                    lines = file.read().split(b"\n")[:-1]
                    found = next((event for line in reversed(lines) if (event := _parse(line))), None)
                    if found or not start:
                        return found
        except FileNotFoundError:
            pass
        return None

    # History, one row an epoch

    def write_history(self, epochs: list[dict[str, Any]]) -> None:
        """Writes `history.csv` from the epoch events, whole or not at all."""
        text = io.StringIO()
        columns = [*HISTORY_COLUMNS, *(column for column in FLIPPED_COLUMNS if epochs and column in epochs[0])]
        table = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(epochs)
        write_text(self.folder / "history.csv", text.getvalue())

    def history(self) -> list[dict[str, float]]:
        """The rows of `history.csv` as numbers; empty before the first epoch has ended."""
        return read_history(self.folder / "history.csv")

    def evaluation(self, split: str) -> dict[str, Any] | None:
        """The recorded evaluation of `validation` or `test`; None as long as the training has not ended."""
        try:
            read: dict[str, Any] = json.loads((self.folder / "evaluation.json").read_text(encoding="utf-8"))[split]
        except FileNotFoundError:
            return None
        return read

    # The trainer's process

    def claim(self, pid: int) -> None:
        """Notes which process trains this run; from now on the run is no longer waiting."""
        try:
            started = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:  # it died at once; the state is then read as lost
            started = 0.0
        write_text(
            self.folder / "heartbeat", json.dumps({"host": socket.gethostname(), "pid": pid, "started": started}) + "\n"
        )

    def beat(self) -> None:
        """Says that the trainer is alive; may be called as often as one likes."""
        now = time.monotonic()
        if now - self._last_beat >= HEARTBEAT_SECONDS:
            self._last_beat = now
            os.utime(self.folder / "heartbeat")

    def request_stop(self) -> None:
        """Asks the trainer to stop after its current step."""
        (self.folder / "stop").touch()

    def stop_requested(self) -> bool:
        """Whether somebody asked this run to stop."""
        return (self.folder / "stop").exists()

    def best_requested(self) -> bool:
        """Whether somebody asked this run to stop and to make the best epoch's model its model."""
        try:
            return (self.folder / "stop").read_text(encoding="utf-8") == "best"
        except FileNotFoundError:
            return False

    def status(self) -> RunStatus:
        """The state as the files and the process table tell it now."""
        last = self.last_event()
        if last and last["event"] in ENDINGS:
            return RunStatus(ENDINGS[last["event"]], str(last.get("message", "")))
        alive = self._trainer_is_alive()
        if alive is None:
            return RunStatus("queued")
        if not alive:
            return RunStatus(
                "lost",
                "The training process vanished without a word: it was killed, ran out of memory, or the machine"
                " restarted. Every finished epoch is kept.",
            )
        if self.stop_requested():
            return RunStatus("stopping")
        return RunStatus("running" if last else "starting")

    def _trainer_is_alive(self) -> bool | None:
        """None when nobody has claimed the run."""
        heartbeat = self.folder / "heartbeat"
        try:
            trainer = json.loads(heartbeat.read_text(encoding="utf-8"))
            silent = time.time() - heartbeat.stat().st_mtime > SILENCE_SECONDS
        except (FileNotFoundError, ValueError):
            return None
        if trainer["host"] != socket.gethostname():
            return not silent
        try:
            process = psutil.Process(trainer["pid"])
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            # A process of this number that started at another time is another one, or the clock was set.
            return abs(process.create_time() - trainer["started"]) < 2 or not silent
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            return not silent


def create_run(
    recipe: Recipe, pictures: str, claimed_by: int | None = None, watched: Sequence[WatchedPicture] = ()
) -> Run:
    """Makes a run folder in one step: it appears whole, waiting, or already claimed by a process.

    Args:
        recipe: what to train.
        pictures: the name of the picture set to train on.
        claimed_by: the process that trains it at once; None leaves it waiting for a runner.
        watched: pictures of the recipe's size that are shown to the network after each epoch.
    """
    now = time.time()
    stamp = datetime.fromtimestamp(now, timezone.utc).astimezone().strftime("%Y%m%d-%H%M%S")
    run_id = f"{stamp}-{recipe_kind(recipe)}-{secrets.token_hex(2)}"
    draft = Run(runs_dir() / f".new-{run_id}")
    draft.folder.mkdir(parents=True)
    write_text(draft.folder / "recipe.json", recipe_to_json(recipe))
    drawn = PictureSet(pictures, pictures_dir() / pictures).is_drawn  # the set may be gone when the run is read
    request = {"format": 1, "pictures": pictures, "drawn": drawn, "created": now}
    write_text(draft.folder / "request.json", json.dumps(request, ensure_ascii=False) + "\n")
    if watched:
        write_watched(draft.folder, watched)
    if claimed_by is not None:
        draft.claim(claimed_by)
    draft.folder.rename(runs_dir() / run_id)
    return Run(runs_dir() / run_id)


def list_runs() -> list[Run]:
    """All runs, oldest first."""
    folder = runs_dir()
    if not folder.is_dir():
        return []
    found = []
    for path in folder.glob("[!.]*"):  # hidden ones are being made or deleted, or were left so by a kill
        try:
            found.append((float(Run(path).request["created"]), path.name))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # no run, or one that is being deleted
    return [Run(folder / name) for _, name in sorted(found)]


def open_run(name: str) -> Run:
    """The run of this id, the run in this folder, or with `last` the newest one.

    Raises:
        RunError: there is none.
    """
    if name == "last":
        runs = list_runs()
        if not runs:
            raise RunError("There is no run yet. Train one with 'train --recipe baseline --pictures NAME'.")
        return runs[-1]
    inside = runs_dir() / name
    try:
        folder = inside if _RUN_ID.fullmatch(name) and inside.is_dir() else Path(name)
        found = (folder / "recipe.json").is_file()
    except OSError:  # longer than a file name can be
        found = False
    if not found:
        raise RunError(f"There is no run {name!r}. Expected: an id from 'runs list', the folder of a run, or 'last'.")
    return Run(folder.resolve())


def read_history(file: Path) -> list[dict[str, float]]:
    """Reads a table of epochs as numbers; an empty cell becomes nan. Empty when there is no such file."""
    try:
        with file.open(encoding="utf-8", newline="") as table:
            return [{key: float(value or "nan") for key, value in row.items()} for row in csv.DictReader(table)]
    except FileNotFoundError:
        return []


def finite(value: Any) -> Any:
    """The value itself, or None for a float that JSON has no word for: a training that diverged gives nan."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _last_byte(file: Any) -> bytes:
    file.seek(-1, os.SEEK_END)
    return bytes(file.read(1))


def _parse(line: bytes) -> dict[str, Any] | None:
    """An event, or None for a line that is none (a trainer killed while writing leaves half a line)."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None
