"""A learner's progress, which the browser keeps."""

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from dogcat.lesson.progress import LessonProgress, progress_from_json, progress_to_json
from dogcat.lesson.steps import STEPS
from pages.frame import progress_keeper
from pages.frame.progress_keeper import KEY, keep_progress, progress, take_over
from pages.state.session import session

STEP, LATER = STEPS[0], STEPS[1]


@pytest.fixture(autouse=True)
def tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab of its own."""
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", {})


def send(text: str | None) -> None:
    """The browser sends what it has kept."""
    st.session_state[KEY] = SimpleNamespace(kept=text)
    take_over()


def test_what_was_answered_before_the_browser_sent_its_own_is_merged() -> None:
    session().lesson.progress = LessonProgress(has_started=True, predictions={LATER: 1})
    send(progress_to_json(LessonProgress(language="ko", predictions={STEP: 0, LATER: 0})))
    assert progress().has_started
    assert progress().predictions == {STEP: 0, LATER: 1}
    assert session().visitor.language == "ko"


def test_the_address_s_language_wins_over_the_kept_one() -> None:
    st.query_params["lang"] = "en"
    send(progress_to_json(LessonProgress(language="ko")))
    assert session().visitor.language is None


@pytest.mark.parametrize("text", [None, "", "no JSON", "[]", '{"format": 99}'])
def test_what_cannot_be_read_is_no_progress(text: str | None) -> None:
    send(text)
    assert progress() == LessonProgress()


def test_the_browser_is_given_the_progress_once_there_is_any(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr(progress_keeper, "_keeper", lambda data, **_options: given.append(data["text"]))
    keep_progress()
    session().lesson.progress = LessonProgress(attempts={STEP: [2]})
    keep_progress()
    assert given[0] == ""
    assert progress_from_json(given[1], {}).attempts == {STEP: [2]}
