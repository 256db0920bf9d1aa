const SVG = "http://www.w3.org/2000/svg";

function element(name, className, parent) {
    const made = document.createElement(name);
    made.className = className;
    parent.appendChild(made);
    return made;
}

function drawnIn(parent, name, attributes) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    parent.appendChild(made);
    return made;
}

function makeTile(root) {
    const tile = element("figure", "dogcat-watched-tile", root);
    tile.setAttribute("role", "img");
    tile.picture = element("img", "", tile);
    tile.picture.alt = "";
    tile.caption = element("figcaption", "", tile);
    const curve = element("div", "dogcat-watched-curve", tile);
    curve.ariaHidden = "true";
    tile.dog = element("span", "dogcat-watched-dog", curve);
    tile.cat = element("span", "dogcat-watched-cat", curve);
    const plane = element("div", "dogcat-watched-plane", curve);
    const svg = drawnIn(plane, "svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none" });
    tile.right = drawnIn(svg, "rect", { x: 0, width: 100, height: 50, class: "right-side" });
    drawnIn(svg, "line", { x1: 0, x2: 100, y1: 50, y2: 50, class: "half" });
    tile.line = drawnIn(svg, "path", { class: "line" });
    tile.now = element("span", "dogcat-watched-now", plane);
    return tile;
}

function fill(tile, item, data) {
    if (tile.picture.getAttribute("src") !== item.source) tile.picture.src = item.source;
    tile.setAttribute("aria-label", item.words);
    tile.dataset.verdict = item.verdict;
    tile.caption.textContent = item.caption;
    [tile.dog.textContent, tile.cat.textContent] = [data.dog, data.cat];
    tile.right.setAttribute("visibility", item.label === null ? "hidden" : "visible");
    tile.right.setAttribute("y", item.label === 0 ? 50 : 0);
    const x = (epoch) => 100 * epoch / (data.last || 1), y = (share) => 100 * (1 - share);
    let isOpen = false, path = "";  // a value that is no number interrupts the line
    for (const [epoch, share] of item.points) {
        if (share !== null) path += `${isOpen ? "L" : "M"}${x(epoch).toFixed(2)},${y(share).toFixed(2)}`;
        isOpen = share !== null;
    }
    tile.line.setAttribute("d", path);
    const now = item.points.at(-1);
    tile.now.hidden = !now || now[1] === null;
    if (!tile.now.hidden) {
        tile.now.style.left = x(now[0]) + "%";
        tile.now.style.top = y(now[1]) + "%";
    }
}

export default function ({ data, parentElement }) {
    const root = parentElement.querySelector(".dogcat-watched");
    root.setAttribute("aria-label", data.description);
    const columns = data.items.length > 4 ? 3 : 2;
    root.dataset.columns = columns;
    root.style.setProperty("--dogcat-columns", columns);
    root.style.setProperty("--dogcat-rows", Math.ceil(data.items.length / columns));
    while (root.children.length > data.items.length) root.lastElementChild.remove();
    while (root.children.length < data.items.length) makeTile(root);
    data.items.forEach((item, number) => fill(root.children[number], item, data));
}
