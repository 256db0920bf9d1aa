"""How sure two networks are of what they say, and how sure they should be."""

import streamlit as st

from dogcat.analysis.calibration import calibration
from dogcat.analysis.comparison import Said
from dogcat.charts.calibration import calibration_chart, describe_calibration
from dogcat.common.language import _
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR
from dogcat.runs.names import short_names
from dogcat.runs.run import Run
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal

COLOURS = (BASELINE_COLOUR, REGULARIZED_COLOUR)  # of the first and of the second


def show_sureness(first: Run, second: Run, said: tuple[Said, Said]) -> None:
    """How sure both are, and how sure they should be."""
    st.subheader(_("Is it as sure as it should be?"))
    found = [calibration(p_dog) for p_dog in said]
    rows = {name: (colour, one)
            for name, colour, one in zip(short_names((first, second)), COLOURS, found, strict=True)}  # fmt: skip
    chart, words = st.columns([3, 2], gap="large", vertical_alignment="center")
    with chart:
        show_chart(calibration_chart(rows), key="calibration", description=describe_calibration(rows))
    for title, (_colour, one) in rows.items():
        sentence = (
            _(
                "**{title}** is right in {accuracy:.0%} and on average {confidence:.0%} sure: overconfident by"
                " {points:.0f} points. Expected calibration error: {expected_error:.1f} points."
            )
            if one.overconfidence > 0
            else _(
                "**{title}** is right in {accuracy:.0%} and on average {confidence:.0%} sure: underconfident by"
                " {points:.0f} points. Expected calibration error: {expected_error:.1f} points."
            )
        )
        words.markdown(
            sentence.format(
                title=literal(title),
                accuracy=one.accuracy,
                confidence=one.confidence,
                points=abs(100 * one.overconfidence),
                expected_error=100 * one.expected_error,
            )
        )
    words.caption(
        _(
            "A network that knows its training pictures by heart has learned to be sure, and so it is sure of its"
            " mistakes too. Larger dots stand for more verdicts."
        )
    )
