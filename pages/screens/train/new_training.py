"""Everything before a training: pictures, recipe, what to watch, what to expect, and the Train button."""

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import clock
from dogcat.lesson.guesses import guess_options
from dogcat.pictures.picture_set import title_of
from dogcat.pictures.synthetic.dataset import DRAWN, open_or_draw
from dogcat.recipe.field_text import MARK, describe_differences
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.recipe.settings import settings
from dogcat.runs.annotations import Annotation, read_annotation, write_annotation
from dogcat.runs.scheduling.admission import admit
from dogcat.runs.scheduling.speed import probe_is_due, read_speeds
from dogcat.runs.scheduling.wait_estimate import expected_training_seconds
from dogcat.runs.store import list_runs, open_run
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import WORK, count
from pages.screens.train.recipe_editor import show_editor
from pages.screens.train.runs_list import asked_run
from pages.screens.train.watched_choice import choose_watched, watched_pictures
from pages.state.browser import browser_token
from pages.state.picture_sets import offered_sets
from pages.state.recipe_draft import count_pictures, take_recipe, wanted_recipe
from pages.state.resources import probe, runner
from pages.state.session import bind, session
from pages.widgets.progress_bar import progress_bar


def show_start() -> None:
    """The choices and the Train button. The drawn set can be chosen before it exists."""
    if session().train.wants_training:  # before anything else is drawn, so that the network learns the sooner
        session().train.wants_training = False
        start_training(wanted_recipe())
    titles = {pictures.name: pictures.title for pictures in offered_sets()}
    if DRAWN in (settings().picture_sets or [DRAWN]) or not titles:
        titles.setdefault(DRAWN, _("{title}, made at first need").format(title=title_of(DRAWN, is_drawn=True)))
    if session().pictures.set_name not in titles:
        session().pictures.set_name = next(iter(titles))
    left, middle, right = st.columns([2, 4, 1], vertical_alignment="bottom")
    left.selectbox(_("Pictures"), list(titles), format_func=titles.get, **bind(session().pictures, "set_name"))
    recipes = settings().recipes
    if session().draft.recipe not in recipes:
        session().draft.recipe = recipes[0]
        reset()
    middle.radio(_("Recipe"), recipes, horizontal=True, **bind(session().draft, "recipe", changed=reset))
    shown = asked_run()
    # What the next training could be shall not push one's own off the screen while it goes on, nor when it ends.
    is_watching = shown is not None and shown.status().is_active and shown.owner in ("", browser_token())
    if is_watching or not session().draft.shows_choices:
        with right:
            show_train_button()
        with st.expander(_("About the next training"), icon=":material/tune:"):
            choose_guess()
            show_choices(wanted_recipe())
    else:  # who reads from the top guesses before pressing Train
        left, right = st.columns([6, 1], vertical_alignment="bottom")
        with left:
            choose_guess()
        with right:
            show_train_button()
        show_choices(wanted_recipe())


def show_train_button() -> None:
    """Train, as the next thing to do."""
    st.button(_("Train"), type="primary", icon=":material/play_arrow:", width="stretch", key="train",
              on_click=press_train)  # fmt: skip


def choose_guess() -> None:
    """What the learner expects of the validation curve."""
    options = [guess.name for guess in guess_options(wanted_recipe().epochs)]
    st.pills(_("**Your guess:** validation accuracy…"), options, format_func=_, **bind(session().train, "guess"))


def show_choices(recipe: Recipe) -> None:
    """What the chosen recipe does and how long it takes, how it can be changed, and what to watch."""
    num_training, num_validation = count_pictures()
    st.caption(f"{describe_recipe(recipe)}  \n{describe_differences(recipe)}")
    show_duration(recipe, num_training, num_validation)
    with st.expander(_("Change the recipe"), icon=":material/tune:", **bind(session().train, "shows_editor")) as editor:
        if editor.open:
            show_editor(num_training)
            st.caption(_("{mark} marks what differs from the tutorial's recipe.").format(mark=MARK))
            st.button(_("Back to the recipe as it was"), icon=":material/undo:", on_click=reset)
    with st.expander(
        _("Watch pictures while it learns"), icon=":material/visibility:", **bind(session().train, "shows_watched")
    ) as watched:
        if watched.open:
            choose_watched()


def press_train() -> None:
    """The Train button."""
    session().train.wants_training = True


def reset() -> None:
    """The chosen recipe as it comes."""
    take_recipe(RECIPES[session().draft.recipe])


def start_training(recipe: Recipe) -> None:
    """Queues a training, and draws the pictures first if they are those that the program draws itself."""
    name = str(session().pictures.set_name)
    with sentence_for_errors():
        count(WORK)
        admit(recipe, name)  # before a minute of drawing
        with progress_bar(_("Drawing:")) as progress:
            pictures = open_or_draw(name, progress)
        run_id = runner().submit(recipe, name, browser_token(), watched_pictures(pictures, recipe.picture_size))
        st.query_params["run"] = run_id
        if session().train.guess and not read_annotation(open_run(run_id)).guess:
            write_annotation(open_run(run_id), Annotation(guess=session().train.guess))
        session().train.guess = None
        session().draft.shows_choices = session().train.shows_editor = session().train.shows_watched = (
            False  # the curves come
        )


def describe_recipe(recipe: Recipe) -> str:
    """What a recipe does, in one line."""
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
        words = _("Measuring how fast this machine is…")
        st.caption(f":material/timer: {words}")


def describe_duration(recipe: Recipe, num_training: int, num_validation: int) -> None:
    """The expected time in words."""
    seconds = expected_training_seconds(recipe, num_training, num_validation)
    if seconds is not None:
        words = (
            _("At most **{time}** on this machine")
            if recipe.early_stopping_patience
            else _("About **{time}** on this machine")
        )
        st.caption(f":material/timer: {words.format(time=clock(seconds))}")
