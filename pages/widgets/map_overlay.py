"""A picture twice with a map laid over each; one slider, which never asks the server, fades both maps."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dogcat.common.language import _
from dogcat.explain.heat_map import heat_map
from pages.widgets.component import component
from pages.widgets.picture_grid import data_address

_overlay = component(
    "dogcat_overlay",
    html='<div class="dogcat-overlay"><div class="figures"></div>'
    '<label><span></span><input type="range" min="0" max="100" value="70"></label></div>',
    js=("map_overlay.js",),
    css=("map_overlay.css",),
)


@dataclass(frozen=True)
class Overlay:
    """A picture and what is laid over it.

    Attributes:
        pixels: uint8 (S, S, 3).
        values: float (S, S), above 0 for what speaks for the class and below for what speaks against it.
        caption: below it.
        words: what the map shows, for a screen reader.
    """

    pixels: np.ndarray
    values: np.ndarray
    caption: str
    words: str


def show_overlays(overlays: Sequence[Overlay], key: str, label: str) -> None:
    """Shows them.

    Args:
        overlays: at most two.
        key: of the component.
        label: of the slider.
    """
    items = [
        {
            "picture": data_address(overlay.pixels),
            "map": map_address(overlay.values),
            "caption": overlay.caption,
            "words": overlay.words,
        }
        for overlay in overlays
    ]
    _overlay(key=key, data={"items": items, "label": label, "seen": _("What the network sees")})


def map_address(values: np.ndarray) -> str:
    """The colours of a map as a PNG in a data address."""
    encoded = io.BytesIO()
    Image.fromarray(heat_map(values), "RGBA").save(encoded, "PNG")
    return "data:image/png;base64," + base64.b64encode(encoded.getvalue()).decode()
