"""The tasks of the steps: their lines, and those that the learner's own runs show as done."""

from pathlib import Path

import pytest

from dogcat.lesson.steps import PAGES, read_step
from dogcat.lesson.tasks import BY_HAND, IN_RUNS, done_in_runs, read_tasks
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.run import create_run
from tests.finished_runs import write_run

TASKS = [task for name in PAGES for task in read_step(name).tasks]


def test_a_task_has_a_name_a_label_and_a_sentence() -> None:
    (task,) = read_tasks("1. saw-doubt | A change of mind | Look at `these` pictures.")
    assert (task.name, task.label, task.text) == ("saw-doubt", "A change of mind", "Look at these pictures.")
    assert task.is_by_hand


@pytest.mark.parametrize("line", ["Look.", "saw | Look.", "saw | | Look.", "Saw It | look | Look.", "a | b | c | d"])
def test_a_line_that_is_no_task_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="is not 'name"):
        read_tasks(f"1. {line}")


def test_each_task_has_its_own_name_and_every_rule_its_task() -> None:
    names = [task.name for task in TASKS]
    assert len(set(names)) == len(names)
    assert set(names) >= {*IN_RUNS, *BY_HAND}
    assert not set(IN_RUNS) & BY_HAND


def test_runs_show_what_was_trained(home: Path) -> None:
    plain = create_run(QUICK_BASELINE, "drawn", owner="me")
    assert done_in_runs(TASKS, [plain]) == {"started-plain"}
    write_run(plain, 0.7, 0.9)
    assert done_in_runs(TASKS, [plain]) == {"started-plain", "trained-plain"}
    regularized = create_run(QUICK_REGULARIZED, "drawn", owner="me")
    write_run(regularized, 0.7, 0.9)
    assert done_in_runs(TASKS, [plain, regularized]) == set(IN_RUNS)
    assert done_in_runs(read_step("5-train-cured").tasks, [plain]) == set()
