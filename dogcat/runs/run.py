"""The run folder: everything about one training as plain files, which any process may read at any time.

A reader never sees a partial run: its folder appears complete, files are written atomically, and `events.jsonl` grows
by whole lines.
"""

import csv
import io
import json
import math
import secrets
import shutil
import time
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.sentence import Sentence
from dogcat.common.storage import pictures_dir, runs_dir, write_text
from dogcat.pictures.picture_set import PictureSet, title_of
from dogcat.recipe.recipe import Recipe, recipe_from_json, recipe_kind, recipe_to_json
from dogcat.runs import event_log
from dogcat.runs.event_log import append_event
from dogcat.runs.file_checks import (
    FLIPPED_COLUMNS,
    HISTORY_COLUMNS,
    checked_environment,
    checked_evaluation,
    checked_history,
    checked_request,
)
from dogcat.runs.followers import followers_in
from dogcat.runs.run_files import (
    ContentError,
    has_run_file,
    kept_until_changed,
    read_run_file,
    read_run_json,
    read_run_text,
)
from dogcat.runs.status import ENDINGS, HEARTBEAT_SECONDS, RunStatus, read_status, write_beat, write_claim
from dogcat.runs.watched import WatchedPicture, write_watched

RESERVE = "reserve"  # a file that reserves disk space, so that a run that fails on a full disk can record its error
RESERVE_TEXT = "This file can be deleted.\n" * 1000
LEFT_OUT = (FileNotFoundError, ContentError)  # of a file that a run lacks, or that its readers leave out
RUN_FORMAT = 2  # format version of a run folder; increment it when older versions would misread the folder
LACKS_STATE = N_(  # show it through `_`
    "This training cannot be continued: its zip has no network after a whole epoch. Download it again where it was"
    " trained, with this version of the app, or start it again from the beginning with “Duplicate and change”."
)


class RunError(DogcatError):
    """A run does not exist, or cannot be used for what was asked."""


class NewerRunError(RunError):
    """A run has a newer format than this version knows."""


