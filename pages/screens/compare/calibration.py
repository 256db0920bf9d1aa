"""How sure two networks are of what they say, and how sure they should be."""

import streamlit as st

from dogcat.analysis.calibration import Calibration, calibration
from dogcat.analysis.comparison import Said
from dogcat.charts.calibration import calibration_chart, describe_calibration
from dogcat.common.language import _
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR
from dogcat.lesson.guesses import SAME
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
        words.markdown(describe_sureness(literal(title), one))
    words.caption(
        _(
            "A network that has learned its training pictures by heart has also learned to be sure, so it is sure of"
            " its mistakes, too. A larger dot stands for more predictions."
        )
    )


def describe_sureness(title: str, found: Calibration) -> str:
    """Returns how far a network's confidence lies from its accuracy, in the percentages that stand beside it."""
    points = round(100 * found.confidence) - round(100 * found.accuracy)
    if abs(points) < 100 * SAME:
        sentence = _(
            "**{title}**: accuracy {accuracy:.0%}, mean confidence {confidence:.0%}. On average it is about as"
            " confident as it should be. Expected calibration error: {expected_error:.1f} percentage points."
        )
    elif points > 0:
        sentence = _(
            "**{title}**: accuracy {accuracy:.0%}, mean confidence {confidence:.0%}. It is overconfident by {points}"
            " percentage points. Expected calibration error: {expected_error:.1f} percentage points."
        )
    else:
        sentence = _(
            "**{title}**: accuracy {accuracy:.0%}, mean confidence {confidence:.0%}. It is underconfident by {points}"
            " percentage points. Expected calibration error: {expected_error:.1f} percentage points."
        )
    return sentence.format(
        title=title,
        accuracy=found.accuracy,
        confidence=found.confidence,
        points=abs(points),
        expected_error=100 * found.expected_error,
    )
