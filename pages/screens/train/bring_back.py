"""A training back from its zip, such as a learner downloaded last week or on another computer."""

import io

import streamlit as st

from dogcat.common.language import _
from dogcat.export.bring_back import bring_back
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import MODELS, count
from pages.state.browser import browser_token
from pages.state.session import session
from pages.state.uploads import upload_limit
from pages.widgets.literal import literal


def show_bring_back() -> None:
    """Shows the uploader, and what became of the last file."""
    for sentence in session().train.brought_sentences:
        st.success(literal(sentence), icon=":material/upload_file:")
    session().train.brought_sentences = []
    with st.expander(_("Bring a training back"), icon=":material/upload_file:"):
        st.markdown(
            _(
                "Have you downloaded a training, last week or on another computer? Choose its zip: the training is"
                " yours here again, with its curves, results and network. It replaces none."
            )
        )
        upload = st.file_uploader(
            _("The zip of a training"), type=["zip"], max_upload_size=upload_limit(), key="brought-zip"
        )
        if upload and st.button(_("Bring it back"), type="primary", icon=":material/upload_file:"):
            with sentence_for_errors():
                count(MODELS)
                with st.spinner(_("Checking the zip; its network is opened in a process of its own…")):
                    brought = bring_back(io.BytesIO(upload.getvalue()), upload.name, browser_token())
                session().train.brought_sentences = brought.sentences()
                session().train.ticked_runs = [brought.run.id]
                st.rerun()
