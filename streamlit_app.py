"""The app's front door: which pages there are. Start it with `streamlit run streamlit_app.py`."""

from pathlib import Path

import streamlit as st

LOGO = Path(__file__).parent / "assets" / "logo.svg"

st.set_page_config(page_title="dogcat", page_icon=LOGO, layout="wide")
st.html("<style>.stMainBlockContainer { padding-top: 3.5rem; }</style>")  # a projector has no lines to spare
st.logo(LOGO, size="large")
st.navigation(
    [
        st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
        st.Page("pages/pictures.py", title="Pictures", icon=":material/photo_library:", url_path="pictures"),
        st.Page("pages/train.py", title="Train", icon=":material/model_training:", url_path="train"),
    ]
).run()
