"""The picture that is tried: an example, one's own file, a photo of the camera, or one of the set."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from dogcat.common.language import N_, _
from dogcat.common.storage import ASSETS_DIR
from dogcat.pictures.decoding import MAX_FILE_BYTES, PictureError, decode_picture
from dogcat.pictures.picture_set import CLASSES, SPLITS, PictureSet
from dogcat.pictures.refusals import ANIMATION_NOTE, is_animated, refusal, shown_name
from pages.screens.try_picture.network_choice import Side, set_of
from pages.screens.try_picture.paste import show_paste
from pages.state.session import bind, session
from pages.widgets.literal import literal
from pages.widgets.thumbnails import show_thumbnails

EXAMPLE, OWN, CAMERA, FROM_SET = SOURCES = (N_("An example"), N_("My pictures"), N_("Camera"), N_("From the set"))
EXAMPLE_NAMES = {"cat": N_("cat"), "dog": N_("dog"), "room": N_("room"), "teapot": N_("teapot")}
EXAMPLES = {file.stem: file for file in sorted((ASSETS_DIR / "examples").glob("*.jpg"))}
MAX_FILES = 50
NUM_SHOWN = 6  # pictures of the set
MAX_DECODED = 100  # pictures of the networks' size that a session keeps


@dataclass(frozen=True)
class Subject:
    """A picture that is tried.

    Attributes:
        name: as it is shown.
        key: stands for its content in the session.
        source: where it is, or its bytes.
        about: what is known of it, in a sentence.
    """

    name: str
    key: str
    source: Path | bytes
    about: str = ""


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
        return photo()
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
                kind = "primary" if session().try_picture.tried_example == stem else "secondary"
                st.button(names[stem], key=f"example-{stem}", type=kind, width="stretch", on_click=take_example,
                          args=(stem,))  # fmt: skip
    chosen = session().try_picture.tried_example
    about = _("Drawn, for this app; a network that has learned from photos has never seen a drawing.")
    return [Subject(names[chosen], f"example/{chosen}", EXAMPLES[chosen], about)]


def take_example(stem: str) -> None:
    """Another one."""
    session().try_picture.tried_example = stem


def own_pictures() -> list[Subject]:
    """The visitor's files, browsed, dropped or pasted."""
    key = f"uploads-{session().try_picture.num_forgotten}"

    def keep() -> None:  # the box itself is empty again after a visit to another view
        session().try_picture.own_files = [(upload.name, upload.getvalue()) for upload in st.session_state[key]]

    st.file_uploader(
        _("Drop or browse JPEG, PNG or WebP pictures, one or several"),
        accept_multiple_files=True,
        max_upload_size=MAX_FILE_BYTES // 2**20,
        key=key,
        on_change=keep,
    )
    pasted = show_paste()
    if pasted:
        session().try_picture.pasted_files.append(pasted)
        session().try_picture.opened_picture = subject_of_file(*pasted).key
    files = [*session().try_picture.own_files, *session().try_picture.pasted_files]
    if files:
        st.button(_("Forget my pictures"), icon=":material/delete:", on_click=forget_files)
    if len(files) > MAX_FILES:
        st.warning(_("Only the first {most} of {num} files are looked at.").format(most=MAX_FILES, num=len(files)))
    return [subject_of_file(name, data) for name, data in files[:MAX_FILES]]


def forget_files() -> None:
    """Drops all that the session holds of the visitor's own pictures."""
    (
        session().try_picture.own_files,
        session().try_picture.pasted_files,
        session().try_picture.own_photo,
        session().try_picture.decoded,
    ) = [], [], None, {}
    session().try_picture.num_forgotten += 1


def page_address() -> str:
    """The page's own address as the browser has it."""
    return st.context.url or ""


def photo() -> list[Subject]:
    """What the camera sees."""
    address = page_address()
    if address.startswith("http://") and not address.startswith(("http://localhost", "http://127.")):
        st.info(
            _(
                "Browsers give a page the camera over HTTPS only, and this one came over HTTP. On a phone, choose"
                " “{source}” and Browse: there it offers the camera as well."
            ).format(source=_(OWN)),
            icon=":material/no_photography:",
        )

    def keep() -> None:  # as with files
        taken = st.session_state["camera"]
        session().try_picture.own_photo = taken and taken.getvalue()

    st.camera_input(
        _("Your cat, your dog, or you"),
        help=_("If the picture stays black, allow the camera in the browser's address bar."),
        key="camera",
        on_change=keep,
    )
    if session().try_picture.own_photo is None:
        return []
    return [subject_of_file("camera.jpg", session().try_picture.own_photo)]


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
    num_pages = -(-len(listing) // NUM_SHOWN)
    session().try_picture.tried_page = min(session().try_picture.tried_page, num_pages)
    if num_pages > 1:
        st.slider(
            _("Where in the set: cats first, then dogs"), 1, num_pages, **bind(session().try_picture, "tried_page")
        )
    start = (session().try_picture.tried_page - 1) * NUM_SHOWN
    shown = listing[start : start + NUM_SHOWN]
    asked = show_thumbnails(shown, "tried-choice", _("Pictures to choose from"))
    if asked.opened:
        session().try_picture.tried = asked.opened
    picture = next((one for one in listing if one.name == session().try_picture.tried), shown[0])
    if session().try_picture.tried_split == "train":
        about = _("A {animal}. One of the training pictures.")
    else:
        about = _("A {animal}. Not one of the training pictures.")
    key = f"{pictures.name}/{picture.name}/{picture.path.stat().st_mtime_ns}"
    return [Subject(picture.path.name, key, picture.path, about.format(animal=_(CLASSES[picture.label])))]


def subject_of_file(name: str, data: bytes) -> Subject:
    """A visitor's own file; its name is shown and used for nothing else."""
    return Subject(shown_name(name), f"{len(data)}/{hash(data)}", data)  # bytes remember their hash


def opened_of(subjects: Sequence[Subject]) -> Subject:
    """The one that the visitor opened, else the first."""
    return next((subject for subject in subjects if subject.key == session().try_picture.opened_picture), subjects[0])


def pixels_of(subject: Subject, size: int) -> np.ndarray:
    """What a network of a picture size sees, uint8 (size, size, 3).

    Raises:
        PictureError: the file is no picture.
    """
    kept = session().try_picture.decoded
    if (subject.key, size) not in kept:
        pixels = decode_picture(subject.source, size)
        for oldest in list(kept)[: max(0, len(kept) + 1 - MAX_DECODED)]:
            del kept[oldest]
        kept[subject.key, size] = pixels
    return kept[subject.key, size]


def why_refused(subject: Subject, error: PictureError) -> str:
    """What was wrong and what to do, with the name; for Markdown."""
    data = subject.source if isinstance(subject.source, bytes) else subject.source.read_bytes()
    return f"**{literal(subject.name)}** {literal(refusal(data, error))}."


def note_on(subject: Subject) -> str:
    """What a visitor should know of a picture that could be decoded."""
    if isinstance(subject.source, bytes) and is_animated(subject.source):
        return _(ANIMATION_NOTE)
    return subject.about
