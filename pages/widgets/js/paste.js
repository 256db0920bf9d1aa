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
