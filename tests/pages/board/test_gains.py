"""What the class learned, as AppTest sees it: who shares counts, also later answers, and a few are not shown."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.permission import COMMAND_LINE
from dogcat.lesson.board import BoardEntry, read_board, share
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import FURTHER_STEPS, STEPS, read_step
from tests.pages.helpers import in_lesson, press, session_of
from tests.spoken import speak_marked, untranslated

STEP = read_step("1-pictures")
WRONG = 1 - min(STEP.predict.right, 1)


def look(app: AppTest) -> AppTest:
    app.run()
    app.query_params["class"] = "Before and after"
    return app.switch_page("pages/board.py").run()


def class_of(num: int) -> None:
    """Learners who were wrong before the first step and right after it."""
    for number in range(num):
        entry = BoardEntry(f"t{number}", f"n{number}", {STEP.name: WRONG}, False, True, {STEP.name: STEP.check.right})
        share(entry, COMMAND_LINE)


def test_five_learners_give_a_gain_and_four_give_none(app: AppTest) -> None:
    class_of(4)
    look(app)
    table = app.dataframe[0].value
    assert len(table) == len(STEPS)
    assert set(table["Learners"]) == {"fewer than 5"}
    assert set(table["95% confidence interval"]) == {""}
    assert not [one for one in app.get("bidi_component") if one.proto.id.endswith("gains")]
    class_of(5)
    app.run()
    row = app.dataframe[0].value.iloc[0]
    assert row[["Learners", "Before", "After", "Gain, percentage points"]].to_list() == ["5", "0%", "100%", "+100"]
    assert row["95% confidence interval"] == "+39 to +100"
    assert [one for one in app.get("bidi_component") if one.proto.id.endswith("gains")]


def test_a_further_step_has_a_row_once_somebody_has_answered_it(app: AppTest) -> None:
    name = FURTHER_STEPS[0]
    share(BoardEntry("me", "Ann", {name: 0}, False, True, {name: 1}), COMMAND_LINE)
    look(app)
    assert app.dataframe[0].value["Step"].to_list()[len(STEPS) :] == [f"8. {read_step(name).title}"]


def test_later_answers_count_for_those_who_share_them(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pages.screens.board.shared", "pages.frame.lesson_step", "pages.frame.asker"):
        monkeypatch.setattr(f"{module}.browser_token", lambda: "me")
    app.run()
    session_of(app).lesson.progress = LessonProgress(attempts={"1-pictures": [2, 1]})
    app.switch_page("pages/board.py").run()
    app.text_input[0].set_value("Ann")
    press(app, "Put it on the board")
    assert [(entry.shares_answers, entry.checks) for entry in read_board()] == [(True, {"1-pictures": 2})]
    in_lesson(app, "model", "2-model")
    app.radio(key="predict-2-model-en").set_value(1).run()
    assert read_board()[0].predictions == {"2-model": 1}
    app.radio(key="check-2-model-en").set_value(0).run()
    assert read_board()[0].checks == {"2-model": 0}


def test_nothing_is_taken_over_from_those_who_do_not_share(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pages.screens.board.shared", "pages.frame.lesson_step", "pages.frame.asker"):
        monkeypatch.setattr(f"{module}.browser_token", lambda: "me")
    app.run()
    app.switch_page("pages/board.py").run()
    app.text_input[0].set_value("Ann")
    next(box for box in app.checkbox if "answers" in box.label).set_value(False)
    press(app, "Put it on the board")
    in_lesson(app, "model", "2-model")
    app.radio(key="predict-2-model-en").set_value(1).run()
    (entry,) = read_board()
    assert (entry.shares_answers, entry.predictions, entry.checks) == (False, {}, {})


def test_the_view_leaves_nothing_untranslated(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_marked(monkeypatch)
    class_of(6)
    look(app)
    titles = {read_step(name).title for name in STEPS}
    assert [
        text for text in untranslated(app) if text != "top center" and not any(title in text for title in titles)
    ] == []
