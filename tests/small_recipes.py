"""Recipes that Hypothesis draws, small enough for Keras to build many of them."""

from hypothesis import strategies as st

from dogcat.recipe.combinations import smallest_picture_size
from dogcat.recipe.recipe import Recipe

# batch normalisation, residual, squeeze-and-excitation; most are plain, because others take Keras longer to build
_PARTS = [(False, False, False)] * 3 + [(True, False, False), (True, True, False), (True, True, True)]


@st.composite
def small_recipes(draw: st.DrawFn) -> Recipe:
    filters = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    kernel_size = draw(st.sampled_from([1, 3, 5, 7]))
    is_normalized, is_residual, is_excited = draw(st.sampled_from(_PARTS))
    smallest = max(8, smallest_picture_size(len(filters), kernel_size, is_residual))
    return Recipe(
        picture_size=draw(st.integers(smallest, smallest + 25)),
        filters=tuple(filters),
        kernel_size=kernel_size,
        pooling=draw(st.sampled_from(["flatten", "average"])),
        dense_units=draw(st.integers(0, 20)),
        batch_normalization=is_normalized,
        residual=is_residual,
        squeeze_excitation=is_excited,
        dropout=draw(st.sampled_from([0, 0.3])),
    )
