"""A grid of pictures whose pixels are replaced in place, so that nothing flickers while a slider moves."""

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
    """Shows pictures of one size; the first is the original and is marked.

    Args:
        pictures: uint8 arrays (S, S, 3).
        captions: a few words for each.
        key: the same as long as the grid stays in place.
        description: what the grid shows, for a screen reader.
        columns: pictures in a row.
        opens: if a click on a variant opens it.

    Returns:
        The number of the picture that was just clicked; None without a click.
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
    """Returns a picture as a JPEG in a data address; `quality` is 1 to 95."""
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=quality)
    return "data:image/jpeg;base64," + base64.b64encode(encoded.getvalue()).decode()
