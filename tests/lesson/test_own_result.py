"""What stands first below “What comes out”: own results, then recorded ones on the same kind of pictures."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dogcat.lesson.own_result import CURES, result_first
from dogcat.lesson.step_recipe import KINDS
from dogcat.lesson.steps import STEPS
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs
from tests.lesson.learners import trains, trains_both
from tests.recorded_tables import write_table

PLAIN, REGULARIZED = KINDS


def first(step: str, is_drawn: bool = False, runs: Sequence[Run] | None = None) -> str:
    return result_first(step, list_runs() if runs is None else runs, "me", is_drawn)


@pytest.fixture
def drawn_tables(shelf: Path) -> None:
    """Two trainings of each kind on drawn pictures, and none on photos."""
    gains = {"nothing": 0.0, "augmentation": 0.08, "dropout": -0.02, "both": 0.09}
    for cell, gain in gains.items():
        curves = {seed: [0.7 + gain] * 12 for seed in (1, 2)}
        write_table(shelf.parent / "recorded-seeds", f"quick-{cell}-2000-drawn", QUICK_REGULARIZED, curves)


def test_steps_without_a_result_have_nothing_first(home: Path) -> None:
    trains_both()
    assert [step for step in STEPS if first(step, is_drawn=True)] == [*KINDS, CURES]


def test_one_s_own_newest_training_comes_first_in_its_step(home: Path) -> None:
    trains(QUICK_BASELINE, 0.5, 0.6, created=1.0)
    assert "validation 50%" in first(PLAIN)
    trains(QUICK_BASELINE, 0.6, 0.9, created=2.0)
    trains(QUICK_BASELINE, 0.99, 0.99, created=3.0, owner="somebody else")
    assert first(PLAIN).startswith("**First your own training.** Mean of the last 10 epochs: training 90%")
    assert "validation 60%" in first(PLAIN)
    assert first(REGULARIZED) == "", "the plain one says nothing about augmentation and dropout"


def test_both_own_trainings_are_compared_in_the_steps_after_the_second(home: Path) -> None:
    trains_both()
    for step in (REGULARIZED, CURES):
        assert first(step).startswith(
            "**First your own two trainings.** Your plain network gets 63% of new pictures right."
        )
        assert "The gap fell from 37 to 4 percentage points." in first(step)


@pytest.mark.usefixtures("drawn_tables")
def test_without_an_own_training_drawn_pictures_come_before_photos(home: Path) -> None:
    assert "Recorded without augmentation and dropout, 2 trainings" in first(PLAIN, is_drawn=True)
    assert "70% of new ones" in first(PLAIN, is_drawn=True)
    assert "79% of new ones" in first(REGULARIZED, is_drawn=True)
    effects = first(CURES, is_drawn=True)
    assert "Augmentation alone changed validation accuracy by +8.0 percentage points, dropout alone by −2.0" in effects
    assert [first(step) for step in (PLAIN, REGULARIZED, CURES)] == [""] * 3, "photos come anyway"
    trains(QUICK_BASELINE, 0.6, 0.9)
    assert "First your own training" in first(PLAIN, is_drawn=True)


def test_without_tables_there_is_nothing_first(shelf: Path) -> None:
    assert [first(step, is_drawn=True, runs=[]) for step in (PLAIN, REGULARIZED, CURES)] == [""] * 3


@pytest.mark.usefixtures("drawn_tables")
def test_the_last_of_two_results_does_not_say_that_it_comes_first(home: Path) -> None:
    assert first(CURES, is_drawn=True).startswith("**First drawn pictures, like yours.** Recorded with the quick")
    trains_both()
    own, drawn = first(CURES, is_drawn=True).splitlines()
    assert own.startswith("**First your own two trainings.**")
    assert drawn.startswith("**Then drawn pictures, like yours.** Recorded with the quick recipe, 2 trainings")


def test_step_6_draws_the_conclusion_that_the_recorded_drawn_pictures_allow() -> None:
    """The photos' conclusion, which follows, is another one: dropout alone helped less there."""
    assert "So on drawn pictures dropout alone helped clearly, augmentation alone helped more" in first(
        CURES, is_drawn=True, runs=[]
    )


@pytest.mark.usefixtures("drawn_tables")
def test_step_6_draws_no_conclusion_where_dropout_alone_did_harm(home: Path) -> None:
    assert "dropout alone by −2.0" in first(CURES, is_drawn=True)
    assert "So on drawn pictures" not in first(CURES, is_drawn=True)
