"""What a learner has done in the lesson. Their browser keeps it, so it comes back as text that nobody vouches for."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dogcat.lesson.steps import STEPS, StepQuestion

MAX_ATTEMPTS = 10  # at one question; what comes after is not kept


@dataclass
class LessonProgress:
    """The learner's way through the lesson.

    Attributes:
        has_started: whether the lesson is on.
        language: the chosen one; empty as long as none was chosen.
        predictions: the answer to the question before, by the step's name; the place of an option.
        attempts: the answers to the question to check, by the step's name, the first one first.
    """

    has_started: bool = False
    language: str = ""
    predictions: dict[str, int] = field(default_factory=dict)
    attempts: dict[str, list[int]] = field(default_factory=dict)

    def predict(self, name: str, option: int) -> None:
        """Keeps the answer to the question before."""
        self.predictions[name] = option

    def answer(self, name: str, option: int) -> None:
        """Keeps an answer to the question to check."""
        tried = self.attempts.setdefault(name, [])
        if len(tried) < MAX_ATTEMPTS and option not in tried[-1:]:
            tried.append(option)

    def add(self, newer: "LessonProgress") -> None:
        """Takes over what was answered elsewhere; where both have an answer, the newer one counts."""
        self.has_started |= newer.has_started
        self.language = newer.language or self.language
        self.predictions |= newer.predictions
        self.attempts |= newer.attempts

    def is_done(self, name: str) -> bool:
        """Whether the question to check was answered, rightly or not: its explanation was there to be read."""
        return bool(self.attempts.get(name))

    def next_step(self) -> str | None:
        """The first step that is not done; None at the end of the lesson."""
        return next((name for name in STEPS if not self.is_done(name)), None)


def progress_to_json(progress: LessonProgress) -> str:
    """As the browser keeps it."""
    return json.dumps({"format": 1, **asdict(progress)})


def progress_from_json(text: str, languages: Mapping[str, str]) -> LessonProgress:
    """What a browser has kept. Whatever is not as it should be is left out, since the learner cannot mend it.

    Args:
        text: what the browser sent.
        languages: those that there are.
    """
    try:
        kept = json.loads(text)
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or kept.get("format") != 1:
        return LessonProgress()
    predictions, attempts = (_dictionary(kept.get(name)) for name in ("predictions", "attempts"))
    found = LessonProgress(
        has_started=kept.get("has_started") is True,
        language=kept["language"] if kept.get("language") in languages else "",
        predictions={name: option for name, option in predictions.items() if name in STEPS and _is_option(option)},
    )
    for name, options in attempts.items():
        if name in STEPS and isinstance(options, list):
            for option in filter(_is_option, options):
                found.answer(name, option)
    return found


def option_of(question: StepQuestion, places: Mapping[str, int], name: str) -> int | None:
    """The kept answer to a question, if the question still has as many options."""
    place = places.get(name)
    return place if place is not None and place < len(question.options) else None


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_option(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MAX_ATTEMPTS
