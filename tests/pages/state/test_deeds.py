"""What is guessed and played outside of the steps comes into the progress, and is forgotten with it."""

import pytest
import streamlit as st

from dogcat.analysis.human_baseline import pictures_to_guess
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.quiz import draw_questions
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE
from pages.state.deeds import forget_deeds, keep_deeds
from pages.state.session import Session, session


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A tab whose browser has sent its progress."""
    monkeypatch.setattr(st, "session_state", {})
    session().lesson.progress = LessonProgress(has_started=True, language="ko")
    return session()


def kept(tab: Session) -> LessonProgress:
    keep_deeds(tab)
    assert tab.lesson.progress
    return tab.lesson.progress


def test_nothing_is_kept_before_the_browser_has_sent_its_progress(tab: Session) -> None:
    tab.lesson.progress = None
    tab.compare.cure_guess = "dropout"
    keep_deeds(tab)
    assert tab.lesson.progress is None


def test_guesses_are_kept_and_stay_when_the_question_is_asked_again(tab: Session) -> None:
    tab.compare.prediction, tab.compare.cure_guess = "both higher", "dropout"
    assert (kept(tab).effect_guess, kept(tab).cure_guess) == ("both higher", "dropout")
    tab.compare.prediction = tab.compare.cure_guess = None
    assert (kept(tab).effect_guess, kept(tab).cure_guess) == ("both higher", "dropout")


def test_a_quiz_counts_when_it_is_answered_to_its_end(tab: Session) -> None:
    questions = draw_questions(QUICK_BASELINE, 1)
    for number, question in enumerate(questions[:-1]):
        tab.model.quiz_answers[QUICK_BASELINE, 1, number] = question.answer
    assert kept(tab).quiz == []
    tab.model.quiz_answers[QUICK_BASELINE, 1, 4] = "wrong"
    assert kept(tab).quiz == [4, 5]


def test_a_game_counts_when_all_pictures_are_guessed(tab: Session, tiny_set: PictureSet) -> None:
    labels = [picture.label for picture in pictures_to_guess(tiny_set, 1)]
    given = tab.human_baseline.guesses.setdefault((tiny_set.name, 1), labels[:-1])
    tab.human_baseline.network_guesses["first", tiny_set.name, 1] = [0.9 if label else 0.1 for label in labels]
    tab.human_baseline.network_guesses["second", tiny_set.name, 1] = [0.1] * len(labels)
    tab.human_baseline.network_guesses["first", tiny_set.name, 2] = [0.1] * len(labels)
    assert kept(tab).game == {}
    given.append(1 - labels[-1])
    num = len(labels)
    assert kept(tab).game == {"you": [num - 1, num], "before": [num, num], "after": [num // 2, num]}
    tab.human_baseline.guesses = {("gone", 1): [0] * 99}
    assert kept(tab).game["you"] == [num - 1, num]


def test_all_is_forgotten_but_the_language(tab: Session) -> None:
    tab.compare.prediction, tab.compare.shows_cured, tab.compare.shows_cures = "both higher", True, True
    tab.model.quiz_answers = {(QUICK_BASELINE, 1, number): "1" for number in range(5)}
    tab.human_baseline.guesses["drawn", 1] = [1]
    kept(tab)
    forget_deeds(tab)
    assert kept(tab) == LessonProgress(language="ko")
    assert not tab.compare.shows_cured
    assert not tab.compare.shows_cures
    assert tab.human_baseline.guesses == {}
