"""A token for each browser: the only identity of a visitor that the app knows."""

import hashlib
import re
import secrets

import streamlit as st

_XSRF_COOKIE = re.compile(r"2\|([0-9a-f]{8})\|([0-9a-f]+)\|\d+")


def browser_token() -> str:
    """Returns a token of this browser that survives a reload and that nobody can guess.

    It is a hash of the secret in Streamlit's XSRF cookie. Tornado's second cookie format XORs the secret with a mask
    that changes with each response. Without this cookie the token belongs to the tab alone.
    """
    cookie = _XSRF_COOKIE.fullmatch(str(st.context.cookies.get("_streamlit_xsrf", "")))
    if cookie:
        mask, mixed = (bytes.fromhex(part) for part in cookie.groups())
        secret = bytes(byte ^ mask[place % len(mask)] for place, byte in enumerate(mixed))
    else:
        secret = st.session_state.setdefault("browser_token", secrets.token_bytes(16))
    return hashlib.sha256(secret).hexdigest()[:16]
