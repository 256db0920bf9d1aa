"""What runs beside the server: the browser that opens at the start."""

import asyncio
import threading

import pytest
import streamlit as st

from pages.state import serving
from tests.pages.helpers import in_a_thread

OPTIONS = {
    "server.headless": False,
    "server.sslCertFile": None,
    "server.address": None,
    "server.baseUrlPath": "",
    "server.port": 8501,
}


@pytest.mark.parametrize(
    ("changed", "address"),
    [
        ({}, "http://localhost:8501/"),
        ({"server.address": "::", "server.port": 8600}, "http://localhost:8600/"),
        ({"server.address": "127.0.0.1", "server.baseUrlPath": "/dogcat/"}, "http://127.0.0.1:8501/dogcat"),
        ({"server.sslCertFile": "a.pem"}, "https://localhost:8501/"),
        ({"server.headless": True}, None),
    ],
)
def test_a_browser_opens_the_app_when_it_starts(
    changed: dict[str, object], address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    is_open = threading.Event()

    def open_one(address: str) -> None:
        opened.append(address)
        is_open.set()

    async def live() -> None:
        async with serving.beside_server(None):
            await asyncio.to_thread(is_open.wait, 5 if address else 0.05)

    monkeypatch.setattr(st, "get_option", {**OPTIONS, **changed}.__getitem__)
    monkeypatch.setattr(serving.webbrowser, "open", open_one)
    in_a_thread(live())
    assert opened == [address] * bool(address)
