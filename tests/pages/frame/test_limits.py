"""How often a visitor may try a word or fill the board, as AppTest sees it."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.board import read_board
from pages.frame import limits
from tests.pages.frame.helpers import strict
from tests.pages.helpers import open_page, press


def test_words_are_not_tried_without_end(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_CLASS_CODE", "secret")
    monkeypatch.setattr("pages.frame.gate.SECONDS_AFTER_WRONG_CODE", 0)
    strict(limits.WORDS, monkeypatch)
    app.run()
    app.text_input[0].set_value("wrong")
    app.button[0].click().run()
    assert "not the class code" in app.error[0].value
    app.text_input[0].set_value("secret")
    app.button[0].click().run()
    assert "You have done this very often" in app.error[0].value, "nor is it told whether it was right"


def test_the_board_is_not_filled_without_end(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    strict(limits.BOARD, monkeypatch)
    open_page(app, "board")
    app.text_input[0].set_value("Ann")
    press(app, "Put it on the board")
    assert not app.error
    app.text_input[0].set_value("Bo")
    press(app, "Update my entry")
    assert "You have done this very often" in app.error[0].value
    assert [entry.nickname for entry in read_board()] == ["Ann"]
