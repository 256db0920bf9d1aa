"""The forms that make a picture set: draw one, or import a zip or folder."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from dogcat.drawn import DRAWN, VARIANTS, draw_picture_set
from dogcat.errors import DogcatError
from dogcat.importing import import_pictures
from dogcat.pixels import Progress
from pages.shared.progress import progress_bar
from pages.shared.state import session

VARIANT_WORDS = {
    "plain": "Cats and dogs anywhere",
    "shortcut": "A trap: dogs on grass, cats indoors, but not in the test split",
}


def show_ways_in() -> None:
    """All of them, in tabs."""
    draw_tab, upload_tab, path_tab = st.tabs(["Draw", "Upload", "From a path"])
    with draw_tab, st.form("draw", border=False):
        st.markdown(
            "4,000 drawn cats and dogs, made on this computer in about half a minute. Not as rich as photos, but the"
            " whole lesson can be seen on them."
        )
        variant = st.radio("What to draw", list(VARIANTS), format_func=VARIANT_WORDS.get)
        name = st.text_input("Name of the new set", DRAWN, max_chars=64, key="draw_name")
        seed = int(st.number_input("Seed: another number gives other pictures", 0, 2**31 - 1, 1))
        if st.form_submit_button("Draw the pictures", type="primary"):
            make_set(lambda progress: (draw_picture_set(name, seed, progress, variant).name, []))
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


def make_set(make: Callable[[Progress], tuple[str, list[str]]]) -> None:
    """Makes a set with a progress bar; afterwards it is the chosen one.

    Args:
        make: makes the set and returns its name and what to tell the learner about it.
    """
    try:
        with progress_bar("Pictures:") as progress:
            session().pictures, session().import_notes = make(progress)
    except DogcatError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.rerun()


def import_set(source: Path | BinaryIO, name: str, source_name: str = "") -> None:
    """Imports a folder or zip."""

    def make(progress: Progress) -> tuple[str, list[str]]:
        result = import_pictures(source, name, progress, source_name)
        return result.pictures.name, result.skipped

    make_set(make)
