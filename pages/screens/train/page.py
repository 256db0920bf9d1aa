"""Train: a tab for a new training and the chosen run, and a tab for all runs."""

import streamlit as st

from dogcat.common.language import N_, _
from pages.screens.train.live import show_run, watch
from pages.screens.train.new_training import show_new_training
from pages.screens.train.run_choice import choose_run
from pages.screens.train.runs_table import show_runs
from pages.state.resources import runner
from pages.widgets.tabs import show_views


def show_training() -> None:
    """Shows the choices for a new training, and the newest or chosen run."""
    show_new_training()
    run = choose_run()
    if run and run.status().is_active:
        watch(run)
    elif run:
        show_run(run)
    else:
        st.info(_("Nothing has been trained yet. Choose a recipe and press Train."), icon=":material/play_arrow:")


def show() -> None:
    """Shows the two tabs."""
    st.title(_("Train"))
    runner()  # its standby process loads TensorFlow while the learner chooses
    show_views({N_("New training"): show_training, N_("All runs"): show_runs}, key="show")
