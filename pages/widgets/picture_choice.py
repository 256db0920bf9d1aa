"""The choice of a picture: one of six examples, any of the set, an own file or the camera."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from dogcat.common.language import N_, _
from dogcat.pictures.decoding import MAX_FILE_BYTES, PictureError, decode_picture
from dogcat.pictures.picture_set import PICTURE_SUFFIXES, SPLITS, Picture, PictureSet
from dogcat.pictures.synthetic.picture import draw_pixels
from dogcat.recipe.recipe import BASELINE
from pages.state.session import bind, session
from pages.state.uploads import upload_limit
from pages.widgets.literal import literal
from pages.widgets.thumbnails import show_thumbnails

NUM_EXAMPLES = 6
# Translators: a choice: one of six examples
SOURCES = (N_("An example"), N_("From the set"), N_("My own"), N_("Camera"))
DRAWN_SEED = 18  # of the example that is drawn if there is no picture set: a cat whose face and ears are whole


@dataclass(frozen=True)
class Chosen:
    """The chosen picture.

    Attributes:
        pixels: uint8 (S, S, 3), as a network sees it.
        pictures: the set that it may be compared with; None without a set.
    """

    pixels: np.ndarray
    pictures: PictureSet | None


def choose_picture(pictures: PictureSet | None, size: int = BASELINE.picture_size) -> Chosen | None:
    """Lets the visitor choose; all pages share the choice.

    Args:
        pictures: the set of the examples; without a set, an example is drawn.
        size: height and width in pixels that the picture is resized to.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("Picture"), SOURCES, format_func=_, required=True, **bind(session().picture_choice, "augmented_source")
        )
    source = session().picture_choice.augmented_source
    try:
        if source == "My own":
            upload = st.file_uploader(
                _("A JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF picture"),
                type=sorted(suffix[1:] for suffix in PICTURE_SUFFIXES),
                max_upload_size=upload_limit(MAX_FILE_BYTES),
            )
            return Chosen(decode_picture(upload.getvalue(), size), pictures) if upload else None
        if source == "Camera":
            photo = st.camera_input(_("Your cat, your dog, or you"))
            return Chosen(decode_picture(photo.getvalue(), size), pictures) if photo else None
        if pictures is None:
            return Chosen(drawn_example(size), None)
        listing = pictures.pictures("train")
        shown = examples(listing) if source == "An example" else page_of(pictures)
        asked = show_thumbnails(shown, "augmented-choice", _("Pictures to choose from"))
        if asked.opened:
            session().picture_choice.augmented = asked.opened
        by_name = {picture.name: picture for split in SPLITS for picture in pictures.pictures(split)}
        picture = by_name.get(session().picture_choice.augmented or "", shown[0])
        return Chosen(decode_picture(picture.path, size), pictures)
    except PictureError as error:
        st.error(
            _("This picture {reason}. Choose another one.").format(reason=literal(str(error))),
            icon=":material/broken_image:",
        )
        return None


def examples(listing: list[Picture]) -> list[Picture]:
    """Returns as many cats as dogs from all over a split, cats first: the last of each third, clear photos."""
    num_each = NUM_EXAMPLES // 2
    by_class = [[picture for picture in listing if picture.label == label] for label in (0, 1)]
    steps = [max(1, len(same) // num_each) for same in by_class]
    return [one for same, step in zip(by_class, steps, strict=True) for one in same[step - 1 :: step][:num_each]]


def page_of(pictures: PictureSet) -> list[Picture]:
    """Returns the page of the set that the visitor chose."""
    listing = pictures.pictures("train")
    num_pages = -(-len(listing) // NUM_EXAMPLES)
    page = st.slider(_("Place in the set"), 1, max(2, num_pages), **bind(session().picture_choice, "augmented_page"))
    start = (min(page, num_pages) - 1) * NUM_EXAMPLES
    return listing[start : start + NUM_EXAMPLES]


@st.cache_data(show_spinner=False)
def drawn_example(size: int) -> np.ndarray:
    """Returns a drawn cat, uint8 (size, size, 3), for visitors without pictures."""
    return draw_pixels(0, DRAWN_SEED, size)
