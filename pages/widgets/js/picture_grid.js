// Says once that the first row of the grid has been on the screen.
function tellWhenSeen(grid, setTriggerValue) {
    const observer = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        setTriggerValue("seen", true);
    }, { threshold: 0.5 });
    observer.observe(grid.firstElementChild);
    return () => observer.disconnect();
}

export default function ({ data, parentElement, setTriggerValue }) {
    const grid = parentElement.querySelector(".dogcat-variants");
    grid.setAttribute("aria-label", data.description);
    grid.style.setProperty("--columns", data.columns);
    grid.style.setProperty("--phone-columns", data.phoneColumns ?? Math.min(6, Math.max(5, data.columns)));
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
        button.onclick = () => (item.opens ? setTriggerValue("opened", number) : enlarge(item, data.close));
        if ("pressed" in item) button.setAttribute("aria-pressed", item.pressed);
        else button.removeAttribute("aria-pressed");
        const [picture, caption] = button.children;
        picture.src = item.source;
        picture.alt = item.words;
        caption.textContent = item.caption;
    });
    roveTabindex(grid, "button", (here) => targetsInGrid(grid, here));
    return data.tells ? tellWhenSeen(grid, setTriggerValue) : undefined;
}
