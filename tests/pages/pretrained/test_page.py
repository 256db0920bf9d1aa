"""A pre-trained network, as AppTest sees it."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.steps import PAGES
from tests.pages.helpers import in_lesson, lesson_bar, open_page, texts
from tests.spoken import speak_marked, untranslated


def test_the_page_says_what_pre_training_is(app: AppTest) -> None:
    open_page(app, "pretrained")
    assert not app.exception
    assert "learned from other pictures before" in texts(app.markdown)


def test_no_word_of_english(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_marked(monkeypatch)
    open_page(app, "pretrained")
    assert untranslated(app) == []


def test_its_step_stands_above_it_and_leads_back_to_the_end(app: AppTest) -> None:
    in_lesson(app, "pretrained", "9-pretrained")
    assert lesson_bar(app)["label"] == "Further step 9: A pre-trained network"
    assert [dot["name"] for dot in lesson_bar(app)["steps"]] == list(PAGES)
    app.radio(key="predict-9-pretrained-en").set_value(1).run()
    app.radio(key="check-9-pretrained-en").set_value(1).run()
    assert not app.exception
    assert "See what you did" in [link.label for link in app.get("page_link")]
