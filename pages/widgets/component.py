"""Registers components whose JavaScript and CSS are files in `js/` and `css/`."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

FOLDER = Path(__file__).parent


def component(name: str, html: str, js: tuple[str, ...], css: tuple[str, ...] = ()) -> ComponentRenderer:
    """Registers a component and returns the function that mounts it. Call this once per component, at import.

    A component cannot import a JavaScript module, so the files that several components share are joined to each.

    Args:
        name: unique among the components of the app.
        html: what the component holds before its JavaScript runs.
        js: names of the files in `js/` that make up its module, in order; one of them has the default export.
        css: names of the files in `css/`.

    Raises:
        FileNotFoundError: a file is missing; the message has its path.
    """
    return st.components.v2.component(
        name,
        html=html,
        css="\n".join(_read("css", file) for file in css) or None,
        js="\n".join(_read("js", file) for file in js),
        # In a shadow root, `document.activeElement` is not the focused button, and Plotly's CSS does not reach a chart.
        isolate_styles=False,
    )


def style(name: str) -> str:
    """Returns the file `name` in `css/` as a <style> element for `st.html`. Call this at import.

    Raises:
        FileNotFoundError: the file is missing; the message has its path.
    """
    return f"<style>\n{_read('css', name)}</style>"


def _read(kind: str, name: str) -> str:
    return (FOLDER / kind / name).read_text(encoding="utf-8")
