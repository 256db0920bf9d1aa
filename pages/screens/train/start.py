"""The Train button, and what it does: checks, draws the pictures if they are missing, queues the run."""

from dataclasses import replace

import streamlit as st

from dogcat.common.language import _
from dogcat.pictures.picture_set import list_picture_sets
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.recipe.recipe import Recipe
from dogcat.runs.annotations import read_annotation, write_annotation
from dogcat.runs.run import Run
from dogcat.runs.scheduling.admission import admit
from dogcat.runs.store import open_run
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import WORK, counted
from pages.screens.train.replay import start_replay
from pages.screens.train.watched_choice import watched_pictures
from pages.state.recipe_draft import wanted_recipe
from pages.state.resources import runner
from pages.state.session import session
from pages.widgets.progress_bar import progress_bar


def show_train_button() -> None:
    """Shows the Train button."""
    st.button(_("Train"), type="primary", icon=":material/play_arrow:", width="stretch", key="train",
              on_click=press_train)  # fmt: skip


def press_train() -> None:
    """Notes that Train was pressed; `start_if_wanted` starts the training in the rerun."""
    session().train.wants_training = True


def start_if_wanted() -> None:
    """Starts a training if Train was pressed. Call this before drawing anything, so that the run starts earlier."""
    if session().train.wants_training:
        session().train.wants_training = False
        start_training(wanted_recipe())


def start_training(recipe: Recipe) -> None:
    """Queues a training. Draws the pictures first if the set is the drawn one and does not exist yet."""
    name = str(session().pictures.set_name)
    with sentence_for_errors(), counted(WORK):
        if all(known.name != name for known in list_picture_sets()):
            admit(recipe, name)  # before a minute of drawing; to join a training, there need be no room for another one
        with progress_bar(_("Drawing:")) as progress:
            pictures = open_or_draw(name, progress)
        run_id = runner().submit(recipe, name, asker(), watched_pictures(pictures, recipe.picture_size))
        run = show_started(run_id)
        guess = session().train.guess
        if guess and not read_annotation(run).guess:
            write_annotation(run, replace(read_annotation(run), guess=guess), asker())
        session().train.guess = None
        close_choices()


def show_started(run_id: str) -> Run:
    """Shows a training that was asked for, and returns it. One that had ended before plays from its start."""
    st.query_params["run"] = run_id
    run = open_run(run_id)
    if not run.status().is_active:
        start_replay(run)
    return run


def close_choices() -> None:
    """Closes all choices for the next training, to make room for the curves."""
    session().draft.shows_choices = False
    session().train.shows_editor = session().train.shows_watched = False
