"""A convolution by hand: one value of the first layer, from the pixels to Keras' result."""

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.convolution_by_hand import convolve, strongest_place
from dogcat.explain.feature_maps import coloured, with_frame
from dogcat.pictures.tensor_steps import patch_place
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.frame.lesson_tasks import did
from pages.screens.model.calculation_steps import show_pooling, show_products, show_sum
from pages.screens.model.network_choice import recipe_of
from pages.screens.model.picture_choice import choose_subject, looking
from pages.state.resources import activation_client
from pages.state.session import bind, session
from pages.widgets.clickable_picture import show_place


@fragment
def show_convolution_by_hand(chosen: Run | Recipe) -> None:
    """Shows the choice of a place in the picture, and the calculation of its value.

    Args:
        chosen: a run, or a recipe without a training.
    """
    st.caption(
        _(
            "The first layer computes each of its values from a small patch of the picture: it multiplies every pixel"
            " value by a weight and adds up the products. The same few weights are used all over the picture. Choose"
            " a filter, click a place, and check the calculation."
        )
    )
    recipe = recipe_of(chosen)
    if recipe.residual:
        st.info(
            _(
                "The first convolution of this network moves two pixels at a time over a picture with a border of"
                " zeros. Choose a network without residual blocks above, whose positions are easier to follow."
            )
        )
        return
    if recipe.batch_normalization:
        st.caption(
            _(
                "The factors of batch normalisation are multiplied into these weights, and its offsets are in the bias:"
                " in evaluation, both together are one convolution."
            )
        )
    with sentence_for_errors():
        subject = choose_subject(chosen)
        if subject is None:
            return
        network, pixels = subject
        after = "relu_1" if recipe.batch_normalization else "conv_1"
        with looking():
            weights = activation_client().filters(network)["conv_1"]
            answers = activation_client().activations(network, pixels, [after, "pool_1"])
        maps = answers[after]
        place = choose_place(maps)
        kernel, bias = weights.kernel[..., place[0]], float(weights.bias[place[0]])
        show_places(pixels, maps, *place, size=kernel.shape[0])
        pixel_range = recipe.pixel_range
        by_hand = convolve(pixels, kernel, bias, *place[1:], pixel_range)
        # three tables of more than 3 x 3 numbers need the whole width
        left, right = st.columns(2) if kernel.shape[0] <= 3 else (st.container(), st.container())
        with left:
            show_products(by_hand, pixel_range)
        with right:
            show_sum(by_hand, float(maps[place[1], place[2], place[0]]))
            show_pooling(pixels, kernel, bias, answers["pool_1"], place, pixel_range)
        if session().model.num_places_chosen:
            did("calculated-value")


def choose_place(maps: np.ndarray) -> tuple[int, int, int]:
    """Returns the chosen filter, row and column, counted from 0; the slider counts filters from 1."""
    size, num_filters = maps.shape[0], maps.shape[-1]
    now = session().model
    now.hand_filter = min(now.hand_filter, num_filters)
    if max(now.hand_row, now.hand_column) >= size:  # it was chosen in a larger picture
        now.hand_row = now.hand_column = size // 2

    def go_to_strongest() -> None:
        now.hand_row, now.hand_column = strongest_place(maps[..., now.hand_filter - 1])
        count_choice()

    columns = st.columns(3)
    if num_filters > 1:
        # Translators: a slider: which filter of the first layer
        columns[0].slider(_("Filter"), 1, num_filters, **bind(now, "hand_filter", count_choice))
    columns[1].slider(_("Row of the output"), 0, size - 1, **bind(now, "hand_row", count_choice))
    columns[2].slider(_("Column of the output"), 0, size - 1, **bind(now, "hand_column", count_choice))
    st.button(_("Go to the strongest response"), icon=":material/my_location:", on_click=go_to_strongest)
    return now.hand_filter - 1, now.hand_row, now.hand_column


def count_choice() -> None:
    """Counts that the visitor chose a filter or a place."""
    session().model.num_places_chosen += 1


def show_places(pixels: np.ndarray, maps: np.ndarray, number: int, row: int, column: int, size: int) -> None:
    """Shows the patch in the picture and its value in the filter's map; a click chooses another place.

    Args:
        pixels: uint8 (S, S, 3).
        maps: float (h, h, filters), the output of the first layer.
        number: of the filter, counted from 0.
        row: of the value.
        column: of the value.
        size: height and width of the patch in pixels.
    """
    num_places = maps.shape[0]

    def go_to(row: int, column: int) -> None:
        session().model.hand_row, session().model.hand_column = row, column
        count_choice()

    def centre_on(row: int, column: int) -> None:
        go_to(*patch_place(row, column, pixels.shape[0], size))

    left, right = st.columns(2)
    with left:
        show_place(
            with_frame(pixels, row, column, size),
            pixels.shape[0],
            _("The picture with the patch in a frame: {size} × {size} pixels in 3 colours, {num} values").format(
                size=size, num=3 * size * size
            ),
            "hand-picture",
            centre_on,
        )
    answers = maps[..., number]
    with right:
        show_place(
            with_frame(coloured(answers, float(answers.max())), row, column, 1),
            num_places,
            _(
                "The feature map of filter {number}: {size} × {size} values; the frame marks the value that is"
                " calculated below"
            ).format(number=number + 1, size=num_places),
            "hand-map",
            go_to,
        )
