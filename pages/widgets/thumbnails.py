"""A grid of small pictures for mouse, touch and keyboard.

Arrow keys move through the grid and, beyond its ends, ask for another page. Enter opens a picture, M marks it.
"""

import base64
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import streamlit as st

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
    """What the visitor just did.

    Attributes:
        opened: name of the picture that was opened.
        turned: number of pages that were turned.
    """

    opened: str | None
    turned: int


def show_thumbnails(
    pictures: Sequence[Picture],
    key: str,
    description: str,
    captions: Sequence[str] | None = None,
    marked: Collection[str] | None = None,
    hides_names: bool = False,
    num_slots: int = 0,
    chosen: str | None = None,
    on_open: Callable[[str], None] = lambda _name: None,
    on_mark: Callable[[str], None] = lambda _name: None,
) -> Asked:
    """Shows pictures with file name and caption; the default caption is original size and bytes.

    Args:
        pictures: at most about sixty.
        key: of the component.
        description: what the grid shows, for a screen reader.
        captions: a line for each picture.
        marked: names of the marked pictures; None shows no stars.
        hides_names: leaves out everything that gives the class away, also for a screen reader.
        num_slots: shows one row of small pictures with at least this many places, empty ones included.
        chosen: name of the picture that is framed as the chosen one; None frames none.
        on_open: called with the name of the picture that was opened, before the rerun.
        on_mark: called with the name of the picture whose star was pressed, before the rerun.
    """
    if captions is None:
        captions = [""] * len(pictures) if hides_names else [size_and_bytes(one) for one in read_facts(pictures)]
    items = [
        _hidden_item(picture, number) if hides_names else _item(picture, caption)
        for number, (picture, caption) in enumerate(zip(pictures, captions, strict=True), start=1)
    ]
    for item in items:
        item["marked"] = item["name"] in (marked or ())
    result = _grid(
        key=key,
        data={
            "items": items,
            "description": description,
            "undecodable": _("cannot be decoded"),
            # Translators: a button with a star: marks the picture
            "mark": None if marked is None else _("I would hesitate"),
            "slots": num_slots,
            "chosen": chosen,
        },
        on_opened_change=lambda: on_open(str(st.session_state[key]["opened"])),
        on_turned_change=lambda: None,
        on_marked_change=lambda: on_mark(str(st.session_state[key]["marked"])),
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
    return {
        "name": picture.name,
        "source": _source(picture),
        "words": picture_words(picture),
        "title": picture.name,
        "caption": [picture.path.name, caption],
    }


def _hidden_item(picture: Picture, number: int) -> dict[str, object]:
    words = _("Picture {number}").format(number=number)
    return {"name": picture.name, "source": _source(picture), "words": words, "title": "", "caption": []}


def _source(picture: Picture) -> str | None:
    small = picture_thumbnail(picture.path, picture.path.stat().st_mtime)
    return "data:image/jpeg;base64," + base64.b64encode(small).decode() if small else None
