"""The class board: what is shared, who takes it back, and what nobody may smuggle onto it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.charts.board import board_curves_chart, describe_board_curves, predictions_chart
from dogcat.lesson.board import (
    MAX_NICKNAME,
    BoardError,
    Entry,
    count_predictions,
    read_board,
    share,
    shared_runs,
    withdraw,
)
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import STEPS, read_step
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from pages.frame import gate
from pages.state import resources
from tests.pages.compare.test_page import write_run
from tests.pages.test_pages import app, open_page, press, texts  # noqa: F401 - `app` is a fixture
from tests.spoken import speak_marked, untranslated

NASTY = "<img src=x onerror>"
ANN = Entry("a1", "Ann", {"1-pictures": 2, "2-model": 0}, shares_trainings=True)


def test_what_was_shared_is_read_replaced_and_taken_back(home: Path) -> None:
    assert read_board() == []
    share(replace(ANN, owner="b2", nickname=" bo "))
    share(ANN)
    assert [entry.nickname for entry in read_board()] == ["Ann", "bo"]
    share(replace(ANN, nickname="Anna"))
    assert [entry.nickname for entry in read_board()] == ["Anna", "bo"]
    withdraw("a1")
    withdraw("a1")
    assert [entry.owner for entry in read_board()] == ["b2"]


@pytest.mark.parametrize("nickname", ["", "  ", "x" * (MAX_NICKNAME + 1), "a\nb", "\x00"])
def test_a_nickname_that_cannot_be_shown_is_refused(home: Path, nickname: str) -> None:
    with pytest.raises(BoardError, match="A nickname has 1 to 24"):
        share(replace(ANN, nickname=nickname))


def test_nobody_takes_another_s_name_or_place(home: Path) -> None:
    share(ANN)
    with pytest.raises(BoardError, match="called like that already"):
        share(replace(ANN, owner="b2", nickname="ANN"))
    with pytest.raises(BoardError, match="no mark"):
        share(replace(ANN, owner="../a1", nickname="Bo"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"owner": "x", "nickname": "n", "predictions": 3}'])
def test_a_damaged_file_is_left_out(home: Path, text: str) -> None:
    share(ANN)
    (home / "board" / "x.json").write_text(text)
    (home / "board" / "y.json").write_text(
        json.dumps({"owner": "y", "nickname": "Y", "predictions": {"1-pictures": "<b>", "x": 1}, "shares_trainings": 1})
    )
    assert read_board() == [ANN, Entry("y", "Y", {}, shares_trainings=False)]


def test_guesses_are_counted(home: Path) -> None:
    others = [replace(ANN, owner=f"b{place}", predictions={"1-pictures": place}) for place in (0, 2, 7)]
    assert count_predictions([ANN, *others], "1-pictures", 3) == [1, 0, 2]
    figure = predictions_chart(["a", "b", "c"], [1, 0, 2], 2)
    assert list(figure.data[0].x) == [1, 0, 2]
    assert figure.data[0].y[2] == "✓ c"


def test_only_trainings_of_those_who_share_them_are_shown(home: Path, tiny_recipe: Recipe) -> None:
    for owner in ("a1", "b2", "c3"):
        write_run(create_run(tiny_recipe, "tiny", claimed_by=0, owner=owner), 0.7, 0.9)
    create_run(tiny_recipe, "tiny", claimed_by=0, owner="a1")
    share(ANN)
    share(replace(ANN, owner="b2", nickname="Bo", shares_trainings=False))
    shared = shared_runs(read_board())
    assert [nickname for nickname, _run in shared] == ["Ann"]
    curves = [(NASTY, run.history()) for _nickname, run in shared]
    assert board_curves_chart(curves).data[0].name == "&lt;img src=x onerror&gt;"
    assert "70.0% after epoch 12" in describe_board_curves(curves)


def test_a_learner_shares_and_takes_back(
    app: AppTest,  # noqa: F811
    tiny_recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pages.screens.board.page.browser_token", lambda: "a1")
    monkeypatch.setattr(gate, "SECONDS_AFTER_WRONG_CODE", 0)
    app.run()
    app.session_state["session"].lesson.progress = LessonProgress(predictions={"1-pictures": 2})
    write_run(create_run(tiny_recipe, "tiny", claimed_by=0, owner="a1"), 0.7, 0.9)
    open_page(app, "board")
    assert "Nobody has shared anything yet." in texts(app.info)
    press(app, "Put it on the board")
    assert "A nickname has 1 to" in texts(app.error)
    app.text_input[0].set_value(NASTY)
    press(app, "Put it on the board")
    assert not app.exception
    assert app.dataframe[0].value["Nickname"].to_list() == [NASTY]
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert "<img" not in texts(app.markdown) + shown
    press(app, "Take it back")
    assert read_board() == []


def test_only_the_teacher_clears_the_board(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr("pages.frame.gate.SECONDS_AFTER_WRONG_CODE", 0)
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: False)
    app.run()
    share(ANN)
    open_page(app, "board")
    assert not [button for button in app.button if "Clear" in button.label]
    word = next(field for field in app.text_input if field.label == "Teacher's word")
    word.set_value("guess").run()
    assert "That is not the word" in texts(app.error)
    assert [entry.owner for entry in read_board()] == ["a1"]
    next(field for field in app.text_input if field.label == "Teacher's word").set_value(
        resources.teachers_word()
    ).run()
    press(app, "Clear the whole board")
    assert read_board() == []


def test_the_board_leaves_nothing_untranslated(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    speak_marked(monkeypatch)
    app.run()
    share(ANN)
    open_page(app, "board")
    steps = [read_step(name) for name in STEPS]
    of_lesson = {text for step in steps for text in (step.title, step.reveal, step.predict.text, *step.predict.options)}
    assert [text for text in untranslated(app) if not any(part in text for part in of_lesson)] == []
