"""Permissions: a visitor at the server's own computer or with the teacher password may change what all see."""

import hmac
import time
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st

from dogcat.common.language import _
from pages.frame import gate
from pages.frame.limits import WORDS, count
from pages.state.resources import teachers_word
from pages.state.session import session

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def is_in_charge() -> bool:
    """Return True if this visitor may change what others see: picture sets, trainings, the class board."""
    return session().visitor.is_teacher or sits_at_the_server()


def sits_at_the_server() -> bool:
    """Return True if the browser runs on the server's computer without a proxy in between.

    The client address alone is not enough: behind a proxy on the same computer, every visitor has it.
    """
    headers = st.context.headers
    try:
        address = ip_address(st.context.ip_address or "127.0.0.1")  # Streamlit gives None on localhost
        host = urlsplit(f"//{headers.get('Host', 'localhost')}").hostname
    except ValueError:  # no browser sends such headers
        return False
    # A dual-stack server reports IPv4 clients as IPv4-mapped IPv6 addresses.
    is_loopback = (getattr(address, "ipv4_mapped", None) or address).is_loopback
    return is_loopback and "X-Forwarded-For" not in headers and host in LOCAL


def ask_for_word() -> None:
    """Shows the field for the teacher password, and reruns the page if the word is right.

    Raises:
        TooOftenError: the limit is reached; the message says how long to wait.
    """
    word = st.text_input(_("Teacher password"), type="password", help=_("The server showed it when it was started."))
    if word and word != session().visitor.tried_word:
        session().visitor.tried_word = word
        count(WORDS)
        session().visitor.is_teacher = hmac.compare_digest(word.strip().encode(), teachers_word().encode())
        if session().visitor.is_teacher:
            st.rerun()
        time.sleep(gate.SECONDS_AFTER_WRONG_CODE)
        st.error(_("Wrong password. It is shown in the window in which the server was started."))
