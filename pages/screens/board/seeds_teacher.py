"""The teacher's side of “one recipe, thirty seeds”: opens, ends, saves and clears the experiment."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.seed_experiment import Experiment, clear_experiment, end_experiment, open_experiment
from dogcat.lesson.seed_results import ResultsReader, results_table
from dogcat.pictures.fingerprint import fingerprint
from dogcat.pictures.synthetic.dataset import DRAWN, open_or_draw
from dogcat.recipe.recipe import RECIPES
from dogcat.recipe.settings import settings
from dogcat.runs.scheduling.admission import admit
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.gate import ask_for_word
from pages.frame.teacher import is_in_charge
from pages.state.picture_sets import offered_sets
from pages.state.resources import seed_results
from pages.state.session import bind, session
from pages.widgets.progress_bar import progress_bar
from pages.widgets.spreadsheet import as_csv


def show_teacher_of_seeds(experiment: Experiment | None) -> None:
    """Shows the controls, for a visitor in charge."""
    with st.expander(_("For the teacher"), icon=":material/school:", expanded=experiment is None and is_in_charge()):
        if not is_in_charge():
            ask_for_word()
        elif experiment is None:
            choose_experiment()
        else:
            control(experiment)


def choose_experiment() -> None:
    """Shows the choice of a recipe and a picture set, and the button that opens the experiment."""
    recipes = settings().recipes
    quick = next((place for place, name in enumerate(recipes) if name.startswith("quick-")), 0)
    names = [pictures.name for pictures in offered_sets()] or [DRAWN]
    chosen = session().pictures.set_name
    left, right = st.columns(2)
    with left:
        recipe = st.selectbox(_("Recipe"), recipes, index=quick, key="seeds-recipe")
    with right:
        place = names.index(chosen) if chosen in names else 0
        pictures = st.selectbox(_("Pictures"), names, index=place, key="seeds-pictures")
    st.caption(_("Trainings take turns. The queue says on each device how long it takes."))
    if st.button(_("Open the experiment"), type="primary", icon=":material/play_arrow:"):
        open_for_class(recipe, pictures)


def open_for_class(name: str, pictures: str) -> None:
    """Opens the experiment with a recipe as long as the settings allow. Draws the pictures if they are missing."""
    recipe = RECIPES[name]
    most = settings().max_epochs
    recipe = replace(recipe, epochs=min(recipe.epochs, most or recipe.epochs))
    with sentence_for_errors():
        admit(recipe, pictures)
        with progress_bar(_("Drawing:")) as progress:
            found = open_or_draw(pictures, progress)
        open_experiment(recipe, pictures, fingerprint(found), asker())
        st.rerun()


def control(experiment: Experiment) -> None:
    """Shows what the teacher can do with an experiment."""
    st.toggle(_("Show the curves on this screen before the end"), **bind(session().board, "shows_seeds"))
    st.caption(
        _(
            "On the projector, leave this off until everybody has guessed. “End it” closes the experiment for more"
            " learners and shows the guesses beside the truth. Trainings that wait or run go on."
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("End it"), icon=":material/flag:", type="primary", disabled=experiment.is_over):
            end_experiment(asker())
            st.rerun()
        st.download_button(
            _("Save as CSV"),
            partial(csv_of, seed_results(), experiment),
            "dogcat-seeds.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover(_("Clear the experiment"), icon=":material/delete:", type="tertiary"):
            st.markdown(_("The guesses are deleted. The trainings stay with the learners."))
            if st.button(_("Delete it now")):
                clear_experiment(asker())
                seed_results().forget()
                st.rerun()


def csv_of(reader: ResultsReader, experiment: Experiment) -> str:
    """Returns the results of this moment as CSV. The page around the button may be older."""
    rows = results_table(reader.read(experiment))
    return as_csv(rows) if rows else ""
