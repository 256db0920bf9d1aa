"""The token of a browser: the same under each mask of the cookie, another for each secret."""

from types import SimpleNamespace

import pytest
import streamlit as st

from pages.state.browser import browser_token

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


@pytest.mark.parametrize("cookies", [{}, {"_streamlit_xsrf": "1|abc"}, {"_streamlit_xsrf": "2|xyz|00|1"}])
def test_without_a_cookie_the_token_is_of_the_tab(monkeypatch: pytest.MonkeyPatch, cookies: dict[str, str]) -> None:
    monkeypatch.setattr(st, "session_state", {})
    first = token(monkeypatch, cookies)
    assert token(monkeypatch, cookies) == first
    monkeypatch.setattr(st, "session_state", {})
    assert token(monkeypatch, cookies) != first
