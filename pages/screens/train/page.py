"""Train: choose pictures and a recipe, press Train, watch the network learn, stop, read the result, compare runs."""

import streamlit as st

from dogcat.common.language import N_, _
from pages.screens.train.live import show_run, watch
from pages.screens.train.new_training import show_start
from pages.screens.train.runs_list import choose_run, show_runs
from pages.state.resources import runner
from pages.widgets.tabs import show_views


def show_training() -> None:
    """A recipe to start from, and the newest or chosen run."""
    show_start()
    run = choose_run()
    if run and run.status().is_active:
        watch(run)
    elif run:
        show_run(run)
    else:
        st.info(_("Nothing has been trained yet. Choose a recipe and press Train."), icon=":material/play_arrow:")


def show() -> None:
    """A new training, or all runs."""
    st.title(_("Train"))
    runner()  # which loads a spare process while the learner still chooses
    show_views({N_("New training"): show_training, N_("All runs"): show_runs}, key="show")