class Run:
    """One run folder. It reads its files on every access and holds only the path and its own last heartbeat."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        self._last_beat = 0.0

    # What the run is

    @property
    def recipe(self) -> Recipe:
        """The recipe of the training.

        Raises:
            FileNotFoundError, ContentError, RecipeError: there is none, or it is not one.
        """
        return _recipe_in(self.folder)

    @property
    def request(self) -> dict[str, Any]:
        """What was asked for, and by whom: the content of `request.json`.

        Its keys are `format`, `pictures` (the set's name), `drawn`, `created` (seconds since 1970), `owner` (the token
        of the browser that asked first), `address` and `content` (see `pictures.fingerprint.content_of`). Earlier
        versions wrote fewer. A run that came back from a zip also has `brought`.

        Raises:
            FileNotFoundError, ContentError: there is none, or it is not as the app writes it.
            NewerRunError: the run's format is higher than `RUN_FORMAT`.
        """
        return {**_request_in(self.folder)}

    @property
    def environment(self) -> dict[str, Any]:
        """Versions, machine and precision of the training; empty before it starts."""
        try:
            return checked_environment(read_run_json(self.folder, "environment.json"))
        except LEFT_OUT:
            return {}

    @property
    def pictures(self) -> str:
        """The name of the picture set."""
        return str(self.request["pictures"])

    @property
    def owner(self) -> str:
        """The first of `followers`; empty for the command line and for runs of old versions."""
        return next(iter(self.followers), "")

    @property
    def followers(self) -> tuple[str, ...]:
        """Tokens of the browsers that follow the training, as `followers_in` orders them."""
        return followers_in(self.folder, str(self.request.get("owner", "")))

    def is_of(self, token: str) -> bool:
        """Return True if the training belongs to the browser with this token; an empty token owns nothing."""
        return token != "" and token in self.followers

    @property
    def brought(self) -> dict[str, Any]:
        """How the run came back from a zip; empty for a run that was trained here.

        Its keys are `id` (the run's name in the zip), `seconds` (when it came, since 1970), `resumes` (whether the zip
        has the network after a whole epoch) and `files` (SHA-256 by name of each file of the zip that was read).
        """
        brought = self.request.get("brought")
        return brought if isinstance(brought, dict) else {}

    @property
    def lacks_state(self) -> bool:
        """Return True if the run came back from a zip without a network after a whole epoch: nothing can resume it."""
        return self.brought.get("resumes") is False

    @property
    def pictures_title(self) -> str:
        """The picture set's title for learners, which says whether its pictures are drawn."""
        return title_of(self.pictures, self.request.get("drawn") is True)

    @property
    def has_model(self) -> bool:
        """Return True if the run has a network that may be read."""
        return has_run_file(self.folder, "model.keras")

    @property
    def model_file(self) -> Path:
        """File of the newest model, or of the best epoch's if the learner asked for that."""
        return self.folder / "model.keras"

    @property
    def best_model_file(self) -> Path:
        """File of the model with the lowest validation loss."""
        return self.folder / "best.keras"

    @property
    def last_epoch_file(self) -> Path:
        """File of the model after the last whole epoch, if `model_file` is another one; a training resumes from it."""
        return self.folder / "last_epoch.keras"

    def require_model(self) -> None:
        """Raises `RunError` if the run has no model yet."""
        if not self.has_model:
            words = _(
                "Run {run} has no model yet ({state}). The app stores a model after each epoch and when you stop a"
                " training."
            )
            raise RunError(words.format(run=self.id, state=self.status().words))

    # Events

    def append(self, event: str, **details: Any) -> dict[str, Any]:
        """Appends an event to `events.jsonl` and returns it. Numbers that are not finite become null."""
        if event in ENDINGS:
            (self.folder / RESERVE).unlink(missing_ok=True)
        return append_event(self.folder, event, {key: finite(value) for key, value in details.items()})

    def fail(self, why: str) -> None:
        """Records that the training failed, with one sentence for the learner that says why."""
        parts = {"sentence": why.parts()} if isinstance(why, Sentence) else {}
        self.append("error", message=why, **parts)

    def read_events(self, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
        """The events from a byte offset on, and the offset for the next call, which gets an incomplete last line."""
        return event_log.read_events(self.folder, offset)

    def last_event(self) -> dict[str, Any] | None:
        """The last complete event, read from the end of the file; None if there is none."""
        return event_log.last_event(self.folder)

    # History and evaluation

    def write_history(self, epochs: list[dict[str, Any]]) -> None:
        """Writes `history.csv` from the epoch events, one row an epoch, in an atomic write."""
        text = io.StringIO()
        columns = [*HISTORY_COLUMNS, *(column for column in FLIPPED_COLUMNS if epochs and column in epochs[0])]
        table = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(epochs)
        write_text(self.folder / "history.csv", text.getvalue())

    def history(self) -> list[dict[str, float]]:
        """The rows of `history.csv` as numbers, one an epoch, nan for an empty cell; empty before the first epoch."""
        try:
            return checked_history(read_run_text(self.folder, "history.csv"))
        except LEFT_OUT:
            return []

    def evaluation(self, split: str) -> dict[str, Any] | None:
        """The evaluation of `validation` or `test` as JSON; None until the training has ended."""
        try:
            return checked_evaluation(read_run_json(self.folder, "evaluation.json"), split)
        except LEFT_OUT:
            return None

    # The trainer's process

    def claim(self, pid: int) -> None:
        """Records which process trains this run, which takes it out of the queue."""
        write_text(self.folder / RESERVE, RESERVE_TEXT)
        write_claim(self.folder, pid)

    def beat(self) -> None:
        """Records a heartbeat of the trainer, at most one every `HEARTBEAT_SECONDS`."""
        now = time.monotonic()
        if now - self._last_beat >= HEARTBEAT_SECONDS:
            self._last_beat = now
            write_beat(self.folder)

    def request_stop(self, keep_best: bool = False) -> None:
        """Asks the trainer to stop after its current step.

        Args:
            keep_best: whether the best epoch's model becomes the run's model.
        """
        write_text(self.folder / "stop", "best" if keep_best else "")

    def stop_requested(self) -> bool:
        """Return True if the run was asked to stop."""
        return (self.folder / "stop").exists()

    def best_requested(self) -> bool:
        """Return True if the run was asked to stop and to keep the best epoch's model."""
        try:
            return read_run_file(self.folder, "stop") == b"best"
        except LEFT_OUT:
            return False

    def wait_again(self, reason: str | None = None) -> None:
        """Puts a run that no process trains back into the queue.

        Args:
            reason: name of an event that says why, such as `continue`; None writes no event.
        """
        for name in ("stop", "heartbeat", "first"):
            (self.folder / name).unlink(missing_ok=True)
        if reason:
            self.append(reason)

    def status(self) -> RunStatus:
        """The run's state now, see `runs.status`."""
        status = read_status(self.folder, self.last_event())
        if status.state == "lost":  # it may have ended after its events were read and before its process was checked
            status = read_status(self.folder, self.last_event())
        return status


@kept_until_changed("recipe.json")
def _recipe_in(folder: Path) -> Recipe:
    return recipe_from_json(read_run_text(folder, "recipe.json"))


@kept_until_changed("request.json")
def _request_in(folder: Path) -> dict[str, Any]:
    read = read_run_json(folder, "request.json")
    written = read.get("format", RUN_FORMAT)
    if not isinstance(written, int):
        raise ContentError(_("it has no usable {field}").format(field="format"))
    if written > RUN_FORMAT:
        raise NewerRunError(
            _(
                "Run {run} was made by a newer version of this app: its format is {written}, but this version"
                " reads formats up to {known}. Update the app, or open the run with the version that made it."
            ).format(run=folder.name, written=written, known=RUN_FORMAT)
        )
    return checked_request(read)


def create_run(
    recipe: Recipe,
    pictures: str,
    claimed_by: int | None = None,
    owner: str = "",
    watched: Sequence[WatchedPicture] = (),
    address: str = "",
    content: str = "",
) -> Run:
    """Makes a run folder, which appears complete: waiting in the queue, or claimed by a process.

    Args:
        recipe: what to train.
        pictures: the name of the picture set.
        claimed_by: id of the process that trains it at once; None leaves it waiting for a runner.
        owner: token of the browser that asks; empty for the command line.
        watched: pictures of the recipe's size that the network predicts after each epoch.
        address: mark of the network address that asks, see `Visitor.address`.
        content: what recognises the pictures, see `pictures.fingerprint.content_of`; empty if nobody may join.
    """
    now = time.time()
    run_id = new_run_id(recipe, now)
    draft = Run(runs_dir() / f".new-{run_id}")
    draft.folder.mkdir(parents=True)
    try:
        write_text(draft.folder / "recipe.json", recipe_to_json(recipe))
        drawn = PictureSet(pictures, pictures_dir() / pictures).is_drawn  # the set may be deleted when the run is read
        request = {"format": RUN_FORMAT, "pictures": pictures, "drawn": drawn, "created": now, "owner": owner}
        request |= {name: text for name, text in (("address", address), ("content", content)) if text}
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


def new_run_id(recipe: Recipe, created: float) -> str:
    """Return a name for a run's folder: when it was asked for, the kind of its recipe, and four random characters.

    Args:
        recipe: what is trained.
        created: when it was asked for, in seconds since 1970.
    """
    stamp = datetime.fromtimestamp(created, timezone.utc).astimezone().strftime("%Y%m%d-%H%M%S")
    while True:  # another run of the same second may have the same characters
        run_id = f"{stamp}-{recipe_kind(recipe)}-{secrets.token_hex(2)}"
        if not (runs_dir() / run_id).exists():
            return run_id


def finite(value: Any) -> Any:
    """The value, or None for nan and infinity, which JSON cannot write and a diverged training produces."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
