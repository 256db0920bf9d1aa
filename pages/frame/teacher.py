"""Permissions: a visitor at the server's own computer or with the teacher password may change what all see."""

from urllib.parse import urlsplit

import streamlit as st

from dogcat.recipe.settings import settings
from pages.state.browser import parsed_address
from pages.state.session import session

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDING = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")  # headers that proxies add


def is_in_charge() -> bool:
    """Return True if this visitor may change what others see: picture sets, trainings, the class board."""
    return session().visitor.is_teacher or sits_at_the_server()


def sits_at_the_server() -> bool:
    """Return True if the browser runs on the server's computer without a proxy in between.

    The client address alone is not enough: behind a proxy on the same computer, every visitor has it. A proxy that the
    settings do not name is seen by its headers, but one that adds none and passes on the visitor's `Host` is not.
    """
    headers = st.context.headers
    address = parsed_address(st.context.ip_address or "127.0.0.1")  # Streamlit gives None on localhost
    if address is None or not address.is_loopback or any(name in headers for name in FORWARDING):
        return False
    try:
        host = urlsplit(f"//{headers.get('Host', 'localhost')}").hostname
    except ValueError:  # no browser sends such a header
        return False
    return host in LOCAL and not settings().behind_proxy
