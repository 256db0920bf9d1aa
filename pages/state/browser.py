"""A word that stands for a visitor's browser, which is all that the app knows of who somebody is."""

import hashlib
import re
import secrets

import streamlit as st

_XSRF_COOKIE = re.compile(r"2\|([0-9a-f]{8})\|([0-9a-f]+)\|\d+")


def browser_token() -> str:
    """A word that stands for this browser, also after a reload, and that nobody else can guess.

    It comes from the secret of the cookie with which Streamlit protects its forms (tornado's second format: the secret
    is mixed with a mask that changes at each answer). Where there is no such cookie, it is of this tab alone.
    """
    cookie = _XSRF_COOKIE.fullmatch(str(st.context.cookies.get("_streamlit_xsrf", "")))
    if cookie:
        mask, mixed = (bytes.fromhex(part) for part in cookie.groups())
        secret = bytes(byte ^ mask[place % len(mask)] for place, byte in enumerate(mixed))
    else:
        secret = st.session_state.setdefault("browser_token", secrets.token_bytes(16))
    return hashlib.sha256(secret).hexdigest()[:16]
