"""The router: which pages there are, under which addresses, and that every visitor passes through it."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dogcat.language import _
from pages.shared.language import choose_language
from pages.shared.state import session

ICONS = {
    "pictures": "photo_library",
    "augmentation": "shuffle",
    "model": "account_tree",
    "train": "model_training",
    "compare": "compare",
    "try": "pets",
    "words": "menu_book",
}


def titles() -> dict[str, str]:
    """What the pages are called, by their addresses, in the order of the side bar; the start page is not among them."""
    return {
        "pictures": _("Pictures"),
        "augmentation": _("Augmentation"),
        "model": _("Model"),
        "train": _("Train"),
        "compare": _("Compare"),
        "try": _("Try one picture"),
        "words": _("Words and sources"),
    }


def pages() -> StreamlitPage:
    """Registers all pages and returns the one that the visitor asked for."""
    session().came_through_the_front_door = True
    choose_language()
    home = st.Page("pages/home.py", title=_("Home"), icon=":material/home:", default=True)
    others = [
        st.Page(f"pages/{name}.py", title=title, icon=f":material/{ICONS[name]}:", url_path=name)
        for name, title in titles().items()
    ]
    return st.navigation([home, *others])


def require_front_door() -> None:
    """To be called first by every page.

    Whoever opens `/train` as the very first page after the server started would get the bare page: until
    `st.navigation` has been called once in a server's life, Streamlit takes a folder named `pages` for its older
    kind of app and runs its files without `streamlit_app.py`.
    """
    if not session().came_through_the_front_door:
        pages()
        st.rerun()
