"""The choice of a network: of a known recipe, of the recipe on the Train page, or of a run."""

import streamlit as st

from dogcat.common.language import _
from dogcat.recipe.layers import layer_table, num_operations, num_parameters
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
    """Lets the visitor choose a network and returns it. The address names it, so that a link can carry the choice.

    For a recipe whose training comes with the app, this is that run.
    """
    runs = {run.id: run for run in reversed(list_runs())}
    titles = {name: _("The recipe {name}").format(name=name) for name in RECIPES}
    titles[DRAFT] = _("The network set on the Train page")
    titles |= {name: _("Trained: {name}").format(name=describe_run(run)) for name, run in runs.items()}
    asked = st.query_params.get("network")
    if asked in titles:
        session().model.network = asked
    elif asked:
        words = _("There is no network {name!r}. Choose one from the list.").format(name=asked)
        st.warning(literal(words), icon=":material/link_off:")
    if session().model.network not in titles:  # its run was deleted
        session().model.network = next(iter(titles))
    offered = list(titles)
    st.selectbox(
        _("Network"),
        offered,
        format_func=titles.__getitem__,
        **bind(session().model, "network", changed=write_address),
    )
    write_address()
    name = session().model.network
    if name in RECIPES:
        trained = exercise_pair().get(name)
        chosen: Run | Recipe = trained if trained and trained.has_model else RECIPES[name]
    else:
        chosen = runs[name] if name in runs else wanted_recipe()
    describe_network(chosen, is_shipped=isinstance(chosen, Run) and name in RECIPES)
    return chosen


def write_address() -> None:
    """Writes the choice into the address."""
    st.query_params["network"] = session().model.network


def recipe_of(chosen: Run | Recipe) -> Recipe:
    """Returns the recipe of a run, or the recipe itself."""
    return chosen if isinstance(chosen, Recipe) else chosen.recipe


def operations_words(recipe: Recipe) -> str:
    """Returns the number of operations for one picture to four digits: `465,900,000`."""
    return f"{int(float(f'{num_operations(recipe):.4g}')):,}"


def describe_network(chosen: Run | Recipe, is_shipped: bool) -> None:
    """Shows the number of layers, parameters and operations.

    Args:
        chosen: a run, or a recipe without a training.
        is_shipped: whether it is a run that comes with the app and stands for its recipe.
    """
    recipe = recipe_of(chosen)
    words = _(
        "This network has {num} layers and {parameters:,} parameters, and takes {operations} operations for one"
        " picture."
    ).format(num=len(layer_table(recipe)), parameters=num_parameters(recipe), operations=operations_words(recipe))
    if isinstance(chosen, Run) and is_shipped:
        words += " " + _("The app holds its weights: {name}.").format(name=literal(describe_run(chosen)))
    st.caption(words)
