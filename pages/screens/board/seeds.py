"""One recipe, thirty seeds: a guess, one button, and then all curves and results of the class, live."""

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.seed_experiment import (
    MAX_POINTS,
    Experiment,
    Learner,
    current_experiment,
    guess_spread,
    join,
    learner_of,
    run_of,
    withdraw_part,
)
from dogcat.recipe.recipe import recipe_kind
from dogcat.runs.status import CONTINUABLE_STATES
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import BOARD, WORK, counted
from pages.screens.board.seeds_live import show_live
from pages.screens.board.seeds_teacher import show_teacher_of_seeds
from pages.state.browser import browser_token
from pages.state.resources import runner, seed_results
from pages.widgets.literal import literal


def show_seeds() -> None:
    """Shows the view."""
    experiment = current_experiment()
    st.markdown(
        _(
            "Everybody trains the same recipe on the same pictures, each with another **seed**: other initial weights,"
            " another order of the pictures, another choice of what dropout and augmentation do. Nothing else differs."
            " How far apart will the results lie?"
        )
    )
    if experiment is None:
        st.info(_("No experiment is open now. Your teacher opens it here."), icon=":material/hourglass_empty:")
    else:
        st.caption(
            _("Recipe: {recipe}, {num_epochs} epochs. Pictures: {pictures}.").format(
                recipe=recipe_kind(experiment.recipe),
                num_epochs=experiment.recipe.epochs,
                pictures=literal(experiment.pictures),
            )
        )
        show_part(experiment, learner_of(experiment, browser_token()))
    show_live(experiment)
    show_teacher_of_seeds(experiment)


def show_part(experiment: Experiment, mine: Learner | None) -> None:
    """Shows what the learner can do next: guess, train, or take it back."""
    if mine is None:
        if not experiment.is_over:
            ask_for_guess()
        return
    run = run_of(mine, experiment)
    words = _("Your guess: {points:g} percentage points from the lowest to the highest result.")
    st.markdown(words.format(points=mine.guess))
    if run:
        with st.container(horizontal=True, vertical_alignment="center"):
            label = _("Your training, with seed {seed}").format(seed=mine.seed)
            st.page_link("pages/train.py", label=label, icon=":material/monitoring:", query_params={"run": run.id})
    if not experiment.is_over and (run is None or run.status().state in CONTINUABLE_STATES):
        st.caption(
            _(
                "Everybody on this server will see the curve and the result of this training, without your name. If"
                " you share your trainings on the board, your nickname stands at your dot. You can take it back."
            )
        )
        st.button(_("Train with a seed of my own"), type="primary", icon=":material/casino:", on_click=take_part)
    if st.button(_("Take my part out"), icon=":material/undo:", type="tertiary"):
        withdraw_part(mine.owner, asker())
        seed_results().forget()
        st.rerun()


def ask_for_guess() -> None:
    """Asks how far apart the results will lie, before anything is shown."""
    with st.form("seed-guess", border=False):
        points = st.number_input(
            _("**Your guess:** how many percentage points lie between the lowest and the highest result?"),
            min_value=0.0,
            max_value=float(MAX_POINTS),
            value=None,
            step=0.5,
            format="%.1f",
            help=_("Guesses are shown at the end, without names."),
        )
        if st.form_submit_button(_("This is my guess"), type="primary") and points is not None:
            with sentence_for_errors(), counted(BOARD):
                guess_spread(points, asker())
                seed_results().forget()
                st.rerun()


def take_part() -> None:
    """Starts the learner's training, within what the teacher allows and the queue takes."""
    with sentence_for_errors(), counted(WORK):
        experiment, who = current_experiment(), asker()
        if experiment:
            join(lambda recipe: runner().submit(recipe, experiment.pictures, who), who)
            seed_results().forget()
