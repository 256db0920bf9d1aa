"""Words and sources: the glossary with a search, and where the exercise and its methods come from."""

import streamlit as st

from dogcat.common.language import ENGLISH, LESSONS_DIR, _, current_language
from dogcat.lesson.glossary import find_terms
from pages.frame.router import SCREENS
from pages.widgets.literal import literal


def show() -> None:
    """Shows the page."""
    st.title(_("Words and sources"))
    show_glossary()
    st.divider()
    show_sources()


def show_glossary() -> None:
    """The terms that hold what the visitor looks for, in two columns."""
    wanted = st.text_input(_("Find a word"), icon=":material/search:").strip().lower()
    found = find_terms(wanted, current_language())
    if not found:
        st.info(_("No word and no sentence of the glossary has “{wanted}” in it.").format(wanted=literal(wanted)))
    num_left = -(-len(found) // 2)
    for column, terms in zip(st.columns(2, gap="large"), (found[:num_left], found[num_left:]), strict=True):
        with column:
            for term in terms:
                st.markdown(f"**{term.title}**  \n{term.text}")
                title = _(SCREENS[term.page].title)
                st.page_link(f"pages/{term.page}.py", label=_("See it: {page}").format(page=title))


def show_sources() -> None:
    """The sources, in English if there are none in the visitor's language."""
    sources = LESSONS_DIR / current_language() / "sources.md"
    sources = sources if sources.is_file() else LESSONS_DIR / ENGLISH / "sources.md"
    st.markdown("#" + sources.read_text(encoding="utf-8"))
