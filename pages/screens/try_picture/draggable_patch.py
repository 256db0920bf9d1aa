"""A picture with a grey patch on it that is dragged by mouse, finger or arrow keys, and asks again at every move."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from dogcat.common.language import _
from pages.state.session import session
from pages.widgets.picture_grid import data_address

KEY = "patched"

_JAVASCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
    const box = parentElement.querySelector(".dogcat-break");
    const picture = box.querySelector("img");
    const frame = box.querySelector("button");
    picture.src = data.source;
    picture.alt = data.description;
    frame.setAttribute("aria-label", data.instruction);
    const state = (box.dogcat ??= { place: null, isBusy: false, isDragged: false });
    state.isBusy = false;
    frame.hidden = !data.size;
    frame.style.width = frame.style.height = 100 * data.size + "%";
    const put = ([right, down]) => { frame.style.left = 100 * right + "%"; frame.style.top = 100 * down + "%"; };
    if (!state.isDragged && !state.place) put([data.right, data.down]);
    const send = () => {  // one move at a time: the next one goes out when the answer to the last is here
        if (state.isBusy || !state.place) return;
        state.isBusy = true;
        setTriggerValue("moved", state.place);
        state.place = null;
    };
    const move = (right, down) => {
        state.place = [right, down].map((share) => Math.min(1, Math.max(0, share)));
        put(state.place);
        send();
    };
    frame.onpointerdown = (event) => { state.isDragged = true; frame.setPointerCapture(event.pointerId); };
    frame.onpointermove = (event) => {
        if (!state.isDragged) return;
        const area = box.getBoundingClientRect();
        move((event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height);
    };
    frame.onpointerup = frame.onpointercancel = () => { state.isDragged = false; };
    frame.onkeydown = (event) => {
        const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
        if (x === undefined) return;
        event.preventDefault();
        move(parseFloat(frame.style.left) / 100 + 0.04 * x, parseFloat(frame.style.top) / 100 + 0.04 * y);
    };
    send();
}
"""

_CSS = """
.dogcat-break { position: relative; max-width: 420px; overflow: hidden; border-radius: 6px; }
.dogcat-break img { width: 100%; aspect-ratio: 1; display: block; }
.dogcat-break button {
    position: absolute; transform: translate(-50%, -50%); padding: 0; box-sizing: border-box; background: transparent;
    border: 2px dashed #fff; outline: 2px dashed #000; border-radius: 3px; cursor: grab; touch-action: none;
}
.dogcat-break button[hidden] { display: none; }
.dogcat-break button:focus-visible { outline: 3px solid var(--st-primary-color); }
"""

_picture = st.components.v2.component(
    "dogcat_break",
    html='<div class="dogcat-break"><img><button type="button"></button></div>',
    css=_CSS,
    js=_JAVASCRIPT,
    isolate_styles=False,
)


def show_patched(
    pixels: np.ndarray, size: float, right: float, down: float, on_move: Callable[[float, float], None]
) -> None:
    """Shows the picture.

    Args:
        pixels: uint8 (S, S, 3), with all changes.
        size: side of the patch, share of the picture's; 0 for none.
        right: its centre, share of the width from the left.
        down: the same of the height from the top.
        on_move: called with the new `right` and `down` before the page is drawn again.
    """

    def keep() -> None:
        session().num_moves += 1
        moved = st.session_state[KEY].moved
        on_move(*(min(1.0, max(0.0, float(share))) for share in moved))

    data = {
        "source": data_address(pixels),
        "description": _("The changed picture"),
        "instruction": _("The patch: drag it, or press the arrow keys"),
        "size": size,
        "right": right,
        "down": down,
        "answered": session().num_moves,  # else a move that changes nothing would never be answered
    }
    _picture(key=KEY, data=data, on_moved_change=keep)
