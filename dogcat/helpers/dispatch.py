"""Sends a run to a helper: its files, its pictures if the helper has not got them, and the order."""

import json
from dataclasses import asdict
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.helpers import relay, travelling_pictures
from dogcat.helpers.attempt import AppAttempt, luggage_of_run, parcel_of
from dogcat.helpers.cluster import Cluster, Seen
from dogcat.helpers.travelling_pictures import MOST_BYTES, Luggage
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.runs.run import Run

_INTERVAL, _PER_HELPER = 0.3, 1 / 150  # seconds between two messages of a helper: of few helpers, of each more


class Dispatcher:
    """Sends runs to helpers, from any thread.

    Attributes:
        must_send: contents of drawn sets that helpers cannot draw alike.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._pieces: dict[str, list[Any]] = {}  # futures of picture sets that travel, by content
        self.must_send: set[str] = set()

    def keep_only(self, contents: set[str]) -> None:
        """Lets the helpers drop the pieces of all other picture sets."""
        for content in self._pieces.keys() - contents:
            self._pieces.pop(content, None)

    def send(self, attempt: AppAttempt, one: Seen, num_helpers: int) -> Any:
        """Sends the run of an attempt to a helper and returns the task's future.

        Raises:
            UnreachableError: the scheduler or the helper does not answer.
            DogcatError: the pictures were deleted, or are too large to travel.
            OSError: a file of the run cannot be read.
        """
        claim = attempt.claim
        luggage = luggage_of_run(attempt.run)
        attempt.content = luggage.content
        parts = [self._cluster.send(one.address, parcel_of(attempt.run))]
        if luggage.content not in one.sets and (luggage.drawing is None or luggage.content in self.must_send):
            if luggage.num_bytes > MOST_BYTES:
                raise DogcatError("its pictures are too large to travel")
            parts += self._send_pictures(attempt.run, luggage, one)
        order = relay.Order(
            claim.attempt,
            claim.offset,
            one.clock_shift,
            _INTERVAL + _PER_HELPER * num_helpers,
            travelling_pictures.to_json(luggage),
        )
        return self._cluster.submit(one.address, order, json.dumps(asdict(order)), parts)

    def _send_pictures(self, run: Run, luggage: Luggage, one: Seen) -> list[Any]:
        """Return the futures of a set's pieces, which go to this helper unless another one has them already."""
        known = self._pieces.get(luggage.content)
        if known and all(piece.status == "finished" for piece in known):
            return known
        pieces = [
            self._cluster.send(one.address, piece)
            for piece in travelling_pictures.pieces_of(open_or_draw(run.pictures))
        ]
        self._pieces[luggage.content] = pieces
        return pieces
