"""An attempt at a run on a helper, as the app sees it, and what the app sends of the run."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from dogcat.helpers import parcels, travelling_pictures
from dogcat.helpers.travelling_pictures import Luggage
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.runs.run import Run
from dogcat.runs.scheduling.helper_claim import HelperClaim, helper_claim


@dataclass
class AppAttempt:
    """An attempt at a run that a helper makes."""

    run: Run
    claim: HelperClaim
    began: float = field(default_factory=time.monotonic)
    content: str = ""  # hash of its pictures; empty until they are known
    future: Any = None
    is_heard: bool = False  # whether a message of it has come
    is_finishing: bool = False
    asks_state: bool = False
    model: int = 0  # stamp of the newest model that the helper has
    has_model: int = 0  # stamp of the newest one that has come
    model_at: float = float("-inf")
    asked_stop: bool | None = None
    not_before: float = float("-inf")  # when its result may be fetched

    @property
    def is_wanted(self) -> bool:
        """Return True unless the run was ended, deleted, or put back since."""
        found = helper_claim(self.run.folder)
        return found is not None and found.attempt == self.claim.attempt and self.run.status().is_busy

    def ask_later(self) -> None:
        """Notes that the helper has not answered, so that the next look asks it again."""
        self.asks_state, self.asked_stop = False, None


def luggage_of_run(run: Run) -> Luggage:
    """Return what a helper must know of a run's picture set.

    Raises:
        PictureSetError: the set was deleted.
    """
    return travelling_pictures.luggage_of(open_or_draw(run.pictures))


def parcel_of(run: Run) -> bytes:
    """Return what a helper needs of a run; of the events only those that a training reads, and nothing of its owner."""
    events = [event for event in run.read_events()[0] if event["event"] in ("start", "epoch", "continue")]
    request = {"format": run.request.get("format"), "created": run.request["created"], "title": run.id}
    texts = {"request.json": json.dumps(request)}
    if events:
        texts["events.jsonl"] = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    return parcels.pack(run.folder, parcels.names_for_helper(run.folder), texts)
