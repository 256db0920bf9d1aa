"""A convolution by hand: one value of the first layer, from the pixels to the figure that Keras gives."""

import numpy as np
import streamlit as st

from dogcat.by_hand import Convolution, convolve, pool
from dogcat.feature_maps import coloured, with_frame
from dogcat.language import N_, _
from dogcat.layers import POOL_SIZE
from dogcat.number_tables import colour_tables, number_table
from dogcat.recipe import Recipe
from dogcat.runs import Run
from pages.model_views.place import show_place
from pages.model_views.subject import choose_subject, looking
from pages.shared.errors import sentence_for_errors
from pages.shared.resources import inspector
from pages.shared.state import bind, session

COLOURS = (N_("red"), N_("green"), N_("blue"))
STYLE = """<style>
.dogcat-hand { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin-bottom: 10px; }
.dogcat-hand b { width: 100%; font-weight: 600; font-size: 14px; }
.dogcat-hand table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
.dogcat-hand td { padding: 5px 2px; min-width: 42px; text-align: center; }
.dogcat-hand.dogcat-window td { padding: 5px 8px; }
@media (max-width: 640px) {
    .dogcat-hand { gap: 2px 3px; }
    .dogcat-hand table { font-size: 10.5px; }
    .dogcat-hand td { padding: 5px 1px; min-width: 31px; }
}
</style>"""


@st.fragment
def show_by_hand(chosen: Run | Recipe) -> None:
    """The whole view.

    Args:
        chosen: a run, or a recipe that nobody has trained.
    """
    st.caption(
        _(
            "The first layer makes each of its values from a small patch of the picture: multiply every pixel by a"
            " weight, add it all up. The same few weights go over the whole picture. Choose a filter, click a place,"
            " and check it."
        )
    )
    with sentence_for_errors():
        subject = choose_subject(chosen)
        if subject is None:
            return
        network, pixels = subject
        with looking():
            weights = inspector().filters(network)["conv_1"]
            answers = inspector().activations(network, pixels, ["conv_1", "pool_1"])
        maps = answers["conv_1"]
        place = choose_place(maps)
        kernel, bias = weights.kernel[..., place[0]], float(weights.bias[place[0]])
        show_places(pixels, maps, *place, size=kernel.shape[0])
        by_hand = convolve(pixels, kernel, bias, *place[1:])
        # Three tables of more than 3 x 3 numbers need the whole width.
        left, right = st.columns(2) if kernel.shape[0] <= 3 else (st.container(), st.container())
        with left:
            show_products(by_hand)
        with right:
            show_sum(by_hand, float(maps[place[1], place[2], place[0]]))
            show_pooling(pixels, kernel, bias, answers["pool_1"], place)


def choose_place(maps: np.ndarray) -> tuple[int, int, int]:
    """Filter, row and column, each counted from 0; the sliders count filters from 1, as everywhere."""
    size, num_filters = maps.shape[0], maps.shape[-1]
    now = session()
    now.hand_filter = min(now.hand_filter, num_filters)
    if max(now.hand_row, now.hand_column) >= size:  # chosen in a larger picture
        now.hand_row = now.hand_column = size // 2

    def go_to_strongest() -> None:
        found = np.unravel_index(np.argmax(maps[..., now.hand_filter - 1]), maps.shape[:2])
        now.hand_row, now.hand_column = map(int, found)

    columns = st.columns([2, 2, 2, 1.5], vertical_alignment="bottom")
    if num_filters > 1:
        columns[0].slider(_("Filter"), 1, num_filters, **bind("hand_filter"))
    columns[1].slider(_("Row of the output"), 0, size - 1, **bind("hand_row"))
    columns[2].slider(_("Column of the output"), 0, size - 1, **bind("hand_column"))
    columns[3].button(_("Where it is strongest"), icon=":material/my_location:", on_click=go_to_strongest)
    return now.hand_filter - 1, now.hand_row, now.hand_column


