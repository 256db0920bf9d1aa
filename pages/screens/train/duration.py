"""The expected duration of the next training, and the measurement of this machine that it needs.

The estimate is renewed while the page is open, because it depends on what else runs on the machine.
"""

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import clock
from dogcat.pictures.synthetic.drawing import is_drawing
from dogcat.recipe.device import device_words
from dogcat.recipe.recipe import Recipe
from dogcat.runs.scheduling.queue import look_at_queue
from dogcat.runs.scheduling.speed import read_speeds
from dogcat.runs.scheduling.wait_estimate import Estimate, estimate_training, seconds_beside
from pages.frame.fragments import fragment
from pages.state.resources import is_measuring, runner
from pages.state.session import session
from pages.widgets.literal import literal

SECONDS_BETWEEN_ESTIMATES = 5.0


def show_duration(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Shows the duration on this machine. The machine is measured while nothing is trained or drawn."""
    is_measured_now = is_measuring()
    show_device(recipe)
    if read_speeds():
        keep_describing(recipe, num_training, num_validation)
    elif is_measured_now or is_drawing():
        wait_for_probe(recipe, num_training, num_validation)


def show_device(recipe: Recipe) -> None:
    """Shows which device will train, and in the tooltip why."""
    if found := device_words(recipe.device):
        words, why = found
        st.caption(f":material/memory: {literal(words)}", help=literal(why))


@fragment(run_every=1)
def wait_for_probe(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Says that the machine is or will be measured, then shows the duration."""
    if read_speeds():
        describe_duration(recipe, num_training, num_validation)
        return
    if is_drawing():
        words = _("How long a training takes is measured once the pictures are drawn.")
    elif is_measuring():
        words = _("Measuring how fast this machine is…")
    else:
        return
    st.caption(f":material/timer: {words}")


@fragment(run_every=SECONDS_BETWEEN_ESTIMATES)
def keep_describing(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Shows the expected duration, which follows what else runs on the machine."""
    describe_duration(recipe, num_training, num_validation)


def describe_duration(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Shows the expected duration as text."""
    found = estimate(recipe, str(session().pictures.set_name), num_training, num_validation)
    if found is not None:
        st.caption(f":material/timer: {duration_words(found, recipe.early_stopping_patience > 0)}")


def duration_words(found: Estimate, may_stop_early: bool) -> str:
    """Returns the duration as one sentence, which says if other work on the machine makes it longer."""
    if found.is_slowed:
        words = (
            _("At most **{time}**, since something else runs on this machine; **{quiet}** when it is idle")
            if may_stop_early
            else _("About **{time}**, since something else runs on this machine; **{quiet}** when it is idle")
        )
    else:
        words = _("At most **{time}** on this machine") if may_stop_early else _("About **{time}** on this machine")
    return words.format(time=clock(found.seconds), quiet=clock(found.quiet_seconds))


@st.cache_resource(ttl=SECONDS_BETWEEN_ESTIMATES - 1, max_entries=64, show_spinner=False)
def estimate(recipe: Recipe, pictures: str, num_training: int, num_validation: int) -> Estimate | None:
    """Returns the expected duration of a training that starts now; all visitors share the answer for some seconds."""
    waiting, going_on = look_at_queue()
    beside = seconds_beside(going_on, len(waiting), runner().num_at_once())
    return estimate_training(recipe, num_training, num_validation, pictures, runner().has_loaded(), beside)
