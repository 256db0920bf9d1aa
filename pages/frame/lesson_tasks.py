"""Ticks off the tasks of the lesson: what pages report with `did`, and what the learner's own runs show."""

from collections.abc import Iterable

import streamlit as st

from dogcat.lesson.tasks import IN_RUNS, Task, done_in_runs
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs
from pages.frame.fragments import is_fragment_alone
from pages.frame.progress_keeper import progress
from pages.state.browser import browser_token
from pages.state.session import session


def did(task: str) -> None:
    """Ticks off a task, if the visitor is in the lesson. Call this where a page is drawn, not in a callback.

    A whole page tells the bar at its end. A fragment that is drawn alone does not reach that end, so the page is drawn
    again, once for each task.

    Args:
        task: its name in the step's file.
    """
    if progress().has_started and progress().tick(task) and is_fragment_alone():
        st.rerun()


def own_runs() -> list[Run]:
    """Returns this browser's runs in any state, oldest first."""
    token = browser_token()
    return [run for run in list_runs() if run.is_of(token)]


def see_runs(tasks: Iterable[Task]) -> None:
    """Ticks off those tasks that the learner's own runs show as done."""
    left = [task for task in tasks if task.name in IN_RUNS and task.name not in progress().done_tasks]
    if left:
        for name in sorted(done_in_runs(left, own_runs())):
            progress().tick(name)


def is_training() -> bool:
    """Return True if a training of this browser is active, or begins in this script run."""
    return session().train.wants_training or any(run.status().is_active for run in own_runs())
