"""The app's front door: title, logo and the page asked for. Started by `streamlit run streamlit_app.py`."""

from pathlib import Path

import streamlit as st

from pages.shared.front_door import pages

LOGO = Path(__file__).parent / "assets" / "logo.svg"

st.set_page_config(page_title="dogcat", page_icon=LOGO, layout="wide")
# A projector has no lines to spare, and Korean words are not to be broken. White on the dark theme's blue is too faint,
# and who asked their system for less motion gets none.
st.html("""<style>
.stMainBlockContainer { padding-top: 3.5rem; }
:is(.stMarkdown, .stCaption, .stAlert, .stHeading) :is(p, li, h1, h2, h3, h4) {
    word-break: keep-all; overflow-wrap: anywhere;
}
.stApp [kind^="primary"] { color: light-dark(white, black); }
@media (prefers-reduced-motion: reduce) {
    *, ::before, ::after {
        animation-duration: 1ms !important; animation-iteration-count: 1 !important;
        transition-duration: 1ms !important; scroll-behavior: auto !important;
    }
    .st-key-play-curves { display: none; }  /* the slider beside it does the same in steps */
}
</style>""")
st.logo(LOGO, size="large")
pages().run()
