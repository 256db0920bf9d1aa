"""The views of a page: tabs of which only the open one is drawn, and whose word in the address every language knows."""

from collections.abc import Callable, Mapping

import streamlit as st

from dogcat.common.language import _, in_all_languages


def show_views(views: Mapping[str, Callable[[], None]], key: str, in_address: bool = True) -> None:
    """Tabs, and in the open one what belongs there.

    Args:
        views: what draws each view, by its name in English.
        key: of the tabs, and their word in the address.
        in_address: whether the open view stands in the address, so that a link opens it.
    """
    labels = [_(view) for view in views]
    said = st.session_state.get(key, st.query_params.get(key) if in_address else None)
    if said not in (None, *labels):  # of another language: a link's, or the one read before
        meant = next((_(view) for view in views if said in in_all_languages(view)), None)
        if meant:
            st.session_state[key] = meant
    tabs = st.tabs(labels, key=key, on_change="rerun", bind="query-params" if in_address else None)
    for tab, show in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                show()
