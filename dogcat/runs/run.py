"""The run folder: everything about one training as plain files, readable at any moment by anybody.

A run is never half-made: its folder appears whole, files are renamed into place, and `events.jsonl` only
grows by whole lines.
"""

import csv
import io
import json
import math
import os
import secrets
import shutil
import time
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.sentence import Sentence
from dogcat.common.storage import pictures_dir, runs_dir, write_text
from dogcat.pictures.picture_set import PictureSet, title_of
from dogcat.recipe.recipe import Recipe, recipe_from_json, recipe_kind, recipe_to_json
from dogcat.runs.status import ENDINGS, HEARTBEAT_SECONDS, RunStatus, read_status, write_beat, write_claim
from dogcat.runs.watched import WatchedPicture, write_watched

HISTORY_COLUMNS = (
    "epoch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy", "clean_loss", "clean_accuracy",
    "pictures_per_second",
)  # fmt: skip
FLIPPED_COLUMNS = ("kept_accuracy", "flipped_accuracy")  # with flipped labels only
RESERVE = "reserve"  # holds room on the disk for the last word of a training that breaks off because there is none
RESERVE_TEXT = "This file can be deleted.\n" * 1000

RUN_FORMAT = 1  # of what is written here; higher as soon as an older version would misread it


class RunError(DogcatError):
    """A run that does not exist, or that cannot be used for what was asked."""


class NewerRunError(RunError):
    """A run that a newer version has made, in a format that this one does not know."""


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
        """What was asked for, and by whom.

        `format`, `pictures` (the set's name), `drawn`, `created` (seconds since 1970), and `owner`; the first versions
        wrote neither `drawn` nor `owner`.

        Raises:
            NewerRunError: the run's format is higher than `RUN_FORMAT`.
        """
        read: dict[str, Any] = json.loads((self.folder / "request.json").read_text(encoding="utf-8"))
        written = read.get("format", RUN_FORMAT) if isinstance(read, dict) else RUN_FORMAT
        if not isinstance(written, int) or written > RUN_FORMAT:
            raise NewerRunError(
                _(
                    "Run {run} was made by a newer version of this app: its format is {written}, and this version reads"
                    " up to {known}. Update the app, or open the run with the version that made it."
                ).format(run=self.id, written=written, known=RUN_FORMAT)
            )
        return read

    @property
    def environment(self) -> dict[str, Any]:
        """Versions, machine and precision of the training; empty before it has begun."""
        file = self.folder / "environment.json"
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}

    @property
    def pictures(self) -> str:
        """The name of the picture set it trains on."""
        return str(self.request["pictures"])

    @property
    def owner(self) -> str:
        """A token of the browser that asked for it; empty for the command line, and runs of before."""
        return str(self.request.get("owner", ""))

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
                _(
                    "Run {run} has kept no model yet ({state}). A model is kept after each epoch and when a training is"
                    " stopped."
                ).format(run=self.id, state=self.status().words)
            )

    # Events

    def append(self, event: str, **details: Any) -> dict[str, Any]:
        """Adds one line to `events.jsonl` at once, and returns it. Numbers that are not finite become null."""
        line = {
            "event": event,
            "time": round(time.time(), 3),
            **{key: finite(value) for key, value in details.items()},
        }
        if event in ENDINGS:
            (self.folder / RESERVE).unlink(missing_ok=True)
        with (self.folder / "events.jsonl").open("ab+") as file:
            torn = file.tell() > 0 and _last_byte(file) != b"\n"  # a trainer was killed in the middle of a line
            file.write((b"\n" if torn else b"") + json.dumps(line, ensure_ascii=False).encode() + b"\n")
        return line

    def fail(self, why: str) -> None:
        """Notes that the training broke off, and why: one sentence for the learner."""
        parts = {"sentence": why.parts()} if isinstance(why, Sentence) else {}
        self.append("error", message=why, **parts)

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
                for start in (max(0, end - 2_048), 0):  # one line may be longer, if it names many pictures
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
        write_text(self.folder / RESERVE, RESERVE_TEXT)
        write_claim(self.folder, pid)

    def beat(self) -> None:
        """Says that the trainer is alive; may be called as often as one likes."""
        now = time.monotonic()
        if now - self._last_beat >= HEARTBEAT_SECONDS:
            self._last_beat = now
            write_beat(self.folder)

    def request_stop(self, keep_best: bool = False) -> None:
        """Asks the trainer to stop after its current step.

        Args:
            keep_best: whether the best epoch's model shall become the run's model.
        """
        write_text(self.folder / "stop", "best" if keep_best else "")

    def stop_requested(self) -> bool:
        """Whether somebody asked this run to stop."""
        return (self.folder / "stop").exists()

    def best_requested(self) -> bool:
        """Whether somebody asked this run to stop and to make the best epoch's model its model."""
        try:
            return (self.folder / "stop").read_text(encoding="utf-8") == "best"
        except FileNotFoundError:
            return False

    def wait_again(self, reason: str | None = None) -> None:
        """Puts a run that nobody trains any more back into the queue.

        Args:
            reason: an event that says why, such as `continue`.
        """
        for name in ("stop", "heartbeat"):
            (self.folder / name).unlink(missing_ok=True)
        if reason:
            self.append(reason)

    def status(self) -> RunStatus:
        """Where the run stands now, see `run_state`."""
        status = read_status(self.folder, self.last_event())
        if status.state == "lost":  # or it ended between the look at its events and the look at its process
            status = read_status(self.folder, self.last_event())
        return status


def create_run(
    recipe: Recipe,
    pictures: str,
    claimed_by: int | None = None,
    owner: str = "",
    watched: Sequence[WatchedPicture] = (),
) -> Run:
    """Makes a run folder in one step: it appears whole, waiting, or already claimed by a process.

    Args:
        recipe: what to train.
        pictures: the name of the picture set to train on.
        claimed_by: the process that trains it at once; None leaves it waiting for a runner.
        owner: a token of the browser that asks for it; empty for the command line.
        watched: pictures of the recipe's size that are shown to the network after each epoch.
    """
    now = time.time()
    stamp = datetime.fromtimestamp(now, timezone.utc).astimezone().strftime("%Y%m%d-%H%M%S")
    run_id = f"{stamp}-{recipe_kind(recipe)}-{secrets.token_hex(2)}"
    draft = Run(runs_dir() / f".new-{run_id}")
    draft.folder.mkdir(parents=True)
    try:
        write_text(draft.folder / "recipe.json", recipe_to_json(recipe))
        drawn = PictureSet(pictures, pictures_dir() / pictures).is_drawn  # the set may be gone when the run is read
        request = {"format": RUN_FORMAT, "pictures": pictures, "drawn": drawn, "created": now, "owner": owner}
        write_text(draft.folder / "request.json", json.dumps(request, ensure_ascii=False) + "\n")
        if watched:
            write_watched(draft.folder, watched)
        if claimed_by is not None:
            draft.claim(claimed_by)
        draft.folder.rename(runs_dir() / run_id)
    except OSError:  # the disk is full
        shutil.rmtree(draft.folder, ignore_errors=True)
        raise
    return Run(runs_dir() / run_id)


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
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None
