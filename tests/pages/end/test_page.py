"""The end of the lesson as AppTest sees it: what is shown, taken home, handed in, and where it leads."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dogcat.common.permission import COMMAND_LINE
from dogcat.lesson.glossary import glossary
from dogcat.lesson.handed_in import all_handed_in, handed_in_by
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import FURTHER_STEPS, PAGES, STEPS, read_step
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED, with_next_seed
from pages.screens.end.answers import even_split
from tests.lesson.learners import answers, right, trains, trains_both, wrong
from tests.pages.helpers import open_page, press, session_of, texts
from tests.spoken import said, speak_marked, untranslated


@pytest.fixture
def me(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The token of the browser."""
    for module in ("page", "take_home"):
        monkeypatch.setattr(f"pages.screens.end.{module}.browser_token", lambda: "me")
    monkeypatch.setattr("pages.frame.asker.browser_token", lambda: "me")
    return "me"


def end_of(app: AppTest, progress: LessonProgress) -> AppTest:
    app.run()
    session_of(app).lesson.progress = progress
    return open_page(app, "end")


def everything(app: AppTest) -> str:
    return "\n".join(said(app))


def test_before_the_lesson_the_page_leads_into_it(app: AppTest, me: str) -> None:
    open_page(app, "end")
    assert not app.exception
    assert "Here you will see what you guessed" in texts(app.markdown)
    assert not app.subheader
    press(app, "Start the lesson")
    assert read_step(STEPS[0]).predict.text in [radio.label for radio in app.radio]
    assert session_of(app).lesson.progress.has_started


def test_the_learner_s_own_result_comes_first(app: AppTest, me: str) -> None:
    trains_both()
    end_of(app, answers(right))
    assert not app.exception
    assert (
        "With augmentation and dropout it is 81%. The gap fell from 37 to 4 percentage points." in app.markdown[0].value
    )
    assert "Recorded on the real photos" not in texts(app.subheader)
    charts = [one for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart"]
    assert len(charts) == 2
    assert "7 of 7 steps done. 14 of 14 answers right at the first attempt." in texts(app.caption)
    further = [link for link in app.get("page_link") if link.page in {PAGES[name] for name in FURTHER_STEPS}]
    assert [link.query_string for link in further] == [f"step={name}" for name in FURTHER_STEPS]
    for name in STEPS:
        step = read_step(name)
        assert f"- {step.learned}" in texts(app.markdown)
        assert step.why not in everything(app), "no reason is needed for what was right"


def test_a_missed_question_comes_with_its_answer_and_reason(app: AppTest, me: str) -> None:
    end_of(app, answers(wrong))
    for name in STEPS:
        step = read_step(name)
        assert f"Right answer: **{step.check.options[step.check.right]}**" in everything(app)
        assert step.why in everything(app)
        assert step.reveal in everything(app)


def test_half_a_lesson_is_shown_with_the_way_to_the_rest(app: AppTest, me: str) -> None:
    end_of(app, LessonProgress(True, predictions={STEPS[0]: 0}))
    assert not app.exception
    links = [link.proto for link in app.get("page_link")]
    assert [link.page for link in links if link.label == "Not answered."] == [
        "model", "train", "augmentation", "train", "compare", "try"
    ]  # fmt: skip
    assert "Recorded on the real photos" in texts(app.subheader)


def test_what_is_missing_is_prepared_on_the_train_page(app: AppTest, me: str) -> None:
    trains(QUICK_BASELINE, 0.7, 0.9)
    end_of(app, answers(right))
    assert "Still missing: a training with augmentation and dropout" in texts(app.markdown)
    press(app, "Train it")
    assert not app.exception
    assert app.title[0].value == "Train"
    assert session_of(app).draft.changed == QUICK_REGULARIZED
    assert session_of(app).draft.recipe == "quick-regularized"


def test_the_three_suggestions_open_the_right_page(app: AppTest, me: str) -> None:
    plain, regularized = trains_both()
    end_of(app, answers(right))
    press(app, "Train with augmentation only")
    assert app.title[0].value == "Train"
    draft = session_of(app).draft
    assert (draft.changed.dropout, draft.draft_augmentation) == (0.0, "tutorial")
    open_page(app, "end")
    press(app, "Train with another seed")
    assert session_of(app).draft.changed == with_next_seed(QUICK_BASELINE)
    open_page(app, "end")
    press(app, "Compare picture by picture")
    assert app.title[0].value == "Compare"
    assert app.query_params["part"] == "Picture by picture"
    by_picture = session_of(app).by_picture
    assert (by_picture.first, by_picture.second) == (plain.id, regularized.id)


def test_the_lesson_starts_again_without_its_answers(app: AppTest, me: str) -> None:
    end_of(app, answers(right))
    press(app, "Forget my answers and start again")
    assert not app.exception
    assert session_of(app).lesson.progress == LessonProgress(has_started=True)
    assert read_step(STEPS[0]).predict.text in [radio.label for radio in app.radio]


def test_the_presenter_comes_here_after_the_last_step(app: AppTest, me: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.screens.try_picture.page.show", lambda: st.title("Try"))  # without TensorFlow
    app.query_params["present"] = "1"
    end_of(app, answers(right))
    press(app, "Back")
    assert app.title[0].value == "Try"
    assert app.query_params["step"] == STEPS[-1]
    press(app, "Next")
    assert not app.exception
    assert app.title[0].value == "What you did"


def test_a_page_is_handed_in_with_a_name_and_taken_back(app: AppTest, me: str) -> None:
    trains_both()
    end_of(app, answers(right))
    press(app, "Hand it in")
    assert "A name has 1 to 40" in texts(app.error)
    assert all_handed_in(COMMAND_LINE) == []
    name = next(field for field in app.text_input if field.label == "Your name")
    name.set_value("Mina <b>")
    press(app, "Hand it in")
    assert not app.exception
    mine = handed_in_by("me")
    assert mine is not None
    assert (mine.name, mine.num_done) == ("Mina <b>", 7)
    assert "<strong>Mina &lt;b&gt;</strong>" in mine.page
    assert "The gap fell from 37 to 4" in mine.page
    assert "Handed in at" in texts(app.success)
    press(app, "Take it back")
    assert all_handed_in(COMMAND_LINE) == []


@pytest.mark.parametrize("is_own", [True, False])
def test_the_end_leaves_nothing_untranslated(
    app: AppTest, me: str, is_own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_own:
        trains_both()
    speak_marked(monkeypatch)
    progress = answers(wrong)
    progress.effect_guess, progress.cure_guess = "both higher", "dropout"
    progress.quiz, progress.game = [3, 5], {"you": [1, 2], "before": [1, 2], "after": [1, 2]}
    end_of(app, progress)
    assert not app.exception
    assert "⟦What you did⟧" in app.title[0].value
    of_lesson = set()
    for name in PAGES:
        step = read_step(name)
        of_lesson |= {step.title, step.learned, step.predict.text, step.check.text, step.why, step.reveal}
    of_lesson |= {words for term in glossary().values() for words in (term.title, term.text)}
    assert [text for text in untranslated(app) if not any(part in text for part in of_lesson)] == []


@pytest.mark.parametrize(("lengths", "count"), [([1, 1, 1, 1], 2), ([9, 1, 1], 1), ([1, 1, 9], 2), ([5, 1], 1)])
def test_columns_are_about_equally_long(lengths: list[int], count: int) -> None:
    assert even_split(lengths) == count