def show_places(pixels: np.ndarray, maps: np.ndarray, number: int, row: int, column: int, size: int) -> None:
    """The patch in the picture, and its value in the filter's map; a click on either chooses another place."""
    num_places = maps.shape[0]

    def go_to(row: int, column: int) -> None:
        session().hand_row, session().hand_column = row, column

    def centre_on(row: int, column: int) -> None:
        go_to(*(min(max(place - size // 2, 0), num_places - 1) for place in (row, column)))

    left, right = st.columns(2)
    with left:
        show_place(
            with_frame(pixels, row, column, size),
            pixels.shape[0],
            _("The picture and the patch: {size} × {size} pixels in 3 colours, {num} numbers").format(
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
            _("What filter {number} makes of it: {size} × {size} values, one of them framed").format(
                number=number + 1, size=num_places
            ),
            "hand-map",
            go_to,
        )


def show_products(by_hand: Convolution) -> None:
    """Pixels times weights is products, colour by colour."""
    st.markdown(_("**Pixels ÷ 255 × weights of the filter = products**"))
    st.html(STYLE + "".join(colour_row(by_hand, channel) for channel in range(len(COLOURS))))


def show_sum(by_hand: Convolution, from_keras: float) -> None:
    """How the products become one value."""
    st.markdown(_("**The sum, the bias, the relu**"))
    sums = by_hand.products.sum(axis=(0, 1))
    terms = " ".join(f"{signed(term)} ({_(colour)})" for term, colour in zip(sums.tolist(), COLOURS, strict=True))
    before, value = by_hand.before_relu, by_hand.value
    if before >= 0:
        relu = _("relu: {before} is not below 0 and stays: **{value:.6f}**")
    else:
        relu = _("relu: {before} is below 0 and becomes 0: **{value:.6f}**")
    lines = (
        _("All {num} products added: {terms} = **{sum}**").format(
            num=by_hand.products.size, terms=terms, sum=signed(by_hand.products.sum())
        ),
        _("and the bias {bias}: **{before}**").format(bias=signed(by_hand.bias), before=signed(before)),
        relu.format(before=signed(before), value=value),
    )
    st.markdown("  \n".join(lines))
    say_keras(value, from_keras)


def show_pooling(
    pixels: np.ndarray, kernel: np.ndarray, bias: float, pooled: np.ndarray, place: tuple[int, int, int]
) -> None:
    """The pooling window that the value falls into."""
    number, *places = place
    row, column = (min(one // POOL_SIZE, pooled.shape[0] - 1) for one in places)
    window = pool(pixels, kernel, bias, row, column)
    st.markdown(_("**And then max pooling**"))
    st.markdown(
        _(
            "Of each {pool} × {pool} neighbours the largest value is kept, so the map is half as wide and high. Rows"
            " {top} and {bottom}, columns {left} and {right} become row {row}, column {column} of `pool_1`:"
        ).format(
            pool=POOL_SIZE,
            top=POOL_SIZE * row,
            bottom=POOL_SIZE * row + 1,
            left=POOL_SIZE * column,
            right=POOL_SIZE * column + 1,
            row=row,
            column=column,
        )
    )
    largest = window == window.max()
    shades = np.where(largest[..., None], (255, 224, 130), (235, 235, 235))
    table = number_table(window, shades, digits=6)
    st.html(f'<div class="dogcat-hand dogcat-window">{table} max → <strong>{window.max():.6f}</strong></div>')
    say_keras(float(window.max()), float(pooled[row, column, number]))


def say_keras(value: float, from_keras: float) -> None:
    """Compares with what Keras came to."""
    st.markdown(
        _(":material/check: Keras comes to {value:.6f}; the difference is {difference:.0e}.").format(
            value=from_keras, difference=abs(value - from_keras)
        )
    )


def colour_row(by_hand: Convolution, channel: int) -> str:
    """Three tables in a row: pixels, weights and products of one colour."""
    pixels, weights, products = colour_tables(by_hand, channel)
    return f'<div class="dogcat-hand"><b>{_(COLOURS[channel])}</b>{pixels}×{weights}={products}</div>'


def signed(number: float) -> str:
    """With its sign, and six digits."""
    return f"{number:+.6f}".replace("-", "−")
