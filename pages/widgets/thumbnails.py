"""A grid of small pictures for mouse, touch and keyboard.

Arrow keys move through the grid and, beyond its ends, ask for another page. Enter opens a picture.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from dogcat.common.language import _
from dogcat.common.units import size_words
from dogcat.pictures.metadata import FileFacts, read_facts
from dogcat.pictures.picture_set import CLASSES, Picture
from pages.state.resources import picture_thumbnail
from pages.widgets.component import component

_grid = component(
    "dogcat_thumbnails",
    html='<div class="dogcat-thumbnails" role="group"></div>',
    js=("roving_tabindex.js", "thumbnails.js"),
    css=("thumbnails.css",),
)


@dataclass(frozen=True)
class Asked:
    """What the visitor just did: the picture of this name was opened, or `turned` pages were turned."""

    opened: str | None
    turned: int


def show_thumbnails(
    pictures: Sequence[Picture], key: str, description: str, captions: Sequence[str] | None = None
) -> Asked:
    """Shows pictures with file name and caption; the default caption is original size and bytes.

    Args:
        pictures: at most about sixty.
        key: of the component.
        description: what the grid shows, for a screen reader.
        captions: a line for each picture.
    """
    if captions is None:
        captions = [size_and_bytes(facts) for facts in read_facts(pictures)]
    items = [_item(*both) for both in zip(pictures, captions, strict=True)]
    result = _grid(
        key=key,
        data={"items": items, "description": description, "undecodable": _("cannot be decoded")},
        on_opened_change=lambda: None,
        on_turned_change=lambda: None,
    )
    return Asked(result.opened, result.turned or 0)


def picture_words(picture: Picture) -> str:
    """Returns what a picture shows, for a screen reader."""
    return _("A {animal}: {file}").format(animal=_(CLASSES[picture.label]), file=picture.path.name)


def size_and_bytes(facts: FileFacts) -> str:
    """Returns width and height of the upright picture, and the size of its file."""
    width, height = facts.upright_size
    return f"{width} × {height}, {size_words(facts.num_bytes)}"


def _item(picture: Picture, caption: str) -> dict[str, object]:
    small = picture_thumbnail(picture.path, picture.path.stat().st_mtime)
    return {
        "name": picture.name,
        "source": small and "data:image/jpeg;base64," + base64.b64encode(small).decode(),
        "words": picture_words(picture),
        "caption": [picture.path.name, caption],
    }
