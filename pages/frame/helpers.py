"""The computers that train for this server, for a visitor in charge: what each does, and whether it gets more."""

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import clock
from dogcat.helpers.fleet import Fleet
from dogcat.helpers.roster import MOST_NAME, change_entry
from dogcat.helpers.sightings import HelperInfo
from dogcat.runs.names import describe_run
from dogcat.runs.run import RunError
from dogcat.runs.store import open_run
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.state.redraw_rate import seconds_between_draws
from pages.state.resources import fleet, runner
from pages.widgets.literal import literal

LEAST_SECONDS = 3.0  # between two redraws
SILENT_SECONDS = 10.0  # from which the page says how long a helper was not heard


def show_helpers() -> None:
    """Shows a line and the buttons of each helper that is connected, if the settings allow helpers."""
    runner()
    if fleet() is not None:
        fragment(show_list, run_every=max(LEAST_SECONDS, 2 * seconds_between_draws()))()


def show_list() -> None:
    """Shows the helpers, sorted by name."""
    found = fleet()
    if found is None:
        return
    infos = found.helpers()
    with st.expander(_("Helpers: {num}").format(num=len(infos)), icon=":material/lan:"):
        if not infos:
            st.caption(
                _(
                    "No other computer is connected. Invite one: “python -m dogcat helpers invite --out join.zip”, then"
                    " there “python -m dogcat join join.zip”."
                )
            )
        for info in infos:
            show_helper(found, info)


def show_helper(found: Fleet, info: HelperInfo) -> None:
    """Shows what a helper is and does, and the buttons that name it, drain it and send it away."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"helper-{info.connection}"):
        st.markdown(f"**{literal(info.name)}** · {literal(info.device)}  \n{describe(info)}", width="stretch")
        with st.popover(_("Name"), icon=":material/edit:"):
            name = st.text_input(_("Name of this computer"), info.name, MOST_NAME, key=f"helper-name-{info.connection}")
            if st.button(_("Rename"), key=f"helper-rename-{info.connection}"):
                change(info, name=name)
        # Translators: buttons: whether a computer gets further trainings
        words = _("Give trainings again") if info.is_drained else _("No further trainings")
        icon = ":material/play_arrow:" if info.is_drained else ":material/pause:"
        if st.button(words, icon=icon, key=f"helper-drain-{info.connection}"):
            change(info, is_drained=not info.is_drained)
        # Translators: a button: a computer leaves at once
        if st.button(_("Send away"), icon=":material/logout:", key=f"helper-away-{info.connection}"):
            with sentence_for_errors():
                found.send_away(asker(), info.helper_id)


def describe(info: HelperInfo) -> str:
    """Returns what a helper does now, in words."""
    if info.silence > SILENT_SECONDS:
        return _("not heard for {time}").format(time=clock(info.silence))
    if not info.has_same_code:
        return _("has another version of the code: update it, and join again")
    if info.run_id is not None:
        try:
            words = _("trains {run}").format(run=literal(describe_run(open_run(info.run_id))))
        except (RunError, OSError, ValueError):  # deleted meanwhile
            words = _("trains")
        return _("{words}, the last one for now").format(words=words) if info.is_drained else words
    if info.is_drained:
        return _("gets no further trainings")
    return (
        _("waits for a training") if info.is_ready else _("is not ready: it measures its speed, leaves, or lacks room")
    )


def change(info: HelperInfo, **changes: str | bool) -> None:
    """Changes what is decided of a helper, and runs the page again."""
    with sentence_for_errors():
        change_entry(asker(), info.helper_id, **changes)
        st.rerun()
