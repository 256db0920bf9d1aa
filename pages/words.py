"""Words and sources: the glossary, to be searched, and where the exercise and its methods come from."""

import streamlit as st

from dogcat.common.language import ENGLISH, LESSONS_DIR, _, current_language
from dogcat.lesson.glossary import glossary
from pages.shared.errors import sentence_for_errors
from pages.shared.front_door import require_front_door, titles
from pages.shared.kept import keep_progress
from pages.shared.literal import literal

require_front_door("words")
st.title(_("Words and sources"))
with sentence_for_errors():
    wanted = st.text_input(_("Find a word"), icon=":material/search:").strip().lower()
    found = [term for term in glossary(current_language()).values() if wanted in f"{term.title} {term.text}".lower()]
    if not found:
        st.info(_("No word and no sentence of the glossary has “{wanted}” in it.").format(wanted=literal(wanted)))
    for column, terms in zip(
        st.columns(2, gap="large"), (found[: -(-len(found) // 2)], found[-(-len(found) // 2) :]), strict=True
    ):
        with column:
            for term in terms:
                st.markdown(f"**{term.title}**  \n{term.text}")
                st.page_link(f"pages/{term.page}.py", label=_("See it: {page}").format(page=titles()[term.page]))
sources = LESSONS_DIR / current_language() / "sources.md"
sources = sources if sources.is_file() else LESSONS_DIR / ENGLISH / "sources.md"
st.divider()
st.markdown("#" + sources.read_text(encoding="utf-8"))
keep_progress()
