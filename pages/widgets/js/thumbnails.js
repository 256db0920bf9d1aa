export default function ({ data, parentElement, setTriggerValue }) {
    const grid = parentElement.querySelector(".dogcat-thumbnails");
    grid.setAttribute("aria-label", data.description);
    const buttons = data.items.map((item) => {
        const button = document.createElement("button");
        button.type = "button";
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
    const hadFocus = grid.contains(document.activeElement);
    const same = grid.dataset.shown === JSON.stringify(data.items.map((item) => item.name));
    if (same) return;
    grid.dataset.shown = JSON.stringify(data.items.map((item) => item.name));
    grid.replaceChildren(...buttons);
    const targets = (here, count) => ({ ...targetsInGrid(grid, here), Home: 0, End: count - 1 });
    const turns = { ArrowLeft: -1, ArrowRight: 1 };
    const turn = (key) => { if (key in turns) setTriggerValue("turned", turns[key]); };
    roveTabindex(grid, "button", targets, { onNoTarget: turn });
    if (hadFocus && buttons.length) buttons[0].focus();
}
