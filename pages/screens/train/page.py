"""Train: a tab for the chosen run and the choices for a new one, and a tab for all runs."""

import streamlit as st

from dogcat.common.language import N_, _
from pages.screens.train.live import watch
from pages.screens.train.new_training import fold_for_run, show_new_training
from pages.screens.train.run_choice import asked_run, choose_run
from pages.screens.train.runs_table import show_misfits, show_runs
from pages.screens.train.start import start_if_wanted
from pages.state.resources import runner
from pages.state.session import session
from pages.widgets.component import style
from pages.widgets.tabs import show_views

_STYLE = style("stage.css")


def show_training() -> None:
    """Shows the choices for a new training, and the visitor's newest or the chosen run.

    Once a training was started, the run is the stage: the choices fold into one line above it.
    """
    start_if_wanted()
    fold_for_run()
    if asked_run() is None:
        show_new_training()
        st.info(_("You have trained nothing yet. Choose a recipe and press Train."), icon=":material/play_arrow:")
        if choose_run():
            st.rerun()  # the address names it now
        return
    is_open = session().draft.shows_choices
    with st.container(key="setting-training" if is_open else "setting-stage", horizontal=not is_open):
        show_new_training(folds=True)
        run = choose_run()
    if run:
        if not run.status().is_active:
            show_misfits(run)
        watch(run)


def show() -> None:
    """Shows the two tabs."""
    st.title(_("Train"))
    st.html(_STYLE)
    runner()  # its standby process loads TensorFlow while the learner chooses
    show_views({N_("Training"): show_training, N_("All runs"): show_runs}, key="show")
