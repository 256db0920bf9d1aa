"""The app's entry script: title, logo and the page asked for. Start it with `streamlit run streamlit_app.py`."""

from dogcat.common.processes import prepare_environment
from dogcat.common.storage import ASSETS_DIR

prepare_environment()  # before pandas, which loads Arrow

import streamlit as st  # noqa: E402

from pages.frame.keyboard import help_keyboard  # noqa: E402
from pages.frame.router import pages  # noqa: E402

LOGO = ASSETS_DIR / "logo.svg"

st.set_page_config(page_title="dogcat", page_icon=LOGO, layout="wide")
st.html(ASSETS_DIR / "look.css")
st.logo(LOGO, size="large")
pages().run()
help_keyboard()
