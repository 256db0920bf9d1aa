"""A patch of pixels: where it is in the picture, and its pixels as numbers on their own colours."""

import numpy as np

from dogcat.charts.number_tables import ink_on

PATCH_SIZE = 8


def marked(pixels: np.ndarray, top: int, left: int) -> np.ndarray:
    """The picture at twice its size, with a frame around the patch."""
    large = pixels.repeat(2, axis=0).repeat(2, axis=1)
    bottom, right = 2 * (top + PATCH_SIZE), 2 * (left + PATCH_SIZE)
    for width, colour in ((3, 0), (2, 255)):  # white within black is seen on any picture
        high, low = max(0, 2 * top - width), bottom + width
        first, last = max(0, 2 * left - width), right + width
        inside = large[2 * top : bottom, 2 * left : right].copy()
        large[high:low, first:last] = colour
        large[2 * top : bottom, 2 * left : right] = inside
    return large


def patch_table(patch: np.ndarray, words: list[list[str]]) -> str:
    """An HTML table of cells in the patch's colours with the words on them."""
    rows = []
    for colours, texts in zip(patch.tolist(), words, strict=True):
        cells = []
        for (red, green, blue), text in zip(colours, texts, strict=True):
            ink = ink_on(red, green, blue)
            cells.append(f'<td style="background:rgb({red},{green},{blue});color:{ink}">{text}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    style = "border-collapse:collapse;text-align:center;font-size:13px;font-variant-numeric:tabular-nums;width:100%"
    cell = "<style>.dogcat-patch td { padding: 5px 2px; max-width: 60px; }</style>"
    return f'{cell}<table class="dogcat-patch" style="{style};max-width:520px">{"".join(rows)}</table>'
