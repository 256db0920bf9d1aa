"""Everything that a lesson ended with: answers, guesses, the learner's two trainings, what to remember.

The page “What you did” and the file to take home show the same `LessonOutcome`, so they cannot differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dogcat.analysis.cures import cure_results
from dogcat.analysis.result_text import num_last_epochs
from dogcat.common.language import _, current_language
from dogcat.lesson.figures import chosen_figures
from dogcat.lesson.glossary import Term, glossary
from dogcat.lesson.guesses import (
    AUGMENTATION,
    DROPOUT,
    guess_named,
    judge_cure_guess,
    judge_guess,
    judge_prediction,
)
from dogcat.lesson.progress import LessonProgress, option_of
from dogcat.lesson.step_recipe import KINDS
from dogcat.lesson.steps import FURTHER_STEPS, STEPS, Step, StepQuestion, read_step
from dogcat.lesson.trained import TrainedPair, trained_pair
from dogcat.recipe.recipe import recipe_kind
from dogcat.runs.annotations import read_annotation
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.run import Run

CURES = "6-compare"  # the step that asks the question of `cure_guess`
MOST_TRAININGS = 4  # newest ones whose guess is judged


@dataclass(frozen=True)
class Answered:
    """A question of the lesson with what the learner said. All texts are Markdown.

    Attributes:
        question: the question.
        given: the learner's answers in the order of the attempts, at least one.
        right: the correct answer.
        why: explanation of the correct answer.
        right_words: sentence that names the correct answer, with the field `answer`.
    """

    question: str
    given: tuple[str, ...]
    right: str
    why: str
    right_words: str

    @property
    def is_right(self) -> bool:
        """Return True if the first answer is correct."""
        return self.given[0] == self.right


@dataclass(frozen=True)
class StepOutcome:
    """What the learner did in one step.

    Attributes:
        name: one of `PAGES`.
        number: position in the lesson, from 1.
        title: heading of the step.
        page: address of its page.
        guess: the Predict question; None if it is not answered.
        check: the Check question; None if it is not answered.
        learned: what to remember, Markdown.
    """

    name: str
    number: int
    title: str
    page: str
    guess: Answered | None
    check: Answered | None
    learned: str

    @property
    def is_done(self) -> bool:
        """Return True if the Check question is answered."""
        return self.check is not None

    @property
    def is_right(self) -> bool:
        """Return True if no answer that was given is wrong."""
        return all(each.is_right for each in (self.guess, self.check) if each)


@dataclass(frozen=True)
class Judged:
    """A guess outside of the steps' questions, or a score.

    Attributes:
        topic: what it is about.
        words: how right it was, with figures; plain text.
    """

    topic: str
    words: str


@dataclass(frozen=True)
class LessonOutcome:
    """What a lesson ended with, with all texts in one language.

    Attributes:
        language: code of the language.
        has_started: True if the learner has answered or trained anything.
        steps: all steps of the lesson, in order.
        further: the further steps in which the learner has answered a question.
        trained: the learner's two trainings, or the recorded ones.
        judged: guesses before trainings and on the Compare page, and scores.
        terms: terms of the glossary that these steps mention.
    """

    language: str
    has_started: bool
    steps: tuple[StepOutcome, ...]
    further: tuple[StepOutcome, ...]
    trained: TrainedPair
    judged: tuple[Judged, ...]
    terms: tuple[Term, ...]

    @property
    def num_done(self) -> int:
        """Number of the lesson's steps whose Check question is answered."""
        return sum(step.is_done for step in self.steps)

    @property
    def score(self) -> tuple[int, int]:
        """Number of the lesson's questions that were answered correctly at the first attempt, and of all answered."""
        answers = [each for step in self.steps for each in (step.guess, step.check) if each]
        return sum(each.is_right for each in answers), len(answers)


