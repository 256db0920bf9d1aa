"""Words and sources: the glossary, to be searched, and where the exercise and its methods come from."""

import streamlit as st

from dogcat.common.language import ENGLISH, LESSONS_DIR, _, current_language
from dogcat.lesson.glossary import glossary
from pages.frame.router import SCREENS
from pages.widgets.literal import literal


def show() -> None:
    """The glossary and the sources."""
    st.title(_("Words and sources"))
    show_glossary()
    st.divider()
    show_sources()


def show_glossary() -> None:
    """The terms that the visitor looks for, in two columns."""
    wanted = st.text_input(_("Find a word"), icon=":material/search:").strip().lower()
    found = [term for term in glossary(current_language()).values() if wanted in f"{term.title} {term.text}".lower()]
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
    """The sources, in the visitor's language if there are any in it."""
    sources = LESSONS_DIR / current_language() / "sources.md"
    sources = sources if sources.is_file() else LESSONS_DIR / ENGLISH / "sources.md"
    st.markdown("#" + sources.read_text(encoding="utf-8"))
