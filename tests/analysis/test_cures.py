"""What the cures did over several seeds: pairs of one seed, only common seeds, and what stands in."""

from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.analysis.cures import cure_results, gaps_of, levels_of, quick_results, seed_cells, spread
from dogcat.common.statistics import mean_interval
from dogcat.recipe.recipe import QUICK_REGULARIZED, REGULARIZED, Augmentation
from tests.finished_runs import record
from tests.recorded_tables import write_table

RECIPE = replace(QUICK_REGULARIZED, precision="bfloat16", dropout=0.0, augmentation=Augmentation())


@pytest.fixture
def tables(shelf: Path) -> Path:
    """Three cells on photos. Seed 3 of `nothing` has no partner, and its level differs much between seeds 1 and 2."""
    folder = shelf.parent / "recorded-seeds"
    levels = {
        "nothing": {1: 0.6, 2: 0.8, 3: 0.1, 4: 0.7},
        "augmentation": {1: 0.7, 2: 0.92, 4: 0.81},
        "dropout": {1: 0.61, 2: 0.81, 4: 0.71},
    }
    for cell, by_seed in levels.items():
        curves = {seed: [0.5] * 5 + [level - 0.05, level + 0.05] * 5 for seed, level in by_seed.items()}
        write_table(folder, f"quick-{cell}-2000-photos", RECIPE, curves, training=0.97)
    return folder


def test_a_figure_is_the_mean_of_the_last_ten_epochs(tables: Path) -> None:
    nothing = seed_cells("photos")["nothing"]
    assert levels_of(nothing) == pytest.approx({1: 0.6, 2: 0.8, 3: 0.1, 4: 0.7})
    assert gaps_of(nothing) == pytest.approx({1: 0.37, 2: 0.17, 3: 0.87, 4: 0.27})


def test_effects_are_differences_seed_by_seed_over_the_common_seeds(tables: Path) -> None:
    results = quick_results(seed_cells("photos"))
    assert results.seeds == (1, 2, 4)
    effect = results.effects()["augmentation"]
    assert effect.values == pytest.approx([0.1, 0.12, 0.11])
    assert (effect.mean, effect.low, effect.high) == pytest.approx(mean_interval([0.1, 0.12, 0.11]))
    assert results.gains() == pytest.approx({"augmentation": 0.11, "dropout": 0.01})
    assert effect.half == pytest.approx((effect.high - effect.low) / 2)


def test_one_or_two_seeds_have_no_interval() -> None:
    assert (spread([0.3]).mean, spread([0.3]).half) == (0.3, 0)
    assert (spread([0.3, 0.5]).mean, spread([0.3, 0.5]).half) == (pytest.approx(0.4), 0)
    assert spread([0.3, 0.5, 0.4]).half > 0


def test_the_cells_with_several_seeds_come_first_and_the_tutorial_s_stand_in(tables: Path, shelf: Path) -> None:
    for cell, level in {"nothing": 0.7, "augmentation": 0.8, "dropout": 0.75}.items():
        record(shelf, f"fair-{cell}-photos-seed1", REGULARIZED, level, 0.9)
    assert cure_results().is_quick
    assert len(cure_results().seeds) == 3
    (tables / "quick-dropout-2000-photos.json").unlink()
    found = cure_results()
    assert not found.is_quick
    assert found.gains() == pytest.approx({"augmentation": 0.1, "dropout": 0.05})
    assert seed_cells("drawn") == {}
    assert list(seed_cells("photos")) == ["nothing", "augmentation"]


def test_without_any_recording_there_is_nothing(shelf: Path) -> None:
    assert cure_results().levels == {}
    assert cure_results().gains() == {}
    assert quick_results({}).seeds == ()
