"""Three ways to train: recipes on the pre-trained network, each started with one press, and one's own results."""

from dataclasses import replace

import streamlit as st

from dogcat.analysis.result_text import figures_of
from dogcat.common.language import N_, _
from dogcat.recipe.recipe import PRETRAINED_FEATURES, RECIPES, Recipe
from dogcat.recipe.settings import settings
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from dogcat.runs.status import STATE_WORDS
from pages.frame.lesson_tasks import did, own_runs
from pages.state.recipe_draft import take_recipe
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.set_choice import choose_pictures

WAYS = {  # by recipe: a name, and what happens
    "pretrained-features": (
        N_("1. Features once"),
        N_(
            "Each picture goes through the network once and becomes a row of numbers, its features. A small new layer"
            " learns from these rows, so an epoch takes a moment. Augmentation is not possible."
        ),
    ),
    "pretrained-head": (
        N_("2. New layer, with augmentation"),
        N_(
            "Each picture goes through the network again in every step, each time changed at random. The network's own"
            " weights stay as they are; only the new layer learns."
        ),
    ),
    "fine-tuning": (
        N_("3. Fine-tuning"),
        N_(
            "First the new layer learns, then the top layers of the network learn on, at a small rate. A large rate"
            " would destroy in a few steps what the network has learned before."
        ),
    ),
}
MOST_SHOWN = 6  # own trainings


def show_ways() -> None:
    """Shows the view."""
    choose_pictures()
    for column, (name, (title, words)) in zip(st.columns(len(WAYS), gap="large"), WAYS.items(), strict=True):
        with column:
            st.markdown(f"**{_(title)}**")
            show_train_button(name)
            st.markdown(_(words))
    st.caption(
        _(
            "The training opens on the Train page with its live curves; the recipe can be changed there. For two"
            " classes that the network has never seen, import your own pictures on the Pictures page and train on them."
        )
    )
    show_own()


def show_train_button(name: str) -> None:
    """Shows the button that starts a training and opens it on the Train page.

    Args:
        name: a recipe of the teacher's, or `random-features`, the control of `pretrained-features`.
    """
    is_offered = name in (*settings().recipes, "random-features")
    if st.button(_("Train"), key=f"train-{name}", icon=":material/play_arrow:", type="primary", disabled=not is_offered,
                 help=None if is_offered else _("Your teacher does not offer this recipe.")):  # fmt: skip
        take_recipe(recipe_named(name))
        if name in RECIPES:
            session().draft.recipe = name
        session().train.wants_training = True
        st.switch_page("pages/train.py", query_params={})


def recipe_named(name: str) -> Recipe:
    """Returns a recipe of `RECIPES`, or the control with random weights."""
    return RECIPES.get(name) or replace(PRETRAINED_FEATURES, base_training=name)


def show_own() -> None:
    """Shows the newest trainings of one's own on a pre-trained network, each as a link to its curves."""
    own = [run for run in own_runs() if run.recipe.has_base]
    if not own:
        return
    did("started-pretrained")
    st.markdown(_("**Your trainings on it**"))
    for run in own[: -MOST_SHOWN - 1 : -1]:
        st.page_link("pages/train.py", label=label_of(run), icon=":material/monitoring:", query_params={"run": run.id})


def label_of(run: Run) -> str:
    """Returns the name of a training with its validation accuracy, or with its state before there is one."""
    means = figures_of(run)
    name = literal(describe_run(run))
    if means is None:
        return _("{name}: {state}").format(name=name, state=_(STATE_WORDS[run.status().state]))
    return _("{name}: {accuracy:.1%} of the validation pictures").format(name=name, accuracy=means.validation)
