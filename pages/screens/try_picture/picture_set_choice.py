"""The picture set whose validation pictures people and networks are asked about, or one drawn here and now."""

from collections.abc import Sequence

import streamlit as st

from dogcat.analysis.human_baseline import SPLIT
from dogcat.common.language import _
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.synthetic.dataset import DRAWN, open_or_draw
from pages.screens.try_picture.network_choice import Side, set_of
from pages.state.picture_sets import offered_sets
from pages.widgets.literal import literal
from pages.widgets.progress_bar import progress_bar


def set_to_guess(sides: Sequence[Side]) -> PictureSet | None:
    """The networks' own set if it is here, otherwise any set with validation pictures; None if there is none."""
    own = set_of(sides)
    if own and own.pictures(SPLIT):
        return own
    other = next((pictures for pictures in offered_sets() if pictures.pictures(SPLIT)), None)
    if other:
        st.caption(
            _(
                "The validation pictures of these networks are not on this computer. The pictures here are from another"
                " set: {pictures}."
            ).format(pictures=literal(other.title))
        )
    return other


def offer_drawing() -> None:
    """Offers to draw pictures or to bring in photos."""
    st.info(
        _(
            "This view needs pictures, and there are none on this computer yet. Draw 4,000 cats and dogs here in"
            " about a minute, or import photos."
        ),
        icon=":material/image_search:",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        is_wanted = st.button(_("Draw pictures"), icon=":material/draw:", type="primary")
        st.page_link("pages/pictures.py", label=_("Import photos"), icon=":material/arrow_forward:")
    if is_wanted:
        draw_set()
        st.rerun()


def draw_set() -> PictureSet:
    """Draws the set that needs no download."""
    with progress_bar(_("Drawing pictures, once:")) as progress:
        return open_or_draw(DRAWN, progress)
