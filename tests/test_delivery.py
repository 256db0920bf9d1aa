"""A run of the script ends after the server has taken in what it drew."""

import asyncio
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from pages.shared import delivery


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.AbstractEventLoop]:
    """A server's loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = SimpleNamespace(stopped=loop.create_future())
    monkeypatch.setattr(delivery, "runtime", SimpleNamespace(exists=lambda: True, get_instance=lambda: server))
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_what_was_drawn_is_taken_in_before_the_run_ends(loop: asyncio.AbstractEventLoop) -> None:
    taken_in: list[int] = []
    loop.call_soon_threadsafe(time.sleep, 0.2)  # it is busy with other visitors
    for number in range(100):
        loop.call_soon_threadsafe(taken_in.append, number)
    delivery.deliver()
    assert taken_in == list(range(100))


def test_a_server_that_goes_down_holds_nobody(loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MOST_SECONDS", 0.01)
    loop.call_soon_threadsafe(time.sleep, 0.3)
    began = time.monotonic()
    delivery.deliver()
    assert time.monotonic() - began < 0.3


def test_without_a_server_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "runtime", SimpleNamespace(exists=lambda: False))
    delivery.deliver()
