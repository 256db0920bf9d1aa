"""The expected duration of the next training, and the measurement of this machine that it needs."""

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import clock
from dogcat.recipe.recipe import Recipe
from dogcat.runs.scheduling.speed import probe_is_due, read_speeds
from dogcat.runs.scheduling.wait_estimate import expected_training_seconds
from pages.state.resources import probe


def show_duration(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Shows the duration on this machine. The machine is measured while nothing is trained."""
    due = probe_is_due()
    if due and probe().poll() == 0:  # it succeeded, but other processes disturbed it
        probe.clear()
        probe()
    if read_speeds():
        describe_duration(recipe, num_training, num_validation)
    elif due and probe().poll() is None:
        wait_for_probe(recipe, num_training, num_validation)


@st.fragment(run_every=1)
def wait_for_probe(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Says that the machine is being measured, then shows the duration."""
    if read_speeds():
        describe_duration(recipe, num_training, num_validation)
    elif probe().poll() is None:
        words = _("Measuring how fast this machine is…")
        st.caption(f":material/timer: {words}")


def describe_duration(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Shows the expected duration as text."""
    seconds = expected_training_seconds(recipe, num_training, num_validation)
    if seconds is not None:
        words = (
            _("At most **{time}** on this machine")
            if recipe.early_stopping_patience
            else _("About **{time}** on this machine")
        )
        st.caption(f":material/timer: {words.format(time=clock(seconds))}")
