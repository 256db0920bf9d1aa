"""The buttons of a run: stop an active one; continue, repeat, change or download an ended one."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

import streamlit as st

from dogcat.common.language import _
from dogcat.export.bundle import keep_h5, kept_h5, prose, zip_bytes
from dogcat.recipe.recipe import with_next_seed
from dogcat.runs.run import LACKS_STATE, Run
from dogcat.runs.scheduling.control import stop_run
from dogcat.runs.scheduling.queue import only_leaves
from dogcat.runs.status import CONTINUABLE_STATES
from dogcat.runs.timeline import Timeline
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import MODELS, WORK, counted
from pages.screens.train.replay import start_replay
from pages.screens.train.run_actions import show_leave
from pages.screens.train.start import show_started
from pages.state.recipe_draft import take_recipe
from pages.state.resources import runner
from pages.state.session import session
from pages.widgets.tflite_files import show_tflite


def show_stop_buttons(run: Run, timeline: Timeline) -> None:
    """Shows the buttons that stop an active run, to its owner and to a visitor in charge."""
    state = run.status().state
    if not asker().may_change(*run.followers):
        st.caption(_("Started in another browser. Only people who started or joined it, or the teacher, can stop it."))
        return
    with st.container(horizontal=True, horizontal_alignment="right", width="content", key="stage-buttons"):
        if only_leaves(run, asker()):
            show_leave(run)
            return
        can_stop = state != "stopping"
        # Translators: a button that takes a waiting training out of the queue
        withdraw = _("Withdraw")
        stop = withdraw if state == "queued" else _("Stop")
        if len(run.followers) > 1:  # a visitor in charge
            # Translators: a button that ends a training which several learners follow
            stop = _("{stop} for all").format(stop=stop)
        if st.button(
            stop,
            icon=":material/stop:",
            disabled=not can_stop,
            help=_("Stops after the current step and keeps the network as it is"),
        ):
            attempt(lambda: stop_run(run.id, asker()))
        if state != "queued" and st.button(  # there from the start, so that Stop stays in its place
            _("Stop and keep best"),
            icon=":material/star:",
            key="stop-and-keep-best",
            disabled=not can_stop or not timeline.epochs,
            help=_("Stops and keeps the network of the epoch with the lowest validation loss"),
        ):
            attempt(lambda: stop_run(run.id, asker(), keep_best=True))


def show_continue(run: Run, timeline: Timeline) -> None:
    """Shows the button that continues an ended run, if it has epochs left."""
    num_done = len(run.history())
    if run.status().state not in CONTINUABLE_STATES or not 0 < num_done < run.recipe.epochs:
        return
    if not asker().may_change(*run.followers):
        st.caption(_("Only people who started or joined it, or the teacher, can continue it."))
        return
    if run.lacks_state:
        st.button(_("Continue"), icon=":material/resume:", disabled=True, help=_(LACKS_STATE))
        return
    repeated = timeline.repetition_after(num_done)
    words = repeated.words if repeated else _("Continues after epoch {epoch} as if it had never stopped")
    # Translators: a button that goes on with a stopped training
    if st.button(_("Continue"), icon=":material/resume:", help=words.format(epoch=num_done)):
        attempt(lambda: runner().continue_run(run.id, asker()), WORK)


def show_ended_buttons(run: Run) -> None:
    """Shows the buttons: repeat with another seed, change, and with a finished epoch download."""
    who = asker()
    with st.container(horizontal=True):
        if st.button(_("Again with another seed"), icon=":material/casino:",
                     help=_("The same recipe with other luck: how much of the result was chance?")):  # fmt: skip
            attempt(lambda: train_again(run), WORK)
        st.button(_("Duplicate and change"), icon=":material/content_copy:", on_click=duplicate, args=(run,),
                  help=_("Puts this run's recipe and pictures into the form above"))  # fmt: skip
        if not run.history():
            return  # there is no result to keep
        if len(run.history()) > 1:
            st.button(_("Play from the start"), icon=":material/replay:", on_click=start_replay, args=(run,))
        texts = prose(run)  # the download itself does not know the visitor's language
        st.download_button(
            _("Download"),
            lambda: zip_bytes(run, texts, who),
            file_name=f"{run.id}.zip",
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            help=_("Recipe, history, model and a notebook that repeats it in plain Keras"),
        )
        if run.has_model:
            show_h5_button(run)
            show_tflite(run, partial(attempt, what=MODELS))


def show_h5_button(run: Run) -> None:
    """Shows a button that writes the model as .h5, then one that downloads the file."""
    file = kept_h5(run)
    if file:
        st.download_button(
            _("Save model.h5"),
            file.read_bytes,
            file_name=f"{run.id}.h5",
            icon=":material/download:",
            on_click="ignore",
            help=_("The older format, which the tutorial saves"),
        )
    elif st.button(
        _("Model as .h5"),
        icon=":material/deployed_code:",
        help=_("The older format, which the tutorial saves. Takes some seconds."),
    ):
        with st.spinner(_("Writing the model as .h5…")):
            attempt(lambda: keep_h5(run), MODELS)


def train_again(run: Run) -> None:
    """Queues the run's recipe with the next seed and shows the new run."""
    show_started(runner().submit(with_next_seed(run.recipe), run.pictures, asker()))


def duplicate(run: Run) -> None:
    """Chooses the run's recipe and pictures for the next training."""
    session().pictures.set_name = run.pictures
    take_recipe(run.recipe)


def attempt(action: Callable[[], object], what: str = "") -> None:
    """Runs an action and then the page again. Shows the error as a sentence if the action is refused.

    Args:
        action: what to do.
        what: the rate limit towards which it counts, a key of `limits`; empty if it may be done at any time.
    """
    with sentence_for_errors(), counted(what) if what else nullcontext():
        action()
        st.rerun()
