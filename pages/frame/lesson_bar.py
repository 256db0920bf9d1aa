"""The lesson's bar, which stays while one scrolls: a dot for each step, this step's title and its tasks."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dogcat.common.language import _, current_language
from dogcat.lesson.steps import PAGES, STEPS, Step, read_step
from dogcat.lesson.tasks import Task
from pages.frame.progress_keeper import progress
from pages.widgets.component import component

KEY = "lesson-bar"

_bar = component(
    "dogcat_lesson_bar",
    html='<nav class="dogcat-lesson"></nav>',
    js=("roving_tabindex.js", "lesson_bar.js"),
    css=("lesson_bar.css",),
)


def show_bar(step: Step, said: str | None, open_step: Callable[[str], None]) -> None:
    """Shows the bar.

    Args:
        step: the step that the page shows.
        said: the learner's answer to the step's question; None before there is one.
        open_step: called with the name of a step whose dot was pressed.
    """

    def opened() -> None:
        open_step(st.session_state[KEY]["opened"])

    def ticked() -> None:
        name = st.session_state[KEY]["ticked"]
        if name in [task.name for task in step.tasks if task.is_by_hand]:
            progress().tick(name, name not in progress().done_tasks)

    data = {
        "label": name_of(step, _("Step {number} of {num_steps}: {title}")),
        "title": f"{step.number}. {step.title}",
        "intro": step.intro.replace("**", ""),
        "said": _("You said: {answer}").format(answer=said) if said else "",
        "steps": [_dot(name, step) for name in (PAGES if step.is_further else STEPS)],
        "tasks": [_task(task) for task in step.tasks],
        "done": progress().done_tasks,
        "words": {
            "fold": _("Tasks in full"),
            # Translators: a link to the question of the step.
            "question": _("Question"),
            "answer": _("What comes out"),
            # Translators: the state of a task.
            "done": _("done"),
            # Translators: the state of a task.
            "open": _("to do"),
            "hand": _("Tick this off yourself."),
        },
    }
    _bar(key=KEY, data=data, on_opened_change=opened, on_ticked_change=ticked)


def _dot(name: str, shown: Step) -> dict[str, Any]:
    step = read_step(name, current_language())
    words = name_of(step, _("Step {number}: {title}"))
    is_done = progress().is_done(name)
    return {
        "name": name,
        "label": _("{step}, done").format(step=words) if is_done else words,
        "state": "current" if name == shown.name else "done" if is_done else "open",
        "done": is_done,
    }


def name_of(step: Step, words: str) -> str:
    """Returns number and title of a step, in these words unless it is a further one."""
    words = _("Further step {number}: {title}") if step.is_further else words
    return words.format(number=step.number, num_steps=len(STEPS), title=step.title)


def _task(task: Task) -> dict[str, Any]:
    return {"name": task.name, "label": task.label, "text": task.text, "byHand": task.is_by_hand}
