"""The language of a visitor: the choice, or the address, the teacher's setting, the browser, English."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

from pages.frame import language
from pages.frame.language import keep_choice, visitors_language
from pages.state.session import session


@pytest.fixture(autouse=True)
def visit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script run of a visitor whose browser speaks no language of the app."""
    monkeypatch.setattr(language, "get_script_run_ctx", lambda **_options: object())
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", {})
    monkeypatch.setattr(st, "context", SimpleNamespace(locale="fr-FR"))


def test_english_is_the_default() -> None:
    assert visitors_language() == "en"


def test_the_browser_s_language_is_taken_without_its_country(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "context", SimpleNamespace(locale="ko-KR"))
    assert visitors_language() == "ko"


def test_the_teacher_s_setting_comes_before_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "context", SimpleNamespace(locale="en-GB"))
    monkeypatch.setenv("DOGCAT_LANGUAGE", "ko")
    assert visitors_language() == "ko"


@pytest.mark.parametrize(("asked", "found"), [("ko", "ko"), ("en", "en"), ("xx", "ko")])
def test_the_address_comes_first_if_the_app_knows_it(asked: str, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_LANGUAGE", "ko")
    st.query_params["lang"] = asked
    assert visitors_language() == found


def test_settings_that_cannot_be_read_do_not_hide_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_LANGUAGE", "xx")
    assert visitors_language() == "en"


def test_outside_of_a_script_run_it_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    session().visitor.language = "ko"
    assert visitors_language() == "ko"
    monkeypatch.setattr(language, "get_script_run_ctx", lambda **_options: None)
    assert visitors_language() == "en"


def test_a_choice_replaces_the_address_and_is_kept_with_the_progress() -> None:
    st.query_params["lang"] = "en"
    session().visitor.language = "ko"
    keep_choice()
    assert "lang" not in st.query_params
    progress = session().lesson.progress
    assert progress is not None
    assert progress.language == "ko"
