"""The check of a set: what is wrong, what that does to a training, and which pictures are left out."""

import pandas as pd
import streamlit as st

from dogcat.common.language import _, ngettext
from dogcat.common.units import clock
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.quality.check import Report, check_in_process, kept_report
from dogcat.pictures.quality.exclusions import mends, undo_mend
from dogcat.pictures.quality.findings import count_by_severity
from dogcat.pictures.quality.revision import revised_report
from dogcat.pictures.quality.shortcuts import Shortcut
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import PICTURES, count
from pages.screens.pictures.finding import show_finding
from pages.widgets.literal import literal
from pages.widgets.progress_bar import progress_bar


def show_check(pictures: PictureSet, tensor_view: str) -> None:
    """Shows the pictures left out, the button that starts the check, and its report.

    Args:
        pictures: the picture set.
        tensor_view: the name of the view that shows a picture's way to the network.
    """
    with sentence_for_errors():
        show_mends(pictures)
        report = kept_report(pictures)
        if report:
            show_report(pictures, report, tensor_view)
            return
        revised = revised_report(pictures)
        if revised:
            show_report(pictures, revised, tensor_view)
        if wants_check(is_first=revised is None):
            count(PICTURES)
            with progress_bar(_("Checking:")) as progress:
                check_in_process(pictures, progress)
            st.rerun()


def wants_check(is_first: bool) -> bool:
    """Shows the button that starts a check, with what it looks at or with what a former one lacks.

    Args:
        is_first: whether there is no report yet.

    Returns:
        True if the button was just pressed.
    """
    if is_first:
        st.markdown(
            _(
                "The check looks at every picture. It finds copies within a split and between training and test,"
                " copies with different labels, and broken files. It also finds classes of different size, and simple"
                " statistics that reveal the class."
            )
        )
        return st.button(_("Check this set"), type="primary", icon=":material/fact_check:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            _(
                "Pictures have been left out or used again since the check. The simple statistics are still those of"
                " the check."
            ),
            width="content",
        )
        return st.button(_("Check everything again"), type="tertiary", icon=":material/refresh:")


def show_mends(pictures: PictureSet) -> None:
    """Shows the lists of pictures left out, each with a button that uses them again."""
    for mend in mends(pictures):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = _("{num:,} left out: {title}").format(num=len(mend.names), title=literal(mend.title.said()))
            st.markdown(f":material/healing: {words}", width="content")
            may = asker().is_in_charge
            refusal = _("Everybody uses this set, so only the teacher can leave pictures out or use them again.")
            key = f"undo-{mend.id}"
            if st.button(_("Use these pictures again"), icon=":material/undo:", key=key, disabled=not may,
                         help=None if may else refusal):  # fmt: skip
                count(PICTURES)
                undo_mend(pictures, asker(), mend.id)
                st.rerun()


def show_report(pictures: PictureSet, report: Report, tensor_view: str) -> None:
    """Shows all findings, the worst first, and what simple statistics reach."""
    errors, warnings, notes = count_by_severity(report.findings).values()
    found = [
        ngettext("{num} error", "{num} errors", errors).format(num=errors) if errors else "",
        ngettext("{num} warning", "{num} warnings", warnings).format(num=warnings) if warnings else "",
        ngettext("{num} note", "{num} notes", notes).format(num=notes) if notes else "",
    ]
    st.markdown(
        _("**{num:,} pictures checked** in {time}: {found}").format(
            num=report.num_pictures,
            time=clock(report.seconds),
            found=", ".join(filter(None, found)) or _("no problems found"),
        )
    )
    if not asker().is_in_charge and any(finding.mend for finding in report.findings):
        st.caption(_("Everybody uses this set, so only the teacher can leave pictures out or use them again."))
    for number, finding in enumerate(report.findings):
        with st.container(key=f"answer-open-finding-{number}"):
            show_finding(pictures, finding, tensor_view)
    if report.shortcuts:
        show_shortcuts(report.shortcuts)


def show_shortcuts(shortcuts: list[Shortcut]) -> None:
    """Shows the accuracy that each simple statistic reaches alone."""
    st.subheader(_("Can a simple statistic tell the classes apart?"))
    st.markdown(
        _(
            "For each statistic, a logistic regression learns from the training pictures and is evaluated on the"
            " others. If it always guessed the larger class, it would reach {share:.0%}. A much higher accuracy means"
            " that the statistic reveals the class. Then a network does not need to look at the animal."
        ).format(share=shortcuts[0].guessing)
    )
    rows = [
        {
            # Translators: a column's heading: the name of a statistic
            _("statistic"): one.title.said(),
            # Translators: a column's heading: how many values the statistic has
            _("number of values"): one.num_values,
            _("validation"): f"{one.validation_accuracy:.1%}",
            _("test"): f"{one.test_accuracy:.1%}",
            # Translators: a column's heading: whether the statistic alone reveals the class
            _("a shortcut?"): _("yes, and it fails in test")
            if one.fails_in_test
            else _("yes")
            if one.is_found
            else _("no"),
        }
        for one in shortcuts
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("How well each statistic alone tells cats from dogs"))
