"""Recipes that Hypothesis draws, small enough for Keras to build many of them."""

from hypothesis import strategies as st

from dogcat.recipe.recipe import Recipe, smallest_picture_size


@st.composite
def small_recipes(draw: st.DrawFn) -> Recipe:
    filters = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    kernel_size = draw(st.sampled_from([1, 3, 5, 7]))
    smallest = max(8, smallest_picture_size(len(filters), kernel_size))
    return Recipe(
        picture_size=draw(st.integers(smallest, smallest + 25)),
        filters=tuple(filters),
        kernel_size=kernel_size,
        pooling=draw(st.sampled_from(["flatten", "average"])),
        dense_units=draw(st.integers(1, 20)),
        dropout=draw(st.sampled_from([0, 0.3])),
    )
