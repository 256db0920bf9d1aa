"""A grid of pictures that change in place: moving a slider swaps their pixels and nothing flickers or jumps."""

import base64
import io

import numpy as np
from PIL import Image

from dogcat.common.language import _
from pages.widgets.component import component

_grid = component(
    "dogcat_variants",
    html='<div class="dogcat-variants" role="group"></div>',
    js=("roving_tabindex.js", "picture_grid.js"),
    css=("picture_grid.css",),
)


def show_variants(
    pictures: list[np.ndarray], captions: list[str], key: str, description: str, columns: int = 3, opens: bool = True
) -> int | None:
    """Shows pictures of one size; the first is the original and stands out.

    Args:
        pictures: uint8 arrays (S, S, 3).
        captions: a few words for each.
        key: the same for as long as the grid shall stay in place.
        description: what the grid shows, for a screen reader.
        columns: pictures in a row.
        opens: whether a click on a variant means something.

    Returns:
        The number of the picture that was just clicked.
    """
    items = [
        {
            "source": data_address(pixels),
            "caption": caption,
            "words": _("{caption} of the picture").format(caption=caption),
            "mark": number == 0,
            "opens": opens and number > 0,
        }
        for number, (pixels, caption) in enumerate(zip(pictures, captions, strict=True))
    ]
    data = {"items": items, "description": description, "columns": columns}
    opened: int | None = _grid(key=key, data=data, on_opened_change=lambda: None).opened
    return opened


def data_address(pixels: np.ndarray, quality: int = 92) -> str:
    """A picture as an address that holds all of it."""
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=quality)
    return "data:image/jpeg;base64," + base64.b64encode(encoded.getvalue()).decode()
