"""All runs: find one, open it, give it a name, a note and a colour, delete it and think better of it."""

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import streamlit as st

from dogcat.diagnosis import diagnose
from dogcat.errors import DogcatError
from dogcat.labels import COLOURS, MAX_NAME, MAX_NOTE, read_label, write_label
from dogcat.recipe import RECIPES, recipe_kind
from dogcat.recipe_words import differences, tutorial_recipe
from dogcat.run_bin import delete_run, empty_bin, restore_run
from dogcat.runs import Run, list_runs
from pages.shared.runs import describe_run
from pages.shared.state import session

KEPT_SECONDS = 24 * 3600.0  # deleted runs can be brought back for a day


def run_kind(run: Run) -> str:
    """The name of the run's recipe; its folder may be called anything."""
    return recipe_kind(run.recipe)


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


def show_runs() -> None:
    """The table of all runs, and what can be done with the chosen ones."""
    runs = list(reversed(list_runs()))
    show_undo()
    if not runs:
        st.info("Nothing has been trained yet.", icon=":material/model_training:")
        return
    rows = [describe_row(run) for run in runs]
    event = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="runs",
        column_config={
            name: st.column_config.NumberColumn(name, format="%.1f %%") for name in ("Training, clean", "Validation",
                                                                                   "Best validation", "Test")
        }
        | {"Gap": st.column_config.NumberColumn("Gap, points", format="%.1f")},
    )  # fmt: skip
    chosen = [runs[row] for row in event.selection.rows if row < len(runs)]
    if not chosen:
        st.caption("Tick a run to open, name or delete it. A click on a heading sorts the table.")
        return
    with st.container(horizontal=True):
        if len(chosen) == 1 and st.button("Open", icon=":material/open_in_full:", type="primary"):
            st.query_params.from_dict({"run": chosen[0].id})
            st.session_state.pop("show", None)
            st.rerun()
        count = f"{len(chosen)} runs" if len(chosen) > 1 else "this run"
        if st.button(f"Delete {count}", icon=":material/delete:"):
            delete(chosen)
    if len(chosen) == 1:
        show_label(chosen[0])


def describe_row(run: Run) -> dict[str, Any]:
    """A run in the table."""
    recipe, history, label = run.recipe, run.history(), read_label(run)
    found = diagnose(history) if history else None
    test = run.evaluation("test")
    start = RECIPES.get(run_kind(run), tutorial_recipe(recipe))
    changes = [f"{item.name} {item.here}" for item in differences(recipe, start) if item.field != "precision"]
    return {
        "Colour": {"": ""}.get(label.colour, f"● {COLOURS.get(label.colour, '')}"),
        "Name": label.name or run_kind(run),
        "State": run.status().state,
        "Pictures": run.pictures_title,
        "Changed": ", ".join(changes),
        "Epochs": f"{len(history)} of {recipe.epochs}",
        "Training, clean": found and 100 * found.clean_accuracy,
        "Validation": found and 100 * found.val_accuracy,
        "Best validation": found and 100 * found.best_val_accuracy,
        "Gap": found and 100 * found.gap,
        "Test": test and 100 * test["accuracy"],
        "Note": label.note,
        "Begun": datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone(),
    }


def show_label(run: Run) -> None:
    """The form for a learner's own words."""
    label = read_label(run)
    with st.form(f"label-{run.id}", border=False):
        left, right = st.columns([2, 1])
        name = left.text_input("Name", label.name, max_chars=MAX_NAME, placeholder=run_kind(run))
        colour = right.selectbox("Colour", list(COLOURS), list(COLOURS).index(label.colour), format_func=COLOURS.get)
        note = st.text_area("Note", label.note, max_chars=MAX_NOTE, height=80)
        if st.form_submit_button("Keep", icon=":material/check:"):
            try:
                write_label(run, replace(label, name=name.strip(), note=note.strip(), colour=colour))
            except (DogcatError, OSError) as error:
                st.error(str(error), icon=":material/error:")
            else:
                st.rerun()


def delete(runs: list[Run]) -> None:
    """Takes runs out of the list."""
    empty_bin(older_than=KEPT_SECONDS)
    try:
        for run in runs:
            delete_run(run)
            session().deleted_runs.append(run.id)
    except (DogcatError, OSError) as error:
        st.error(str(error), icon=":material/error:")
    else:
        st.session_state.pop("runs", None)  # the ticks are of rows that are gone
        st.rerun()


def show_undo() -> None:
    """Brings the run back that was deleted last."""
    if not session().deleted_runs:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        number = len(session().deleted_runs)
        st.markdown(f":material/delete: {number} {'run' if number == 1 else 'runs'} deleted.")
        if st.button("Undo", icon=":material/undo:"):
            try:
                restore_run(session().deleted_runs.pop())
            except DogcatError as error:
                st.error(str(error), icon=":material/error:")
            else:
                st.rerun()
