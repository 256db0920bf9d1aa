"""The visitor's own pictures: files, the clipboard and the camera. They stay in the memory of this session."""

import base64
import binascii

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import MEGABYTE
from dogcat.pictures.decoding import MAX_FILE_BYTES
from pages.screens.try_picture.subject import Subject, subject_of_file
from pages.state.session import session
from pages.widgets.component import component

MAX_FILES = 50
MAX_PASTED_BYTES = 10 * MEGABYTE

_paste = component(
    "dogcat_paste",
    html='<div class="dogcat-paste"><button type="button"></button>'
    '<div class="keys"></div><span role="status"></span></div>',
    js=("paste.js",),
    css=("paste.css",),
)


def own_pictures() -> list[Subject]:
    """The visitor's files, browsed, dropped or pasted."""
    kept = session().try_picture
    key = f"uploads-{kept.num_forgotten}"

    def keep() -> None:  # Streamlit empties the uploader when another view is shown
        kept.own_files = [(upload.name, upload.getvalue()) for upload in st.session_state[key]]

    st.file_uploader(
        _("Drop or browse JPEG, PNG or WebP pictures, one or several"),
        accept_multiple_files=True,
        max_upload_size=MAX_FILE_BYTES // MEGABYTE,
        key=key,
        on_change=keep,
    )
    pasted = show_paste()
    if pasted:
        kept.pasted_files.append(pasted)
        kept.opened_picture = subject_of_file(*pasted).key
    files = [*kept.own_files, *kept.pasted_files]
    if files:
        st.button(_("Forget my pictures"), icon=":material/delete:", on_click=forget_files)
    if len(files) > MAX_FILES:
        st.warning(_("Only the first {most} of {num} files are looked at.").format(most=MAX_FILES, num=len(files)))
    return [subject_of_file(name, data) for name, data in files[:MAX_FILES]]


def show_paste() -> tuple[str, bytes] | None:
    """Shows a button for the clipboard; Ctrl+V anywhere on the page works too.

    Returns:
        Name and bytes of the picture that was just pasted; None without one.
    """
    data = {
        "maxBytes": MAX_PASTED_BYTES,
        "button": _("Paste a picture"),
        "keys": _("or press Ctrl+V, on a Mac ⌘V"),
        "tooLarge": _("That picture has more than {megabytes} MB. Save it as a file and drop it.").format(
            megabytes=MAX_PASTED_BYTES // MEGABYTE
        ),
        "unreadable": _("The browser could not read it. Save it as a file and drop it."),
        "none": _("There is no picture in the clipboard. Copy one first."),
        "forbidden": _("The browser did not allow it. Press Ctrl+V, on a Mac ⌘V, instead."),
    }
    pasted = _paste(key="paste", data=data, on_pasted_change=lambda: None).pasted
    if not isinstance(pasted, str) or len(pasted) > 1.4 * MAX_PASTED_BYTES:
        return None
    try:
        return "pasted", base64.b64decode(pasted.partition(",")[2], validate=True)
    except binascii.Error:
        return None


def forget_files() -> None:
    """Drops all that the session holds of the visitor's own pictures."""
    kept = session().try_picture
    kept.own_files, kept.pasted_files, kept.own_photo, kept.decoded = [], [], None, {}
    kept.num_forgotten += 1


def page_address() -> str:
    """The page's own address as the browser has it."""
    return st.context.url or ""


def camera_photo(upload_name: str) -> list[Subject]:
    """The photo that the visitor took, if any.

    Args:
        upload_name: what the choice of own files is called, where a phone offers its camera too.
    """
    address = page_address()
    if address.startswith("http://") and not address.startswith(("http://localhost", "http://127.")):
        st.info(
            _(
                "Browsers give a page the camera over HTTPS only, and this one came over HTTP. On a phone, choose"
                " “{source}” and Browse: there it offers the camera as well."
            ).format(source=upload_name),
            icon=":material/no_photography:",
        )

    def keep() -> None:  # Streamlit forgets the photo when another view is shown
        taken = st.session_state["camera"]
        session().try_picture.own_photo = taken and taken.getvalue()

    st.camera_input(
        _("Your cat, your dog, or you"),
        help=_("If the picture stays black, allow the camera in the browser's address bar."),
        key="camera",
        on_change=keep,
    )
    data = session().try_picture.own_photo
    return [] if data is None else [subject_of_file("camera.jpg", data)]
