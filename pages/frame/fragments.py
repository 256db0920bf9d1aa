"""Parts of a page that are drawn alone: fragments and dialogs, behind the class gate.

All pages take them from here. Streamlit draws a fragment of an open tab without the page around it, and so without
`require_class_code`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar, overload

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dogcat.common.errors import DogcatError
from dogcat.recipe.settings import settings
from pages.state.resources import has_come_in

P = ParamSpec("P")
R = TypeVar("R")


@overload
def fragment(draw: Callable[P, R], *, key: str | None = None, run_every: float | None = None) -> Callable[P, R]: ...


@overload
def fragment(
    *, key: str | None = None, run_every: float | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def fragment(draw: Any = None, *, key: str | None = None, run_every: float | None = None) -> Any:
    """Decorator: `st.fragment` behind the class gate, with the same arguments."""
    if draw is None:
        return lambda draw: fragment(draw, key=key, run_every=run_every)
    return st.fragment(behind_gate(draw), key=key, run_every=run_every)


def dialog(
    title: str, *, width: Literal["small", "large"] = "small"
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Decorator: `st.dialog` behind the class gate, with the same arguments."""
    return lambda draw: st.dialog(title, width=width)(behind_gate(draw))


def behind_gate(draw: Callable[P, R]) -> Callable[P, R]:
    """Returns a function that draws a part. Alone it does so only for a visitor who still may come in.

    For others the whole page runs, which asks for the class code.
    """

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        if is_fragment_alone() and not may_see():
            st.rerun()
        return draw(*args, **kwargs)

    return drawn


def may_see() -> bool:
    """Return True if this visitor has come in by the settings of this moment."""
    try:
        return has_come_in(settings())
    except DogcatError:
        return False


def is_fragment_alone() -> bool:
    """Return True while only a fragment is drawn, not the whole page."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.fragment_ids_this_run)


def rerun_after(seconds: float) -> None:
    """Runs the whole page again after a while."""

    @fragment(run_every=seconds)
    def wait() -> None:
        if is_fragment_alone():
            st.rerun()

    wait()
