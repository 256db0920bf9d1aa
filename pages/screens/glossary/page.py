"""Words and sources: the glossary with a search, and where the exercise and its methods come from."""

import streamlit as st

from dogcat.common.language import ENGLISH, LESSONS_DIR, _, current_language
from dogcat.lesson.glossary import Term, find_terms, nearest_terms
from pages.frame.router import SCREENS
from pages.widgets.literal import literal


def show() -> None:
    """Shows the page."""
    st.title(_("Words and sources"))
    show_glossary()
    st.divider()
    show_sources()


def show_glossary() -> None:
    """The terms that the visitor looks for, or those spelled much like it, in two columns."""
    wanted = st.text_input(_("Find a word"), icon=":material/search:").strip()
    found = find_terms(wanted, current_language())
    if not found:
        found = nearest_terms(wanted, current_language())
        st.info(nothing_found(wanted, found))
    num_left = -(-len(found) // 2)
    for column, terms in zip(st.columns(2, gap="large"), (found[:num_left], found[num_left:]), strict=True):
        with column:
            for term in terms:
                show_term(term)


def nothing_found(wanted: str, nearest: list[Term]) -> str:
    """The sentence for a search without a result, with the nearest terms if there are any."""
    if not nearest:
        words = _("Nothing found for “{wanted}”. Clear the field to see all words.")
        return words.format(wanted=literal(wanted))
    names = ", ".join(term.title for term in nearest)
    return _("Nothing found for “{wanted}”. Did you mean: {names}?").format(wanted=literal(wanted), names=names)


def show_term(term: Term) -> None:
    """A term with its other names, its two sentences, and a link to the page that shows it."""
    lines = [f"**{term.title}**"]
    if term.also:
        also = _("Also called: {names}").format(names=", ".join(term.also))
        lines.append(f":small[{also}]")
    st.markdown("  \n".join([*lines, term.text]))
    title = _(SCREENS[term.page].title)
    st.page_link(f"pages/{term.page}.py", label=_("See it: {page}").format(page=title))


def show_sources() -> None:
    """The sources, in English if there are none in the visitor's language."""
    sources = LESSONS_DIR / current_language() / "sources.md"
    sources = sources if sources.is_file() else LESSONS_DIR / ENGLISH / "sources.md"
    st.markdown("#" + sources.read_text(encoding="utf-8"))
