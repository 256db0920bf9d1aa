"""A picture twice with a map laid over each; one slider, which never asks the server, fades both maps."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from dogcat.common.language import _
from pages.widgets.picture_grid import data_address

OPACITY = 0.9  # where a map is strongest

_JAVASCRIPT = """
export default function ({ data, parentElement }) {
    const box = parentElement.querySelector(".dogcat-overlay");
    const slider = box.querySelector("input");
    const fade = () => box.style.setProperty("--opacity", slider.value / 100);
    slider.oninput = fade;
    box.querySelector("label span").textContent = data.label;
    const figures = data.items.map((item) => {
        const figure = document.createElement("figure");
        const frame = document.createElement("div");
        const [picture, map] = [item.picture, item.map].map((source) => {
            const image = document.createElement("img");
            image.src = source;
            return image;
        });
        picture.alt = data.seen;
        map.alt = item.words;
        map.className = "map";
        frame.append(picture, map);
        const caption = document.createElement("figcaption");
        caption.textContent = item.caption;
        figure.append(frame, caption);
        return figure;
    });
    box.querySelector(".figures").replaceChildren(...figures);
    fade();
}
"""

_CSS = """
.dogcat-overlay { color: var(--st-text-color); font-size: 14px; }
.dogcat-overlay .figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 2rem; }
@media (max-width: 640px) { .dogcat-overlay .figures { gap: 0.75rem; } }
.dogcat-overlay figure { margin: 0; }
.dogcat-overlay figure div { position: relative; max-width: 300px; }
.dogcat-overlay img { width: 100%; aspect-ratio: 1; display: block; border-radius: 6px; }
.dogcat-overlay .map { position: absolute; inset: 0; opacity: var(--opacity); }
.dogcat-overlay figcaption { font-size: 13px; opacity: 0.85; margin-top: 4px; }
.dogcat-overlay label { display: flex; gap: 12px; align-items: center; margin-top: 8px; flex-wrap: wrap; }
.dogcat-overlay input { accent-color: var(--st-primary-color); width: 200px; }
"""

_overlay = st.components.v2.component(
    "dogcat_overlay",
    html='<div class="dogcat-overlay"><div class="figures"></div>'
    '<label><span></span><input type="range" min="0" max="100" value="70"></label></div>',
    css=_CSS,
    js=_JAVASCRIPT,
    isolate_styles=False,
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
    """A map as a picture that is transparent where the values are 0, in an address that holds all of it."""
    strength = np.abs(values) / (float(np.abs(values).max()) or 1.0)
    full, none, bright = np.ones_like(strength), np.zeros_like(strength), 0.9 * strength
    glow = np.dstack([full, bright, none])  # red to yellow, which is seen on dark fur and on light
    shade = np.dstack([none, bright, full])
    colours = np.where(values[..., None] > 0, glow, shade)
    levels = np.round(255 * np.dstack([colours, OPACITY * strength**0.7])).astype(np.uint8)
    encoded = io.BytesIO()
    Image.fromarray(levels, "RGBA").save(encoded, "PNG")
    return "data:image/png;base64," + base64.b64encode(encoded.getvalue()).decode()
