export default function ({ data, parentElement, setTriggerValue }) {
    const row = parentElement.querySelector(".dogcat-network");
    row.setAttribute("aria-label", data.description);
    while (row.children.length > data.blocks.length) row.lastChild.remove();
    while (row.children.length < data.blocks.length) {
        const button = document.createElement("button");
        button.type = "button";
        for (const part of ["drawing", "name", "shape"]) {
            const span = document.createElement("span");
            span.className = part;
            button.append(span);
        }
        row.append(button);
    }
    row.style.setProperty("--columns-of-two-rows", Math.ceil(data.blocks.length / 2));
    row.style.setProperty("--columns-of-phone", data.columns_of_phone);
    row.classList.toggle("many", data.blocks.length > 20);  // a row that is moved sideways
    const buttons = [...row.children];
    const marked = Math.max(0, data.blocks.findIndex((block) => block.chosen));
    data.blocks.forEach((block, number) => {
        const button = buttons[number];
        const [drawing, name, shape] = button.children;
        drawing.innerHTML = block.svg;
        name.textContent = block.name;
        shape.textContent = block.shape;
        button.className = block.learns ? "learns" : "";
        button.setAttribute("aria-pressed", String(block.chosen));
        button.onclick = () => setTriggerValue("opened", block.name);
    });
    const stop = row.contains(document.activeElement) ? undefined : buttons[marked];
    const targets = (here, count) => ({ ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: count - 1 });
    roveTabindex(row, "button", targets, { stop });
}
