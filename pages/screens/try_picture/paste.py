"""Takes a picture from the clipboard: Ctrl+V anywhere on the page, or a button where the browser allows it."""

import base64
import binascii

import streamlit as st

from dogcat.common.language import _

MAX_PASTED_BYTES = 10 * 2**20

_JAVASCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
    const button = parentElement.querySelector("button");
    const words = parentElement.querySelector("span");
    button.textContent = data.button;
    parentElement.querySelector(".keys").textContent = data.keys;
    const say = (text) => { words.textContent = text; };
    const send = (file) => {
        if (file.size > data.maxBytes) return say(data.tooLarge);
        const reader = new FileReader();
        reader.onload = () => { say(""); setTriggerValue("pasted", reader.result); };
        reader.onerror = () => say(data.unreadable);
        reader.readAsDataURL(file);
    };
    const onPaste = (event) => {
        const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith("image/"));
        if (file) { event.preventDefault(); send(file); }
        else if (!/^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "")) say(data.none);
    };
    document.addEventListener("paste", onPaste);
    button.hidden = !navigator.clipboard?.read;  // browsers offer it over HTTPS only
    button.onclick = async () => {
        try {
            for (const item of await navigator.clipboard.read()) {
                const kind = item.types.find((one) => one.startsWith("image/"));
                if (kind) { send(await item.getType(kind)); return; }
            }
            say(data.none);
        } catch { say(data.forbidden); }
    };
    return () => document.removeEventListener("paste", onPaste);
}
"""

_CSS = """
.dogcat-paste { display: flex; gap: 12px; align-items: center; flex-wrap: wrap; font-size: 14px;
    color: var(--st-text-color); }
.dogcat-paste button {
    font: inherit; color: inherit; background: transparent; cursor: pointer; padding: 6px 12px;
    border: 1px solid var(--st-border-color); border-radius: 8px;
}
.dogcat-paste button:focus-visible { outline: 3px solid var(--st-primary-color); }
.dogcat-paste span { color: var(--st-orange-text-color, var(--st-text-color)); }
"""

_paste = st.components.v2.component(
    "dogcat_paste",
    html='<div class="dogcat-paste"><button type="button"></button>'
    '<div class="keys"></div><span role="status"></span></div>',
    css=_CSS,
    js=_JAVASCRIPT,
    isolate_styles=False,
)


def show_paste() -> tuple[str, bytes] | None:
    """Shows the button.

    Returns:
        Name and bytes of what was pasted just now.
    """
    data = {
        "maxBytes": MAX_PASTED_BYTES,
        "button": _("Paste a picture"),
        "keys": _("or press Ctrl+V, on a Mac ⌘V"),
        "tooLarge": _("That picture has more than {megabytes} MB. Save it as a file and drop it.").format(
            megabytes=MAX_PASTED_BYTES // 2**20
        ),
        "unreadable": _("The browser could not read it. Save it as a file and drop it."),
        "none": _("There is no picture in the clipboard. Copy one first."),
        "forbidden": _("The browser did not allow it. Press Ctrl+V, on a Mac ⌘V, instead."),
    }
    pasted = _paste(key="paste", data=data, on_pasted_change=lambda: None).pasted
    if not isinstance(pasted, str) or len(pasted) > 1.4 * MAX_PASTED_BYTES:
        return None
    try:
        return "pasted", base64.b64decode(pasted.partition(",")[2], validate=True)
    except binascii.Error:
        return None
