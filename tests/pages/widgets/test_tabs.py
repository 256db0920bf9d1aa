"""The views of a page: only the open one is drawn, and a link opens it in every language."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.language import in_all_languages

VIEW = "Test set"  # one with a translation


def page() -> None:
    import streamlit as st

    from pages.widgets.tabs import show_views

    show_views({"Any runs": lambda: st.write("first"), "Test set": lambda: st.write("second")}, key="part")


def drawn(app: AppTest) -> list[str]:
    assert not app.exception
    return [element.value for element in app.markdown]


def test_only_the_open_view_is_drawn() -> None:
    assert drawn(AppTest.from_function(page).run()) == ["first"]


@pytest.mark.parametrize("name", sorted(in_all_languages(VIEW)))
def test_a_link_in_any_language_opens_its_view(name: str) -> None:
    assert len(in_all_languages(VIEW)) > 1
    app = AppTest.from_function(page)
    app.query_params["part"] = name
    assert drawn(app.run()) == ["second"]


def test_a_link_to_no_view_opens_the_first() -> None:
    app = AppTest.from_function(page)
    app.query_params["part"] = "xyzzy"
    assert drawn(app.run()) == ["first"]
