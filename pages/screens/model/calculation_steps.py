"""The calculation step by step, from pixels times weights to the pooling, with Keras' result for comparison."""

import numpy as np
import streamlit as st

from dogcat.charts.number_tables import colour_tables, window_table
from dogcat.common.language import N_, _
from dogcat.common.units import Signed
from dogcat.explain.convolution_by_hand import Convolution, pool, pooled_place
from dogcat.recipe.blueprint import POOL_SIZE
from pages.widgets.component import style

COLOURS = (N_("red"), N_("green"), N_("blue"))
STYLE = style("calculation_steps.css")


def show_products(by_hand: Convolution, pixel_range: str) -> None:
    """Shows pixels, weights and products of each colour as tables.

    Args:
        by_hand: the calculation.
        pixel_range: of the network's recipe.
    """
    if pixel_range == "-1..1":
        st.markdown(_("**(Pixels ÷ 127.5 − 1) × weights of the filter = products**"))
    else:
        st.markdown(_("**Pixels ÷ 255 × weights of the filter = products**"))
    st.html(STYLE + "".join(colour_row(by_hand, channel) for channel in range(len(COLOURS))))


def show_sum(by_hand: Convolution, from_keras: float) -> None:
    """Shows how the products, the bias and the relu become one value."""
    st.markdown(_("**The sum, the bias, the relu**"))
    terms = " ".join(f"{signed(term)} ({_(colour)})" for term, colour in zip(by_hand.colour_sums, COLOURS, strict=True))
    before, value = by_hand.before_relu, by_hand.value
    if before >= 0:
        relu = _("relu: {before} is not below 0 and stays: **{value:.6f}**")
    else:
        relu = _("relu: {before} is below 0 and becomes 0: **{value:.6f}**")
    lines = (
        _("Sum of all {num} products: {terms} = **{sum}**").format(
            num=by_hand.products.size, terms=terms, sum=signed(sum(by_hand.colour_sums))
        ),
        _("plus the bias {bias}: **{before}**").format(bias=signed(by_hand.bias), before=signed(before)),
        relu.format(before=signed(before), value=value),
    )
    st.markdown("  \n".join(lines))
    say_keras(value, from_keras)


def show_pooling(
    pixels: np.ndarray,
    kernel: np.ndarray,
    bias: float,
    pooled: np.ndarray,
    place: tuple[int, int, int],
    pixel_range: str,
) -> None:
    """Shows the pooling window of the value.

    Args:
        pixels: uint8 (S, S, 3).
        kernel: (K, K, 3), the weights of the filter.
        bias: of the filter.
        pooled: the maps after the pooling, float (h, w, filters).
        place: filter, row and column of the value, counted from 0.
        pixel_range: of the network's recipe.
    """
    number, map_row, map_column = place
    row, column = pooled_place(map_row, map_column, pooled.shape[0])
    window = pool(pixels, kernel, bias, row, column, pixel_range)
    st.markdown(_("**Then max pooling**"))
    st.markdown(
        _(
            "Max pooling keeps the largest of each {pool} × {pool} neighbouring values, so height and width of the"
            " map are halved. Rows {top} and {bottom}, columns {left} and {right} become row {row}, column {column}"
            " of `pool_1`:"
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
    table = window_table(window)
    st.html(
        f'<div class="dogcat-hand dogcat-window"><div>{table} max → <strong>{window.max():.6f}</strong></div></div>'
    )
    say_keras(float(window.max()), float(pooled[row, column, number]))


def say_keras(value: float, from_keras: float) -> None:
    """Shows Keras' result and the difference from it."""
    st.markdown(
        _(":material/check: Keras computes {value:.6f}. The difference is {difference:.0e}.").format(
            value=from_keras, difference=abs(value - from_keras)
        )
    )


def colour_row(by_hand: Convolution, channel: int) -> str:
    """Returns pixels, weights and products of one colour as three HTML tables in a row."""
    pixels, weights, products = colour_tables(by_hand, channel)
    name, num_columns = _(COLOURS[channel]), by_hand.products.shape[1]
    return (
        f'<div class="dogcat-hand dogcat-products" style="--columns:{num_columns}"><b>{name}</b>'
        f"<div>{pixels}<i>×</i>{weights}<i>=</i>{products}</div></div>"
    )


def signed(number: float) -> str:
    """Returns a number with its sign and six decimal places."""
    return f"{Signed(number):+.6f}"
