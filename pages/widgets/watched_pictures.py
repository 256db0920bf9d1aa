"""The watched pictures of a training as answers: a sharp picture in a green or red frame, and one curve each.

The component changes what is new and leaves the rest, so nothing flickers while a training runs.
"""

from collections.abc import Sequence

import streamlit as st
from streamlit import runtime

from dogcat.charts.watched import Answer
from dogcat.common.language import _
from pages.widgets.component import component

_pictures = component(
    "dogcat_watched",
    html='<div class="dogcat-watched" role="group"></div>',
    js=("watched_pictures.js",),
    css=("watched_pictures.css",),
)


def show_watched_pictures(pictures: Sequence[bytes], answers: Sequence[Answer], num_epochs: int, key: str) -> None:
    """Shows pictures, each with its answer and the curve of P(dog).

    Args:
        pictures: the pictures as JPEG.
        answers: one for each picture.
        num_epochs: number of planned epochs, so that the curves' axis does not move.
        key: the same as long as the pictures stay in place.
    """
    items = [
        {
            "source": address(picture, f"{key}-{number}"),
            "caption": answer.caption,
            "verdict": answer.verdict,
            "label": answer.label,
            "points": answer.points,
            "words": answer.sentence,
        }
        for number, (picture, answer) in enumerate(zip(pictures, answers, strict=True))
    ]
    data = {
        "items": items,
        "last": num_epochs,
        "cat": _("cat"),
        "dog": _("dog"),
        "description": _("The watched pictures and the network's answers for them"),
    }
    _pictures(key=key, data=data)


def address(jpeg: bytes, place: str) -> str:
    """Returns the address at which the server offers a picture to this visitor, as it does for `st.image`.

    As data addresses the pictures would make each message large, and a training sends one every second.

    Args:
        jpeg: the picture.
        place: names the place of the picture on the page, for the server's bookkeeping.
    """
    if not runtime.exists():  # without a server there is nobody to ask for it
        return ""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    path = runtime.get_instance().media_file_mgr.add(jpeg, "image/jpeg", place)
    return f"{'/' + base if base else ''}{path}"
