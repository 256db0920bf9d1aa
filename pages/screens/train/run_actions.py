"""What a visitor can do with runs in the table: open, name, annotate and delete them, and undo the deletion.

A run that goes on for others is left instead, also outside of the table.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dogcat.common.language import _, ngettext
from dogcat.recipe.recipe import recipe_kind
from dogcat.runs.annotations import COLOURS, MAX_NAME, MAX_NOTE, may_write, read_annotation, write_annotation
from dogcat.runs.followers import has_left
from dogcat.runs.run import Run
from dogcat.runs.scheduling.control import stop_run
from dogcat.runs.scheduling.queue import only_leaves
from dogcat.runs.trash import delete_run, remove_old_trash, restore_run
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.state.session import session


def show_actions(chosen: list[Run]) -> None:
    """Shows the buttons for the chosen runs, and the form of a single one.

    Args:
        chosen: one run or more.
    """
    with st.container(horizontal=True):
        # Translators: a button that opens a training
        if len(chosen) == 1 and st.button(_("Open"), icon=":material/open_in_full:", type="primary"):
            st.query_params.from_dict({"run": chosen[0].id})
            st.session_state.pop("show", None)
            st.rerun()
        delete_words = _("Delete this run") if len(chosen) == 1 else _("Delete {num} runs").format(num=len(chosen))
        if any(only_leaves(run, asker()) for run in chosen):
            delete_words = _("Take off my list")
        elif any(len(run.followers) > 1 for run in chosen):
            delete_words = _("Delete for all who follow")
        are_changeable = all(asker().may_change(*run.followers) for run in chosen)
        if st.button(delete_words, icon=":material/delete:", disabled=not are_changeable):
            delete(chosen)
    if not are_changeable:
        st.caption(_("Only people who started or joined a training, or the teacher, can rename or delete it."))
    elif len(chosen) == 1 and may_write(chosen[0], asker()):
        show_label(chosen[0])


def show_label(run: Run) -> None:
    """Shows the form for name, colour and note of a run."""
    label = read_annotation(run)
    with st.form(f"label-{run.id}", border=False):
        left, right = st.columns([2, 1])
        name = left.text_input(_("Name"), label.name, max_chars=MAX_NAME, placeholder=recipe_kind(run.recipe))
        colour = right.selectbox(
            _("Colour"), list(COLOURS), list(COLOURS).index(label.colour), format_func=lambda one: _(COLOURS[one])
        )
        # Translators: a text that a learner keeps beside a training
        note = st.text_area(_("Note"), label.note, max_chars=MAX_NOTE, height=80)
        if st.form_submit_button(_("Save"), icon=":material/check:"):
            with sentence_for_errors():
                changed = replace(label, name=name.strip(), note=note.strip(), colour=colour)
                write_annotation(run, changed, asker())
                st.rerun()


def delete(runs: list[Run]) -> None:
    """Moves runs to the trash and deletes what has been there for a day."""
    remove_old_trash()
    with sentence_for_errors():
        for run in runs:
            delete_run(run, asker())
            session().train.deleted_runs.append(run.id)
        session().train.ticked_runs = []
        st.rerun()


def show_leave(run: Run) -> None:
    """Shows the button that takes a training off the visitor's own list while it goes on for others."""
    # Translators: a button that takes a training which others follow, too, off one's own list
    if st.button(_("Leave"), icon=":material/logout:",
                 help=_("Takes it off your list. It goes on for the others who follow it.")):  # fmt: skip
        with sentence_for_errors():
            stop_run(run.id, asker())
            if not run.is_of(asker().token):  # otherwise the others left just now, and it stops
                session().train.deleted_runs.append(run.id)
                st.query_params.pop("run", None)
            st.rerun()


def show_undo(runs: Sequence[Run]) -> None:
    """Shows a button that restores the run deleted last, if there is one.

    Args:
        runs: all runs that are not deleted. Those among them that the visitor follows again need no undoing.
    """
    kept = {run.id for run in runs if not has_left(run, asker().token)}
    train = session().train
    train.deleted_runs = [run_id for run_id in train.deleted_runs if run_id not in kept]
    if not train.deleted_runs:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        number = len(train.deleted_runs)
        words = ngettext("{num} run deleted.", "{num} runs deleted.", number).format(num=number)
        st.markdown(f":material/delete: {words}")
        if st.button(_("Undo"), icon=":material/undo:"):
            with sentence_for_errors():
                restore_run(train.deleted_runs.pop(), asker())
                st.rerun()
