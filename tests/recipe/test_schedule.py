"""The learning rate and the picture size of each step."""

import itertools
from dataclasses import replace

import pytest

from dogcat.recipe.recipe import BASELINE
from dogcat.recipe.schedule import (
    growing_sizes,
    largest_training_recipe,
    learning_rate_at,
    num_warm_up_steps,
    training_recipes,
    training_size,
)

COSINE = replace(BASELINE, schedule="cosine", learning_rate=0.1, epochs=10, steps_per_epoch=20)


def test_the_rate_rises_for_a_twentieth_of_the_steps_and_falls_to_almost_nothing() -> None:
    rates = [learning_rate_at(COSINE, step) for step in range(200)]
    assert num_warm_up_steps(COSINE) == 10
    assert rates[:11] == pytest.approx([0.01 + 0.009 * step for step in range(11)])
    assert rates[10 + 95] == pytest.approx(0.05)  # half of the way down
    assert all(one > other for one, other in itertools.pairwise(rates[10:]))
    assert 0 < rates[-1] < 1e-4


def test_a_constant_rate_stays() -> None:
    assert {learning_rate_at(BASELINE, step) for step in (0, 1, 2_999)} == {BASELINE.learning_rate}


def test_each_size_gets_an_equal_part_of_the_steps() -> None:
    growing = replace(COSINE, pooling="average", training_sizes=(96, 112, 150))
    sizes = [training_size(growing, step) for step in range(200)]
    assert sizes == sorted(sizes)
    assert [sizes.count(size) for size in (96, 112, 150)] == [67, 67, 66]
    assert training_size(COSINE, 0) == 150
    assert [each.picture_size for each in training_recipes(growing)] == [96, 112, 150]
    assert largest_training_recipe(growing).picture_size == 150
    assert training_recipes(COSINE) == [COSINE]


@pytest.mark.parametrize("size", [64, 150, 160])
def test_the_sizes_that_are_offered_make_a_recipe(size: int) -> None:
    sizes = growing_sizes(size)
    assert replace(BASELINE, picture_size=size, filters=(8, 8), pooling="average", training_sizes=sizes).training_sizes
    assert growing_sizes(160) == (96, 112, 128)
