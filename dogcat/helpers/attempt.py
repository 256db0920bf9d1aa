"""An attempt at a run on a helper, as the app sees it: what it sends of the run, and how the run is put back."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_
from dogcat.helpers import parcels, travelling_pictures
from dogcat.helpers.travelling_pictures import Luggage
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.runs.run import Run
from dogcat.runs.scheduling.helper_claim import HelperClaim
from dogcat.runs.scheduling.queue import note_first


@dataclass
class AppAttempt:
    """An attempt at a run that a helper makes."""

    run: Run
    claim: HelperClaim
    began: float = field(default_factory=time.monotonic)
    future: Any = None
    is_heard: bool = False  # whether a message of it has come
    is_finishing: bool = False
    asks_state: bool = False
    model: int = 0  # stamp of the newest model that the helper has
    has_model: int = 0  # stamp of the newest one that has come
    model_at: float = float("-inf")
    asked_stop: bool | None = None


def put_back(run: Run) -> None:
    """Put a run back into the queue that a helper has lost; the caller holds the queue's lock.

    A run that was asked to stop ends instead.
    """
    if run.stop_requested():
        message = N_("Stopped on request, while its helper did not answer. Every epoch whose model had come was kept.")
        run.append("stopped", message=message)
        return
    run.wait_again("continue" if run.last_event() else None)
    note_first(run)  # it had its turn


def luggage_of_run(run: Run) -> Luggage:
    """Return what a helper must know of a run's picture set.

    Raises:
        PictureSetError: the set was deleted.
        DogcatError: the set is too large to travel.
    """
    return travelling_pictures.luggage_of(open_or_draw(run.pictures))


def content_of(run: Run) -> str:
    """Return the content hash of a run's pictures; empty if they were deleted."""
    try:
        return luggage_of_run(run).content
    except (DogcatError, OSError, ValueError):
        return ""


def parcel_of(run: Run) -> bytes:
    """Return what a helper needs of a run; of the events only those that a training reads, and nothing of its owner."""
    events = [event for event in run.read_events()[0] if event["event"] in ("start", "epoch", "continue")]
    request = {"format": run.request.get("format"), "created": run.request["created"], "title": run.id}
    texts = {"request.json": json.dumps(request)}
    if events:
        texts["events.jsonl"] = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    return parcels.pack(run.folder, parcels.names_for_helper(run.folder), texts)
