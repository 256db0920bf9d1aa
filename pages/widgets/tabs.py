"""The views of a page as tabs. Only the open tab is drawn, and a link opens it in every language."""

from collections.abc import Callable, Mapping

import streamlit as st

from dogcat.common.language import _, in_all_languages


def show_views(views: Mapping[str, Callable[[], None]], key: str, in_address: bool = True) -> None:
    """Shows tabs, and in the open one its view.

    Args:
        views: functions that draw a view, by its name in English.
        key: of the tabs, and their parameter in the address.
        in_address: keeps the open view in the address, so that a link opens it.
    """
    labels = [_(view) for view in views]
    said = st.session_state.get(key, st.query_params.get(key) if in_address else None)
    if said not in (None, *labels):  # a name in another language, from a link or from before the language was changed
        meant = next((_(view) for view in views if said in in_all_languages(view)), None)
        if meant:
            st.session_state[key] = meant
    tabs = st.tabs(labels, key=key, on_change="rerun", bind="query-params" if in_address else None)
    for tab, show in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                show()
