"""The check: what is wrong with the set, what that does to a training, and a mend that can be taken back."""

import pandas as pd
import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import _, ngettext
from dogcat.common.units import clock
from dogcat.pictures.picture_set import Picture, PictureSet
from dogcat.pictures.quality.check import Report, check_in_process, kept_report
from dogcat.pictures.quality.exclusions import apply_mend, mends, undo_mend
from dogcat.pictures.quality.findings import ERROR, NOTE, WARNING, Finding
from pages.frame.errors import show_error
from pages.frame.limits import PICTURES, count
from pages.screens.pictures.gallery import show_large
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.progress_bar import progress_bar
from pages.widgets.thumbnails import show_thumbnails

NUM_SHOWN = 16  # pictures of each finding
BADGES = {
    ERROR: ":red-badge[:material/error: {words}]",
    WARNING: ":orange-badge[:material/warning: {words}]",
    NOTE: ":blue-badge[:material/info: {words}]",
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
                _(
                    "Looks at every picture: copies within a split and between training and test, wrong labels, broken"
                    " files, classes of different size, and simple statistics that give the class away."
                )
            )
            if not st.button(_("Check this set"), type="primary", icon=":material/fact_check:"):
                return
            count(PICTURES)
            with progress_bar(_("Checking:")) as progress:
                report = check_in_process(pictures, progress)
    except DogcatError as error:
        show_error(error)
        return
    show_report(pictures, report, tensor_view)


def show_mends(pictures: PictureSet) -> None:
    """What is left out now, and the way back."""
    for mend in mends(pictures):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = _("{num:,} left out: {title}").format(num=len(mend.names), title=literal(mend.title.said()))
            st.markdown(f":material/healing: {words}", width="content")
            if st.button(_("Use them again"), icon=":material/undo:", key=f"undo-{mend.id}"):
                undo_mend(pictures, mend.id)
                st.rerun()


def show_report(pictures: PictureSet, report: Report, tensor_view: str) -> None:
    """All findings, the worst first, and what simple statistics reach."""
    errors, warnings, notes = (
        sum(finding.severity == severity for finding in report.findings) for severity in (ERROR, WARNING, NOTE)
    )
    found = [
        ngettext("{num} error", "{num} errors", errors).format(num=errors) if errors else "",
        ngettext("{num} warning", "{num} warnings", warnings).format(num=warnings) if warnings else "",
        ngettext("{num} note", "{num} notes", notes).format(num=notes) if notes else "",
    ]
    st.markdown(
        _("**{num:,} pictures checked** in {time}: {found}").format(
            num=report.num_pictures,
            time=clock(report.seconds),
            found=", ".join(filter(None, found)) or _("nothing found"),
        )
    )
    for finding in report.findings:
        with st.container(border=True):
            show_finding(pictures, finding, tensor_view)
    if report.shortcuts:
        st.subheader(_("Can a simple statistic tell the classes apart?"))
        st.markdown(
            _(
                "For each statistic, a logistic regression learns from the training pictures and is scored on the"
                " others. Always guessing the larger class is right in {share:.0%}. Much more than that would mean that"
                " one need not look at the animal, and a network would not either."
            ).format(share=report.shortcuts[0].guessing)
        )
        rows = [
            {
                _("statistic"): one.title.said(),
                _("numbers"): one.num_values,
                _("validation"): f"{one.validation_accuracy:.1%}",
                _("test"): f"{one.test_accuracy:.1%}",
                _("a shortcut?"): _("yes, and it fails in test")
                if one.fails_in_test
                else _("yes")
                if one.is_found
                else _("no"),
            }
            for one in report.shortcuts
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("What each statistic alone tells of cat or dog"))


def show_finding(pictures: PictureSet, finding: Finding, tensor_view: str) -> None:
    """One finding with its pictures and its mend."""
    left, right = st.columns([4, 1], vertical_alignment="top")
    with left:
        badge = BADGES[finding.severity].format(words=_(finding.severity))
        st.markdown(f"{badge} **{finding.title.said()}**  \n{finding.effect.said()}")
    if finding.mend:
        with right:
            help_text = _("{what}. Nothing is deleted, and you can take it back.").format(
                what=finding.mend_words.said()
            )
            if st.button(_("Leave them out"), key=f"mend-{finding.kind}", icon=":material/healing:", help=help_text):
                try:
                    apply_mend(pictures, finding.kind, finding.title, finding.mend)
                except DogcatError as error:
                    show_error(error)
                else:
                    st.rerun()
    for group, detail in zip(finding.groups, finding.details, strict=True):
        if not group:  # about a whole split
            st.markdown(f"- {literal(detail.said())}")
    captioned = [
        (name, detail.said() if len(group) == 1 else _("in {split}").format(split=_(name.split("/")[0])))
        for group, detail in zip(finding.groups, finding.details, strict=True)
        for name in group
    ]
    if not captioned:
        return
    shown = [(as_picture(pictures, name), caption) for name, caption in captioned[:NUM_SHOWN]]
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
        with st.expander(_("All {num:,}").format(num=len(captioned))):
            columns = [_("picture"), _("what")]
            st.dataframe(pd.DataFrame(captioned, columns=columns), hide_index=True, alt=finding.title.said())


def as_picture(pictures: PictureSet, name: str) -> Picture:
    """The picture of this name, in use or left out."""
    return Picture(pictures.folder / name, name, int(name.split("/")[1] == "dogs"))
