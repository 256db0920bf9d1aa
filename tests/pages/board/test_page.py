"""The class board's page as AppTest sees it: sharing, taking back, and clearing."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.charts.board import board_curves_chart
from dogcat.common.palette import REGULARIZED_COLOUR
from dogcat.common.permission import COMMAND_LINE, Visitor
from dogcat.lesson.board import BoardEntry, read_board, share
from dogcat.lesson.handed_in import all_handed_in, hand_in
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import STEPS, read_step
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED, Recipe
from dogcat.runs.run import create_run
from pages.frame import gate
from pages.state import resources
from tests.finished_runs import write_run
from tests.pages.helpers import open_page, press, texts
from tests.spoken import speak_marked, untranslated

NASTY = "<img src=x onerror>"
ANN = BoardEntry("a1", "Ann", {"1-pictures": 2, "2-model": 0}, shares_trainings=True)


def test_a_learner_shares_and_takes_back(
    app: AppTest,
    tiny_recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pages.screens.board.shared.browser_token", lambda: "a1")
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
    table = app.dataframe[0].value
    assert table["Validation"].to_list() == pytest.approx([70])
    assert table["Gap, percentage points"].to_list() == pytest.approx([20])
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert "<img" not in texts(app.markdown) + shown
    press(app, "Take it back")
    assert read_board() == []


def test_only_the_teacher_clears_the_board(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.frame.gate.SECONDS_AFTER_WRONG_CODE", 0)
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: False)
    app.run()
    share(ANN, COMMAND_LINE)
    open_page(app, "board")
    assert not [button for button in app.button if "Clear" in button.label]
    word = next(field for field in app.text_input if field.label == "Teacher password")
    word.set_value("guess").run()
    assert "Wrong password" in texts(app.error)
    assert [entry.owner for entry in read_board()] == ["a1"]
    next(field for field in app.text_input if field.label == "Teacher password").set_value(
        resources.teachers_word()
    ).run()
    press(app, "Clear the whole board")
    assert read_board() == []


def test_only_the_teacher_sees_what_is_handed_in(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(Visitor("a1"), NASTY, 7, "81%", "<p>page</p>")
    at_server = False
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: at_server)
    open_page(app, "board")
    assert not app.dataframe
    assert not app.get("download_button")
    at_server = True
    app.run()
    assert app.dataframe[0].value["Name"].to_list() == [NASTY]
    assert app.dataframe[0].value["Steps done"].to_list() == ["7 of 7"]
    assert [one.proto.label for one in app.get("download_button")] == ["All pages as a zip"]
    next(field for field in app.multiselect if field.label == "Pages").set_value(["a1"]).run()
    press(app, "Delete these pages")
    assert not app.exception
    assert all_handed_in(COMMAND_LINE) == []
    assert "Nobody has handed in a page yet." in texts(app.caption)


def test_the_board_leaves_nothing_untranslated(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_marked(monkeypatch)
    app.run()
    share(ANN, COMMAND_LINE)
    hand_in(Visitor("a1"), "Ann", 7, "", "")
    open_page(app, "board")
    steps = [read_step(name) for name in STEPS]
    of_lesson = {text for step in steps for text in (step.title, step.reveal, step.predict.text, *step.predict.options)}
    assert [text for text in untranslated(app) if not any(part in text for part in of_lesson)] == []


def shown_guesses(app: AppTest) -> str:
    return next(one.proto.json for one in app.get("bidi_component") if one.proto.id.endswith("guesses-1-pictures"))


def test_the_right_answer_is_only_for_those_who_have_answered_and_the_teacher(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_server = False
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: at_server)
    app.run()
    share(ANN, COMMAND_LINE)
    open_page(app, "board")
    reveal = read_step("1-pictures").reveal
    assert REGULARIZED_COLOUR not in shown_guesses(app)
    assert reveal not in texts(app.markdown)
    assert "Answer this question in the lesson." in texts(app.caption)
    app.session_state["session"].lesson.progress = LessonProgress(predictions={"1-pictures": 0})
    app.run()
    assert REGULARIZED_COLOUR in shown_guesses(app)
    assert reveal in texts(app.markdown)
    app.session_state["session"].lesson.progress = LessonProgress()
    at_server = True
    app.run()
    assert reveal in texts(app.markdown)


def test_two_trainings_of_one_nickname_are_told_apart_by_their_recipe(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[list[str]] = []
    chart = board_curves_chart
    monkeypatch.setattr(
        "pages.screens.board.shared.board_curves_chart",
        lambda curves, colours: given.append([name for name, _rows in curves]) or chart(curves, colours),
    )
    app.run()
    share(ANN, COMMAND_LINE)
    share(BoardEntry("b1", "Ben", {}, shares_trainings=True), COMMAND_LINE)
    for recipe, owner in ((QUICK_BASELINE, "a1"), (QUICK_REGULARIZED, "a1"), (QUICK_BASELINE, "b1")):
        write_run(create_run(recipe, "tiny", claimed_by=0, owner=owner), 0.7, 0.9)
    open_page(app, "board")
    assert sorted(given[-1]) == ["Ann, quick-baseline", "Ann, quick-regularized", "Ben"]
