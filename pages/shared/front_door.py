"""The router: which pages there are, under which addresses, and that every visitor passes through it."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.shared.state import session


def pages() -> StreamlitPage:
    """Registers all pages and returns the one that the visitor asked for."""
    session().came_through_the_front_door = True
    return st.navigation(
        [
            st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
            st.Page("pages/pictures.py", title="Pictures", icon=":material/photo_library:", url_path="pictures"),
            st.Page("pages/augmentation.py", title="Augmentation", icon=":material/shuffle:", url_path="augmentation"),
            st.Page("pages/model.py", title="Model", icon=":material/account_tree:", url_path="model"),
            st.Page("pages/train.py", title="Train", icon=":material/model_training:", url_path="train"),
            st.Page("pages/compare.py", title="Compare", icon=":material/compare:", url_path="compare"),
            st.Page("pages/try.py", title="Try one picture", icon=":material/pets:", url_path="try"),
        ]
    )


def require_front_door() -> None:
    """To be called first by every page.

    Whoever opens `/train` as the very first page after the server started would get the bare page: until
    `st.navigation` has been called once in a server's life, Streamlit takes a folder named `pages` for its older
    kind of app and runs its files without `streamlit_app.py`.
    """
    if not session().came_through_the_front_door:
        pages()
        st.rerun()
