"""The app's connection to the scheduler: who helps now, and what is sent to helpers. All calls to Dask's client.

Every method may block for some seconds, and raises `UnreachableError` if the scheduler does not answer.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from dogcat.helpers import relay
from dogcat.helpers.certificates import own_credentials
from dogcat.helpers.connection import LINES, VERSION_KEY, code_version, require_distributed, security_of
from dogcat.helpers.scheduler import require_scheduler
from dogcat.runs.file_checks import is_figure, is_text

CONNECT_SECONDS = 10.0
_MOST_TEXT = 100  # characters of a name
ANSWER_SECONDS = 60.0  # for a model of 40 MB over a slow network


class UnreachableError(Exception):
    """The scheduler or a helper does not answer."""


@dataclass(frozen=True)
class Seen:
    """A helper as the scheduler sees it now.

    Attributes:
        address: of its connection.
        connection: name of its connection; a new one after each loss.
        last_seen: when the scheduler heard it last, by the scheduler's clock.
        helper_id: its own id.
        name: its own name.
        device: what it is, in words.
        version: of its code.
        clock_shift: seconds to add to its clock to get the app's.
        speeds: its measured speeds by precision.
        sets: content hashes of the picture sets that it has.
        is_ready: whether it takes a training, by its own word.
    """

    address: str
    connection: str
    last_seen: float
    helper_id: str
    name: str
    device: str
    version: str
    clock_shift: float
    speeds: dict[str, Any]
    sets: frozenset[str]
    is_ready: bool


class Cluster:
    """A connection to the scheduler, which it starts if none runs."""

    def __init__(self, port: int, on_message: Callable[[dict[str, Any]], None]) -> None:
        require_distributed()
        self._port, self._on_message = port, on_message
        self._client: Any = None

    @property
    def is_connected(self) -> bool:
        """Return True if the connection stands."""
        return self._client is not None and self._client.status == "running"

    def connect(self) -> None:
        """Connects, if there is no connection."""
        if self.is_connected:
            return
        from distributed import Client

        self.close()
        with _answering():
            address = require_scheduler(self._port)
            self._client = Client(
                address, security=security_of(own_credentials()), timeout=CONNECT_SECONDS, set_as_default=False,
                direct_to_workers=False, name="dogcat-app",
            )  # fmt: skip
            self._client.set_metadata([VERSION_KEY], code_version())
            self._client.subscribe_topic(LINES, lambda event: self._on_message(event[1]))

    def seen(self) -> list[Seen]:
        """Returns the helpers that are connected now."""
        with _answering():
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        return [found for address, facts in workers.items() if (found := _seen(address, facts))]

    def send(self, address: str, data: bytes) -> Any:
        """Brings bytes to a helper and returns their future. Other helpers fetch them there."""
        with _answering():
            return self._client.scatter(data, workers=[address], hash=False, timeout=ANSWER_SECONDS)

    def submit(self, address: str, order: relay.Order, order_json: str, parts: list[Any]) -> Any:
        """Gives an attempt to a helper and returns its future, which outlives this process."""
        with _answering():
            future = self._client.submit(
                relay.train_here, order_json, *parts, key=f"train-{order.attempt}", workers=[address],
                allow_other_workers=False, pure=False,
            )  # fmt: skip
            self._client.publish_dataset(future, name=order.attempt, override=True)
        return future

    def attempts(self) -> dict[str, Any]:
        """Returns the futures of all attempts that the scheduler knows, by the attempts' names."""
        with _answering():
            names = self._client.list_datasets()
            found = {str(name): self._client.get_dataset(name, default=None) for name in names}
        return {name: future for name, future in found.items() if future is not None}  # forgotten meanwhile

    def forget(self, attempt: str, future: Any) -> None:
        """Lets the scheduler and the helper drop an attempt; if it is still going on, it ends."""
        with _answering():
            with suppress(KeyError):
                self._client.unpublish_dataset(attempt)
            if future is not None:
                future.cancel(force=True)

    def result(self, future: Any) -> dict[str, Any]:
        """Returns what an attempt has ended with."""
        with _answering():
            found = future.result(timeout=ANSWER_SECONDS)
        return found if isinstance(found, dict) else {}

    def ask(self, address: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """Calls a function of `relay` on a helper and returns its answer."""
        with _answering():
            return self._client.run(function, *arguments, workers=[address])[address]

    def close(self) -> None:
        """Ends the connection. What helpers train goes on."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.close(timeout=2)


def _seen(address: str, facts: dict[str, Any]) -> Seen | None:
    """Return what a worker says of itself, if it is a helper of this app."""
    told = facts.get("metrics", {}).get("dogcat")
    if not isinstance(told, dict):
        return None
    texts = [str(told.get(name, "")) for name in ("id", "name", "device", "version")]
    clock, sets, speeds = told.get("clock"), told.get("sets"), told.get("speeds")
    if not all(is_text(text) and len(text) <= _MOST_TEXT for text in texts) or clock is None or not is_figure(clock):
        return None
    last_seen = float(facts["last_seen"])
    helper_id, name, device, version = texts
    return Seen(
        address=address,
        connection=str(facts["name"]),
        last_seen=last_seen,
        helper_id=helper_id,
        name=name,
        device=device,
        version=version,
        clock_shift=last_seen - clock,
        speeds=speeds if isinstance(speeds, dict) else {},
        sets=frozenset(map(str, sets if isinstance(sets, (list, tuple)) else ())),  # Dask makes tuples of lists
        is_ready=told.get("is_ready") is True,
    )


@contextmanager
def _answering() -> Iterator[None]:
    """Turn what Dask raises when a connection breaks into `UnreachableError`."""
    began = time.monotonic()
    try:
        yield
    except (asyncio.CancelledError, Exception) as error:
        raise UnreachableError(f"{type(error).__name__} after {time.monotonic() - began:.0f} s: {error}") from error
