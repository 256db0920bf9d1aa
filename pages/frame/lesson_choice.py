"""What the lesson chooses for the learner, and what it takes from their choices: recipe, set, guesses, figures."""

import streamlit as st

from dogcat.analysis.own_pair import kind_of
from dogcat.common.language import _, current_language
from dogcat.lesson.figures import chosen_figures
from dogcat.lesson.guesses import CURE_GUESSES, guess_options
from dogcat.lesson.own_result import result_first
from dogcat.lesson.step_recipe import KINDS, PLAIN, recipe_for_step
from dogcat.lesson.steps import PAGES, Step, read_step
from dogcat.recipe.recipe import BASELINE, RECIPES, Recipe
from dogcat.recipe.settings import settings
from dogcat.runs.store import list_runs
from pages.frame.lesson_tasks import is_training, own_runs
from pages.frame.progress_keeper import progress
from pages.state.browser import browser_token
from pages.state.picture_sets import offered_sets
from pages.state.recipe_draft import chosen_set_is_drawn, count_chosen_pictures, take_recipe, wanted_recipe
from pages.state.session import session

CURES = "6-compare"  # the step whose question the view of the cures asks, too


def read_chosen_step(name: str) -> Step:
    """Returns a step with the figures of the learner's own network and pictures."""
    return read_step(name, current_language(), chosen_figures(recipe_of(name), *count_chosen_pictures()))


def recipe_of(step: str) -> Recipe:
    """Returns the recipe that a step's texts describe: the next training's, the Model page's, or the exercise's."""
    if step in KINDS:
        chosen = wanted_recipe()
        name = recipe_for_step(step, chosen, None, RECIPES)
        return RECIPES[name] if name else chosen
    return RECIPES.get(session().model.network, BASELINE) if PAGES[step] == "model" else BASELINE


def preset(step: str) -> None:
    """Chooses the recipe that a step with a training begins with, and the set of the learner's plain training.

    A training that another page has asked for keeps its recipe and its pictures.
    """
    if session().train.wants_training:
        return
    plain = [run for run in own_runs() if kind_of(run.recipe) == "plain"] if step in KINDS and step != PLAIN else []
    like = plain[-1].recipe if plain else None
    name = recipe_for_step(step, wanted_recipe(), like, settings().recipes)
    if name:
        shows_choices = session().draft.shows_choices
        session().draft.recipe = name
        take_recipe(RECIPES[name])
        if is_training():  # the curves keep their room
            session().draft.shows_choices = shows_choices
    if plain and plain[-1].pictures in [pictures.name for pictures in offered_sets()]:
        session().pictures.set_name = plain[-1].pictures


def choose_own_run(step: str) -> None:
    """Chooses the learner's newest training of the step's kind, unless the address names a training."""
    if step in KINDS and "run" not in st.query_params:
        of_kind = [run for run in own_runs() if kind_of(run.recipe) == KINDS[step]]
        if of_kind:
            st.query_params["run"] = of_kind[-1].id


def guess_is_the_lessons() -> bool:
    """Return True if the lesson asks for the guess about the next training, and then take its answer.

    Step 3 asks what validation accuracy will do, step 5 something else; the Train page then asks for nothing more.
    """
    step = session().lesson.shown_step if progress().has_started else None
    if step not in KINDS:
        return False
    session().train.guess = None
    if step == PLAIN:
        option, options = progress().predictions.get(PLAIN), guess_options(wanted_recipe().epochs)
        if option is not None and option < len(options):
            session().train.guess = options[option].name
        st.caption(_("The chart shows your answer to the question above."))
    return True


def own_result_of(step: str) -> str:
    """Returns what stands first below “What comes out”: the learner's own result, or one on pictures like theirs."""
    return result_first(step, list_runs(), browser_token(), chosen_set_is_drawn())


def answered_cures() -> str | None:
    """Returns the learner's answer to the lesson's question which cure helped; None if there is none."""
    option = progress().predictions.get(CURES) if progress().has_started else None
    return CURE_GUESSES[option] if option is not None and option < len(CURE_GUESSES) else None


def lesson_asks_on_compare() -> bool:
    """Return True if the lesson's question above the Compare page is open; the views then ask nothing beside it."""
    return progress().has_started and answered_cures() is None
