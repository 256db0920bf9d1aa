"""Who may change what belongs to the whole class: whoever sits at the server, and who knows the teacher's word."""

import hmac
import time
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st

from dogcat.common.language import _
from dogcat.runs.run import Run
from pages.frame import gate
from pages.frame.limits import WORDS, count
from pages.state.browser import browser_token
from pages.state.resources import teachers_word
from pages.state.session import session

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def is_in_charge() -> bool:
    """Whether this visitor may change what others see: picture sets, others' trainings, the class board."""
    return session().visitor.is_teacher or sits_at_the_server()


def may_change(run: Run) -> bool:
    """Whether this visitor may name or delete a run: its owner, and who is in charge."""
    return run.owner == browser_token() or is_in_charge()


def sits_at_the_server() -> bool:
    """Whether the browser runs on the computer of the server, and no other web server stands between them.

    The address of the connection alone does not say so: behind a web server on the same computer everybody has it.
    """
    headers = st.context.headers
    try:
        address = ip_address(st.context.ip_address or "127.0.0.1")  # of this computer Streamlit knows none
        host = urlsplit(f"//{headers.get('Host', 'localhost')}").hostname
    except ValueError:  # what no browser sends
        return False
    # A server that listens on both kinds of addresses gives the older ones in the shape of the newer.
    is_loopback = (getattr(address, "ipv4_mapped", None) or address).is_loopback
    return is_loopback and "X-Forwarded-For" not in headers and host in LOCAL


def ask_for_word() -> None:
    """The field for the teacher's word; the page is drawn anew when it is right.

    Raises:
        TooOftenError: it was tried too often; the message says so and how long to wait.
    """
    word = st.text_input(_("Teacher's word"), type="password", help=_("The server has printed it when it was started."))
    if word and word != session().visitor.tried_word:
        session().visitor.tried_word = word
        count(WORDS)
        session().visitor.is_teacher = hmac.compare_digest(word.strip().encode(), teachers_word().encode())
        if session().visitor.is_teacher:
            st.rerun()
        time.sleep(gate.SECONDS_AFTER_WRONG_CODE)
        st.error(_("That is not the word. It stands in the window in which the server was started."))
