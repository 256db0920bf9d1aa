"""Reads the steps of the lesson: a Predict question, tasks, the result, and a Check question with its explanation.

A step is a Markdown file in `assets/lessons/<language>`. Its headings are the same in every language.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dogcat.common.language import ENGLISH, LESSONS_DIR, _
from dogcat.common.units import Signed
from dogcat.lesson.figures import FURTHER_FIGURES, LessonError, further_figures, lesson_figures
from dogcat.lesson.tasks import Task, read_tasks

PAGES = {  # address of the page of each step, in the order of the lesson
    "1-pictures": "pictures",
    "2-model": "model",
    "3-train-plain": "train",
    "4-augmentation": "augmentation",
    "5-train-cured": "train",
    "6-compare": "compare",
    "7-try": "try",
    "8-practice": "ladder",
    "9-pretrained": "pretrained",
}
FURTHER_STEPS = ("8-practice", "9-pretrained")  # after the lesson's end, and not counted in its progress
STEPS = tuple(name for name in PAGES if name not in FURTHER_STEPS)
_PARTS = ("", "Predict", "Do", "Reveal", "Check", "Why", "Learned")
_HEADING = re.compile(r"^##+ (\w+)\s*$", re.MULTILINE)
_OPTION = re.compile(r"^- \[([ x])\] (.+)$", re.MULTILINE)
_TERM = re.compile(r"\[\[(.+?)\]\]")


@dataclass(frozen=True)
class StepQuestion:
    """A question with answers to choose from.

    Attributes:
        text: the question, Markdown.
        options: at least two answers.
        right: position of the correct option.
    """

    text: str
    options: tuple[str, ...]
    right: int


@dataclass(frozen=True)
class Step:
    """One step of the lesson; all texts are Markdown with the figures filled in.

    Attributes:
        name: name of the file, one of `PAGES`.
        number: position in the lesson, from 1.
        title: heading of the step.
        intro: what the step is about.
        predict: question before the tasks.
        tasks: what to do on the page, three tasks.
        reveal: the result.
        check: question after the tasks.
        why: explanation of the correct answer to `check`.
        learned: what to remember.
        terms: terms of the glossary that the texts mention.
    """

    name: str
    number: int
    title: str
    intro: str
    predict: StepQuestion
    tasks: tuple[Task, ...]
    reveal: str
    check: StepQuestion
    why: str
    learned: str
    terms: tuple[str, ...]

    @property
    def page(self) -> str:
        """Address of the page with the tasks."""
        return PAGES[self.name]

    @property
    def is_further(self) -> bool:
        """True if the step comes after the lesson's end."""
        return self.name in FURTHER_STEPS


def read_step(name: str, language: str = ENGLISH, chosen: Mapping[str, float | str] | None = None) -> Step:
    """Return a step, in English if the language lacks it.

    Args:
        name: one of `PAGES`.
        language: name of a folder in `assets/lessons`.
        chosen: figures of the learner's own network and pictures, from `chosen_figures`; None takes the exercise's.

    Raises:
        LessonError: the file is missing, lacks a part, or names an unknown figure.
    """
    file = LESSONS_DIR / language / f"{name}.md"
    if not file.is_file():
        file = LESSONS_DIR / ENGLISH / f"{name}.md"
    try:
        figures = {**lesson_figures(), **(chosen or {})}
        text = file.read_text(encoding="utf-8")
        if name in FURTHER_STEPS:
            figures |= further_figures()
            text = _without_missing(text, FURTHER_FIGURES - figures.keys())
        shown = {key: value if isinstance(value, str) else Signed(value) for key, value in figures.items()}
        return _parse(name, text.format_map(shown))
    except (OSError, KeyError, ValueError) as error:
        raise LessonError(
            _("The lesson's file {file} cannot be read ({error}). Install dogcat again.").format(
                file=file.name, error=error
            )
        ) from error


def _without_missing(text: str, missing: Collection[str]) -> str:
    """Return a text without the paragraphs that name figures whose trainings are not recorded yet."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(part for part in paragraphs if not any(f"{{{key}:" in part for key in missing))


def _parse(name: str, text: str) -> Step:
    title, _newline, rest = text.partition("\n")
    pieces = _HEADING.split(rest)
    parts = dict(zip(("", *pieces[1::2]), (piece.strip() for piece in pieces[::2]), strict=True))
    if set(parts) != set(_PARTS) or not title.startswith("# "):
        raise ValueError(f"its headings are {', '.join(parts)}; expected: {', '.join(_PARTS[1:])}")
    terms = tuple(dict.fromkeys(term.lower() for term in _TERM.findall(text)))
    plain = {part: _TERM.sub(r"**\1**", words) for part, words in parts.items()}
    return Step(
        name=name,
        number=list(PAGES).index(name) + 1,
        title=title[2:].strip(),
        intro=plain[""],
        predict=_question(plain["Predict"]),
        tasks=read_tasks(plain["Do"]),
        reveal=plain["Reveal"],
        check=_question(plain["Check"]),
        why=plain["Why"],
        learned=plain["Learned"],
        terms=terms,
    )


def _question(text: str) -> StepQuestion:
    options = _OPTION.findall(text)
    marks = [mark for mark, _words in options]
    if len(options) < 2 or marks.count("x") != 1:
        raise ValueError("a question needs two answers or more, one of them marked [x]")
    return StepQuestion(_OPTION.sub("", text).strip(), tuple(words for _mark, words in options), marks.index("x"))
