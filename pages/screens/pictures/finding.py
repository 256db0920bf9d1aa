"""One finding of the check: what it is, its pictures, and the button that leaves them out."""

import pandas as pd
import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.quality.exclusions import apply_mend
from dogcat.pictures.quality.findings import ERROR, NOTE, WARNING, Finding
from pages.frame.asker import asker
from pages.frame.errors import show_error
from pages.frame.limits import PICTURES, counted
from pages.screens.pictures.large_picture import show_large
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.thumbnails import show_thumbnails

NUM_SHOWN = 16  # pictures that are shown of each finding
BADGES = {
    ERROR: ":red-badge[:material/error: {words}]",
    WARNING: ":orange-badge[:material/warning: {words}]",
    NOTE: ":blue-badge[:material/info: {words}]",
}


def show_finding(pictures: PictureSet, finding: Finding, tensor_view: str) -> None:
    """Shows a finding, its pictures, and the button that leaves them out.

    Args:
        pictures: the picture set.
        finding: what the check found.
        tensor_view: the name of the view that shows a picture's way to the network.
    """
    left, right = st.columns([4, 1], vertical_alignment="top")
    with left:
        badge = BADGES[finding.severity].format(words=_(finding.severity))
        st.markdown(f"{badge} **{finding.title.said()}**  \n{finding.effect.said()}")
    if finding.mend:
        with right:
            show_mend_button(pictures, finding)
    for group, detail in zip(finding.groups, finding.details, strict=True):
        if not group:  # about a whole split
            st.markdown(f"- {literal(detail.said())}")
    captioned = [
        # Translators: caption of a picture: the split it is in
        (name, detail.said() if len(group) == 1 else _("in {split}").format(split=_(name.split("/")[0])))
        for group, detail in zip(finding.groups, finding.details, strict=True)
        for name in group
    ]
    if captioned:
        show_captioned(pictures, finding, captioned, tensor_view)


def show_mend_button(pictures: PictureSet, finding: Finding) -> None:
    """Shows the button that leaves a finding's pictures out."""
    may = asker().is_in_charge
    help_text = (
        _("{what}. Nothing is deleted, and you can undo it.").format(what=finding.mend_words.said())
        if may
        else _("Everybody uses this set, so only the teacher can leave pictures out or use them again.")
    )
    key = f"mend-{finding.kind}"
    if st.button(_("Leave these pictures out"), key=key, icon=":material/healing:", help=help_text, disabled=not may):
        try:
            with counted(PICTURES):
                apply_mend(pictures, finding.kind, finding.title, finding.mend, asker())
        except DogcatError as error:
            show_error(error)
        else:
            st.rerun()


def show_captioned(pictures: PictureSet, finding: Finding, captioned: list[tuple[str, str]], tensor_view: str) -> None:
    """Shows the first pictures of a finding as thumbnails, and all of them as a table.

    Args:
        pictures: the picture set.
        finding: what the check found.
        captioned: name and caption of each picture.
        tensor_view: the name of the view that shows a picture's way to the network.
    """
    shown = [(pictures.picture(name), caption) for name, caption in captioned[:NUM_SHOWN]]
    asked = show_thumbnails(
        [picture for picture, _words in shown],
        f"finding-{finding.kind}",
        finding.title.said(),
        [words for _one, words in shown],
    )
    if asked.opened:
        session().pictures.picture = asked.opened
        show_large([name for name, _words in captioned], pictures, tensor_view)
    if len(captioned) > NUM_SHOWN:
        # Translators: opens the list of all pictures of a finding
        with st.expander(_("All {num:,}").format(num=len(captioned))):
            columns = [
                # Translators: a column's heading: the picture's name
                _("picture"),
                # Translators: a column's heading: what the check found about the picture
                _("finding"),
            ]
            st.dataframe(pd.DataFrame(captioned, columns=columns), hide_index=True, alt=finding.title.said())
