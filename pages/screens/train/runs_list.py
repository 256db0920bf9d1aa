"""All runs: find one, open it, give it a name, a note and a colour, delete it and think better of it."""

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import streamlit as st

from dogcat.analysis.history import diagnose
from dogcat.common.language import _, ngettext
from dogcat.recipe.field_text import differences, tutorial_recipe
from dogcat.recipe.recipe import RECIPES, recipe_kind
from dogcat.runs.annotations import COLOURS, MAX_NAME, MAX_NOTE, read_annotation, write_annotation
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs, newer_runs
from dogcat.runs.trash import delete_run, empty_bin, restore_run
from pages.frame.errors import sentence_for_errors, show_error
from pages.frame.teacher import may_change
from pages.state.runs import is_sealed
from pages.state.session import session
from pages.widgets.literal import literal

KEPT_SECONDS = 24 * 3600.0  # deleted runs can be brought back for a day


def run_kind(run: Run) -> str:
    """The name of the run's recipe; its folder may be called anything."""
    return recipe_kind(run.recipe)


def asked_run() -> Run | None:
    """The run that the address names, else the newest; None as long as there is none."""
    runs = list_runs()
    return next((run for run in runs if run.id == st.query_params.get("run")), runs[-1] if runs else None)


def choose_run() -> Run | None:
    """The run that the address names, else the newest; a box to choose another."""
    runs = {run.id: run for run in reversed(list_runs())}
    if not runs:
        return None
    asked = st.query_params.get("run")
    if asked not in runs:
        if asked:
            words = _("There is no run {name!r} any more; this is the newest one.").format(name=asked)
            st.warning(literal(str(newer_runs().get(asked, words))))
        asked = next(iter(runs))
    chosen = st.selectbox(
        _("Run"), list(runs), index=list(runs).index(asked), format_func=lambda name: describe_run(runs[name])
    )
    st.query_params["run"] = chosen
    return runs[chosen]


def show_runs() -> None:
    """The table of all runs, and what can be done with the chosen ones."""
    runs = list(reversed(list_runs()))
    show_undo()
    for error in newer_runs().values():
        show_error(error)
    if not runs:
        st.info(_("Nothing has been trained yet."), icon=":material/model_training:")
        return
    rows = [describe_row(run) for run in runs]
    event = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="runs",
        alt=_("All trainings and how they ended"),
        column_config={
            name: st.column_config.NumberColumn(name, format="%.1f%%")
            for name in (_("Training, clean"), _("Validation"), _("Best validation"), _("Test"))
        }
        | {_("Gap"): st.column_config.NumberColumn(_("Gap, points"), format="%.1f")},
    )
    chosen = [runs[row] for row in event.selection.rows if row < len(runs)]
    if not chosen:
        st.caption(_("Tick a run to open, name or delete it. A click on a heading sorts the table."))
        return
    with st.container(horizontal=True):
        if len(chosen) == 1 and st.button(_("Open"), icon=":material/open_in_full:", type="primary"):
            st.query_params.from_dict({"run": chosen[0].id})
            st.session_state.pop("show", None)
            st.rerun()
        delete_words = _("Delete this run") if len(chosen) == 1 else _("Delete {num} runs").format(num=len(chosen))
        are_changeable = all(map(may_change, chosen))
        if st.button(delete_words, icon=":material/delete:", disabled=not are_changeable):
            delete(chosen)
    if not are_changeable:
        st.caption(_("Only who started a training, or the teacher, can name or delete it."))
    elif len(chosen) == 1:
        show_label(chosen[0])


def describe_row(run: Run) -> dict[str, Any]:
    """A run in the table."""
    recipe, history, label = run.recipe, run.history(), read_annotation(run)
    found = diagnose(history) if history else None
    test = None if is_sealed(run) else run.evaluation("test")
    colour = COLOURS.get(label.colour) if label.colour else None
    start = RECIPES.get(run_kind(run), tutorial_recipe(recipe))
    changes = [f"{item.name} {item.here}" for item in differences(recipe, start) if item.field != "precision"]
    return {
        _("Colour"): f"● {_(colour)}" if colour else "",
        _("Name"): label.name or run_kind(run),
        _("State"): run.status().words,
        _("Pictures"): run.pictures_title,
        _("Changed"): ", ".join(changes),
        _("Epochs"): _("{num} of {num_epochs}").format(num=len(history), num_epochs=recipe.epochs),
        _("Training, clean"): found and 100 * found.clean_accuracy,
        _("Validation"): found and 100 * found.val_accuracy,
        _("Best validation"): found and 100 * found.best_val_accuracy,
        _("Gap"): found and 100 * found.gap,
        _("Test"): test and 100 * test["accuracy"],
        _("Note"): label.note,
        _("Begun"): datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone(),
    }


def show_label(run: Run) -> None:
    """The form for a learner's own words."""
    label = read_annotation(run)
    with st.form(f"label-{run.id}", border=False):
        left, right = st.columns([2, 1])
        name = left.text_input(_("Name"), label.name, max_chars=MAX_NAME, placeholder=run_kind(run))
        colour = right.selectbox(
            _("Colour"), list(COLOURS), list(COLOURS).index(label.colour), format_func=lambda one: _(COLOURS[one])
        )
        note = st.text_area(_("Note"), label.note, max_chars=MAX_NOTE, height=80)
        if st.form_submit_button(_("Keep"), icon=":material/check:"):
            with sentence_for_errors():
                write_annotation(run, replace(label, name=name.strip(), note=note.strip(), colour=colour))
                st.rerun()


def delete(runs: list[Run]) -> None:
    """Takes runs out of the list."""
    empty_bin(older_than=KEPT_SECONDS)
    with sentence_for_errors():
        for run in runs:
            delete_run(run)
            session().train.deleted_runs.append(run.id)
        st.session_state.pop("runs", None)  # the ticks are of rows that are gone
        st.rerun()


def show_undo() -> None:
    """Brings the run back that was deleted last."""
    if not session().train.deleted_runs:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        number = len(session().train.deleted_runs)
        words = ngettext("{num} run deleted.", "{num} runs deleted.", number).format(num=number)
        st.markdown(f":material/delete: {words}")
        if st.button(_("Undo"), icon=":material/undo:"):
            with sentence_for_errors():
                restore_run(session().train.deleted_runs.pop())
                st.rerun()
