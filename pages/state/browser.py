"""Who a visitor is: a token of the browser, the only identity that the app knows, and the address."""

import hashlib
import re
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import streamlit as st

from dogcat.recipe.settings import settings

_XSRF_COOKIE = re.compile(r"2\|([0-9a-f]{8})\|((?:[0-9a-f]{2})+)\|\d+")


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


def visitor_address() -> str:
    """Returns the address from which a visitor comes, for rate limits: of IPv6 the network, which is one household.

    Behind a proxy it is the last hop of `X-Forwarded-For`, which the proxy has seen. The visitor may have invented the
    others. Without a proxy it is the other end of the connection.
    """
    if settings().behind_proxy:
        hops = ",".join(st.context.headers.get_all("X-Forwarded-For")).split(",")
        address = parsed_address(hops[-1].strip())
    else:
        address = parsed_address(st.context.ip_address or "127.0.0.1")  # Streamlit gives None on localhost
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or "unknown")


def parsed_address(text: str) -> IPv4Address | IPv6Address | None:
    """Returns an address that may have a port; None if the text is none."""
    try:
        has_port = text.startswith("[") or text.count(":") == 1
        address = ip_address(urlsplit(f"//{text}").hostname or "" if has_port else text)
    except ValueError:
        return None
    # A dual-stack server reports IPv4 clients as IPv4-mapped IPv6 addresses.
    return getattr(address, "ipv4_mapped", None) or address
