"""A grid of small pictures that is used by mouse, finger or keyboard.

Arrow keys walk through the grid and, past its ends, ask for another page; Enter opens a picture.
"""

import base64
from dataclasses import dataclass

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import size_words
from dogcat.pictures.metadata import FileFacts, read_facts
from dogcat.pictures.picture_set import CLASSES, Picture
from pages.state.resources import picture_thumbnail

_JAVASCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
    const grid = parentElement.querySelector(".dogcat-thumbnails");
    grid.setAttribute("aria-label", data.description);
    const buttons = data.items.map((item, number) => {
        const button = document.createElement("button");
        button.type = "button";
        button.tabIndex = number === 0 ? 0 : -1;  // one stop for the Tab key, arrows inside
        button.title = item.name;
        const frame = document.createElement(item.source ? "img" : "span");
        if (item.source) { frame.src = item.source; frame.alt = item.words; }
        else { frame.className = "broken"; frame.textContent = data.undecodable; }
        const caption = document.createElement("span");
        caption.className = "caption";
        for (const line of item.caption) {
            const part = document.createElement("span");
            part.textContent = line;
            caption.append(part);
        }
        button.append(frame, caption);
        button.onclick = () => setTriggerValue("opened", item.name);
        return button;
    });
    const walk = (from, to) => {
        if (to < 0 || to >= buttons.length) return false;
        buttons[from].tabIndex = -1;
        buttons[to].tabIndex = 0;
        buttons[to].focus();
        return true;
    };
    grid.onkeydown = (event) => {
        const here = buttons.indexOf(document.activeElement);
        if (here < 0) return;
        const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
        const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
        if (event.key in steps) {
            if (!walk(here, here + steps[event.key]) && Math.abs(steps[event.key]) === 1)
                setTriggerValue("turned", steps[event.key]);
        } else if (event.key === "Home") walk(here, 0);
        else if (event.key === "End") walk(here, buttons.length - 1);
        else return;
        event.preventDefault();
    };
    const hadFocus = grid.contains(document.activeElement);
    const same = grid.dataset.shown === JSON.stringify(data.items.map((item) => item.name));
    if (same) return;
    grid.dataset.shown = JSON.stringify(data.items.map((item) => item.name));
    grid.replaceChildren(...buttons);
    if (hadFocus && buttons.length) buttons[0].focus();
}
"""

_CSS = """
.dogcat-thumbnails { display: grid; grid-template-columns: repeat(auto-fill, minmax(104px, 1fr)); gap: 10px; }
.dogcat-thumbnails button {
    all: unset; cursor: pointer; border-radius: 6px; display: flex; flex-direction: column; min-width: 0;
    color: var(--st-text-color);
}
.dogcat-thumbnails button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
.dogcat-thumbnails button:hover img { filter: brightness(1.12); }
.dogcat-thumbnails img, .dogcat-thumbnails .broken {
    width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 6px; display: block;
}
.dogcat-thumbnails .broken {
    display: flex; align-items: center; justify-content: center; text-align: center; font-size: 12px;
    border: 1px dashed currentColor; box-sizing: border-box; padding: 4px;
}
.dogcat-thumbnails .caption { font-size: 11px; line-height: 1.35; margin-top: 4px; opacity: 0.85; }
.dogcat-thumbnails .caption span {
    display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
}
"""

_grid = st.components.v2.component(
    "dogcat_thumbnails",
    html='<div class="dogcat-thumbnails" role="group"></div>',
    css=_CSS,
    js=_JAVASCRIPT,
    isolate_styles=False,  # in a shadow root the document would not tell which picture has the focus
)


@dataclass(frozen=True)
class Asked:
    """What the visitor just did: opened the picture of this name, or turned by so many pages."""

    opened: str | None
    turned: int


def show_thumbnails(pictures: list[Picture], key: str, description: str, captions: list[str] | None = None) -> Asked:
    """Shows pictures with file name, and below it a caption each or original size and bytes.

    Args:
        pictures: what to show, at most some sixty.
        key: of the component.
        description: what the grid shows, for a screen reader.
        captions: a line for each picture.
    """
    if captions is None:
        captions = [size_and_bytes(facts) for facts in read_facts(pictures)]
    items = [_item(*both) for both in zip(pictures, captions, strict=True)]
    result = _grid(
        key=key,
        data={"items": items, "description": description, "undecodable": _("cannot be decoded")},
        on_opened_change=lambda: None,
        on_turned_change=lambda: None,
    )
    return Asked(result.opened, result.turned or 0)


def picture_words(picture: Picture) -> str:
    """What a picture shows, for a screen reader."""
    return _("A {animal}: {file}").format(animal=_(CLASSES[picture.label]), file=picture.path.name)


def size_and_bytes(facts: FileFacts) -> str:
    """Width and height as the picture is seen, and the size of its file."""
    width, height = facts.upright_size
    return f"{width} × {height}, {size_words(facts.num_bytes)}"


def _item(picture: Picture, caption: str) -> dict[str, object]:
    small = picture_thumbnail(picture.path, picture.path.stat().st_mtime)
    return {
        "name": picture.name,
        "source": small and "data:image/jpeg;base64," + base64.b64encode(small).decode(),
        "words": picture_words(picture),
        "caption": [picture.path.name, caption],
    }
