"""What belongs to an ended run beyond its curves: its headline, the test accuracy, the table of its epochs, files."""

from datetime import datetime, timezone
from typing import Any

import streamlit as st
from babel.dates import format_datetime

from dogcat.analysis.own_pair import has_run_to_its_end
from dogcat.analysis.result_text import Result, compare_with_plain, read_result, read_unfinished
from dogcat.common.language import _, current_language
from dogcat.runs.run import LACKS_STATE, Run
from dogcat.runs.timeline import Timeline
from pages.screens.train.curves import plain_network
from pages.state.runs import is_sealed


def show_headline(run: Run, timeline: Timeline) -> None:
    """Shows the result of a run that has started and ended, in large type."""
    result = result_of(run, timeline)
    if result:
        st.markdown(f"## {result.headline}\n{result.note}")


def result_of(run: Run, timeline: Timeline) -> Result | None:
    """Returns the result of an ended run: how far it got, or its figures, beside the plain network if there is one."""
    num_validation = timeline.start["num_validation"]
    if not has_run_to_its_end(run):
        return read_unfinished(run.history(), run.recipe.epochs, num_validation)
    plain = plain_network(run, timeline)
    return (compare_with_plain(run, plain) if plain else None) or read_result(run.history(), num_validation)


def show_result(run: Run) -> None:
    """Shows the test accuracy of an ended run, the table of its epochs and its folder."""
    history = run.history()
    if history:
        test = run.evaluation("test")
        if test and is_sealed(run):
            show_seal()
        elif test:
            show_test(test)
        with st.expander(_("Values of each epoch")):
            st.dataframe(history, hide_index=True, alt=_("Values of each epoch"))
    if run.brought:
        moment = datetime.fromtimestamp(run.brought["seconds"], timezone.utc).astimezone()
        words = _("This training was brought in from a file on {moment}; it was trained before.")
        st.caption(words.format(moment=format_datetime(moment, _("dd MMM yyyy HH:mm:ss"), locale=current_language())))
        if run.lacks_state and not has_run_to_its_end(run):
            st.caption(_(LACKS_STATE))
    st.caption(_("Files of this run"))
    st.code(str(run.folder), language=None, wrap_lines=True)


def show_seal() -> None:
    """Shows that the test accuracy is sealed, and where the seal is opened."""
    st.metric(
        _("Test"),
        _("sealed"),
        help=_(
            "Do not base any decision on it. When everything is decided, choose this training on Compare under"
            " “Any runs” and open the seal under “Test set”."
        ),
        width="content",
    )


def show_test(test: dict[str, Any]) -> None:
    """Shows the test accuracy with its 95% confidence interval."""
    low, high = test["accuracy_interval"]
    st.metric(
        _("Test"),
        f"{test['accuracy']:.1%}",
        _("95% confidence interval {low:.1%} to {high:.1%}").format(low=low, high=high),
        delta_color="off",
        delta_arrow="off",
        width="content",
    )
