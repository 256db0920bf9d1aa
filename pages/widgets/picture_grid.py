"""A grid of pictures whose pixels are replaced in place, so that nothing flickers while a slider moves.

A click on a picture chooses or opens it; where there is nothing to choose, it shows the picture enlarged.
"""

import base64
import io
from collections.abc import Callable, Collection

import numpy as np
import streamlit as st
from PIL import Image

from dogcat.common.language import _
from pages.widgets.component import component

_grid = component(
    "dogcat_variants",
    html='<div class="dogcat-variants" role="group"></div>',
    js=("roving_tabindex.js", "enlarge.js", "picture_grid.js"),
    css=("picture_grid.css",),
)


def show_choice(
    pictures: list[np.ndarray],
    captions: list[str],
    key: str,
    description: str,
    chosen: Collection[int],
    on_click: Callable[[int], None],
    columns: int = 3,
    first_choice: int = 0,
) -> None:
    """Shows pictures of one size to choose from.

    Args:
        pictures: uint8 arrays (S, S, 3).
        captions: a few words for each.
        key: the same as long as the grid stays in place.
        description: what the grid shows, for a screen reader.
        chosen: numbers of the pictures that are chosen now; they are marked.
        on_click: called with the number of the picture that was clicked, before the rerun.
        columns: pictures in a row.
        first_choice: number of the first picture that can be chosen; a click enlarges those before.
    """
    items = [
        _item(pixels, caption, caption, mark=number in chosen, opens=number >= first_choice)
        | ({"pressed": number in chosen} if number >= first_choice else {})
        for number, (pixels, caption) in enumerate(zip(pictures, captions, strict=True))
    ]
    _grid(
        key=key,
        # Translators: a button: closes the enlarged picture
        data={"items": items, "description": description, "columns": columns, "close": _("Close")},
        on_opened_change=lambda: on_click(int(st.session_state[key]["opened"])),
    )


def show_variants(
    pictures: list[np.ndarray],
    captions: list[str],
    key: str,
    description: str,
    columns: int = 3,
    opens: bool = True,
    on_seen: Callable[[], None] | None = None,
) -> int | None:
    """Shows pictures of one size; the first is the original and is marked. A click that opens nothing enlarges.

    Args:
        pictures: uint8 arrays (S, S, 3).
        captions: a few words for each.
        key: the same as long as the grid stays in place.
        description: what the grid shows, for a screen reader.
        columns: pictures in a row.
        opens: if a click on a variant opens it.
        on_seen: called before a rerun once the first pictures have been on the screen; None if nobody wants to know.

    Returns:
        The number of the picture that was just clicked; None without a click.
    """
    items = [
        _item(
            pixels,
            caption,
            _("{caption}, made from the picture").format(caption=caption),
            mark=number == 0,
            opens=opens and number > 0,
        )
        for number, (pixels, caption) in enumerate(zip(pictures, captions, strict=True))
    ]
    # Translators: a button: closes the enlarged picture
    data = {"items": items, "description": description, "columns": columns, "close": _("Close"), "tells": bool(on_seen)}
    opened: int | None = _grid(
        key=key, data=data, on_opened_change=lambda: None, on_seen_change=on_seen or (lambda: None)
    ).opened
    return opened


def show_triples(
    triples: list[tuple[np.ndarray, np.ndarray, np.ndarray]], captions: list[str], key: str, description: str
) -> None:
    """Shows groups of three pictures of one size, two groups in a row, or one on a phone. A click enlarges.

    Args:
        triples: uint8 arrays (S, S, 3).
        captions: a few words for each picture of each group.
        key: the same as long as the grid stays in place.
        description: what the grid shows, for a screen reader.
    """
    pictures = [pixels for triple in triples for pixels in triple]
    items = [
        _item(pixels, text, text, mark=False, opens=False) for pixels, text in zip(pictures, captions, strict=True)
    ]
    data = {"items": items, "description": description, "columns": 6, "phoneColumns": 3}
    # Translators: a button: closes the enlarged picture
    _grid(key=key, data=data | {"close": _("Close")}, on_opened_change=lambda: None)


def _item(pixels: np.ndarray, caption: str, words: str, mark: bool, opens: bool) -> dict[str, object]:
    return {"source": data_address(pixels), "caption": caption, "words": words, "mark": mark, "opens": opens}


def data_address(pixels: np.ndarray, quality: int = 92) -> str:
    """Returns a picture as a JPEG in a data address; `quality` is 1 to 95."""
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=quality)
    return "data:image/jpeg;base64," + base64.b64encode(encoded.getvalue()).decode()
