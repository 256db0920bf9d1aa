"""The watched pictures of a run as answers, drawn from the original files where they still exist."""

import io
from pathlib import Path

import numpy as np
import streamlit as st
from PIL import Image

from dogcat.charts.watched import answers
from dogcat.common.language import _
from dogcat.common.shown_text import spreadsheet_cell
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from dogcat.runs.watched import may_see_watched, read_watched, sharp_file
from pages.frame.asker import asker
from pages.screens.train.curves import show_curve
from pages.screens.train.run_choice import describe_sharing, has_joined
from pages.state.picture_sets import picture_set_of
from pages.widgets.watched_pictures import show_watched_pictures

SIDE = 360  # of a picture on the screen, in pixels


def has_watched(run: Run) -> bool:
    """Return True if the run watches pictures that the visitor may see."""
    return bool(read_watched(run.folder)) and may_see_watched(run.folder, run.followers, asker())


def show_sharing(run: Run) -> None:
    """Says that others follow the training, too, and that it was joined, if it was."""
    words = describe_sharing(run)
    if words and has_joined(run) and has_watched(run):
        words += " " + _("It watches the pictures that were chosen when it was started.")
    if words:
        st.caption(f":material/group: {words}")


def show_stage(run: Run, timeline: Timeline, is_active: bool) -> None:
    """Shows the curve of accuracy, and beside it the watched pictures."""
    with st.container(key="stage-row"):
        if not has_watched(run):
            show_curve("accuracy", run, timeline, is_active, fills=True)
            return
        left, right = st.columns([5, 2])
        with left:
            show_curve("accuracy", run, timeline, is_active, fills=True)
        with right:
            show_watched(run, timeline)


def show_watched(run: Run, timeline: Timeline) -> None:
    """Shows the pictures with what the network says of them now, and how it came to that."""
    watched = read_watched(run.folder)
    epochs = [event["epoch"] for event in timeline.watched]
    p_dog = [event["p_dog"] for event in timeline.watched]
    notes = [{"name": picture.name, "label": picture.label} for picture in watched]
    modified = (run.folder / "watched" / "watched.json").stat().st_mtime
    sharp = sharp_pictures(run.folder, picture_set_of(run), modified)
    show_watched_pictures(sharp, answers(notes, epochs, p_dog), run.recipe.epochs, key=f"{run.id}-watched")


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs={PictureSet: lambda one: str(one.folder)})
def sharp_pictures(folder: Path, pictures: PictureSet | None, _modified: float) -> list[bytes]:
    """Returns a run's watched pictures as JPEG, sharp if the set still has them."""
    return [sharp_picture(pictures, one.name, one.pixels) for one in read_watched(folder)]


def sharp_picture(pictures: PictureSet | None, name: str, kept: np.ndarray) -> bytes:
    """Returns a picture as JPEG: from its original file, otherwise as the network gets it.

    Args:
        pictures: the run's set, which may have been replaced by another of this name.
        name: of the picture in the set.
        kept: uint8 (S, S, 3), the pixels that the network gets.
    """
    sharp = sharp_file(pictures, name, kept, SIDE)
    if sharp:
        return sharp
    encoded = io.BytesIO()
    Image.fromarray(kept).save(encoded, "JPEG", quality=95)
    return encoded.getvalue()


def show_watched_table(run: Run, timeline: Timeline) -> None:
    """Shows P(dog) of each watched picture after each epoch as a table."""
    st.caption(
        _(
            "After every epoch: how confident the network is that each picture shows a dog. At 50% it has no opinion."
            " In the small curves, the shaded half is the right one."
        )
    )
    names = [spreadsheet_cell(picture.name) for picture in read_watched(run.folder)]
    rows = [
        {_("epoch"): event["epoch"]}
        | {name: None if p is None else 100 * p for name, p in zip(names, event["p_dog"], strict=True)}
        for event in reversed(timeline.watched)
    ]
    st.dataframe(
        rows,
        hide_index=True,
        alt=_("How confident the network is that each watched picture shows a dog, by epoch"),
        column_config={name: st.column_config.NumberColumn(name, format="%.1f%%") for name in names},
    )
