"""The class gate: asks for the class code, if the teacher has set one."""

import time

import streamlit as st

from dogcat.common.language import _
from dogcat.recipe.settings import read_settings, settings
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import WORDS, count
from pages.state.browser import browser_token
from pages.state.resources import browsers_let_in
from pages.widgets.literal import literal

SECONDS_AFTER_WRONG_CODE = 1.0


def require_class_code() -> None:
    """Stops the page until the visitor has entered the class code.

    A fault of the settings is shown above the page. If it may concern the code, the page stops there.
    """
    with sentence_for_errors():
        found, faults = read_settings()
        comes_in = not found.class_code or (browser_token(), found.class_code) in browsers_let_in()
        if faults and (comes_in or found.is_closed):
            st.warning("\n\n".join(map(literal, faults)), icon=":material/warning:")
        if comes_in:
            return
        if not found.is_closed:
            _ask_for_code()
    st.stop()


def _ask_for_code() -> None:
    """Shows the form for the class code. A wrong code costs a second, which slows guessing down."""
    st.title(_("Which class?"))
    with st.form("class-code"):
        word = st.text_input(_("Class code"), type="password", help=_("The code that your teacher gave you."))
        # Translators: a button that opens the app for the class.
        if st.form_submit_button(_("Enter"), type="primary"):
            count(WORDS)
            if settings().lets_in(word):
                browsers_let_in().add((browser_token(), settings().class_code))
                st.rerun()
            time.sleep(SECONDS_AFTER_WRONG_CODE)
            st.error(_("This is not the class code. Look at the board, or ask your teacher."), icon=":material/lock:")
