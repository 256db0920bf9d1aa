"""Train: choose pictures and a recipe, press Train, watch the curves, stop, read the result."""

from dataclasses import replace
from datetime import datetime, timezone

import streamlit as st

from dogcat.drawn import DRAWN, NUM_PER_CLASS, open_or_draw
from dogcat.duration import expected_seconds, learn_from_runs, probe_is_due, read_speeds
from dogcat.errors import DogcatError
from dogcat.layers import num_parameters
from dogcat.pictures import CLASSES, list_picture_sets, open_picture_set, title_of
from dogcat.presets import augmentation_to_query
from dogcat.recipe import RECIPES, Recipe, recipe_kind
from dogcat.runs import Run, list_runs, open_run
from dogcat.timeline import clock
from pages.shared.front_door import require_front_door
from pages.shared.progress import progress_bar
from pages.shared.resources import probe, runner
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
    return f"{recipe_kind(run.recipe)} on {run.pictures_title}, {begun:%d %b %Y %H:%M:%S}"


def show_start() -> None:
    """The choices and the Train button. The drawn set can be chosen before it exists."""
    titles = {pictures.name: pictures.title for pictures in list_picture_sets()}
    titles.setdefault(DRAWN, f"{title_of(DRAWN, is_drawn=True)}, made at first need")
    if session().pictures not in titles:
        session().pictures = next(iter(titles))
    left, middle, right = st.columns([2, 4, 1], vertical_alignment="bottom")
    left.selectbox("Pictures", list(titles), format_func=titles.get, **bind("pictures"))
    middle.radio("Recipe", list(RECIPES), horizontal=True, **bind("recipe"))
    st.toggle(
        "Augment as set on the Augmentation page",
        help="Instead of the recipe's own augmentation. With a recipe that has none, this adds augmentation alone.",
        **bind("trains_with_augmentation"),
    )
    recipe = RECIPES[session().recipe]
    if session().trains_with_augmentation:
        recipe = replace(recipe, augmentation=session().augmentation)
        settings = augmentation_to_query(recipe.augmentation)
        st.caption(", ".join(f"{name} {text}" for name, text in settings.items()) or "no augmentation at all")
    if right.button("Train", type="primary", icon=":material/play_arrow:", width="stretch"):
        start_training(recipe, session().pictures)
    st.caption(describe_recipe(recipe))
    show_duration(recipe)


def start_training(recipe: Recipe, pictures: str) -> None:
    """Queues a training, and draws the pictures first if they are those that the program draws itself."""
    try:
        with progress_bar("Drawing:") as progress:
            open_or_draw(pictures, progress)
        st.query_params["run"] = runner().submit(recipe, pictures)
    except DogcatError as error:
        st.error(str(error), icon=":material/error:")


def show_duration(recipe: Recipe) -> None:
    """How long it will take on this machine, which is measured while nothing is trained."""
    due = probe_is_due() and not any(run.status().is_active for run in list_runs())
    if due and probe().poll() == 0:  # it ended well, but was disturbed
        probe.clear()
        probe()
    if read_speeds():
        describe_duration(recipe)
    elif due and probe().poll() is None:
        wait_for_probe(recipe)


@st.fragment(run_every=1)
def wait_for_probe(recipe: Recipe) -> None:
    """Says that the machine is being measured, and then what came out."""
    if read_speeds():
        describe_duration(recipe)
    elif probe().poll() is None:
        st.caption(":material/timer: Measuring how fast this machine is…")


def describe_duration(recipe: Recipe) -> None:
    """The expected time in words."""
    if session().pictures in [pictures.name for pictures in list_picture_sets()]:
        counts = open_picture_set(session().pictures).counts()
    else:
        counts = {split: dict.fromkeys(CLASSES, number) for split, number in NUM_PER_CLASS.items()}
    num_training, num_validation = (sum(counts[split].values()) for split in ("train", "validation"))
    seconds = expected_seconds(recipe, read_speeds(), num_training, num_validation)
    if seconds is not None:
        seconds *= learn_from_runs(list_runs())
        word = "At most" if recipe.early_stopping_patience else "About"
        st.caption(f":material/timer: {word} **{clock(seconds)}** on this machine, by a measurement of its speed")


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
show_start()
run = choose_run()
if run and run.status().is_active:
    watch(run.id)
elif run:
    show_run(run)
else:
    st.info("Nothing has been trained yet. Choose a recipe and press Train.", icon=":material/play_arrow:")
