const STAR = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2.6l2.9 6 6.6.9-4.8 4.6 1.2 6.5L12 17.5l-5.9 3.1'
    + ' 1.2-6.5L2.5 9.5l6.6-.9z"/></svg>';

// A cell has the picture's button and, where pictures can be marked, a star over its corner.
function makeCell() {
    const cell = document.createElement("div");
    cell.className = "cell";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "picture";
    const caption = document.createElement("span");
    caption.className = "caption";
    button.append(document.createElement("span"), caption);
    cell.append(button);
    return cell;
}

function showFrame(button, item, data) {
    let frame = button.firstElementChild;
    if ((frame.tagName === "IMG") !== Boolean(item.source)) {
        frame = document.createElement(item.source ? "img" : "span");
        button.firstElementChild.replaceWith(frame);
    }
    if (item.source) {
        if (frame.src !== item.source) frame.src = item.source;
        frame.alt = item.words;
    } else {
        frame.className = "broken";
        frame.textContent = data.undecodable;
    }
}

function showCaption(caption, lines) {
    if (caption.dataset.lines === JSON.stringify(lines)) return;
    caption.dataset.lines = JSON.stringify(lines);
    caption.replaceChildren(...lines.map((line) => {
        const part = document.createElement("span");
        part.textContent = line;
        return part;
    }));
}

function showStar(cell, item, words, setTriggerValue) {
    let star = cell.querySelector(".star");
    if (!words) {
        star?.remove();
        return;
    }
    if (!star) {
        star = document.createElement("button");
        star.type = "button";
        star.className = "star";
        star.tabIndex = -1;  // the key M does the same
        star.innerHTML = STAR;
        cell.append(star);
    }
    star.title = words;
    star.setAttribute("aria-label", `${words}: ${item.words}`);
    star.setAttribute("aria-pressed", String(item.marked));
    star.onclick = () => {
        star.setAttribute("aria-pressed", String(star.getAttribute("aria-pressed") !== "true"));  // before the answer
        setTriggerValue("marked", item.name);
    };
    cell.onkeydown = (event) => {
        if (event.code === "KeyM" && !event.ctrlKey && !event.metaKey && !event.altKey) star.onclick();
    };
}

export default function ({ data, parentElement, setTriggerValue }) {
    const grid = parentElement.querySelector(".dogcat-thumbnails");
    grid.setAttribute("aria-label", data.description);
    grid.classList.toggle("small", Boolean(data.slots));
    const focused = grid.contains(document.activeElement) ? document.activeElement : null;
    const kept = new Map([...grid.querySelectorAll(".cell")].map((cell) => [cell.dataset.name, cell]));
    const cells = data.items.map((item) => {  // a picture that stays keeps its cell, so that nothing flickers
        const cell = kept.get(item.name) ?? makeCell();
        kept.delete(item.name);
        const button = cell.querySelector(".picture");
        cell.dataset.name = item.name;
        button.title = item.title;
        button.onclick = () => setTriggerValue("opened", item.name);
        button.classList.toggle("chosen", item.name === data.chosen);
        if (data.chosen) button.setAttribute("aria-pressed", String(item.name === data.chosen));
        showFrame(button, item, data);
        showCaption(button.querySelector(".caption"), item.caption);
        showStar(cell, item, data.mark, setTriggerValue);
        return cell;
    });
    for (let slot = cells.length; slot < data.slots; slot += 1) {
        const empty = document.createElement("span");
        empty.className = "slot";
        cells.push(empty);
    }
    const shown = [...grid.children];
    const same = shown.length === cells.length && cells.every((cell, place) => cell === shown[place]);
    if (!same) {
        for (const one of shown) if (!cells.includes(one)) one.remove();
        cells.forEach((cell, place) => {
            if (grid.children[place] !== cell) grid.insertBefore(cell, grid.children[place] ?? null);
        });
    }
    const targets = (here, count) => ({ ...targetsInGrid(grid, here), Home: 0, End: count - 1 });
    const turns = { ArrowLeft: -1, ArrowRight: 1 };
    const turn = (key) => { if (key in turns) setTriggerValue("turned", turns[key]); };
    roveTabindex(grid, "button.picture", targets, { onNoTarget: turn });
    // A cell that moves loses the focus, too.
    if (focused && !focused.isConnected) grid.querySelector("button.picture")?.focus();
    else if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
}
