"""How often something may be done."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.rate_limit import Limit, TooOftenError
from dogcat.lesson.board import read_board
from pages.frame import limits
from tests.pages.test_pages import app, open_page, press  # noqa: F401 - `app` is a fixture


class Clock:
    """A time that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_one_visitor_waits_and_others_do_not() -> None:
    clock = Clock()
    limit = Limit(2, 10, 60, clock)
    limit.count("ann")
    clock.now += 50
    limit.count("ann")
    with pytest.raises(TooOftenError, match=r"You did that very often\. Wait 10 seconds"):
        limit.count("ann")
    limit.count("bo")
    clock.now += 10
    limit.count("ann")
    with pytest.raises(TooOftenError, match="Wait 50 seconds"):
        limit.count("ann")


def test_all_together_are_counted_too() -> None:
    clock = Clock()
    limit = Limit(2, 3, 60, clock)
    for who in ("a", "b", "c"):
        limit.count(who)
    with pytest.raises(TooOftenError, match=r"Many people did that just now\. Wait 60 seconds"):
        limit.count("d")
    clock.now += 60
    limit.count("d")


def strict(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing of this kind may be done but once."""
    monkeypatch.setattr(limits, "limits", lambda: made)
    made = {what: Limit(1, 1, 600)}


def test_words_are_not_tried_without_end(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("DOGCAT_CLASS_CODE", "secret")
    monkeypatch.setattr("pages.frame.gate.SECONDS_AFTER_WRONG_CODE", 0)
    strict(limits.WORDS, monkeypatch)
    app.run()
    app.text_input[0].set_value("wrong")
    app.button[0].click().run()
    assert "not the class code" in app.error[0].value
    app.text_input[0].set_value("secret")
    app.button[0].click().run()
    assert "You did that very often" in app.error[0].value, "nor is it told whether it was right"


def test_the_board_is_not_filled_without_end(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    strict(limits.BOARD, monkeypatch)
    open_page(app, "board")
    app.text_input[0].set_value("Ann")
    press(app, "Put it on the board")
    assert not app.error
    app.text_input[0].set_value("Bo")
    press(app, "Put it there anew")
    assert "You did that very often" in app.error[0].value
    assert [entry.nickname for entry in read_board()] == ["Ann"]
