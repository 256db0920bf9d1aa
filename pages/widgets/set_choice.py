"""The choice of the picture set that a training takes."""

import streamlit as st

from dogcat.common.language import _
from dogcat.pictures.picture_set import title_of
from dogcat.pictures.synthetic.dataset import DRAWN
from dogcat.recipe.settings import settings
from pages.state.picture_sets import offered_drawings, offered_sets
from pages.state.session import bind, session


def choose_pictures() -> None:
    """Lets the visitor choose a picture set. The drawn set is offered before it exists."""
    titles = {drawing.name: _("{name}, being drawn").format(name=drawing.name) for drawing in offered_drawings()}
    titles |= {pictures.name: pictures.title for pictures in offered_sets()}
    if DRAWN in (settings().picture_sets or [DRAWN]) or not titles:
        titles.setdefault(DRAWN, _("{title}, made at its first use").format(title=title_of(DRAWN, is_drawn=True)))
    if session().pictures.set_name not in titles:
        session().pictures.set_name = next(iter(titles))
    names = list(titles)
    st.selectbox(_("Pictures"), names, format_func=titles.__getitem__, **bind(session().pictures, "set_name"))
