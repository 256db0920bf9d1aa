"""Why centre the pixels? A sentence, and the recorded curves with both ranges."""

import streamlit as st

from dogcat.charts.pixel_ranges import describe_pixel_ranges, pixel_ranges_chart, recorded_ranges
from dogcat.common.language import _
from dogcat.recipe.controls import WHY_CENTRE
from pages.widgets.chart import show_chart


def show_why_centre() -> None:
    """Shows a button that opens the answer."""
    with st.popover(_("Why centre the pixels?"), icon=":material/help:", type="tertiary"):
        st.markdown(_(WHY_CENTRE))
        tables = recorded_ranges()
        if tables:
            words = describe_pixel_ranges(tables)
            show_chart(pixel_ranges_chart(tables), key="pixel-ranges", description=words)
            st.caption(words)
