"""Which recipe a step with a training begins with."""

from dataclasses import replace

import pytest

from dogcat.lesson.step_recipe import KINDS, PLAIN, REGULARIZED, recipe_for_step
from dogcat.lesson.steps import STEPS
from dogcat.recipe.recipe import RECIPES, Recipe

LARGER = replace(RECIPES["quick-baseline"], picture_size=80)


@pytest.mark.parametrize(
    ("step", "now", "like", "found"),
    [
        (PLAIN, RECIPES["quick-regularized"], None, "quick-baseline"),
        (PLAIN, RECIPES["regularized"], None, "baseline"),
        (PLAIN, RECIPES["baseline"], None, None),
        (PLAIN, LARGER, None, None),
        (REGULARIZED, RECIPES["quick-baseline"], None, "quick-regularized"),
        (REGULARIZED, RECIPES["quick-baseline"], RECIPES["baseline"], "regularized"),
        (REGULARIZED, RECIPES["regularized"], RECIPES["quick-baseline"], "quick-regularized"),
        (REGULARIZED, RECIPES["quick-regularized"], RECIPES["quick-baseline"], None),
        (REGULARIZED, RECIPES["baseline"], LARGER, "quick-regularized"),
        ("2-model", RECIPES["regularized"], None, None),
    ],
)
def test_a_step_begins_with_its_kind_of_recipe(step: str, now: Recipe, like: Recipe | None, found: str | None) -> None:
    assert recipe_for_step(step, now, like, RECIPES) == found


def test_only_what_the_teacher_offers_is_taken() -> None:
    assert recipe_for_step(REGULARIZED, RECIPES["quick-baseline"], None, ["baseline", "regularized"]) == "regularized"
    assert recipe_for_step(REGULARIZED, RECIPES["quick-baseline"], None, ["baseline"]) is None


def test_the_steps_exist() -> None:
    assert set(KINDS) <= set(STEPS)
