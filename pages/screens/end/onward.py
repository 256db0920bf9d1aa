"""The further steps, what to try next with the page set up for it, and the lesson from its start."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NoReturn

import streamlit as st

from dogcat.analysis.own_pair import PairName
from dogcat.common.language import N_, _, current_language
from dogcat.lesson.outcome import LessonOutcome
from dogcat.lesson.steps import PAGES, STEPS, read_step
from dogcat.lesson.trained import Trained
from dogcat.recipe.recipe import (
    QUICK_BASELINE,
    QUICK_REGULARIZED,
    RECIPES,
    Augmentation,
    Recipe,
    recipe_kind,
    with_next_seed,
)
from pages.frame.lesson_step import STEP, want_step
from pages.frame.progress_keeper import progress
from pages.state.deeds import forget_deeds
from pages.state.recipe_draft import take_recipe
from pages.state.session import session

_PARTNERS = {
    "quick-baseline": "quick-regularized",
    "quick-regularized": "quick-baseline",
    "baseline": "regularized",
    "regularized": "baseline",
}
_QUESTIONS = {  # by further step
    "8-practice": N_("**The same photos, from random weights.** How far does everything that practice has found get?"),
    "9-pretrained": N_("**A network that has seen a million pictures.** What does it know before your first photo?"),
}


def show_start() -> None:
    """Shows the way into the lesson, to a visitor who has done nothing yet."""
    st.markdown(_("Here you will see what you guessed, what came out, and your own two trainings."))
    if st.button(_("Start the lesson"), type="primary", icon=":material/play_arrow:"):
        open_first_step()


def show_further() -> None:
    """Shows the two steps after the lesson's end, each with its question and a link."""
    st.subheader(_("Two further steps"))
    st.caption(_("They belong to no score, and take as much time as you like."))
    for column, (name, question) in zip(st.columns(2, gap="large"), _QUESTIONS.items(), strict=True):
        with column:
            step = read_step(name, current_language())
            st.markdown(_(question))
            st.page_link(f"pages/{PAGES[name]}.py", label=f"{step.number}. {step.title}",
                         icon=":material/arrow_forward:", query_params={STEP: name})  # fmt: skip


def show_next(outcome: LessonOutcome) -> None:
    """Shows three suggestions, each with a button that opens the right page, and how to start again."""
    st.subheader(_("What to try next"))
    for column, (number, (question, label, go)) in zip(
        st.columns(3, gap="large"), enumerate(suggestions(outcome)), strict=True
    ):
        with column:
            st.markdown(question)
            if st.button(label, key=f"next-{number}", icon=":material/arrow_forward:"):
                go()
    with st.popover(_("Start the lesson again"), icon=":material/restart_alt:", type="tertiary"):
        st.markdown(_("This forgets all your answers. Your trainings stay."))
        if st.button(_("Forget my answers and start again")):
            forget_deeds(session())
            open_first_step()


def suggestions(outcome: LessonOutcome) -> list[tuple[str, str, Callable[[], None]]]:
    """Returns for each suggestion its question, the label of its button, and what the button does."""
    own = {training.kind: training for training in outcome.trained.own}
    regularized = own["regularized"].recipe if "regularized" in own else QUICK_REGULARIZED
    plain = own["plain"].recipe if "plain" in own else QUICK_BASELINE
    only_augmented = replace(regularized, dropout=0.0, weight_decay=0.0)
    if only_augmented.augmentation == Augmentation():
        only_augmented = replace(only_augmented, augmentation=RECIPES["regularized"].augmentation)
    return [
        (
            _("**Which of the two helped?** Train with augmentation, but without dropout, and compare."),
            _("Train with augmentation only"),
            partial(open_recipe, only_augmented, outcome.trained.own),
        ),
        (
            _("**Was it chance?** Train your plain network with other random numbers. How far does the result move?"),
            _("Train with another seed"),
            partial(open_recipe, with_next_seed(plain), outcome.trained.own),
        ),
        (
            _("**Where do the two disagree?** Find pictures that only one of the networks gets right."),
            _("Compare picture by picture"),
            partial(open_pictures, outcome.trained.own),
        ),
    ]


def open_first_step() -> None:
    """Opens the lesson at its first step."""
    begun = progress()
    begun.has_started = True
    session().lesson.progress = begun
    want_step(STEPS[0])
    st.rerun()


def open_training(kind: PairName, own: Sequence[Trained]) -> NoReturn:
    """Opens the Train page with the recipe of a missing training: that of the learner's other one, or the quick one."""
    if not own:
        open_recipe(QUICK_BASELINE, own)
    recipe = own[0].recipe
    if recipe_kind(recipe) in _PARTNERS:
        recipe = RECIPES[_PARTNERS[recipe_kind(recipe)]]
    elif kind == "plain":
        recipe = replace(recipe, dropout=0.0, weight_decay=0.0, augmentation=Augmentation())
    else:
        recipe = replace(recipe, dropout=0.5, augmentation=RECIPES["regularized"].augmentation)
    open_recipe(recipe, own)


def open_recipe(recipe: Recipe, own: Sequence[Trained]) -> NoReturn:
    """Opens the Train page with a recipe, on the pictures of the learner's trainings if there are any."""
    take_recipe(recipe)
    kind = recipe_kind(recipe)
    if kind in RECIPES:
        session().draft.recipe = kind
    if own:
        session().pictures.set_name = own[0].set_name
    st.switch_page("pages/train.py", query_params={})


def open_pictures(own: Sequence[Trained]) -> None:
    """Opens the comparison picture by picture, with the learner's pair if there is one."""
    if len(own) > 1:
        session().by_picture.first, session().by_picture.second = (training.run_id for training in own)
    st.switch_page("pages/compare.py", query_params={"part": "Picture by picture"})
