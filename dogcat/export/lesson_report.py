"""A learner's lesson as one HTML page to print, keep or hand in: guesses, answers and trainings."""

from collections.abc import Sequence
from datetime import datetime, timezone
from html import escape

from dogcat.analysis.curve_reading import read_curves
from dogcat.analysis.history import diagnose
from dogcat.common.language import _
from dogcat.common.units import in_points
from dogcat.export.html import document
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import STEPS, StepQuestion, read_step
from dogcat.recipe.recipe import recipe_kind
from dogcat.runs.annotations import read_annotation
from dogcat.runs.run import Run


def lesson_report(progress: LessonProgress, runs: Sequence[Run], language: str) -> str:
    """Return the page as a whole HTML document. Text of a learner is escaped.

    Args:
        progress: the learner's answers.
        runs: the learner's trainings, each with at least one epoch.
        language: language of the lesson's texts.
    """
    title = _("My lesson on overfitting")
    done = sum(progress.is_done(name) for name in STEPS)
    day = f"{datetime.now(timezone.utc).astimezone():%Y-%m-%d}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        _paragraph(_("Made with dogcat on {day}.").format(day=day)),
        _paragraph(_("{num_done} of {num_steps} steps done.").format(num_done=done, num_steps=len(STEPS))),
        *(_step(name, progress, language) for name in STEPS if name in progress.predictions or progress.is_done(name)),
    ]
    if runs:
        parts += ["<h2>" + escape(_("My trainings")) + "</h2>", *map(_run, runs)]
    return document(title, parts, language)


def _step(name: str, progress: LessonProgress, language: str) -> str:
    step = read_step(name, language)
    lines = [f"<h2>{step.number}. {escape(step.title)}</h2>"]
    if name in progress.predictions:
        lines.append(_answered(_("Guess"), step.predict, [progress.predictions[name]]))
    if progress.attempts.get(name):
        lines.append(_answered(_("Check question"), step.check, progress.attempts[name]))
    return "".join(lines)


def _answered(kind: str, question: StepQuestion, places: Sequence[int]) -> str:
    said = [
        f"{'✓' if place == question.right else '✗'} {question.options[place]}"
        for place in places
        if place < len(question.options)
    ]
    return _paragraph(f"{kind}: {question.text}") + "".join(map(_paragraph, said))


def _run(run: Run) -> str:
    history = run.history()
    found, reading = diagnose(history), read_curves(history, run.recipe.epochs)
    figures = _(
        "{num_epochs} epochs, training {training:.1%}, validation {validation:.1%}, gap {gap}: {verdict}."
    ).format(
        num_epochs=found.num_epochs,
        training=found.clean_accuracy,
        validation=found.val_accuracy,
        gap=in_points(found.gap),
        verdict=_(reading.verdict),
    )
    name = read_annotation(run).name or recipe_kind(run.recipe)
    return f"<p><b>{escape(name)}</b> ({escape(run.pictures_title)}): {escape(figures)} {escape(reading.sentence)}</p>"


def _paragraph(text: str) -> str:
    """Return a paragraph without Markdown's stars and backticks, which a browser would show as they are."""
    return f"<p>{escape(text.replace('**', '').replace('*', '').replace('`', ''))}</p>"
