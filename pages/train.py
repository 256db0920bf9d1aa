"""Train: choose pictures and a recipe, press Train, watch the curves, stop, read the result."""

from datetime import datetime, timezone

import streamlit as st

from dogcat.errors import DogcatError
from dogcat.layers import num_parameters
from dogcat.pictures import list_picture_sets
from dogcat.recipe import RECIPES, Recipe, recipe_kind
from dogcat.runs import Run, list_runs, open_run
from pages.shared.front_door import require_front_door
from pages.shared.resources import runner
from pages.shared.run_view import show_run
from pages.shared.state import bind, session


def describe_recipe(recipe: Recipe) -> str:
    """What a recipe does, in one line."""
    cures = "no augmentation, no dropout"
    if recipe.dropout or not recipe.augmentation.changes_nothing:
        cures = f"augmented pictures, dropout {recipe.dropout:g}"
    return (
        f"Pictures of {recipe.picture_size} × {recipe.picture_size} pixels, {num_parameters(recipe):,} parameters,"
        f" {cures}, {recipe.epochs} epochs of {recipe.steps_per_epoch} steps with {recipe.batch_size} pictures each"
    )


def describe_run(run: Run) -> str:
    """A run's recipe, pictures and date, for a list of runs."""
    begun = datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone()
    return f"{recipe_kind(run.recipe)} on {run.pictures}, {begun:%d %b %Y %H:%M:%S}"


def show_start(names: list[str]) -> None:
    """The choices and the Train button."""
    if session().pictures not in names:
        session().pictures = names[0]
    left, middle, right = st.columns([2, 4, 1], vertical_alignment="bottom")
    left.selectbox("Pictures", names, **bind("pictures"))
    middle.radio("Recipe", list(RECIPES), horizontal=True, **bind("recipe"))
    recipe = RECIPES[session().recipe]
    if right.button("Train", type="primary", icon=":material/play_arrow:", width="stretch"):
        try:
            st.query_params["run"] = runner().submit(recipe, session().pictures)
        except DogcatError as error:
            st.error(str(error), icon=":material/error:")
    st.caption(describe_recipe(recipe))


def choose_run() -> Run | None:
    """The run that the address names, else the newest; a box to choose another."""
    runs = {run.id: run for run in reversed(list_runs())}
    if not runs:
        return None
    asked = st.query_params.get("run")
    if asked not in runs:
        if asked:
            st.warning(f"There is no run {asked!r} any more; this is the newest one.")
        asked = next(iter(runs))
    chosen = st.selectbox(
        "Run", list(runs), index=list(runs).index(asked), format_func=lambda name: describe_run(runs[name])
    )
    st.query_params["run"] = chosen
    return runs[chosen]


@st.fragment(run_every=1)
def watch(run_id: str) -> None:
    """Follows a run that is going on; once it has ended, the whole page is drawn a last time."""
    run = open_run(run_id)
    show_run(run)
    if not run.status().is_active:
        st.rerun()


require_front_door()
st.title("Train")
names = [pictures.name for pictures in list_picture_sets()]
if names:
    show_start(names)
else:
    st.info("There are no pictures to train on yet.", icon=":material/photo_library:")
    st.page_link("pages/pictures.py", label="Bring pictures in", icon=":material/arrow_forward:")
run = choose_run()
if run and run.status().is_active:
    watch(run.id)
elif run:
    show_run(run)
elif names:
    st.info("Nothing has been trained yet. Choose a recipe and press Train.", icon=":material/play_arrow:")
