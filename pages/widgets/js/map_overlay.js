export default function ({ data, parentElement }) {
    const box = parentElement.querySelector(".dogcat-overlay");
    const slider = box.querySelector("input");
    const fade = () => box.style.setProperty("--opacity", slider.value / 100);
    slider.oninput = fade;
    box.querySelector("label span").textContent = data.label;
    const figures = data.items.map((item) => {
        const figure = document.createElement("figure");
        const frame = document.createElement("div");
        const [picture, map] = [item.picture, item.map].map((source) => {
            const image = document.createElement("img");
            image.src = source;
            return image;
        });
        picture.alt = data.seen;
        map.alt = item.words;
        map.className = "map";
        frame.append(picture, map);
        const caption = document.createElement("figcaption");
        caption.textContent = item.caption;
        figure.append(frame, caption);
        return figure;
    });
    box.querySelector(".figures").replaceChildren(...figures);
    fade();
}
