"""A button for the clipboard; Ctrl+V anywhere on the page works too."""

import base64
import binascii

from dogcat.common.language import _
from dogcat.common.units import MEGABYTE
from pages.widgets.component import component

MAX_PASTED_BYTES = 10 * MEGABYTE

_paste = component(
    "dogcat_paste",
    html='<div class="dogcat-paste"><button type="button"></button>'
    '<div class="keys"></div><span role="status"></span></div>',
    js=("paste.js",),
    css=("paste.css",),
)


def show_paste() -> tuple[str, bytes] | None:
    """Shows a button for the clipboard; Ctrl+V anywhere on the page works too.

    Returns:
        Name and bytes of the picture that was just pasted; None without one.
    """
    data = {
        "maxBytes": MAX_PASTED_BYTES,
        "button": _("Paste a picture"),
        "keys": _("or press Ctrl+V (⌘V on a Mac)"),
        "tooLarge": _("The picture has more than {megabytes} MB. Save it as a file and drop it.").format(
            megabytes=MAX_PASTED_BYTES // MEGABYTE
        ),
        "unreadable": _("The browser could not read the picture. Save it as a file and drop it."),
        "none": _("The clipboard holds no picture. Copy one first."),
        "forbidden": _("The browser did not allow pasting with the button. Press Ctrl+V instead (⌘V on a Mac)."),
    }
    pasted = _paste(key="paste", data=data, on_pasted_change=lambda: None).pasted
    if not isinstance(pasted, str) or len(pasted) > 1.4 * MAX_PASTED_BYTES:
        return None
    try:
        return "pasted", base64.b64decode(pasted.partition(",")[2], validate=True)
    except binascii.Error:
        return None
