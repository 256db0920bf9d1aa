"""The class gate: asks for the class code, if the teacher has set one, and for the teacher password."""

import hmac
import time

import streamlit as st

from dogcat.common.language import _
from dogcat.common.rate_limit import TooOftenError
from dogcat.recipe.settings import read_settings, settings
from pages.frame.errors import sentence_for_errors, show_error
from pages.frame.fragments import rerun_after
from pages.frame.limits import CODE, PASSWORD, try_word
from pages.frame.teacher import is_in_charge
from pages.state.browser import browser_token
from pages.state.resources import browsers_let_in, has_come_in, teachers_word
from pages.state.session import session
from pages.state.uploads import accept_uploads, refused_upload
from pages.widgets.literal import literal

SECONDS_AFTER_WRONG_CODE = 1.0


def require_class_code() -> None:
    """Stops the page until the visitor has entered the class code.

    A fault of the settings is shown above the page. If it may concern the code, the page stops there.
    """
    with sentence_for_errors():
        found, faults = read_settings()
        comes_in = has_come_in(found)
        if faults and (comes_in or found.is_closed):
            st.warning("\n\n".join(map(literal, faults)), icon=":material/warning:")
        if comes_in:
            accept_uploads(is_in_charge())
            if sentence := refused_upload():
                words = _(sentence).format(most=found.max_upload_megabytes)
                st.toast(words, icon=":material/error:", duration="infinite")
            return
        if not found.is_closed:
            _ask_for_code()
    st.stop()


def _ask_for_code() -> None:
    """Shows the form for the class code. A wrong code costs a second, which slows guessing down.

    The teacher password opens the app, too. So a teacher comes in while the class's address has to wait.
    """
    st.title(_("Which class?"))
    with st.form("class-code"):
        word = st.text_input(_("Class code"), type="password", help=_("The code that your teacher gave you."))
        # Translators: a button that opens the app for the class.
        if st.form_submit_button(_("Enter"), type="primary"):
            is_teacher = is_teachers_word(word)
            if try_word(PASSWORD, True) if is_teacher else try_word(CODE, settings().lets_in(word)):
                session().visitor.is_teacher |= is_teacher
                browsers_let_in().add((browser_token(), settings().class_code))
                st.rerun()
            time.sleep(SECONDS_AFTER_WRONG_CODE)
            st.error(_("This is not the class code. Look at the board, or ask your teacher."), icon=":material/lock:")


def is_teachers_word(word: str) -> bool:
    """Return True if this is the teacher password. The comparison takes constant time."""
    return hmac.compare_digest(word.strip().encode(), teachers_word().encode())


def ask_for_word() -> None:
    """Shows the field for the teacher password, and reruns the page if the word is right.

    A word that was entered too early is tried again when the waiting is over.
    """
    word = st.text_input(_("Teacher password"), type="password", help=_("The server showed it when it was started."))
    if not word or word == session().visitor.tried_word:
        return
    try:
        session().visitor.is_teacher = try_word(PASSWORD, is_teachers_word(word))
    except TooOftenError as error:
        show_error(error)
        rerun_after(error.seconds)
        return
    session().visitor.tried_word = word
    if session().visitor.is_teacher:
        st.rerun()
    time.sleep(SECONDS_AFTER_WRONG_CODE)
    st.error(_("Wrong password. It is shown in the window in which the server was started."))
