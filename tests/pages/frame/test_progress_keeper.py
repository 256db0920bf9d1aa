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


def send(text: str) -> None:
    """The browser sends what it has kept."""
    arrive(session().lesson.token + text)
    take_over()


def arrive(report: str | None) -> None:
    """What the browser sends has arrived, and nothing was called for it."""
    st.session_state[KEY] = SimpleNamespace(kept=report)


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


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"format": 99}'])
def test_what_cannot_be_read_is_no_progress(text: str | None) -> None:
    send(text)
    assert progress() == LessonProgress()


def test_what_the_browser_has_kept_is_taken_over_once() -> None:
    send(progress_to_json(LessonProgress(predictions={STEP: 0}, done_tasks=["saw"])))
    progress().tick("saw", is_done=False)
    take_over()
    assert progress() == LessonProgress(predictions={STEP: 0})


def test_what_the_browser_told_the_server_s_former_session_is_not_taken_over() -> None:
    for report in ("former" + progress_to_json(LessonProgress(predictions={STEP: 0})), None):
        arrive(report)
        take_over()
        assert progress() == LessonProgress()
        assert not session().lesson.is_merged


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """All that the browser is given."""
    data_of_calls: list[dict[str, Any]] = []
    monkeypatch.setattr(progress_keeper, "_keeper", lambda data, **_options: data_of_calls.append(data))
    return data_of_calls


def test_the_browser_is_given_the_progress_once_there_is_any(given: list[dict[str, Any]]) -> None:
    keep_progress()
    session().lesson.progress = LessonProgress(attempts={STEP: [2]})
    keep_progress()
    assert given[0]["text"] == ""
    assert progress_from_json(given[1]["text"], {}).attempts == {STEP: [2]}


class RerunError(Exception):
    """In the place of the exception with which Streamlit starts the script again."""


def test_what_arrived_is_taken_over_also_without_the_callback(
    given: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def rerun() -> None:
        raise RerunError

    monkeypatch.setattr(st, "rerun", rerun)
    session().lesson.progress = LessonProgress(has_started=True)
    arrive(session().lesson.token + progress_to_json(LessonProgress(attempts={STEP: [1]})))
    with pytest.raises(RerunError):
        keep_progress()
    assert not given[0]["isMerged"], "so the browser stores nothing of this"
    keep_progress()
    assert given[1]["isMerged"]
    assert progress_from_json(given[1]["text"], {}) == LessonProgress(has_started=True, attempts={STEP: [1]})
