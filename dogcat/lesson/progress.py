"""What a learner has answered in the lesson.

The browser stores it, so treat what comes back as untrusted input.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dogcat.lesson.guesses import CURE_GUESSES, PREDICTIONS
from dogcat.lesson.step_recipe import PLAIN
from dogcat.lesson.steps import PAGES, STEPS, StepQuestion
from dogcat.lesson.tasks import TASK_NAME

MAX_ATTEMPTS = 10  # number of answers to one question that are kept
MAX_TASKS = 100
FORMAT = 2  # of the text that the browser stores
# Predict questions that were other questions in format 1: their answers are not kept.
_OTHER_QUESTIONS = {1: {PLAIN}, FORMAT: set()}
MAX_RUNGS = 40  # of the ladder
MAX_COUNTED = 1_000  # of a score
PLAYERS = ("you", "before", "after")  # in the game of people against networks: the learner, two networks


@dataclass
class LessonProgress:
    """The learner's way through the lesson.

    Attributes:
        has_started: True if the learner has started the lesson.
        language: language that the learner chose; empty before the choice.
        predictions: answer to the Predict question by name of the step, as the position of the option.
        attempts: answers to the Check question by name of the step, in the order of the attempts.
        done_tasks: names of the tasks that are done, in the order in which they were done.
        effect_guess: what augmentation and dropout do to the curves, a key of `PREDICTIONS`; empty before the guess.
        cure_guess: which of the two helps more, one of `CURE_GUESSES`; empty before the guess.
        ladder_order: names of the ladder's rungs, the one that is expected to add most first; empty before the guess.
        quiz: right answers and questions of the last quiz that was answered to its end; empty before.
        game: right answers and pictures by player of `PLAYERS`, for the last whole game against the networks.
    """

    has_started: bool = False
    language: str = ""
    predictions: dict[str, int] = field(default_factory=dict)
    attempts: dict[str, list[int]] = field(default_factory=dict)
    done_tasks: list[str] = field(default_factory=list)
    effect_guess: str = ""
    cure_guess: str = ""
    ladder_order: list[str] = field(default_factory=list)
    quiz: list[int] = field(default_factory=list)
    game: dict[str, list[int]] = field(default_factory=dict)

    def predict(self, name: str, option: int) -> None:
        """Keep the answer to the Predict question of a step."""
        self.predictions[name] = option

    def answer(self, name: str, option: int) -> None:
        """Keep an answer to the Check question of a step, unless it repeats the last one."""
        tried = self.attempts.setdefault(name, [])
        if len(tried) < MAX_ATTEMPTS and option not in tried[-1:]:
            tried.append(option)

    def tick(self, task: str, is_done: bool = True) -> bool:
        """Keep that a task is done, or that it is not.

        Returns:
            True if that is new.
        """
        if (task in self.done_tasks) == is_done:
            return False
        if is_done:
            self.done_tasks.append(task)
        else:
            self.done_tasks.remove(task)
        return True

    def add(self, newer: "LessonProgress") -> None:
        """Add answers that were given elsewhere; if both have an answer, the newer one counts."""
        self.has_started |= newer.has_started
        self.language = newer.language or self.language
        self.predictions |= newer.predictions
        self.attempts |= newer.attempts
        for task in newer.done_tasks:
            self.tick(task)
        self.effect_guess = newer.effect_guess or self.effect_guess
        self.cure_guess = newer.cure_guess or self.cure_guess
        self.ladder_order = newer.ladder_order or self.ladder_order
        self.quiz = newer.quiz or self.quiz
        self.game = newer.game or self.game

    def is_done(self, name: str) -> bool:
        """Return True if the Check question is answered, correctly or not: the page has then shown the explanation."""
        return bool(self.attempts.get(name))

    @property
    def first_checks(self) -> dict[str, int]:
        """The first answer to the Check question by name of the step, as the position of the option."""
        return {name: tried[0] for name, tried in self.attempts.items() if tried}

    def next_step(self) -> str | None:
        """Return the first step that is not done; None at the end of the lesson, before the further steps."""
        return next((name for name in STEPS if not self.is_done(name)), None)


def progress_to_json(progress: LessonProgress) -> str:
    """Return the text that the browser stores."""
    return json.dumps({"format": FORMAT, **asdict(progress)})


def progress_from_json(text: str, languages: Mapping[str, str]) -> LessonProgress:
    """Return the progress that a browser sent. Invalid parts are left out, because the learner cannot fix them.

    Args:
        text: untrusted input.
        languages: the known languages, by short name.
    """
    try:
        kept = json.loads(text)
    except ValueError:
        kept = None
    known = kept.get("format") if isinstance(kept, dict) else None
    if not isinstance(kept, dict) or not isinstance(known, int) or known not in _OTHER_QUESTIONS:
        return LessonProgress()
    predictions, attempts = (_dictionary(kept.get(name)) for name in ("predictions", "attempts"))
    found = LessonProgress(
        has_started=kept.get("has_started") is True,
        language=kept["language"] if kept.get("language") in languages else "",
        predictions={
            name: option
            for name, option in predictions.items()
            if name in PAGES and name not in _OTHER_QUESTIONS[known] and _is_option(option)
        },
        effect_guess=_one_of(kept.get("effect_guess"), PREDICTIONS),
        cure_guess=_one_of(kept.get("cure_guess"), CURE_GUESSES),
        ladder_order=_names(kept.get("ladder_order")),
        quiz=_score(kept.get("quiz")),
        game={
            name: score
            for name, value in _dictionary(kept.get("game")).items()
            if name in PLAYERS and (score := _score(value))
        },
    )
    tasks = kept.get("done_tasks")
    for task in tasks[:MAX_TASKS] if isinstance(tasks, list) else []:
        if isinstance(task, str) and TASK_NAME.fullmatch(task):
            found.tick(task)
    for name, options in attempts.items():
        if name in PAGES and isinstance(options, list):
            for option in filter(_is_option, options):
                found.answer(name, option)
    return found


def option_of(question: StepQuestion, places: Mapping[str, int], name: str) -> int | None:
    """Return the answer kept for a step; None if there is none or the question has fewer options by now."""
    place = places.get(name)
    return place if place is not None and place < len(question.options) else None


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _one_of(value: Any, known: Collection[str]) -> str:
    return value if isinstance(value, str) and value in known else ""


def _names(value: Any) -> list[str]:
    """Return the names of a list, each once; empty if the value is none."""
    names = value[:MAX_RUNGS] if isinstance(value, list) else []
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and TASK_NAME.fullmatch(name)))


def _score(value: Any) -> list[int]:
    """Return the number of right answers and of all; empty if the value is no such pair."""
    is_pair = isinstance(value, list) and len(value) == 2 and all(type(each) is int for each in value)
    return list(value) if is_pair and 0 <= value[0] <= value[1] <= MAX_COUNTED and value[1] else []


def _is_option(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MAX_ATTEMPTS
