"""What an ended run leaves: buttons to go on from it, its figures, its files."""

import tempfile
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dogcat.analysis.history import diagnose
from dogcat.common.language import _
from dogcat.export.bundle import keep_h5, kept_h5, prose, write_zip
from dogcat.runs.run import Run
from dogcat.runs.status import CONTINUABLE_STATES
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import WORK, count
from pages.state.browser import browser_token
from pages.state.recipe_draft import take_recipe
from pages.state.resources import runner
from pages.state.runs import is_sealed
from pages.state.session import session


def show_ended_buttons(run: Run) -> None:
    """Go on, again, otherwise, take home."""
    with st.container(horizontal=True):
        num_done = len(run.history())
        can_continue = run.status().state in CONTINUABLE_STATES and 0 < num_done < run.recipe.epochs
        words = _("Goes on after epoch {epoch}, as if nothing had been").format(epoch=num_done)
        if can_continue and st.button(_("Continue"), icon=":material/resume:", help=words):
            attempt(lambda: runner().continue_run(run.id), starts=True)
        if st.button(_("Again with another seed"), icon=":material/casino:",
                     help=_("The same recipe with other luck: how much of the result was chance?")):  # fmt: skip
            again = replace(run.recipe, seed=run.recipe.seed % (2**31 - 1) + 1)
            attempt(
                lambda: st.query_params.update(run=runner().submit(again, run.pictures, browser_token())), starts=True
            )
        st.button(_("Duplicate and change"), icon=":material/content_copy:", on_click=duplicate, args=(run,),
                  help=_("Puts this run's recipe and pictures into the form above"))  # fmt: skip
        texts = prose(run)  # now: when it is downloaded, nobody knows the visitor's language
        st.download_button(
            _("Download"),
            lambda: zipped(run, texts),
            file_name=f"{run.id}.zip",
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            help=_("Recipe, history, model and a notebook that repeats it in plain Keras"),
        )
        if run.model_file.is_file():
            show_h5_button(run)


def show_h5_button(run: Run) -> None:
    """Makes the file, which may fail and takes a while, and then gives it out."""
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
            attempt(lambda: keep_h5(run), starts=True)


def attempt(action: Callable[[], object], starts: bool = False) -> None:
    """Does something that the runner may refuse, and draws the page anew.

    Args:
        action: what to do.
        starts: whether that starts a process, as a training is, which nobody may do without end.
    """
    with sentence_for_errors():
        if starts:
            count(WORK)
        action()
        st.rerun()


def duplicate(run: Run) -> None:
    """Takes over the run's recipe and pictures."""
    session().pictures.set_name = run.pictures
    take_recipe(run.recipe)


def zipped(run: Run, texts: dict[str, str]) -> bytes:
    """The run as a zip, with these texts for people in it."""
    with tempfile.TemporaryFile() as file:
        write_zip(run, file, texts)
        file.seek(0)
        return file.read()


def show_result(run: Run) -> None:
    """The figures of an ended run and where its files are."""
    history = run.history()
    if history:
        found = diagnose(history)
        with st.container(horizontal=True, gap="large"):
            st.metric(
                _("Training, clean"),
                f"{found.clean_accuracy:.1%}",
                help=_("Share of right answers on the training photos, unchanged, after the last epoch"),
                width="content",
            )
            st.metric(
                _("Validation"),
                f"{found.val_accuracy:.1%}",
                help=_(
                    "After the last epoch. Highest of any epoch: {best:.1%} (epoch {epoch}); mean of the last ten:"
                    " {mean:.1%}"
                ).format(
                    best=found.best_val_accuracy, epoch=found.best_val_accuracy_epoch, mean=found.mean_val_accuracy
                ),
                width="content",
            )
            st.metric(
                _("Gap"),
                _("{num:.1f} points").format(num=100 * found.gap),
                help=_("Clean training accuracy minus validation accuracy: how much of it does not hold on new photos"),
                width="content",
            )
            test = run.evaluation("test")
            if test and is_sealed(run):
                st.metric(
                    _("Test"),
                    _("sealed"),
                    help=_(
                        "Nobody should choose by it. When everything is decided, choose this training on Compare under"
                        " “Any runs” and open the seal under “Test set”."
                    ),
                    width="content",
                )
            elif test:
                low, high = test["accuracy_interval"]
                st.metric(
                    _("Test"),
                    f"{test['accuracy']:.1%}",
                    _("95% interval {low:.1%} to {high:.1%}").format(low=low, high=high),
                    delta_color="off",
                    delta_arrow="off",
                    width="content",
                )
        with st.expander(_("The figures of each epoch")):
            st.dataframe(history, hide_index=True, alt=_("The figures of each epoch"))
    st.caption(_("Files of this run"))
    st.code(str(run.folder), language=None, wrap_lines=True)
