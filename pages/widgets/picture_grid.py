"""A grid of pictures that change in place: moving a slider swaps their pixels and nothing flickers or jumps."""

import base64
import io

import numpy as np
import streamlit as st
from PIL import Image

from dogcat.common.language import _

_JAVASCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
    const grid = parentElement.querySelector(".dogcat-variants");
    grid.setAttribute("aria-label", data.description);
    grid.style.setProperty("--columns", data.columns);
    while (grid.children.length > data.items.length) grid.lastChild.remove();
    while (grid.children.length < data.items.length) {
        const button = document.createElement("button");
        button.type = "button";
        button.append(document.createElement("img"), document.createElement("span"));
        grid.append(button);
    }
    data.items.forEach((item, number) => {
        const button = grid.children[number];
        button.className = item.mark ? "marked" : "";
        button.disabled = !item.opens;
        button.onclick = () => setTriggerValue("opened", number);
        const [picture, caption] = button.children;
        picture.src = item.source;
        picture.alt = item.words;
        caption.textContent = item.caption;
    });
    const buttons = [...grid.querySelectorAll("button:enabled")];  // one stop for the Tab key, arrows inside
    const stop = buttons.find((button) => button.tabIndex === 0 && button.dataset.walked) ?? buttons[0];
    const walk = (to) => buttons.forEach((button) => {
        button.tabIndex = button === to ? 0 : -1;
        button.dataset.walked = "yes";
    });
    if (stop) walk(stop);
    grid.onkeydown = (event) => {
        const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
        const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
        const next = step && buttons[buttons.indexOf(document.activeElement) + step];
        if (!step) return;
        event.preventDefault();
        if (next) { walk(next); next.focus(); }
    };
}
"""

_CSS = """
.dogcat-variants { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: 8px; }
.dogcat-variants button {
    all: unset; cursor: pointer; min-width: 0; text-align: center; color: var(--st-text-color); border-radius: 6px;
}
.dogcat-variants button:disabled { cursor: default; }
.dogcat-variants button:focus-visible { outline: 3px solid var(--st-primary-color); }
.dogcat-variants img { width: 100%; aspect-ratio: 1; border-radius: 6px; display: block; box-sizing: border-box; }
.dogcat-variants .marked img { border: 3px solid var(--st-primary-color); }
.dogcat-variants span { font-size: 12px; }
@media (max-width: 640px) {  /* a phone has room for sliders below only when these are small */
    .dogcat-variants { grid-template-columns: repeat(min(6, max(5, var(--columns))), minmax(0, 1fr)); gap: 4px; }
    .dogcat-variants span { font-size: 10px; }
}
"""

_grid = st.components.v2.component(
    "dogcat_variants",
    html='<div class="dogcat-variants" role="group"></div>',
    css=_CSS,
    js=_JAVASCRIPT,
    isolate_styles=False,
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
