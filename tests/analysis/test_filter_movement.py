"""How far the filters of the first layer move: measured in a run, and recorded for the quick recipes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dogcat.analysis.filter_movement import (
    UNRELATED,
    Movement,
    movement_of,
    read_movement,
    recorded_movement,
    weight_path,
)
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.first_layer import FirstLayer, write_first_layer

START = np.random.default_rng(1).uniform(-0.1, 0.1, (3, 3, 3, 400)).astype(np.float32)


def keep(folder: Path, epoch: int, kernels: np.ndarray) -> None:
    write_first_layer(folder, epoch, FirstLayer(kernels, np.zeros(400, np.float32), np.zeros((2, 2, 400), np.float32)))


def test_it_is_the_length_of_the_change_beside_the_length_of_the_start(tmp_path: Path) -> None:
    for epoch, kernels in enumerate([START, 1.1 * START, 0.5 * START]):
        keep(tmp_path, epoch, kernels)
    assert movement_of(tmp_path, 1) == pytest.approx(0.1, rel=1e-4)
    assert movement_of(tmp_path) == pytest.approx(0.5, rel=1e-4), "the last"
    assert movement_of(tmp_path, 0) == 0


def test_two_random_starts_are_as_far_apart_as_is_said(tmp_path: Path) -> None:
    keep(tmp_path, 0, START)
    keep(tmp_path, 1, np.random.default_rng(2).uniform(-0.1, 0.1, START.shape).astype(np.float32))
    assert movement_of(tmp_path) == pytest.approx(UNRELATED, rel=0.02)


def test_without_the_untrained_layer_nothing_is_known(tmp_path: Path) -> None:
    assert movement_of(tmp_path) is None
    keep(tmp_path, 3, START)
    assert movement_of(tmp_path) is None
    assert read_movement(tmp_path, 3, None) == ""


def test_it_is_said_beside_the_recorded_ones(tmp_path: Path) -> None:
    keep(tmp_path, 0, START)
    keep(tmp_path, 7, 1.25 * START)
    words = read_movement(tmp_path, 7, Movement(0.4, 0.31, 0.52, 5))
    assert words.startswith(
        "After epoch 7 the weights of the first layer have moved by 25% of their size at the start."
        " For comparison: two networks that start with different random weights differ by 141%."
    )
    assert words.endswith("In 5 recorded trainings of this recipe they moved by 40% (median; 31% to 52%).")
    assert read_movement(tmp_path, 7, None) in words


@pytest.mark.parametrize("is_drawn", [True, False])
def test_both_quick_recipes_are_recorded_with_any_seed_and_no_other_recipe(is_drawn: bool) -> None:
    for recipe in (QUICK_BASELINE, QUICK_REGULARIZED):
        found = recorded_movement(replace(recipe, seed=77), is_drawn)
        assert found is not None
        assert found.num_seeds == 5
        assert 0 < found.lowest <= found.median <= found.highest
    assert recorded_movement(replace(QUICK_BASELINE, dropout=0.1), is_drawn) is None
    assert recorded_movement(BASELINE, is_drawn) is None


def test_the_filters_stay_nearer_to_their_start_than_to_unrelated_ones() -> None:
    """The page says that they did not become anything else; if new recordings deny it, change the page."""
    for recipe in (QUICK_BASELINE, QUICK_REGULARIZED):
        for is_drawn in (True, False):
            found = recorded_movement(recipe, is_drawn)
            assert found is not None
            assert found.highest < UNRELATED / 1.5


def test_the_weights_that_move_most_and_their_averages(tmp_path: Path) -> None:
    assert weight_path(tmp_path, 0.5) is None
    jumps = [0.0, 1.0, -1.0, 1.0]
    for epoch, jump in enumerate(jumps):
        kernels = START.copy()
        kernels.reshape(-1)[7] += jump
        kernels.reshape(-1)[3] += jump / 2
        keep(tmp_path, epoch, kernels)
    found = weight_path(tmp_path, 0.15, num_weights=2)
    assert found
    assert found.epochs == [0, 1, 2, 3]
    start = START.reshape(-1)[[7, 3]]
    np.testing.assert_allclose(found.weights - start, np.outer(jumps, [1, 0.5]), atol=1e-6)
    average, expected = 0.0, [0.0]
    for momentum, jump in zip([0.1, 0.15, 0.15], jumps[1:], strict=True):  # 1/10, then no more than 0.15
        average = momentum * average + (1 - momentum) * jump
        expected.append(average)
    np.testing.assert_allclose(found.averages - start, np.outer(expected, [1, 0.5]), atol=1e-6)
