"""The router: which pages there are, under which addresses, and that every visitor passes through it."""

import time

import pandas as pd  # noqa: F401 - whole, before any chart: Plotly fails on one that another thread is still loading
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dogcat.common.language import _
from dogcat.recipe.settings import settings
from pages.shared.errors import sentence_for_errors
from pages.shared.language import choose_language
from pages.shared.limits import WORDS, count
from pages.shared.presenter import choose_presenting, show_presenter
from pages.shared.resources import browsers_let_in, give_memory_back, teachers_word
from pages.shared.state import browser_token, session

SECONDS_AFTER_WRONG_CODE = 1.0
ICONS = {
    "pictures": "photo_library",
    "augmentation": "shuffle",
    "model": "account_tree",
    "train": "model_training",
    "compare": "compare",
    "try": "pets",
    "board": "groups",
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
        "board": _("Class board"),
        "words": _("Words and sources"),
    }


def pages() -> StreamlitPage:
    """Registers all pages and returns the one that the visitor asked for."""
    session().came_through_the_front_door = True
    teachers_word()  # which is printed with the first visit
    give_memory_back()
    choose_language()
    home = st.Page("pages/home.py", title=_("Home"), icon=":material/home:", default=True)
    others = [
        st.Page(f"pages/{name}.py", title=title, icon=f":material/{ICONS[name]}:", url_path=name)
        for name, title in titles().items()
    ]
    return st.navigation([home, *others])


def require_front_door(page: str = "") -> None:
    """To be called first by every page: nobody gets past it without the class code, if the teacher has set one.

    Whoever opens `/train` as the very first page after the server started would get the bare page: until
    `st.navigation` has been called once in a server's life, Streamlit takes a folder named `pages` for its older
    kind of app and runs its files without `streamlit_app.py`.

    Args:
        page: its address, empty for the start page.
    """
    if not session().came_through_the_front_door:
        pages()
        st.rerun()
    with sentence_for_errors():
        if not settings().class_code or (browser_token(), settings().class_code) in browsers_let_in():
            choose_presenting()
            show_presenter(page)
            return
        ask_for_code()
    st.stop()


def ask_for_code() -> None:
    """The form with the class code; a wrong one costs a second, so that nobody tries them all."""
    st.title(_("Which class?"))
    with st.form("class-code"):
        word = st.text_input(_("Class code"), type="password", help=_("The word that your teacher has told you."))
        if st.form_submit_button(_("Come in"), type="primary"):
            count(WORDS)
            if settings().lets_in(word):
                browsers_let_in().add((browser_token(), settings().class_code))
                st.rerun()
            time.sleep(SECONDS_AFTER_WRONG_CODE)
            st.error(_("That is not the class code. Look at the board, or ask your teacher."), icon=":material/lock:")
