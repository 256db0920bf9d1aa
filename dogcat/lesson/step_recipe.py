"""The recipe that a step with a training begins with: plain in step 3, regularized in step 5, of the same network."""

from collections.abc import Collection, Mapping

from dogcat.analysis.own_pair import PairName, kind_of
from dogcat.recipe.recipe import RECIPES, Recipe

PLAIN, REGULARIZED = "3-train-plain", "5-train-cured"
KINDS: Mapping[str, PairName] = {PLAIN: "plain", REGULARIZED: "regularized"}  # by step


def recipe_for_step(step: str, now: Recipe, like: Recipe | None, allowed: Collection[str]) -> str | None:
    """Return the name of the recipe that a step begins with; None to leave what is chosen.

    Args:
        step: name of the step.
        now: the recipe that is chosen.
        like: recipe whose network the step's recipe should have, such as that of the learner's plain training.
        allowed: names of the recipes that the teacher offers.
    """
    kind = KINDS.get(step)
    if kind is None or (kind_of(now) == kind and (like is None or _network(now) == _network(like))):
        return None
    offered = [name for name in RECIPES if name in allowed and kind_of(RECIPES[name]) == kind]
    return min(offered, key=lambda name: _distance(RECIPES[name], like or now), default=None)


def _network(recipe: Recipe) -> tuple[object, ...]:
    return recipe.picture_size, recipe.filters, recipe.dense_units


def _distance(recipe: Recipe, wanted: Recipe) -> tuple[bool, int]:
    return _network(recipe) != _network(wanted), abs(recipe.picture_size - wanted.picture_size)
