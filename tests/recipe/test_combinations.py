"""Recipes whose fields do not go together are refused in a learner's words."""

from typing import Any

import pytest

from dogcat.recipe.combinations import smallest_picture_size
from dogcat.recipe.recipe import Recipe, RecipeError

RESIDUAL: dict[str, Any] = {"batch_normalization": True, "residual": True}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"residual": True}, "batch_normalization is false. .* Switch batch normalisation on, too"),
        ({"squeeze_excitation": True}, "residual is false. .* Switch the residual blocks on, too"),
        ({"squeeze_excitation": True, "batch_normalization": True}, "residual is false"),
        ({**RESIDUAL, "filters": (8, 8, 8, 8), "picture_size": 31}, "4 residual stages at least 32 .* 5 times"),
    ],
)
def test_fields_that_do_not_go_together_are_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        Recipe(**fields)


def test_a_residual_network_takes_the_smallest_picture_that_its_halvings_leave_a_pixel_of() -> None:
    assert [smallest_picture_size(stages, residual=True) for stages in (1, 2, 3, 8)] == [4, 8, 16, 512]
    assert Recipe(**RESIDUAL, filters=(8, 8, 8), picture_size=16).residual
