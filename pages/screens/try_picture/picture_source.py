"""The picture that is tried: an example, one's own file, a photo of the camera, or one of the set."""

from collections.abc import Sequence

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.common.storage import ASSETS_DIR
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import CLASSES, SPLITS, Picture, PictureSet
from pages.screens.try_picture.network_choice import Side, set_of
from pages.screens.try_picture.own_pictures import choose_files, own_subjects, take_photo
from pages.screens.try_picture.subject import Subject, subject_of_picture
from pages.state.session import bind, session
from pages.widgets.literal import literal
from pages.widgets.picture_grid import show_choice
from pages.widgets.thumbnails import show_thumbnails

# Translators: where the picture comes from; the last one is the picture set of the networks.
EXAMPLE, OWN, CAMERA, FROM_SET = SOURCES = (N_("Examples"), N_("My pictures"), N_("Camera"), N_("The set"))
# Translators: what an example picture shows; a room is an indoor scene.
EXAMPLE_NAMES = {"cat": N_("cat"), "dog": N_("dog"), "room": N_("room"), "teapot": N_("teapot")}
EXAMPLES = {file.stem: file for file in sorted((ASSETS_DIR / "examples").glob("*.jpg"))}
EXAMPLE_SIZE = 120  # pixels, as they are shown
NEITHER = ("room", "teapot")  # the examples that show neither a cat nor a dog
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
    if session().try_picture.tried_source in (OWN, CAMERA):
        if session().try_picture.tried_source == OWN:
            choose_files()
        else:
            take_photo(_(OWN))
        st.caption(
            _(
                ":material/lock: Your pictures stay in this server's memory while this page is open. They are never"
                " written to disk, and nobody else sees them."
            )
        )
        return own_subjects()
    if session().try_picture.tried_source == FROM_SET and pictures:
        return of_set(pictures)
    return example()


def example() -> list[Subject]:
    """One of six that come with the app, all drawn."""
    names = {stem: _(EXAMPLE_NAMES[stem.partition("-")[2]]) for stem in EXAMPLES}
    stems = list(EXAMPLES)
    chosen = session().try_picture.tried_example
    show_choice(
        [decode_picture(file, EXAMPLE_SIZE) for file in EXAMPLES.values()],
        list(names.values()),
        key="examples",
        description=_("Pictures to choose from"),
        chosen=[stems.index(chosen)],
        on_click=lambda number: take_example(stems[number]),
    )
    about = _("This picture was drawn for this app. A network that learned from photos has never seen a drawing.")
    is_neither = chosen.partition("-")[2] in NEITHER
    return [Subject(names[chosen], f"example/{chosen}", EXAMPLES[chosen], about, is_neither)]


def take_example(stem: str) -> None:
    """Chooses an example by the name of its file."""
    session().try_picture.tried_example = stem


def of_set(pictures: PictureSet) -> list[Subject]:
    """One of the pictures of the set that the networks were trained on."""
    st.segmented_control(
        # Translators: the part of a picture set: training, validation or test.
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
    # Not the first: that of the exercise's photos is one of the 5% that count as unlike the training pictures.
    usual = shown[len(shown) // 2]
    picture = next((one for one in listing if one.name == session().try_picture.tried), usual)
    show_thumbnails(shown, "tried-choice", _("Pictures to choose from"), chosen=picture.name, on_open=take_picture)
    if session().try_picture.tried_split == "train":
        about = _("A {animal}. This is a training picture.")
    else:
        about = _("A {animal}. This is not a training picture.")
    return [subject_of_picture(pictures, picture, about.format(animal=_(CLASSES[picture.label])))]


def take_picture(name: str) -> None:
    """Chooses a picture of the set by its name."""
    session().try_picture.tried = name


def page_of(listing: Sequence[Picture]) -> Sequence[Picture]:
    """Some pictures of a split, by the number that the visitor chose."""
    num_pages = -(-len(listing) // NUM_SHOWN)
    page = session().try_picture.tried_page = min(session().try_picture.tried_page, num_pages)
    if num_pages > 1:
        st.slider(
            _("Place in the set: cats first, then dogs"), 1, num_pages, **bind(session().try_picture, "tried_page")
        )
    return listing[(page - 1) * NUM_SHOWN :][:NUM_SHOWN]
