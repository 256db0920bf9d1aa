"""The picture that is tried: an example, one's own file, a photo of the camera, or one of the set."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.common.storage import ASSETS_DIR
from dogcat.pictures.picture_set import CLASSES, SPLITS, Picture, PictureSet
from pages.screens.try_picture.network_choice import Side, set_of
from pages.screens.try_picture.own_pictures import camera_photo, own_pictures
from pages.screens.try_picture.subject import Subject, subject_of_picture
from pages.state.session import bind, session
from pages.widgets.literal import literal
from pages.widgets.thumbnails import show_thumbnails

EXAMPLE, OWN, CAMERA, FROM_SET = SOURCES = (N_("An example"), N_("My pictures"), N_("Camera"), N_("From the set"))
EXAMPLE_NAMES = {"cat": N_("cat"), "dog": N_("dog"), "room": N_("room"), "teapot": N_("teapot")}
EXAMPLES = {file.stem: file for file in sorted((ASSETS_DIR / "examples").glob("*.jpg"))}
NUM_SHOWN = 6  # pictures of the set


def choose_subjects(sides: Sequence[Side]) -> list[Subject]:
    """Lets the visitor choose; the choice is the same in all views, and stays in this session's memory."""
    pictures = set_of(sides)
    sources = SOURCES if pictures else SOURCES[:-1]
    if session().try_picture.tried_source not in sources:
        session().try_picture.tried_source = FROM_SET if pictures else EXAMPLE
    st.pills(
        _("Picture"),
        sources,
        required=True,
        format_func=_,
        label_visibility="collapsed",
        wrap=True,
        **bind(session().try_picture, "tried_source"),
    )
    st.caption(
        _(
            ":material/lock: Your pictures stay in this server's memory while this page is open: they are never written"
            " to disk, and nobody else sees them."
        )
    )
    if session().try_picture.tried_source == OWN:
        return own_pictures()
    if session().try_picture.tried_source == CAMERA:
        return camera_photo(_(OWN))
    if session().try_picture.tried_source == FROM_SET and pictures:
        return of_set(pictures)
    return example()


def example() -> list[Subject]:
    """One of six that come with the app, all drawn."""
    names = {stem: _(EXAMPLE_NAMES[stem.partition("-")[2]]) for stem in EXAMPLES}
    with st.container(horizontal=True):
        for stem, file in EXAMPLES.items():
            with st.container(width=82, gap="xsmall"):
                st.image(str(file), width=82, alt="")  # the button below it says what it is
                kind: Literal["primary", "secondary"] = (
                    "primary" if session().try_picture.tried_example == stem else "secondary"
                )
                st.button(names[stem], key=f"example-{stem}", type=kind, width="stretch", on_click=take_example,
                          args=(stem,))  # fmt: skip
    chosen = session().try_picture.tried_example
    about = _("Drawn, for this app; a network that has learned from photos has never seen a drawing.")
    return [Subject(names[chosen], f"example/{chosen}", EXAMPLES[chosen], about)]


def take_example(stem: str) -> None:
    """Chooses an example by the name of its file."""
    session().try_picture.tried_example = stem


def of_set(pictures: PictureSet) -> list[Subject]:
    """One of the pictures of the set that the networks were trained on."""
    st.segmented_control(
        _("Split"),
        SPLITS,
        required=True,
        format_func=_,
        label_visibility="collapsed",
        **bind(session().try_picture, "tried_split"),
    )
    listing = pictures.pictures(session().try_picture.tried_split)
    if not listing:
        st.info(
            _("The split {split} of {pictures} is empty.").format(
                split=_(session().try_picture.tried_split), pictures=literal(pictures.title)
            )
        )
        return []
    shown = page_of(listing)
    asked = show_thumbnails(shown, "tried-choice", _("Pictures to choose from"))
    if asked.opened:
        session().try_picture.tried = asked.opened
    picture = next((one for one in listing if one.name == session().try_picture.tried), shown[0])
    if session().try_picture.tried_split == "train":
        about = _("A {animal}. One of the training pictures.")
    else:
        about = _("A {animal}. Not one of the training pictures.")
    return [subject_of_picture(pictures, picture, about.format(animal=_(CLASSES[picture.label])))]


def page_of(listing: Sequence[Picture]) -> Sequence[Picture]:
    """Some pictures of a split, by the number that the visitor chose."""
    num_pages = -(-len(listing) // NUM_SHOWN)
    page = session().try_picture.tried_page = min(session().try_picture.tried_page, num_pages)
    if num_pages > 1:
        st.slider(
            _("Where in the set: cats first, then dogs"), 1, num_pages, **bind(session().try_picture, "tried_page")
        )
    return listing[(page - 1) * NUM_SHOWN :][:NUM_SHOWN]
