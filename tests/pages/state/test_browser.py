"""The token of a browser: the same under each mask of the cookie, another for each secret."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.context import StreamlitHeaders

from pages.state.browser import browser_token, visitor_address

SECRET = bytes(range(16))


def cookie(secret: bytes, mask: bytes) -> str:
    """The cookie in tornado's second format."""
    masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(secret))
    return f"2|{mask.hex()}|{masked.hex()}|1700000000"


def token(monkeypatch: pytest.MonkeyPatch, cookies: dict[str, str]) -> str:
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies=cookies))
    return browser_token()


def test_a_browser_keeps_its_token_when_the_mask_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    masks = (b"\x01\x02\x03\x04", b"\xff\x10\x20\x30")
    first, second = (token(monkeypatch, {"_streamlit_xsrf": cookie(SECRET, mask)}) for mask in masks)
    assert first == second
    assert len(first) == 16
    assert SECRET.hex() not in first


def test_another_secret_has_another_token(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (
        token(monkeypatch, {"_streamlit_xsrf": cookie(secret, b"\x00\x00\x00\x01")})
        for secret in (SECRET, SECRET[::-1])
    )
    assert first != second


@pytest.mark.parametrize("cookie", [None, "1|abc", "2|xyz|00|1", "2|00000000|abc|1", "2|00000000||1"])
def test_without_a_cookie_the_token_is_of_the_tab(monkeypatch: pytest.MonkeyPatch, cookie: str | None) -> None:
    cookies = {} if cookie is None else {"_streamlit_xsrf": cookie}
    monkeypatch.setattr(st, "session_state", {})
    first = token(monkeypatch, cookies)
    assert token(monkeypatch, cookies) == first
    monkeypatch.setattr(st, "session_state", {})
    assert token(monkeypatch, cookies) != first


@pytest.mark.parametrize(
    ("peer", "forwarded", "address", "address_behind_proxy"),
    [
        (None, [], "127.0.0.1", "unknown"),
        ("192.168.0.7", ["10.0.0.1"], "192.168.0.7", "10.0.0.1"),
        ("::ffff:192.168.0.7", ["invented, 10.0.0.1 , 203.0.113.9"], "192.168.0.7", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", ["10.0.0.1", "10.0.0.2"], "2001:db8:1:2::/64", "10.0.0.2"),
        ("nonsense", ["203.0.113.9:4711"], "unknown", "203.0.113.9"),
        ("nonsense", ["[2001:db8:1:2::9]:80"], "unknown", "2001:db8:1:2::/64"),
        ("nonsense", ["[2001"], "unknown", "unknown"),
    ],
)
def test_the_address_is_what_the_proxy_saw_and_without_one_the_other_end(
    peer: str | None,
    forwarded: list[str],
    address: str,
    address_behind_proxy: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = StreamlitHeaders([("X-Forwarded-For", value) for value in forwarded])
    monkeypatch.setattr(st, "context", SimpleNamespace(ip_address=peer, headers=headers))
    assert visitor_address() == address
    monkeypatch.setenv("DOGCAT_BEHIND_PROXY", "true")
    assert visitor_address() == address_behind_proxy
