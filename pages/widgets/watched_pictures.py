"""The watched pictures of a training as answers: a sharp picture in a green or red frame, and one curve each.

The component changes what is new and leaves the rest, so nothing flickers while a training runs.
"""

from collections.abc import Sequence

from dogcat.charts.watched import Answer
from dogcat.common.language import _
from pages.widgets.component import component

_pictures = component(
    "dogcat_watched",
    html='<div class="dogcat-watched" role="group"></div>',
    js=("watched_pictures.js",),
    css=("watched_pictures.css",),
)


def show_watched_pictures(sources: Sequence[str], answers: Sequence[Answer], num_epochs: int, key: str) -> None:
    """Shows pictures, each with its answer and the curve of P(dog).

    Args:
        sources: addresses of the pictures.
        answers: one for each picture.
        num_epochs: number of planned epochs, so that the curves' axis does not move.
        key: the same as long as the pictures stay in place.
    """
    items = [
        {
            "source": source,
            "caption": answer.caption,
            "verdict": answer.verdict,
            "label": answer.label,
            "points": answer.points,
            "words": answer.sentence,
        }
        for source, answer in zip(sources, answers, strict=True)
    ]
    data = {
        "items": items,
        "last": num_epochs,
        "cat": _("cat"),
        "dog": _("dog"),
        "description": _("The watched pictures and what the network says of them"),
    }
    _pictures(key=key, data=data)
