"""The app's entry script: title, logo and the page asked for. Start it with `streamlit run streamlit_app.py`.

Streamlit finds `app` in this file, imports the file once, and serves `app`, which runs the file as each visit's script.
"""

from dogcat.common.processes import prepare_environment
from dogcat.common.storage import ASSETS_DIR

prepare_environment()  # before pandas, which loads Arrow

import streamlit as st  # noqa: E402

if __name__ == "__main__":  # the script of a visit
    from pages.frame.keyboard import help_keyboard
    from pages.frame.opening import turn_to_open
    from pages.frame.router import pages

    with turn_to_open():
        logo = ASSETS_DIR / "logo.svg"
        st.set_page_config(page_title="dogcat", page_icon=logo, layout="wide")
        st.html(ASSETS_DIR / "look.css")
        st.logo(logo, size="large")
        pages().run()
        help_keyboard()
else:  # the server
    from starlette.middleware import Middleware

    from pages.state.serving import beside_server
    from pages.state.uploads import UploadGuard

    app = st.App(__file__, middleware=[Middleware(UploadGuard)], lifespan=beside_server)
