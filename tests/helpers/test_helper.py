"""A helper between its trainings: what it says of itself, and how it leaves."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dogcat.helpers import helper as module
from dogcat.helpers.helper import LEAST_BYTES, Helper, device
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
