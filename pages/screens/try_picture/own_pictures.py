"""The visitor's own pictures: files, the clipboard and the camera. They stay in the memory of this session."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from dogcat.common.language import _, ngettext
from dogcat.pictures.decoding import MAX_FILE_BYTES
from pages.screens.try_picture.subject import Subject, opened_of, pixels_of, subject_of_file
from pages.state.session import session
from pages.state.try_choices import OwnFile
from pages.state.uploads import upload_limit
from pages.widgets.paste import show_paste
from pages.widgets.picture_grid import show_choice

MAX_FILES = 50
PHOTO = "camera-"  # name of a photo before its number


def choose_files() -> None:
    """Lets the visitor browse, drop or paste files."""
    kept = session().own_pictures
    key = f"uploads-{kept.num_forgotten}"

    def keep() -> None:
        uploads = st.session_state[key]
        removed = set(kept.uploads_shown) - {upload.file_id for upload in uploads}
        kept.own_files = [file for file in kept.own_files if not file.upload or file.upload not in removed]
        add(
            OwnFile(upload.name, upload.getvalue(), upload.file_id)
            for upload in uploads
            if upload.file_id not in kept.uploads_shown
        )

    shown = st.file_uploader(
        _("Drop or choose JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF pictures, one or several"),
        accept_multiple_files=True,
        max_upload_size=upload_limit(MAX_FILE_BYTES),
        key=key,
        on_change=keep,
    )
    kept.uploads_shown = [upload.file_id for upload in shown]  # Streamlit empties it when another view is shown
    if pasted := show_paste():
        add([OwnFile(*pasted)])
    if len(shown) > MAX_FILES:
        st.warning(_("Only the newest {most} of {num} files are kept.").format(most=MAX_FILES, num=len(shown)))


def add(files: Iterable[OwnFile]) -> None:
    """Takes new pictures of the visitor's and opens the last one; one that is there already becomes the newest."""
    kept = session().own_pictures
    kept.num_batches += 1
    for file in files:
        others = [other for other in kept.own_files if (other.name, other.data) != (file.name, file.data)]
        kept.own_files = [*others, replace(file, batch=kept.num_batches)][-MAX_FILES:]
        session().try_picture.opened_picture = subject_of_file(file.name, file.data).key


def own_subjects() -> list[Subject]:
    """The visitor's pictures, the newest first, with a button that forgets them."""
    if files := session().own_pictures.own_files:
        st.button(_("Forget my pictures"), icon=":material/delete:", on_click=forget_files)
    return [subject_of_file(file.name, file.data) for file in reversed(files)]


def show_own_strip(subjects: Sequence[Subject], size: int) -> None:
    """The visitor's pictures to choose from, the newest first, as soon as there are two.

    Args:
        subjects: those that can be decoded.
        size: at which they are decoded anyway, in pixels.
    """
    if len(subjects) < 2:
        return

    def take(number: int) -> None:
        session().try_picture.opened_picture = subjects[number].key

    show_choice(
        [pixels_of(one, size) for one in subjects],
        [one.name for one in subjects],
        key="own-strip",
        description=_("Your pictures, the newest first"),
        chosen=[subjects.index(opened_of(subjects))],
        on_click=take,
        columns=4,
    )


def show_refused(refused: Mapping[str, str], good: Sequence[Subject]) -> None:
    """One note on the files that cannot be read, until the visitor dismisses it or adds one that can be read.

    Args:
        refused: sentences by key of the subject, in Markdown, the newest first.
        good: the subjects that can be read.
    """
    batches = {subject_of_file(file.name, file.data).key: file.batch for file in session().own_pictures.own_files}
    newest = max((batches.get(subject.key, 0) for subject in good), default=0)
    drop([key for key in refused if batches.get(key, newest) < newest])
    sentences = [words for key, words in refused.items() if batches.get(key, newest) >= newest]
    if not sentences:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.error(sentences[0], icon=":material/broken_image:")
        # Translators: a button that takes a note away.
        st.button(_("Dismiss"), icon=":material/close:", type="tertiary", on_click=drop, args=(list(refused),))
    if num := len(sentences) - 1:
        more = ngettext("{num} more file cannot be read", "{num} more files cannot be read", num)
        with st.expander(more.format(num=num)):
            st.markdown("\n\n".join(sentences[1:]))


def drop(keys: Collection[str]) -> None:
    """Drops files by the keys of their subjects."""
    kept = session().own_pictures
    kept.own_files = [file for file in kept.own_files if subject_of_file(file.name, file.data).key not in keys]


def forget_files() -> None:
    """Drops all that the session holds of the visitor's own pictures."""
    kept = session().own_pictures
    kept.own_files, kept.uploads_shown, session().try_picture.decoded = [], [], {}
    kept.num_forgotten += 1


def page_address() -> str:
    """The page's own address as the browser has it."""
    return st.context.url or ""


def take_photo(upload_name: str) -> None:
    """Lets the visitor take photos.

    Args:
        upload_name: what the choice of own files is called, where a phone offers its camera too.
    """
    address = page_address()
    if address.startswith("http://") and not address.startswith(("http://localhost", "http://127.")):
        st.info(
            _(
                "Browsers let only HTTPS pages use the camera, and this page was opened over HTTP. On a phone, choose"
                " “{source}” and Browse: the phone offers its camera there, too."
            ).format(source=upload_name),
            icon=":material/no_photography:",
        )
    kept = session().own_pictures
    key = f"camera-{kept.num_forgotten}"

    def keep() -> None:
        if taken := st.session_state[key]:
            number = 1 + sum(file.name.startswith(PHOTO) for file in kept.own_files)
            add([OwnFile(f"{PHOTO}{number}.jpg", taken.getvalue())])

    st.camera_input(
        _("Your cat, your dog, or you"),
        help=_("If the picture stays black, allow the camera in the browser's address bar."),
        key=key,
        on_change=keep,
    )
