"""The tasks of a step, and how the app knows that one is done.

A task stands in the step's file as `name | label | sentence`. Its name says what the app watches for:

- `IN_RUNS`: the learner's own runs show it, also after a reload.
- `BY_HAND`: the app cannot see it, so the learner ticks it off.
- Every other name is reported by the page where it happens, with `did(name)` of `pages/frame/lesson_tasks.py`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dogcat.analysis.own_pair import PairName, kind_of
from dogcat.runs.run import Run

IN_RUNS: Mapping[str, tuple[PairName, bool]] = {  # which kind of training, and whether it has to be at its end
    "started-plain": ("plain", False),
    "trained-plain": ("plain", True),
    "started-regularized": ("regularized", False),
    "trained-regularized": ("regularized", True),
}
BY_HAND = frozenset({"saw-doubt", "compared-gaps", "looked-at-maps", "compared-rungs"})
TASK_NAME = re.compile(r"[a-z][a-z-]{1,40}")
_LINE = re.compile(r"^\d\. (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Task:
    """One task of a step.

    Attributes:
        name: what the app watches for.
        label: a few words for the bar.
        text: the whole sentence, without Markdown's backticks.
    """

    name: str
    label: str
    text: str

    @property
    def is_by_hand(self) -> bool:
        """True if only the learner can say that it is done."""
        return self.name in BY_HAND


def read_tasks(text: str) -> tuple[Task, ...]:
    """Return the tasks of a numbered list.

    Raises:
        ValueError: a line is not `name | label | sentence`.
    """
    tasks = []
    for line in _LINE.findall(text):
        parts = [part.strip() for part in line.split(" | ")]
        if len(parts) != 3 or not all(parts) or not TASK_NAME.fullmatch(parts[0]):
            raise ValueError(f"the task {line!r} is not 'name | label | sentence'")
        tasks.append(Task(parts[0], parts[1], parts[2].replace("`", "")))
    return tuple(tasks)


def done_in_runs(tasks: Iterable[Task], runs: Iterable[Run]) -> set[str]:
    """Return the names of those tasks that runs of the learner show as done.

    Args:
        tasks: of a step.
        runs: the learner's own.
    """
    own = list(runs)
    kinds = {(kind_of(run.recipe), False) for run in own}
    kinds |= {(kind_of(run.recipe), True) for run in own if run.status().state == "done"}
    return {task.name for task in tasks if IN_RUNS.get(task.name) in kinds}
