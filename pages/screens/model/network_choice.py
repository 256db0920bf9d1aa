"""Which network is looked at: that of a known recipe, of the recipe on the Train page, or of a run."""

import streamlit as st

from dogcat.common.language import _
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.runs.names import describe_run
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs
from pages.state.recipe_draft import wanted_recipe
from pages.state.session import bind, session
from pages.widgets.literal import literal

DRAFT = "draft"


def choose_network() -> Run | Recipe:
    """Lets the visitor choose; the address follows, so that a link can carry the choice.

    A recipe of which the app ships a training comes with the weights of that one.
    """
    runs = {run.id: run for run in reversed(list_runs())}
    titles = {name: _("The recipe {name}").format(name=name) for name in RECIPES}
    titles[DRAFT] = _("As it is set on the Train page")
    titles |= {name: _("Trained: {name}").format(name=describe_run(run)) for name, run in runs.items()}
    asked = st.query_params.get("network")
    if asked in titles:
        session().model.network = asked
    elif asked:
        words = _("There is no network {name!r}. Choose one of the list.").format(name=asked)
        st.warning(literal(words), icon=":material/link_off:")
    if session().model.network not in titles:  # a run that was deleted
        session().model.network = next(iter(titles))
    st.selectbox(
        _("Network"), list(titles), format_func=titles.get, **bind(session().model, "network", changed=write_address)
    )
    write_address()
    name = session().model.network
    if name in RECIPES:
        trained = exercise_pair().get(name)
        chosen = trained if trained and trained.model_file.is_file() else RECIPES[name]
    else:
        chosen = runs[name] if name in runs else wanted_recipe()
    table = layer_table(recipe_of(chosen))
    st.caption(
        _(
            "{num} layers, {parameters:,} parameters that are learned, and {flops:,.0f} million operations to look at"
            " one picture."
        ).format(
            num=len(table),
            parameters=sum(row.num_parameters for row in table),
            flops=sum(row.flops for row in table) / 1e6,
        )
        + (
            " " + _("Its weights come with the app: {name}.").format(name=literal(describe_run(chosen)))
            if isinstance(chosen, Run) and name in RECIPES
            else ""
        )
    )
    return chosen


def write_address() -> None:
    """Puts the choice into the address."""
    st.query_params["network"] = session().model.network


def recipe_of(chosen: Run | Recipe) -> Recipe:
    """The recipe of what was chosen."""
    return chosen if isinstance(chosen, Recipe) else chosen.recipe
