"""What runs beside the server: it frees the files of closed tabs, and opens the browser at the start."""

import contextlib
import threading
import webbrowser
from collections.abc import AsyncIterator

import streamlit as st

from pages.state.uploads import freeing_uploads


@contextlib.asynccontextmanager
async def beside_server(app: object) -> AsyncIterator[None]:
    """Context manager around the life of the server, as `st.App` wants it."""
    if not st.get_option("server.headless"):
        # A console browser would not return, and the server has not begun to answer.
        threading.Thread(target=webbrowser.open, args=(own_address(),), daemon=True).start()
    async with freeing_uploads(app):
        yield


def own_address() -> str:
    """Returns the address of the server for a browser on this computer. Streamlit opens none for an `st.App`."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    host = st.get_option("server.address")
    if not host or host in {"0.0.0.0", "::"}:  # noqa: S104 - these mean all addresses of this computer
        host = "localhost"
    path = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{scheme}://{host}:{st.get_option('server.port')}/{path}"
