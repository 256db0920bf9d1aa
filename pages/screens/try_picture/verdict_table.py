"""Several pictures at once: a table with thumbnails that can be sorted, kept as CSV, and from which one is opened."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dogcat.common.language import _
from dogcat.explain.verdict import Verdict
from pages.frame.errors import sentence_for_errors
from pages.screens.try_picture.network_choice import Side, asking, attribution_client
from pages.screens.try_picture.subject import Subject, pixels_of
from pages.state.session import bind, session
from pages.widgets.picture_grid import data_address
from pages.widgets.spreadsheet import as_csv, harmless_row


def show_table(subjects: Sequence[Subject], sides: Sequence[Side]) -> None:
    """A switch and, if it is on, the table of these pictures, all of which can be decoded."""
    st.toggle(
        _("All {num} pictures in a table").format(num=len(subjects)), **bind(session().own_pictures, "shows_table")
    )
    if not session().own_pictures.shows_table:
        return
    with sentence_for_errors(), asking():
        verdicts = {
            side.name: attribution_client().predict(
                side.network, [pixels_of(one, side.picture_size) for one in subjects]
            )
            for side in sides
        }
        show_rows(rows_of(subjects, verdicts), subjects, sides)


def rows_of(subjects: Sequence[Subject], verdicts: dict[str, list[Verdict]]) -> list[dict[str, Any]]:
    """A row for each picture, by English names of its columns: its name, and by network P(dog) and the prediction."""
    return [
        {
            "Name": subject.name,
            **{f"{name}, P(dog)": round(found[number].p_dog, 4) for name, found in verdicts.items()},
            **{f"{name}, prediction": found[number].text for name, found in verdicts.items()},
        }
        for number, subject in enumerate(subjects)
    ]


def show_rows(rows: list[dict[str, Any]], subjects: Sequence[Subject], sides: Sequence[Side]) -> None:
    """The table; a click on a row opens its picture."""
    thumbnails = [data_address(pixels_of(subject, sides[-1].picture_size), 80) for subject in subjects]
    shown = [
        {"Picture": source} | {name: value for name, value in row.items() if not name.endswith("prediction")}
        for source, row in zip(thumbnails, rows, strict=True)
    ]
    p_dog = {
        f"{side.name}, P(dog)": st.column_config.ProgressColumn(
            _("{name}, P(dog)").format(name=_(side.name)), min_value=0, max_value=1, format="percent"
        )
        for side in sides
    }
    event = st.dataframe(
        list(map(harmless_row, shown)),
        hide_index=True,
        row_height=56,
        alt=_("What both networks say about each picture"),
        column_config={
            "Picture": st.column_config.ImageColumn(_("Picture"), width="small"),
            "Name": _("Name"),
            **p_dog,
        },
        on_select="rerun",
        selection_mode="single-row",
        key=f"try_table-{len(rows)}",
    )
    opened = [subjects[row].key for row in event.selection.rows]
    if opened and opened[0] != session().own_pictures.opened_by_row:
        session().try_picture.opened_picture = session().own_pictures.opened_by_row = opened[0]
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(_("Table as CSV"), as_csv(rows), "predictions.csv", "text/csv", icon=":material/download:")
        st.caption(_("Click a heading to sort the table. Click the box of a row to open its picture."))
