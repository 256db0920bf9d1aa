"""What practice adds, as AppTest sees it."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.helpers import in_lesson, lesson_bar, open_page, texts
from tests.spoken import speak_marked, untranslated


def test_the_page_shows_what_is_recorded(app: AppTest) -> None:
    open_page(app, "ladder")
    assert not app.exception
    assert app.title[0].value == "What practice adds"
    assert "10 trainings of each kind" in texts(app.caption)


def test_no_word_of_english(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_marked(monkeypatch)
    open_page(app, "ladder")
    assert [text for text in untranslated(app) if text != "top center"] == []


def test_its_step_stands_above_it(app: AppTest) -> None:
    in_lesson(app, "ladder")
    assert not app.exception
    assert lesson_bar(app)["label"] == "Further step 8: What practice adds"
