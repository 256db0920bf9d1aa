"""All active trainings, for a visitor in charge: stop one, withdraw or put first one that waits, empty the queue."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dogcat.common.language import _, ngettext
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from dogcat.runs.scheduling.control import empty_queue, end_run, put_first, stop_run
from dogcat.runs.scheduling.helper_claim import helper_claim
from dogcat.runs.scheduling.queue import look_at_queue
from pages.frame.asker import asker
from pages.frame.fragments import fragment
from pages.frame.gate import ask_for_word
from pages.frame.helpers import show_helpers
from pages.screens.train.run_buttons import attempt
from pages.screens.train.run_choice import describe_owner, nicknames
from pages.state.redraw_rate import seconds_between_draws
from pages.widgets.literal import literal

MOST_SHOWN = 10  # trainings with buttons of their own
LEAST_SECONDS = 3.0  # between two redraws


def show_queue() -> None:
    """Shows the active trainings to a visitor in charge, and to others where the teacher enters the password."""
    if asker().is_in_charge:
        show_helpers()
        fragment(show_active, run_every=max(LEAST_SECONDS, 2 * seconds_between_draws()))()
        return
    with st.expander(_("For the teacher"), icon=":material/school:"):
        st.caption(_("Stop any training, and withdraw or reorder those that wait."))
        ask_for_word()


def show_active() -> None:
    """Shows a line for each active training, those in training first, and the button that empties the queue."""
    waiting, busy = look_at_queue()
    if not waiting and not busy:
        return
    names = nicknames()
    with st.expander(_("Trainings now: {num}").format(num=len(busy) + len(waiting)), icon=":material/list:"):
        places = [None] * len(busy) + list(range(1, len(waiting) + 1))
        for run, place in list(zip((*busy, *waiting), places, strict=True))[:MOST_SHOWN]:
            show_line(run, describe_owner(run, names), place)
        num_more = len(busy) + len(waiting) - MOST_SHOWN
        if num_more > 0:
            st.caption(ngettext("And {num} more waits.", "And {num} more wait.", num_more).format(num=num_more))
        if waiting:
            with st.popover(_("Empty the queue"), icon=":material/clear_all:"):
                show_emptying(waiting, names)


def show_line(run: Run, owner: str, place: int | None) -> None:
    """Shows what a training is, who started it, and its buttons.

    Args:
        run: the training.
        owner: who started it, in words.
        place: in the queue; None if it is being trained.
    """
    status = run.status()
    state = status.words if place is None else _("place {place} in the queue").format(place=place)
    if place is None and (claim := helper_claim(run.folder)):
        state = _("{words} · on {helper}").format(words=state, helper=literal(claim.helper))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{literal(describe_run(run))}**  \n{literal(owner)} · {state}", width="stretch")
        # Translators: a button: this waiting training starts before the others
        sooner, icon = _("Start next"), ":material/vertical_align_top:"
        if place is not None and place > 1 and st.button(sooner, icon=icon, key=f"first-{run.id}"):
            attempt(lambda: put_first(run.id, asker()))
        if status.state in ("stopping", "silent"):
            # Translators: a button: kills a training that does not stop by itself
            if st.button(_("End at once"), icon=":material/dangerous:", key=f"end-{run.id}"):
                attempt(lambda: end_run(run.id, asker()))
            return
        words = _("Stop") if place is None else _("Withdraw")
        if st.button(words, icon=":material/stop:", key=f"stop-{run.id}"):
            attempt(lambda: stop_run(run.id, asker()))


def show_emptying(waiting: Sequence[Run], names: Mapping[str, str]) -> None:
    """Shows whose trainings to withdraw, and the button that does it.

    Args:
        waiting: the waiting runs.
        names: nicknames by owner.
    """
    labels = {"": _("All who wait")} | {
        run.owner: f"{number}. {describe_owner(run, names)}"
        for number, run in enumerate({run.owner: run for run in waiting}.values(), start=1)
        if run.owner
    }
    chosen = st.selectbox(_("Whose trainings"), list(labels), format_func=lambda owner: labels.get(owner, ""))
    num = sum(run.is_of(chosen) for run in waiting) if chosen else len(waiting)
    st.caption(_("They stay in the list of all runs as stopped, and can be started again."))
    button = ngettext("Withdraw {num} training", "Withdraw {num} trainings", num).format(num=num)
    if st.button(button, type="primary", icon=":material/clear_all:"):
        attempt(lambda: empty_queue(asker(), chosen or None))
