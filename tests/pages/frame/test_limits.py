"""How often a visitor may try a word or fill the board, as AppTest sees it."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.board import read_board
from pages.frame import limits
from pages.state import resources
from tests.pages.frame.helpers import no_free_guess, strict
from tests.pages.helpers import open_page, press, session_of, texts


@pytest.fixture
def at_the_gate(guest: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app before a visitor has entered the class code, which is "secret"."""
    monkeypatch.setenv("DOGCAT_CLASS_CODE", "secret")
    monkeypatch.setattr("pages.frame.gate.SECONDS_AFTER_WRONG_CODE", 0)
    return guest.run()


def enter(app: AppTest, word: str) -> AppTest:
    app.text_input[0].set_value(word)
    return app.button[0].click().run()


def test_words_are_not_tried_without_end(at_the_gate: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = no_free_guess(monkeypatch)
    assert "not the class code" in enter(at_the_gate, "wrong").error[0].value
    refused = enter(at_the_gate, "secret").error[0].value
    assert "You have done this very often" in refused, "nor is it told whether it was right"
    assert "Wait 2 seconds" in enter(at_the_gate, "wrong").error[0].value
    clock.now += 2
    enter(at_the_gate, "secret")
    assert "Which class?" not in [title.value for title in at_the_gate.title]


def test_the_teacher_comes_in_while_others_guess_from_the_same_address(
    at_the_gate: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_free_guess(monkeypatch)
    monkeypatch.setattr(limits, "visitor_address", lambda: "school")
    assert limits.guessing()[limits.CODE].try_word("cookie", "school", is_right=False) is False
    assert "Many people have just done this" in enter(at_the_gate, "secret").error[0].value
    enter(at_the_gate, resources.teachers_word())
    assert "Which class?" not in [title.value for title in at_the_gate.title]
    assert session_of(at_the_gate).visitor.is_teacher


def test_the_board_is_not_filled_without_end(guest: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    strict(limits.BOARD, monkeypatch)
    open_page(guest, "board")
    guest.text_input[0].set_value("Ann")
    press(guest, "Put it on the board")
    assert not guest.error
    guest.text_input[0].set_value("Bo")
    press(guest, "Update my entry")
    assert "You have done this very often" in guest.error[0].value
    assert [entry.nickname for entry in read_board()] == ["Ann"]


def test_who_is_in_charge_is_never_shut_out(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    strict(limits.BOARD, monkeypatch)
    limits.limits()[limits.BOARD].count("a learner", "127.0.0.1")
    open_page(app, "board")
    for name, label in (("Ann", "Put it on the board"), ("Bo", "Update my entry"), ("Cy", "Update my entry")):
        app.text_input[0].set_value(name)
        press(app, label)
    assert [entry.nickname for entry in read_board()] == ["Cy"]


@pytest.mark.usefixtures("tiny_set")
def test_refused_presses_of_train_are_not_counted(guest: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    strict(limits.WORK, monkeypatch)
    monkeypatch.setenv("DOGCAT_MAX_EPOCHS", "1")
    open_page(guest, "train")
    for _press in range(3):
        guest.button(key="train").click().run()
        assert "your teacher allows 1" in texts(guest.error)
    limits.limits()[limits.WORK].count("another learner", "127.0.0.1")
