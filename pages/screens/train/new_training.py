"""Everything before a training: pictures, recipe, guess, expected duration, changes, pictures to watch."""

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.guesses import guess_options
from dogcat.recipe.field_text import MARK, describe_differences
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.recipe.settings import settings
from pages.frame.lesson_choice import guess_is_the_lessons
from pages.frame.progress_keeper import progress
from pages.screens.train.duration import show_duration
from pages.screens.train.recipe_editor import show_editor, show_further
from pages.screens.train.run_choice import asked_run, is_own
from pages.screens.train.start import show_train_button
from pages.screens.train.watched_choice import choose_watched
from pages.state.recipe_draft import count_chosen_pictures, take_recipe, wanted_recipe
from pages.state.session import bind, bind_expander, session
from pages.widgets.experiment_link import show_experiment_link
from pages.widgets.literal import literal
from pages.widgets.set_choice import choose_pictures


def show_new_training(folds: bool = False) -> None:
    """Shows the choices and the Train button.

    Args:
        folds: whether they are behind a line that opens and closes, because a run is shown below.
    """
    if not folds:
        show_form()
        return
    with st.expander(
        _("New training"),
        icon=":material/add_circle:",
        width="stretch",
        **bind_expander(session().draft, "shows_choices"),
    ):
        show_form()


def show_form() -> None:
    """Shows all choices. Learners who read from the top guess before they press Train."""
    show_experiment_link()
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    with left:
        choose_pictures()
    with right:
        choose_recipe()
    left, right = st.columns([6, 1], vertical_alignment="bottom")
    with left:
        choose_guess()
    with right:
        show_train_button()
    show_choices(wanted_recipe())


def fold_for_run() -> None:
    """Folds the choices, once a run, if its curves come first.

    They do for a training of this browser that goes on, and for one that a link names, also after a reload. An ended
    one comes second in the lesson, whose step may be to train.
    """
    shown, folded_for = asked_run(), session().train.folded_for
    is_named = folded_for is None and shown is not None and st.query_params.get("run") == shown.id
    if folded_for is None:
        session().train.folded_for = ""  # from now on the address names the shown run
    if shown is None or shown.id == folded_for:
        return
    is_active = shown.status().is_active
    if (is_active and is_own(shown)) or (is_named and (is_active or not progress().has_started)):
        session().train.folded_for = shown.id
        session().draft.shows_choices = False


def choose_recipe() -> None:
    """Lets the visitor choose the recipe to start from, among those that the teacher offers."""
    recipes = settings().recipes
    if session().draft.recipe not in recipes:
        session().draft.recipe = recipes[0]
        reset()
    st.radio(_("Recipe"), recipes, horizontal=True, **bind(session().draft, "recipe", changed=reset))


def choose_guess() -> None:
    """Lets the learner guess what the validation accuracy will do, unless the lesson's question asks for it."""
    if guess_is_the_lessons():
        return
    options = [guess.name for guess in guess_options(wanted_recipe().epochs)]
    st.pills(_("**Your guess:** validation accuracy…"), options, format_func=_, **bind(session().train, "guess"))


def show_choices(recipe: Recipe) -> None:
    """Shows what the recipe does and how long it takes; lets the visitor change it and choose pictures to watch."""
    num_training, num_validation = count_chosen_pictures()
    st.caption(f"{describe_recipe(recipe)}  \n{describe_differences(recipe)}")
    show_duration(recipe, num_training, num_validation)
    with st.expander(
        _("Change the recipe"), icon=":material/tune:", **bind_expander(session().train, "shows_editor")
    ) as editor:
        if editor.open:
            show_editor(num_training)
            st.caption(_("{mark} marks what differs from the tutorial's recipe.").format(mark=MARK))
            st.button(_("Back to the recipe as it was"), icon=":material/undo:", on_click=reset)
    show_further(num_training)
    if session().draft.refused:
        st.warning(
            _("This change was not made: {why}").format(why=literal(session().draft.refused)), icon=":material/block:"
        )
    with st.expander(
        _("Watch pictures while it learns"),
        icon=":material/visibility:",
        **bind_expander(session().train, "shows_watched"),
    ) as watched:
        if watched.open:
            choose_watched()


def reset() -> None:
    """Takes the chosen recipe without changes."""
    take_recipe(RECIPES[session().draft.recipe])


def describe_recipe(recipe: Recipe) -> str:
    """Returns picture size, parameters, epochs, steps and batch size of a recipe in one sentence."""
    return _(
        "Pictures of {size} × {size} pixels, {num_parameters:,} parameters, {num_epochs} epochs of {num_steps} steps"
        " with {batch_size} pictures each."
    ).format(
        size=recipe.picture_size,
        num_parameters=num_parameters(recipe),
        num_epochs=recipe.epochs,
        num_steps=recipe.steps_per_epoch,
        batch_size=recipe.batch_size,
    )
