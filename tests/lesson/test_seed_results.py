"""What came out of thirty seeds: read once for all, and said so that it follows from the numbers."""

from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.analysis.seed_spread import seed_spread
from dogcat.common.permission import COMMAND_LINE, Visitor
from dogcat.lesson.board import BoardEntry, share
from dogcat.lesson.seed_experiment import Experiment, guess_spread, join, open_experiment
from dogcat.lesson.seed_results import (
    SECONDS_KEPT,
    ResultsReader,
    explain_spread,
    recorded_curves,
    result_of_curve,
    results_table,
)
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs import run as run_module
from dogcat.runs.recorded_seeds import all_recorded_seeds
from dogcat.runs.run import Run, create_run
from tests.finished_runs import write_run

PRINT = "1000,1000,500,500:0a141e"


class Clock:
    """A time that only a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def experiment(home: Path) -> Experiment:
    return open_experiment(QUICK_BASELINE, "tiny", PRINT, COMMAND_LINE)


def takes_part(owner: str, guess: float = 4.0, validation: float | None = None) -> Run:
    """A learner's run; it has ended if its validation accuracy is given."""
    who, made = Visitor(owner), []
    guess_spread(guess, who)
    join(lambda recipe: made.append(create_run(recipe, "tiny", owner=owner)) or made[-1].id, who)
    if validation is not None:
        write_run(made[-1], validation, 0.9)
    return made[-1]


def test_only_trainings_that_ran_to_their_end_have_a_result(experiment: Experiment) -> None:
    takes_part("a1", 9, 0.7)
    takes_part("b2", 2)
    takes_part("c3", 5).append("stopped", message="")
    results = ResultsReader().read(experiment)
    assert [(run.seed, run.state, run.result) for run in results.runs] == [
        (1, "done", pytest.approx(0.7)), (2, "queued", None), (3, "stopped", None),
    ]  # fmt: skip
    assert results.guesses == (2, 5, 9)
    assert results.count("queued", "stopped") == 2
    assert results.run_of("b2") == results.runs[1]
    assert results.run_of("x") is None
    assert results.spread(experiment) is None


def test_all_pages_share_one_look_and_no_file_is_read_twice(
    experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    checked = run_module.checked_history
    monkeypatch.setattr(run_module, "checked_history", lambda text: looks.append("read") or checked(text))
    clock = Clock()
    reader = ResultsReader(clock)
    takes_part("a1", validation=0.7)
    running = takes_part("b2")
    first = reader.read(experiment)
    assert reader.read(experiment) is first
    num_read = len(looks)
    clock.seconds += SECONDS_KEPT
    second = reader.read(experiment)
    assert second == first
    assert len(looks) == num_read, "nothing has changed on the disk"
    write_run(running, 0.8, 0.9)
    assert reader.read(experiment) is second, "within a second"
    reader.forget()
    assert [run.result for run in reader.read(experiment).runs] == pytest.approx([0.7, 0.8])
    assert len(looks) == num_read + 1


def test_another_experiment_is_looked_at_at_once(experiment: Experiment) -> None:
    reader = ResultsReader(Clock())
    takes_part("a1", validation=0.7)
    first = reader.read(experiment)
    assert len(first.runs) == 1
    assert reader.read(replace(experiment, opened=2.0)) is not first


def test_only_who_shares_trainings_on_the_board_has_a_nickname(experiment: Experiment) -> None:
    for owner in ("a1", "b2", "c3"):
        takes_part(owner, validation=0.7)
    share(BoardEntry("a1", "Ann", {}, shares_trainings=True), COMMAND_LINE)
    share(BoardEntry("b2", "Bo", {}, shares_trainings=False), COMMAND_LINE)
    table = results_table(ResultsReader().read(experiment))
    assert [row["nickname"] for row in table] == ["Ann", "", ""]
    assert table[0] == {"seed": 1, "nickname": "Ann", "state": "done", "epochs": 12, "validation_accuracy": 0.7}


def test_the_explanation_follows_from_the_results() -> None:
    close = seed_spread([0.70, 0.71, 0.72], 100)
    apart = seed_spread([0.60, 0.70, 0.80], 10_000)
    assert close is not None
    assert apart is not None
    said = explain_spread(close, 0.72)
    assert said[0] == "Your result is 72.0%: 1.0 percentage points above the mean of all 3, 71.0%."
    assert "2.0 percentage points apart, with a standard deviation of 1.0 percentage points" in said[1]
    assert "differ by up to 2.8 percentage points" in said[2]
    assert "±8.8 percentage points wide, and other seeds lie within ±2.0." in said[3]
    assert said[3].endswith("Here the choice of the pictures matters more than the seed.")
    assert explain_spread(apart, None)[-1].endswith("Here the seed matters more than the choice of the pictures.")
    equal = replace(apart, deviation=(apart.picture_interval[1] - apart.picture_interval[0]) / 2 / 1.96 / 1.2)
    assert explain_spread(equal, None)[-1].endswith(
        "Here the seed and the choice of the pictures matter about equally."
    )
    assert explain_spread(replace(apart, deviation=0.0), None)[-1].endswith("matters more than the seed.")
    assert len(explain_spread(apart, None)) == 3
    assert "10.0 percentage points below the mean" in explain_spread(apart, 0.6)[0]


def test_recorded_trainings_are_shown_as_far_as_the_recipe_goes(home: Path) -> None:
    table = next(table for table in all_recorded_seeds().values() if not table.recipe.num_training_pictures)
    recipe = replace(table.recipe, epochs=12)
    found = Experiment("t", recipe, "photos", table.fingerprint, 1.0)
    curves = recorded_curves(found)
    assert len(curves) == len(table.seeds)
    assert {len(curve) for curve in curves} == {12}
    assert curves[0][0] == (1, table.histories[0][0]["val_accuracy"])
    assert result_of_curve(((1, 0.0), *((epoch, 0.8) for epoch in range(2, 12)))) == pytest.approx(0.8)
    assert recorded_curves(replace(found, fingerprint=PRINT)) == []
