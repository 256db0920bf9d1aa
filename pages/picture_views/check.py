"""The check: what is wrong with the set, what that does to a training, and a mend that can be taken back."""

import pandas as pd
import streamlit as st

from dogcat.check_process import check_in_process
from dogcat.checking import Report, kept_report
from dogcat.errors import DogcatError
from dogcat.findings import ERROR, NOTE, WARNING, Finding
from dogcat.mends import apply_mend, mends, undo_mend
from dogcat.pictures import Picture, PictureSet
from dogcat.timeline import clock
from pages.picture_views.gallery import show_large
from pages.shared.progress import progress_bar
from pages.shared.state import session
from pages.shared.thumbnails import show_thumbnails

NUM_SHOWN = 16  # pictures of each finding
BADGES = {
    ERROR: ":red-badge[:material/error: error]",
    WARNING: ":orange-badge[:material/warning: warning]",
    NOTE: ":blue-badge[:material/info: note]",
}


def show_check(pictures: PictureSet, tensor_view: str) -> None:
    """The whole view.

    Args:
        pictures: the picture set.
        tensor_view: the name of the view that shows a picture's way to the network.
    """
    try:
        show_mends(pictures)
        report = kept_report(pictures)
        if report is None:
            st.markdown(
                "Looks at every picture: copies within a split and between training and test, wrong labels, broken"
                " files, classes of different size, and simple statistics that give the class away."
            )
            if not st.button("Check this set", type="primary", icon=":material/fact_check:"):
                return
            with progress_bar("Checking:") as progress:
                report = check_in_process(pictures, progress)
    except DogcatError as error:
        st.error(str(error), icon=":material/error:")
        return
    show_report(pictures, report, tensor_view)


def show_mends(pictures: PictureSet) -> None:
    """What is left out now, and the way back."""
    for mend in mends(pictures):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/healing: {len(mend.names):,} left out: {mend.title}", width="content")
            if st.button("Use them again", icon=":material/undo:", key=f"undo-{mend.id}"):
                undo_mend(pictures, mend.id)
                st.rerun()


def show_report(pictures: PictureSet, report: Report, tensor_view: str) -> None:
    """All findings, the worst first, and what simple statistics reach."""
    found = [sum(finding.severity == severity for finding in report.findings) for severity in BADGES]
    words = ", ".join(
        f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in zip(BADGES, found, strict=True) if count
    )
    st.markdown(f"**{report.num_pictures:,} pictures checked** in {clock(report.seconds)}: {words or 'nothing found'}")
    for finding in report.findings:
        with st.container(border=True):
            show_finding(pictures, finding, tensor_view)
    if report.shortcuts:
        st.subheader("Can a simple statistic tell the classes apart?")
        st.markdown(
            "For each statistic, a logistic regression learns from the training pictures and is scored on the others."
            f" Always guessing the larger class is right in {report.shortcuts[0].guessing:.0%}. Much more than that"
            " would mean that one need not look at the animal, and a network would not either."
        )
        rows = [
            {
                "statistic": one.title,
                "numbers": one.num_values,
                "validation": f"{one.validation_accuracy:.1%}",
                "test": f"{one.test_accuracy:.1%}",
                "a shortcut?": "yes, and it fails in test" if one.fails_in_test else "yes" if one.is_found else "no",
            }
            for one in report.shortcuts
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True)


def show_finding(pictures: PictureSet, finding: Finding, tensor_view: str) -> None:
    """One finding with its pictures and its mend."""
    left, right = st.columns([4, 1], vertical_alignment="top")
    with left:
        st.markdown(f"{BADGES[finding.severity]} **{finding.title}**  \n{finding.effect}")
    if finding.mend:
        with right:
            if st.button("Leave them out", key=f"mend-{finding.kind}", icon=":material/healing:",
                         help=f"{finding.mend_words}. Nothing is deleted, and you can take it back."):  # fmt: skip
                try:
                    apply_mend(pictures, finding.kind, finding.title, finding.mend)
                except DogcatError as error:
                    st.error(str(error), icon=":material/error:")
                else:
                    st.rerun()
    for group, detail in zip(finding.groups, finding.details, strict=True):
        if not group:  # about a whole split
            st.markdown(f"- {detail}")
    captioned = [
        (name, detail if len(group) == 1 else f"in {name.split('/')[0]}")
        for group, detail in zip(finding.groups, finding.details, strict=True)
        for name in group
    ]
    if not captioned:
        return
    shown = [(as_picture(pictures, name), caption) for name, caption in captioned[:NUM_SHOWN]]
    asked = show_thumbnails(
        [picture for picture, _ in shown], f"finding-{finding.kind}", finding.title, [caption for _, caption in shown]
    )
    if asked.opened:
        session().picture = asked.opened
        show_large([name for name, _ in captioned], pictures, tensor_view)
    if len(captioned) > NUM_SHOWN:
        with st.expander(f"All {len(captioned):,}"):
            st.dataframe(pd.DataFrame(captioned, columns=["picture", "what"]), hide_index=True)


def as_picture(pictures: PictureSet, name: str) -> Picture:
    """The picture of this name, in use or left out."""
    return Picture(pictures.folder / name, name, int(name.split("/")[1] == "dogs"))
