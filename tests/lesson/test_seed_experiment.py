"""One recipe, thirty seeds: who opens, guesses, joins and withdraws, and which files nobody can smuggle in."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor
from dogcat.lesson.seed_experiment import (
    MAX_POINTS,
    Experiment,
    ExperimentError,
    clear_experiment,
    current_experiment,
    end_experiment,
    guess_spread,
    join,
    learner_of,
    open_experiment,
    read_learners,
    run_of,
    withdraw_part,
)
from dogcat.recipe.recipe import QUICK_BASELINE, Recipe
from dogcat.runs.followers import join as follow
from dogcat.runs.followers import leave
from dogcat.runs.recorded_seeds import all_recorded_seeds
from dogcat.runs.run import create_run
from dogcat.runs.store import open_run
from tests.finished_runs import write_run

PRINT = "1000,1000,500,500:0a141e"
ANN, BO = Visitor("a1"), Visitor("b2")


def opened(recipe: Recipe = QUICK_BASELINE, fingerprint: str = PRINT) -> Experiment:
    return open_experiment(recipe, "tiny", fingerprint, COMMAND_LINE)


def train(who: Visitor) -> str:
    return join(lambda recipe: create_run(recipe, "tiny", owner=who.token).id, who)


def test_what_was_opened_is_read_again_ended_and_cleared(home: Path) -> None:
    assert current_experiment() is None
    found = opened()
    assert current_experiment() == found
    assert found.num_validation == 1000
    with pytest.raises(ExperimentError, match="already"):
        opened()
    end_experiment(COMMAND_LINE)
    assert current_experiment() == replace(found, is_over=True)
    clear_experiment(COMMAND_LINE)
    assert current_experiment() is None


def test_only_the_teacher_opens_ends_and_clears(home: Path) -> None:
    with pytest.raises(NotAllowedError):
        open_experiment(QUICK_BASELINE, "tiny", PRINT, ANN)
    found = opened()
    for act in (end_experiment, clear_experiment):
        with pytest.raises(NotAllowedError):
            act(ANN)
    guess_spread(5, ANN)
    with pytest.raises(NotAllowedError):
        withdraw_part("a1", BO)
    assert current_experiment() == found
    assert learner_of(found, "a1") is not None


def test_a_learner_guesses_first_and_once(home: Path) -> None:
    with pytest.raises(ExperimentError, match="No experiment is open"):
        guess_spread(5, ANN)
    found = opened()
    with pytest.raises(ExperimentError, match="Guess first"):
        train(ANN)
    for wrong in (-1, MAX_POINTS + 1, float("nan"), float("inf")):
        with pytest.raises(ExperimentError, match="A guess is a number"):
            guess_spread(wrong, ANN)
    guess_spread(3.5, ANN)
    guess_spread(9, ANN)
    mine = learner_of(found, "a1")
    assert mine is not None
    assert (mine.guess, mine.run, mine.seed) == (3.5, "", 0)


def test_each_learner_gets_a_seed_of_its_own_also_if_all_press_at_once(home: Path) -> None:
    found = opened()
    class_of = [Visitor(f"t{number}") for number in range(12)]
    for who in class_of:
        guess_spread(4, who)
    with ThreadPoolExecutor(6) as pool:
        names = list(pool.map(train, class_of))
    learners = read_learners(found)
    assert sorted(each.seed for each in learners) == list(range(1, 13))
    assert {each.run for each in learners} == set(names)
    for each in learners:
        run = run_of(each, found)
        assert run is not None
        assert run.recipe == replace(QUICK_BASELINE, seed=each.seed)
    assert train(class_of[0]) == names[0], "a second press starts nothing"


def test_no_seed_is_one_that_is_recorded_or_trained_here(home: Path) -> None:
    table = next(table for table in all_recorded_seeds().values() if not table.recipe.num_training_pictures)
    found = opened(table.recipe, table.fingerprint)
    recorded = found.recorded
    assert recorded is not None
    after = max(recorded.seeds) + 1
    create_run(replace(table.recipe, seed=after), "tiny", owner="x")
    create_run(replace(table.recipe, seed=after + 1, epochs=1), "tiny", owner="x")  # another recipe
    guess_spread(4, ANN)
    train(ANN)
    mine = learner_of(found, "a1")
    assert mine is not None
    assert mine.seed == after + 1


def test_a_training_that_failed_or_was_deleted_is_replaced_and_one_that_ended_is_not(home: Path) -> None:
    found = opened()
    guess_spread(4, ANN)
    first = train(ANN)
    learner = learner_of(found, "a1")
    assert learner is not None
    run = run_of(learner, found)
    assert run is not None
    run.append("error", message="no memory")
    second = train(ANN)
    assert second != first
    assert [each.seed for each in read_learners(found)] == [2]
    mine = learner_of(found, "a1")
    assert mine is not None
    ended = run_of(mine, found)
    assert ended is not None
    write_run(ended, 0.7, 0.9)
    assert train(ANN) == second


def test_nobody_joins_or_guesses_after_the_end_and_what_was_taken_out_is_gone(home: Path) -> None:
    found = opened()
    guess_spread(4, ANN)
    end_experiment(COMMAND_LINE)
    for act in (lambda: train(ANN), lambda: guess_spread(4, BO)):
        with pytest.raises(ExperimentError, match="No experiment is open"):
            act()
    withdraw_part("a1", ANN)
    withdraw_part("a1", ANN)
    assert read_learners(found) == []


def test_a_training_that_the_queue_refuses_leaves_the_learner_as_before(home: Path) -> None:
    found = opened()
    guess_spread(4, ANN)

    def refuse(_recipe: Recipe) -> str:
        raise ExperimentError("full")

    with pytest.raises(ExperimentError, match="full"):
        join(refuse, ANN)
    assert [(each.run, each.seed) for each in read_learners(found)] == [("", 0)]


def test_what_learners_did_in_an_earlier_experiment_does_not_count(home: Path) -> None:
    first = opened()
    guess_spread(4, ANN)
    kept = (home / "experiment" / "learner-a1.json").read_text()
    clear_experiment(COMMAND_LINE)
    second = opened()
    (home / "experiment" / "learner-a1.json").write_text(kept)
    assert [each.owner for each in read_learners(first)] == ["a1"]
    assert read_learners(second) == []


@pytest.mark.parametrize(
    "change",
    [{"owner": "b2"}, {"seed": "1"}, {"seed": -1}, {"seed": True}, {"run": "../x"}, {"run": "/etc"}, {"guess": "x"},
     {"guess": 99}, {"guess": None}, {"guess": 10**400}, {"experiment": "other"}],
    ids=lambda change: str(change)[:40],
)  # fmt: skip
def test_a_learner_s_file_that_the_app_has_not_written_is_left_out(home: Path, change: dict[str, object]) -> None:
    found = opened()
    guess_spread(4, ANN)
    guess_spread(5, BO)
    file = home / "experiment" / "learner-a1.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    assert [each.owner for each in read_learners(found)] == ["b2"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 5_000, "x" * 20_000])
def test_damaged_files_are_left_out(home: Path, text: str) -> None:
    found = opened()
    (home / "experiment" / "learner-a1.json").write_text(text)
    os.mkfifo(home / "experiment" / "learner-b2.json")
    assert read_learners(found) == []
    (home / "experiment" / "experiment.json").write_text(text)
    assert current_experiment() is None
    clear_experiment(COMMAND_LINE)
    assert not list((home / "experiment").glob("*.json"))


@pytest.mark.parametrize(
    "change",
    [{"token": "../x"}, {"recipe": {"epochs": -1}}, {"recipe": 3}, {"pictures": "../x"}, {"fingerprint": "x"},
     {"opened": "x"}],
    ids=str,
)  # fmt: skip
def test_an_experiment_that_the_app_has_not_written_is_none(home: Path, change: dict[str, object]) -> None:
    opened()
    file = home / "experiment" / "experiment.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    assert current_experiment() is None


def test_a_run_of_another_learner_recipe_or_set_is_nobody_s_part(home: Path) -> None:
    found = opened()
    guess_spread(4, ANN)
    train(ANN)
    mine = learner_of(found, "a1")
    assert mine is not None
    assert run_of(mine, found) is not None
    others = create_run(replace(QUICK_BASELINE, seed=1), "tiny", owner="b2")
    elsewhere = create_run(replace(QUICK_BASELINE, seed=1), "other", owner="a1")
    longer = create_run(replace(QUICK_BASELINE, seed=1, epochs=5), "tiny", owner="a1")
    for run in (others, elsewhere, longer):
        assert run_of(replace(mine, run=run.id), found) is None
    assert run_of(replace(mine, run="gone"), found) is None


def test_a_learner_who_has_left_the_training_may_train_again(home: Path) -> None:
    found = opened()
    guess_spread(4, ANN)
    first = train(ANN)
    run = open_run(first)
    follow(run, "b2")
    leave(run, "a1")
    mine = learner_of(found, "a1")
    assert mine is not None
    assert run_of(mine, found) is None
    assert train(ANN) != first


def test_a_browser_without_a_cookie_is_told_so(home: Path) -> None:
    opened()
    with pytest.raises(ExperimentError, match="blocks the cookie"):
        guess_spread(4, Visitor("../a1"))
