"""Numbers on coloured cells, as HTML tables: pixels, weights, products."""

import numpy as np

from dogcat.explain.convolution_by_hand import Convolution

_LARGEST, _OTHERS = (255, 224, 130), (235, 235, 235)  # colours of the cells of a pooling window
_ABOVE, _BELOW = (230, 159, 0), (86, 180, 233)  # orange and blue, which colour-blind people can distinguish


def colour_tables(by_hand: Convolution, channel: int) -> tuple[str, str, str]:
    """Return three tables for one colour channel: the pixels on cells of that colour, the weights, and the products.

    Args:
        by_hand: one output value of the first layer.
        channel: 0 for red, 1 for green, 2 for blue.
    """
    patch, weights, products = (part[..., channel] for part in (by_hand.patch, by_hand.weights, by_hand.products))
    colours = np.zeros((*patch.shape, 3))
    colours[..., channel] = by_hand.pixels[..., channel]
    strongest, largest = float(np.abs(by_hand.weights).max()), float(np.abs(by_hand.products).max())
    return (
        number_table(patch, colours),
        number_table(weights, diverging(weights, strongest)),
        number_table(products, diverging(products, largest)),
    )


def window_table(window: np.ndarray) -> str:
    """Return a table of a pooling window with the largest value marked.

    Args:
        window: float (h, w).
    """
    largest = (window == window.max())[..., None]
    return number_table(window, np.where(largest, _LARGEST, _OTHERS), digits=6)


def diverging(values: np.ndarray, strongest: float) -> np.ndarray:
    """Return colours for numbers: white for 0, orange above 0 and blue below 0.

    Args:
        values: float (h, w).
        strongest: absolute value with the full colour.

    Returns:
        float (h, w, 3), 0 to 255.
    """
    share = (np.abs(values) / (strongest or 1.0))[..., None]
    full = np.where(values[..., None] > 0, _ABOVE, _BELOW)
    shades: np.ndarray = 255 * (1 - share) + full * share
    return shades


def ink_on(red: int, green: int, blue: int) -> str:
    """Return black or white, whichever has more contrast to a colour of 0 to 255, by relative luminance (WCAG 2.2)."""
    shares = (level / 255 for level in (red, green, blue))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#fff"


def patch_table(patch: np.ndarray, numbers: np.ndarray, digits: int) -> str:
    """Return an HTML table of a patch of pixels: a number on each pixel's colour.

    Args:
        patch: uint8 (h, w, 3).
        numbers: (h, w).
        digits: number of decimal places.
    """
    style = (
        "border-collapse:collapse;text-align:center;font-size:0.8125rem;font-variant-numeric:tabular-nums;width:100%"
    )
    cell = "<style>.dogcat-patch td { padding: 5px 2px; max-width: 60px; }</style>"
    return cell + number_table(numbers, patch, digits, f' class="dogcat-patch" style="{style};max-width:520px"')


def number_table(numbers: np.ndarray, colours: np.ndarray, digits: int = 3, attributes: str = "") -> str:
    """Return an HTML table of numbers on cells of the given colours, each in black or white.

    Args:
        numbers: (h, w).
        colours: (h, w, 3), 0 to 255.
        digits: number of decimal places.
        attributes: attributes of the table element, with a leading space.
    """
    rows = []
    for some, shades in zip(numbers.tolist(), colours.astype(int).tolist(), strict=True):
        cells = []
        for number, (red, green, blue) in zip(some, shades, strict=True):
            ink = ink_on(red, green, blue)
            cells.append(f'<td style="background:rgb({red},{green},{blue});color:{ink}">{number:.{digits}f}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table{attributes}>{''.join(rows)}</table>"
