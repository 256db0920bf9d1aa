"""Pictures: bring a picture set in, see how many pictures it has, and look at a few of each class."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from dogcat.drawn import draw_picture_set
from dogcat.errors import DogcatError
from dogcat.importing import LAYOUT, import_pictures
from dogcat.pictures import CLASSES, SPLITS, PictureSet, list_picture_sets, open_picture_set
from dogcat.pixels import Progress
from pages.shared.front_door import require_front_door
from pages.shared.resources import picture_thumbnail
from pages.shared.state import bind, session

NUM_EXAMPLES = 6  # of each class


def show_set(pictures: PictureSet) -> None:
    """Counts, origin and examples of one set."""
    counts = pictures.counts()
    columns = st.columns(len(SPLITS))
    for column, split in zip(columns, SPLITS, strict=True):
        cats, dogs = counts[split]["cat"], counts[split]["dog"]
        column.metric(
            split, f"{cats + dogs:,} pictures", f"{cats:,} cats, {dogs:,} dogs", delta_color="off", delta_arrow="off"
        )
    st.segmented_control("Examples from", SPLITS, required=True, **bind("split"))
    listing = pictures.pictures(session().split)
    for label, class_name in enumerate(CLASSES):
        chosen = [picture for picture in listing if picture.label == label]
        examples = chosen[:: max(1, len(chosen) // NUM_EXAMPLES)][:NUM_EXAMPLES]
        shown = [(picture, picture_thumbnail(picture.path, picture.path.stat().st_mtime)) for picture in examples]
        st.subheader(f"{class_name.capitalize()}s, label {label}")
        with st.container(horizontal=True):
            for picture, small in shown:
                if small is None:
                    st.caption(f"{picture.path.name} cannot be decoded; training leaves it out")
                else:
                    st.image(small, caption=picture.path.name, width=150)
    if pictures.source():
        st.caption(pictures.source())


def make_set(make: Callable[[Progress], tuple[str, list[str]]]) -> None:
    """Makes a set with a progress bar; afterwards it is the chosen one.

    Args:
        make: makes the set and returns its name and what to tell the learner about it.
    """
    bar = st.progress(0.0, "Starting…")
    try:
        name, notes = make(lambda done, in_all: bar.progress(done / in_all, f"{done:,} of {in_all:,} pictures"))
    except DogcatError as error:
        bar.empty()
        st.error(str(error), icon=":material/error:")
        return
    session().pictures, session().import_notes = name, notes
    st.rerun()


def import_set(source: Path | BinaryIO, name: str, source_name: str = "") -> None:
    """Imports a folder or zip."""

    def make(progress: Progress) -> tuple[str, list[str]]:
        result = import_pictures(source, name, progress, source_name)
        return result.pictures.name, result.skipped

    make_set(make)


def show_ways_in() -> None:
    """The forms that bring a set in."""
    draw_tab, upload_tab, path_tab = st.tabs(["Draw one", "Upload a zip", "From a folder or zip on the server's disk"])
    with draw_tab, st.form("draw", border=False):
        st.markdown(
            "4,000 drawn cats and dogs, made on this computer in a minute or two. Not as rich as photos, but enough to"
            " go through every step."
        )
        name = st.text_input("Name of the new set", "drawn", max_chars=64, key="draw_name")
        seed = int(st.number_input("Seed: another number gives other pictures", 0, 2**31 - 1, 1))
        if st.form_submit_button("Draw the pictures", type="primary"):
            make_set(lambda progress: (draw_picture_set(name, seed, progress).name, []))
    with upload_tab, st.form("upload", border=False):
        upload = st.file_uploader("Zip file", type="zip")
        name = st.text_input("Name of the new set", "photos", max_chars=64, key="upload_name")
        if st.form_submit_button("Import the zip", type="primary"):
            if upload is None:
                st.warning("Choose a zip file first.")
            else:
                import_set(upload, name, upload.name)
    with path_tab, st.form("path", border=False):
        path = st.text_input("Path of a folder or zip", placeholder="~/Downloads/dogs-vs-cats-small.zip", key="path")
        name = st.text_input("Name of the new set", "photos", max_chars=64, key="path_name")
        if st.form_submit_button("Import from the path", type="primary"):
            if not path.strip():
                st.warning("Type the path of a folder or zip first.")
            else:
                import_set(Path(path.strip()).expanduser(), name)


require_front_door()
st.title("Pictures")
names = [pictures.name for pictures in list_picture_sets()]
for line in session().import_notes:
    st.warning(line)
session().import_notes = []
if names:
    if session().pictures not in names:
        session().pictures = names[0]
    st.selectbox("Picture set", names, **bind("pictures"))
    show_set(open_picture_set(session().pictures))
    st.page_link("pages/train.py", label="Train a network on these pictures", icon=":material/arrow_forward:")
    with st.expander("Bring in another set"):
        show_ways_in()
else:
    st.info(
        "There are no pictures yet. The exercise uses 4,000 photos of the Kaggle competition “Dogs vs. Cats”; bring"
        f" them as a zip or a folder. Somewhere inside it must be {LAYOUT}. Without photos, let the app draw some.",
        icon=":material/photo_library:",
    )
    show_ways_in()
