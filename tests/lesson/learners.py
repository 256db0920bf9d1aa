"""Learners at the end of their lesson: those who have trained, and those who have answered."""

import json
from collections.abc import Callable

from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import STEPS, Step, read_step
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED, Recipe
from dogcat.runs.run import Run, create_run
from tests.finished_runs import write_run


def trains(
    recipe: Recipe, validation: float, clean: float, created: float = 1.0, owner: str = "me", **more: int
) -> Run:
    """A finished run of flat curves that was asked for at a time."""
    run = create_run(recipe, "drawn", owner=owner)
    (run.folder / "request.json").write_text(json.dumps(run.request | {"created": created}))
    write_run(run, validation, clean, **more)
    return run


def trains_both(owner: str = "me") -> tuple[Run, Run]:
    """The pair of the exercise: 63% and 81% of new pictures, with gaps of 37 and 4 percentage points."""
    plain = trains(QUICK_BASELINE, 0.63, 1.0, 1, owner, num_epochs=QUICK_BASELINE.epochs)
    return plain, trains(QUICK_REGULARIZED, 0.81, 0.85, 2, owner, num_epochs=QUICK_REGULARIZED.epochs)


def diverges(run: Run) -> None:
    """Takes away the numbers of the last epoch, as a training does whose loss is no number."""
    file = run.folder / "history.csv"
    lines = file.read_text().splitlines()
    epoch, seconds, *_figures = lines[-1].split(",")
    file.write_text("\n".join([*lines[:-1], ",".join([epoch, seconds, *[""] * len(_figures)])]) + "\n")


def answers(place: Callable[[Step, str], int]) -> LessonProgress:
    """A learner who has answered all questions.

    Args:
        place: the position of the answer to the question `predict` or `check` of a step.
    """
    steps = [read_step(name) for name in STEPS]
    return LessonProgress(
        has_started=True,
        predictions={step.name: place(step, "predict") for step in steps},
        attempts={step.name: [place(step, "check")] for step in steps},
    )


def right(step: Step, kind: str) -> int:
    """The position of the correct option."""
    return int(getattr(step, kind).right)


def wrong(step: Step, kind: str) -> int:
    """The position of an option that is not correct."""
    return 0 if getattr(step, kind).right else 1
