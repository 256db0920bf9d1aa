"""The app's front door: title, logo and the page asked for. Started by `streamlit run streamlit_app.py`."""

from pathlib import Path

import streamlit as st

import dogcat  # noqa: F401 - before pandas, which reads the environment that it makes
from pages.shared.front_door import pages
from pages.shared.keyboard import help_keyboard

ASSETS = Path(__file__).parent / "assets"
LOGO = ASSETS / "logo.svg"

st.set_page_config(page_title="dogcat", page_icon=LOGO, layout="wide")
st.html(ASSETS / "look.css")
st.logo(LOGO, size="large")
pages().run()
help_keyboard()
