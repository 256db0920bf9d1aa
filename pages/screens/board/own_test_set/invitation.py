"""The address under which phones hand in photos, as a QR code for the projector."""

import io
from urllib.parse import quote, urlsplit

import segno
import streamlit as st

from dogcat.common.language import _
from dogcat.common.machine import address_in_network
from pages.frame.teacher import LOCAL
from pages.widgets.experiment_link import PART

VIEW = "Our own test set"
WIDTH = 220  # pixels


def address_of_view(url: str) -> str:
    """Returns the address of the view for phones in the same network.

    Args:
        url: the page's own address as the browser has it.
    """
    parts = urlsplit(url)
    server = f"{parts.scheme}://{parts.netloc}"
    if parts.hostname in LOCAL:  # which means the phone itself on a phone
        server = address_in_network(parts.port or 80) or server
    return f"{server}{parts.path}?{PART}={quote(VIEW)}"


def show_invitation() -> None:
    """Shows the QR code with the address below."""
    address = address_of_view(st.context.url or "http://localhost/board")
    code = io.BytesIO()
    segno.make(address, error="m").save(code, kind="png", scale=8, border=3)
    st.image(code.getvalue(), width=WIDTH, alt=_("QR code of the address below"))
    st.code(address, language=None, wrap_lines=True)
    st.caption(_("Phones on the same Wi-Fi open this page with the QR code."))
