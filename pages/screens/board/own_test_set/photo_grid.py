"""A grid of photos to mark, each shown whole on a square."""

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
import streamlit as st
from PIL import ImageOps

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.lesson.class_photos.photos import ClassPhoto
from dogcat.pictures.decoding import fitted
from dogcat.pictures.picture_set import CLASSES
from pages.widgets.picture_grid import show_choice

SIDE = 240  # pixels
COLUMNS = 6
PER_PAGE = 24


def show_photos(photos: Sequence[ClassPhoto], marked: list[str], key: str, description: str) -> None:
    """Shows photos to mark, the oldest first, in pages of `PER_PAGE`. Nothing of them is kept in a cache.

    Args:
        photos: at least one.
        marked: the ids of marked photos; a click changes the list.
        key: of the grid.
        description: what the grid shows, for a screen reader.
    """
    marked[:] = [photo.id for photo in photos if photo.id in marked]  # without those that are gone
    page = 1
    if len(photos) > PER_PAGE:
        page = st.segmented_control(
            # Translators: numbers of pages of photos
            _("Page"),
            list(range(1, -(-len(photos) // PER_PAGE) + 1)),
            default=1,
            required=True,
            key=f"{key}-page",
        )
    pictures, captions, shown = [], [], []
    for photo in photos[(page - 1) * PER_PAGE :][:PER_PAGE]:
        with suppress(DogcatError):  # taken back just now
            pictures.append(tile(photo))
            shown.append(photo.id)
            captions.append(("✗ " if photo.id in marked else "") + _(CLASSES[photo.label]))

    def toggle(number: int) -> None:
        marked.remove(shown[number]) if shown[number] in marked else marked.append(shown[number])

    show_choice(
        pictures,
        captions,
        key=key,
        description=description,
        chosen=[number for number, photo_id in enumerate(shown) if photo_id in marked],
        on_click=toggle,
        columns=COLUMNS,
    )


def tile(photo: ClassPhoto) -> np.ndarray:
    """Returns a photo in the middle of a grey square, uint8 (SIDE, SIDE, 3).

    Raises:
        DogcatError: the photo was taken back, or its file is damaged.
    """
    whole = fitted(photo.read(), SIDE, SIDE)
    return np.asarray(ImageOps.pad(whole, (SIDE, SIDE), color=(128, 128, 128)))