def lesson_outcome(progress: LessonProgress, runs: Sequence[Run], owner: str) -> LessonOutcome:
    """Return what a learner's lesson ended with, in the current language.

    Args:
        progress: the learner's answers.
        runs: all runs of this machine; those of other owners are not looked at.
        owner: token of the learner's browser.

    Raises:
        LessonError: a text of the lesson is missing or damaged.
    """
    language = current_language()
    mine = [run for run in runs if run.is_of(owner)]
    pair = trained_pair(mine, owner)
    own = {each.kind: chosen_figures(each.recipe, each.num_training, each.num_validation) for each in pair.own}
    steps = [read_step(name, language, own.get(KINDS[name]) if name in KINDS else None) for name in STEPS]
    further = [
        read_step(name, language) for name in FURTHER_STEPS if name in progress.predictions or name in progress.attempts
    ]
    known = glossary(language)
    return LessonOutcome(
        language=language,
        has_started=bool(progress.predictions or progress.attempts or mine),
        steps=tuple(_step(step, progress) for step in steps),
        further=tuple(_step(step, progress) for step in further),
        trained=pair,
        judged=tuple(_judged(progress, mine)),
        terms=tuple(dict.fromkeys(known[name] for step in (*steps, *further) for name in step.terms if name in known)),
    )


def outcome_words(step: str, is_right: bool) -> str:
    """Return the sentence that names the correct answer to a step's Predict question, with the field `answer`.

    Recorded trainings judge a guess about trainings; the learner's own may differ.

    Args:
        step: one of `PAGES`.
        is_right: whether the learner's guess was correct.
    """
    if step in (*KINDS, CURES):
        return (
            _("Your guess was right for the recorded trainings: {answer}")
            if is_right
            else _("Right answer for the recorded trainings: {answer}")
        )
    return _("Your guess was right: {answer}") if is_right else _("Right answer: {answer}")


def _step(step: Step, progress: LessonProgress) -> StepOutcome:
    guessed = option_of(step.predict, progress.predictions, step.name)
    return StepOutcome(
        name=step.name,
        number=step.number,
        title=step.title,
        page=step.page,
        guess=_answered(
            step.predict, [] if guessed is None else [guessed], step.reveal, outcome_words(step.name, is_right=False)
        ),
        check=_answered(step.check, progress.attempts.get(step.name, []), step.why, _("Right answer: {answer}")),
        learned=step.learned,
    )


def _answered(question: StepQuestion, places: Sequence[int], why: str, words: str) -> Answered | None:
    given = tuple(question.options[place] for place in places if place < len(question.options))
    return Answered(question.text, given, question.options[question.right], why, words) if given else None


def _judged(progress: LessonProgress, mine: Sequence[Run]) -> list[Judged]:
    guessed = [(run, read_annotation(run).guess) for run in mine if run.history() and not run.status().is_active]
    found = [
        Judged(_("Curve of {run}").format(run=read_annotation(run).name or recipe_kind(run.recipe)),
               judge_guess(guess, run.history(), num_last_epochs(run)))
        for run, guess in guessed if guess_named(guess, 1)
    ][-MOST_TRAININGS:]  # fmt: skip
    pair = exercise_pair()
    if progress.effect_guess and len(pair) > 1:
        words = judge_prediction(progress.effect_guess, *(pair[name].history() for name in ("baseline", "regularized")))
        found.append(Judged(_("Effect of augmentation and dropout"), words))
    cures = cure_results()
    if progress.cure_guess and CURES not in progress.predictions and {AUGMENTATION, DROPOUT} <= cures.gains().keys():
        words = judge_cure_guess(progress.cure_guess, cures.gains(), len(cures.seeds))
        found.append(Judged(_("Augmentation or dropout: the more helpful one"), words))
    if progress.ladder_order:
        from dogcat.analysis.ladder_text import judge_order  # the lesson's own pages need no ladder

        # Translators: a topic: the learner put ingredients of a training in order
        found.append(Judged(_("What each ingredient adds"), judge_order(progress.ladder_order)))
    if progress.quiz:
        words = _("{num_right} of {num} right.").format(num_right=progress.quiz[0], num=progress.quiz[1])
        found.append(Judged(_("Quiz about the network"), words))
    if "you" in progress.game:
        found.append(Judged(_("You against the networks"), _game(progress.game)))
    return found


def _game(game: Mapping[str, Sequence[int]]) -> str:
    num_right, num = game["you"]
    words = [_("You: {num_right} of {num} pictures right.").format(num_right=num_right, num=num)]
    sentences = {"before": _("First network: {num_right}."), "after": _("Second network: {num_right}.")}
    words += [sentence.format(num_right=game[name][0]) for name, sentence in sentences.items() if name in game]
    return " ".join(words)
