"""The router: which pages there are, under which addresses, and the frame that every page is shown in.

A file in `pages/` is a door: it calls `open_page` and nothing else. So no page can forget the class code, the
presenter's view or the lesson.
"""

from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

import pandas as pd  # noqa: F401 - whole, before any chart: Plotly fails on one that another thread is still loading
import PIL.WebPImagePlugin  # noqa: F401 - for the pictures of Home: otherwise Pillow loads all its plugins, 4 MB
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.permission import follow_reader
from pages.frame.asker import note_reader, reader
from pages.frame.errors import sentence_for_errors
from pages.frame.gate import require_class_code
from pages.frame.language import choose_language
from pages.frame.lesson_step import begin_step, end_step
from pages.frame.page_changes import follow_pages
from pages.frame.presenter import choose_presenting, show_presenter
from pages.frame.progress_keeper import holds_page, progress
from pages.frame.running import show_running, show_running_on_phone
from pages.state.resources import give_memory_back, teachers_word, tidy_home
from pages.state.session import session


@dataclass(frozen=True)
class Screen:
    """A page in the side bar.

    Attributes:
        folder: below `pages/screens`; its module `page` has the function `show`.
        title: to be shown through `_`.
        icon: name of a Material symbol.
    """

    folder: str
    title: str
    icon: str


START = "home"  # the page at the root address
END = "end"  # the page that the side bar shows to those who have begun the lesson
SCREENS = {  # by the name of the door, which is also the address, in the order of the side bar
    # Translators: title of a page.
    START: Screen("home", N_("Home"), "home"),
    "pictures": Screen("pictures", N_("Pictures"), "photo_library"),
    "augmentation": Screen("augmentation", N_("Augmentation"), "shuffle"),
    # Translators: title of a page.
    "model": Screen("model", N_("Model"), "account_tree"),
    # Translators: title of a page.
    "train": Screen("train", N_("Train"), "model_training"),
    # Translators: title of a page.
    "compare": Screen("compare", N_("Compare"), "compare"),
    "try": Screen("try_picture", N_("Try one picture"), "pets"),
    END: Screen("end", N_("What you did"), "flag"),
    # Translators: title of a page, about the practice of experts, not about exercises.
    "ladder": Screen("ladder", N_("What practice adds"), "stairs"),
    "pretrained": Screen("pretrained", N_("A pre-trained network"), "school"),
    "board": Screen("board", N_("Class board"), "groups"),
    "words": Screen("glossary", N_("Words and sources"), "menu_book"),
}


def pages() -> StreamlitPage:
    """Registers all pages and returns the one that the visitor asked for."""
    session().visitor.is_routed = True
    note_reader()
    follow_reader(reader)  # Streamlit draws a visitor's pages in changing threads
    teachers_word()  # the first visit prints it
    give_memory_back()
    tidy_home()
    above_language = st.sidebar.container()
    choose_language()
    chosen = st.navigation(
        [
            st.Page(
                f"pages/{name}.py",
                title=_(screen.title),
                icon=f":material/{screen.icon}:",
                url_path="" if name == START else name,
                default=name == START,
                visibility="visible" if name != END or has_begun() else "hidden",
            )
            for name, screen in SCREENS.items()
        ]
    )
    with above_language, suppress(DogcatError, OSError):  # the page itself says what is wrong
        show_running(chosen.url_path or START)
    return chosen


def has_begun() -> bool:
    """Return True if this visitor has begun the lesson, here or in an earlier visit."""
    return progress().has_started or bool(progress().predictions)


def open_page(name: str) -> None:
    """Shows a page in its frame. Each door calls this, and nothing else.

    Until `st.navigation` has been called once in a server's life, Streamlit takes a folder named `pages` for its older
    kind of app and runs a door without `streamlit_app.py`. Such a first visit starts again through the router.

    Args:
        name: of the door, a key of `SCREENS`.
    """
    if not session().visitor.is_routed:
        pages()
        st.rerun()
    require_class_code()
    if holds_page():
        follow_pages(name)
        return
    with sentence_for_errors():
        choose_presenting()
        show_presenter(name)
        show_running_on_phone(name)
    begin_step(name)
    follow_pages(name)
    with sentence_for_errors():
        import_module(f"pages.screens.{SCREENS[name].folder}.page").show()
    end_step(name)
