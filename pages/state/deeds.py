"""What a visitor guesses and plays outside of the lesson's steps, taken over into the lesson's progress."""

from dogcat.analysis.human_baseline import pictures_to_guess, score
from dogcat.common.errors import DogcatError
from dogcat.lesson.progress import PLAYERS, LessonProgress
from dogcat.lesson.quiz import NUM_QUESTIONS, draw_questions
from dogcat.lesson.quiz_question import count_right
from dogcat.pictures.picture_set import open_picture_set
from pages.state.choices import LadderState, ModelState
from pages.state.session import Session
from pages.state.try_choices import HumanBaselineState


def keep_deeds(tab: Session) -> None:
    """Takes over into the progress what was guessed and played outside of the steps' questions.

    Nothing is taken over before the browser has sent its progress, because the browser would then store less.
    """
    known, compare = tab.lesson.progress, tab.compare
    if known is None:
        return
    known.effect_guess = compare.prediction or known.effect_guess
    known.cure_guess = compare.cure_guess or known.cure_guess
    if tab.ladder.shows_rungs and tab.ladder.order:
        known.ladder_order = list(tab.ladder.order)
    num_answers = len(tab.model.quiz_answers) + sum(map(len, tab.human_baseline.guesses.values()))
    if num_answers != tab.lesson.num_kept_answers:
        tab.lesson.num_kept_answers = num_answers
        known.quiz = _finished_quiz(tab.model) or known.quiz
        known.game = _finished_game(tab.human_baseline) or known.game


def forget_deeds(tab: Session) -> None:
    """Forgets all answers, guesses and scores of the lesson; the language stays."""
    language = tab.lesson.progress.language if tab.lesson.progress else ""
    tab.lesson.progress, tab.lesson.num_kept_answers = LessonProgress(language=language), 0
    tab.human_baseline = HumanBaselineState()
    tab.compare.prediction = tab.compare.cure_guess = None
    tab.ladder = LadderState()
    tab.compare.shows_cured = tab.compare.shows_cures = False
    tab.model.quiz_answers = {}


def _finished_quiz(model: ModelState) -> list[int]:
    """Return right answers and questions of the last quiz with all answers; empty without one."""
    answers = model.quiz_answers
    quizzes = dict.fromkeys((recipe, seed) for recipe, seed, _number in answers)
    for recipe, seed in reversed(quizzes):
        given = [answers.get((recipe, seed, number)) for number in range(NUM_QUESTIONS)]
        if None not in given:
            return [count_right(draw_questions(recipe, seed), given), NUM_QUESTIONS]
    return []


def _finished_game(played: HumanBaselineState) -> dict[str, list[int]]:
    """Return right answers and pictures by player, for the last whole game; empty without one."""
    for (name, seed), given in reversed(played.guesses.items()):
        if not given:
            continue
        try:
            labels = [picture.label for picture in pictures_to_guess(open_picture_set(name), seed)]
        except DogcatError:  # the set is deleted
            continue
        if len(given) < len(labels):
            continue
        said = [p_dog for (_key, *place), p_dog in played.network_guesses.items() if place == [name, seed]]
        answers = [given, *([int(one > 0.5) for one in p_dog] for p_dog in said)]
        scores = [score(each, labels) for each in answers]
        return {player: [each.num_right, each.num_all] for player, each in zip(PLAYERS, scores, strict=False)}
    return {}
