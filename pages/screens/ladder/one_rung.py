"""One rung: what its ingredient does, what it changed, where it is opened, and its recipe for a training."""

import streamlit as st

from dogcat.analysis.ladder import Rung, rungs
from dogcat.analysis.ladder_results import RungResult
from dogcat.analysis.ladder_text import Ingredient, ingredient_of, read_change, rung_title
from dogcat.common.language import N_, _
from dogcat.common.units import clock
from pages.state.recipe_draft import take_recipe
from pages.state.session import bind, session

VIEW_KEYS = {"model": "part", "train": "show", "try": "try"}  # by page, the word of the address that opens a view
OPENED = {
    "model": N_("Open it on the Model page"),
    "augmentation": N_("Try it on the Augmentation page"),
    "train": N_("See its recipe on the Train page"),
    "try": N_("See it on the page “Try one picture”"),
    "pictures": N_("Look at the training pictures"),
}
DRAFT = "draft"  # the name by which the Model page knows the recipe of the next training


def show_one_rung(results: dict[str, RungResult]) -> None:
    """Shows the choice of a rung, and what there is to say and to do about it."""
    st.subheader(_("One rung, closer"))
    known = rungs()
    if session().ladder.rung not in known:
        session().ladder.rung = next(iter(known))
    st.selectbox(
        _("Rung"), list(known), format_func=lambda name: rung_title(known[name]), **bind(session().ladder, "rung")
    )
    rung = known[session().ladder.rung]
    ingredient = ingredient_of(rung)
    st.markdown(_(ingredient.what))
    if rung.name in results:
        found = results[rung.name]
        if rung.before:
            st.markdown(_("Compared with: {rung}.").format(rung=rung_title(known[rung.before], rung.part)))
            st.markdown(read_change(found))
        st.caption(_("A training takes {time} on two cores without other work.").format(time=clock(60 * found.minutes)))
    with st.container(horizontal=True):
        if st.button(_("Train this rung"), icon=":material/model_training:", type="primary"):
            take_recipe(rung.recipe)
            st.switch_page("pages/train.py", query_params={})  # or the open tab would have to come along
        if ingredient.page != "train" and st.button(_(OPENED[ingredient.page]), icon=":material/arrow_forward:"):
            open_ingredient(rung, ingredient)


def open_ingredient(rung: Rung, ingredient: Ingredient) -> None:
    """Opens the page that shows the ingredient, with this rung's network or augmentation."""
    if ingredient.page == "augmentation":
        session().augmentation.former.append(session().augmentation.chosen)
        session().augmentation.chosen = rung.recipe.augmentation
    if ingredient.page == "model":
        take_recipe(rung.recipe)
        session().model.network = DRAFT
    key = VIEW_KEYS.get(ingredient.page)
    query = {key: ingredient.view} if key and ingredient.view else {}
    st.switch_page(f"pages/{ingredient.page}.py", query_params=query)
