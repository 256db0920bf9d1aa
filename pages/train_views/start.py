"""Everything before a training: pictures, recipe, what to watch, what to expect, and the Train button."""

import streamlit as st

from dogcat.drawn import DRAWN, NUM_PER_CLASS, open_or_draw
from dogcat.duration import expected_seconds, learn_from_runs, probe_is_due, read_speeds
from dogcat.errors import DogcatError
from dogcat.guesses import guess_options
from dogcat.labels import Label, read_label, write_label
from dogcat.layers import num_parameters
from dogcat.memory import check_memory
from dogcat.pictures import CLASSES, list_picture_sets, open_picture_set, title_of
from dogcat.recipe import RECIPES, Recipe
from dogcat.runs import list_runs, open_run
from dogcat.timeline import clock
from pages.shared.progress import progress_bar
from pages.shared.resources import probe, runner
from pages.shared.state import bind, browser_token, session
from pages.train_views.editor import MARK, describe_differences, show_editor, take_recipe, wanted_recipe
from pages.train_views.watched_choice import choose_watched, watched_pictures


def show_start() -> None:
    """The choices and the Train button. The drawn set can be chosen before it exists."""
    if session().wants_training:  # before anything else is drawn, so that the network learns the sooner
        session().wants_training = False
        start_training(wanted_recipe(), count_pictures()[0])
    titles = {pictures.name: pictures.title for pictures in list_picture_sets()}
    titles.setdefault(DRAWN, f"{title_of(DRAWN, is_drawn=True)}, made at first need")
    if session().pictures not in titles:
        session().pictures = next(iter(titles))
    left, middle, right = st.columns([2, 4, 1], vertical_alignment="bottom")
    left.selectbox("Pictures", list(titles), format_func=titles.get, **bind("pictures"))
    middle.radio("Recipe", list(RECIPES), horizontal=True, **bind("recipe", changed=reset))
    right.button("Train", type="primary", icon=":material/play_arrow:", width="stretch", on_click=press_train)
    recipe = wanted_recipe()
    num_training, num_validation = count_pictures()
    st.caption(f"{describe_recipe(recipe)}  \n{describe_differences(recipe)}")
    show_duration(recipe, num_training, num_validation)
    with st.expander("Change the recipe", icon=":material/tune:", **bind("shows_editor")) as editor:
        if editor.open:
            show_editor(num_training)
            st.caption(f"{MARK} marks what differs from the tutorial's recipe.")
            st.button("Back to the recipe as it was", icon=":material/undo:", on_click=reset)
    with st.expander(
        "Watch pictures while it learns", icon=":material/visibility:", **bind("shows_watched")
    ) as watched:
        if watched.open:
            choose_watched()
    options = [guess.name for guess in guess_options(recipe.epochs)]
    st.pills("**Your guess:** validation accuracy…", options, **bind("guess"))


def press_train() -> None:
    """The Train button."""
    session().wants_training = True


def reset() -> None:
    """The chosen recipe as it comes."""
    take_recipe(RECIPES[session().recipe])


def start_training(recipe: Recipe, num_training: int) -> None:
    """Queues a training, and draws the pictures first if they are those that the program draws itself."""
    name = str(session().pictures)
    try:
        check_memory(recipe, num_training)
        with progress_bar("Drawing:") as progress:
            pictures = open_or_draw(name, progress)
        run_id = runner().submit(recipe, name, browser_token(), watched_pictures(pictures, recipe.picture_size))
        if session().guess and not read_label(open_run(run_id)).guess:
            write_label(open_run(run_id), Label(guess=session().guess))
        session().guess = None
        session().shows_editor = session().shows_watched = False  # the curves take their place
        st.query_params["run"] = run_id
    except DogcatError as error:
        st.error(str(error), icon=":material/error:")


def describe_recipe(recipe: Recipe) -> str:
    """What a recipe does, in one line."""
    return (
        f"Pictures of {recipe.picture_size} × {recipe.picture_size} pixels, {num_parameters(recipe):,} parameters,"
        f" {recipe.epochs} epochs of {recipe.steps_per_epoch} steps with {recipe.batch_size} pictures each."
    )


def count_pictures() -> tuple[int, int]:
    """Training and validation pictures of the chosen set, which may not have been drawn yet."""
    if session().pictures in [pictures.name for pictures in list_picture_sets()]:
        counts = open_picture_set(str(session().pictures)).counts()
    else:
        counts = {split: dict.fromkeys(CLASSES, number) for split, number in NUM_PER_CLASS.items()}
    return sum(counts["train"].values()), sum(counts["validation"].values())


def show_duration(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """How long it will take on this machine, which is measured while nothing is trained."""
    due = probe_is_due() and not any(run.status().is_active for run in list_runs())
    if due and probe().poll() == 0:  # it ended well, but was disturbed
        probe.clear()
        probe()
    if read_speeds():
        describe_duration(recipe, num_training, num_validation)
    elif due and probe().poll() is None:
        wait_for_probe(recipe, num_training, num_validation)


@st.fragment(run_every=1)
def wait_for_probe(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """Says that the machine is being measured, and then what came out."""
    if read_speeds():
        describe_duration(recipe, num_training, num_validation)
    elif probe().poll() is None:
        st.caption(":material/timer: Measuring how fast this machine is…")


def describe_duration(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """The expected time in words."""
    seconds = expected_seconds(recipe, read_speeds(), num_training, num_validation)
    if seconds is not None:
        seconds *= learn_from_runs(list_runs())
        word = "At most" if recipe.early_stopping_patience else "About"
        st.caption(f":material/timer: {word} **{clock(seconds)}** on this machine")
