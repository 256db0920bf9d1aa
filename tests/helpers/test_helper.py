"""A helper between its trainings: what it says of itself, and how it leaves."""

import asyncio
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import filelock
import pytest

from dogcat.helpers import helper as module
from dogcat.helpers.connection import HelpersError
from dogcat.helpers.helper import LEAST_BYTES, Helper, device, join
from dogcat.helpers.invitation import Invitation
from tests.helpers.stub_trainer import Trainer


@pytest.fixture
def helper(home: Path) -> Helper:
    return Helper("lab-07", lambda _line: None, Trainer(1.0))


def test_it_says_what_it_is(helper: Helper, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = helper.facts()
    assert (facts["name"], facts["device"], facts["is_ready"]) == ("lab-07", device(), True)
    assert Helper("again", print, Trainer(1.0)).facts()["id"] == facts["id"], "the app knows it again"
    monkeypatch.setattr(module, "usable_bytes", lambda: LEAST_BYTES - 1)
    assert helper.facts()["is_ready"] is False


def test_a_folder_helps_once(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_HOME", str(home))  # which `join` changes
    (home / "helping").mkdir(parents=True)
    with filelock.FileLock(home / "helping" / ".joined.lock"), pytest.raises(HelpersError, match="Another “join”"):
        join(tmp_path / "join.zip", print)


def test_it_says_once_why_there_is_no_connection_and_tries_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    tries: list[str] = []

    async def connect(self: Helper, address: str, *_what: object) -> None:
        tries.append(address)
        if len(tries) == 3:
            self.leave()
        raise RuntimeError("Worker failed to start.") from ValueError("the port is in use")

    monkeypatch.setattr(Helper, "connect", connect)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.0)
    invitation = Invitation(("tls://192.0.2.1:1",), dt.datetime(2030, 1, 31, tzinfo=dt.timezone.utc))
    work = module._for_ever(Helper("lab-07", said.append, Trainer(1.0)), invitation, None, "0")
    with ThreadPoolExecutor(1) as thread:  # a browser of other tests may have a loop in this one
        thread.submit(asyncio.run, work).result()
    assert len(tries) == 3
    (line,) = said
    assert "the port is in use" in line
    assert "2030-01-31" in line


def test_it_leaves_after_its_training_and_at_once_when_asked_twice(helper: Helper) -> None:
    attempt: Any = SimpleNamespace(is_given_up=False)
    helper.attempts["a"] = attempt
    helper.leave()
    assert helper.is_leaving
    assert not attempt.is_given_up
    assert helper.facts()["is_ready"] is False
    helper.leave()
    assert attempt.is_given_up


def test_one_that_is_sent_away_leaves_at_once(helper: Helper) -> None:
    attempt: Any = SimpleNamespace(is_given_up=False)
    helper.attempts["a"] = attempt
    helper.leave(_sent_away=True)
    assert helper.is_sent_away
    assert attempt.is_given_up
