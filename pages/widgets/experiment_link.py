"""The invitation to “one recipe, thirty seeds”, where learners train and where they compare."""

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.lesson.seed_experiment import current_experiment, learner_of
from pages.state.browser import browser_token

PART = "class"  # the parameter of the address that opens a part of the board
SEEDS = N_("One recipe, thirty seeds")  # the view


def show_experiment_link() -> None:
    """Shows the link to a visitor who may still take part in the class's experiment, and to nobody else."""
    experiment = current_experiment()
    if experiment is None or experiment.is_over:
        return
    mine = learner_of(experiment, browser_token())
    if mine is None or not mine.run:
        label = _("Your class trains one recipe with many seeds: take part")
        st.page_link("pages/board.py", label=label, icon=":material/casino:", query_params={PART: SEEDS})
