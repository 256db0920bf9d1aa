"""Train: choose pictures and a recipe, press Train, watch the network learn, stop, read the result, compare runs."""

import streamlit as st

from dogcat.common.language import N_, _
from pages.shared.front_door import require_front_door
from pages.shared.lesson import begin_step, end_step
from pages.shared.resources import runner
from pages.shared.views import show_views
from pages.train_views.live import show_run, watch
from pages.train_views.runs_list import choose_run, show_runs
from pages.train_views.start import show_start


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


require_front_door("train")
begin_step("train")
st.title(_("Train"))
runner()  # which loads a spare process while the learner still chooses
show_views({N_("New training"): show_training, N_("All runs"): show_runs}, key="show")
end_step("train")
