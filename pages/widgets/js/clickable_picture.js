export default function ({ data, parentElement, setTriggerValue }) {
    const picture = parentElement.querySelector("img");
    picture.src = data.source;
    picture.alt = data.caption;
    parentElement.querySelector("span").textContent = data.caption;
    picture.onclick = (event) => {
        const box = picture.getBoundingClientRect();
        const place = (share) => Math.min(data.size - 1, Math.max(0, Math.floor(share * data.size)));
        setTriggerValue("clicked", [
            place((event.clientY - box.top) / box.height), place((event.clientX - box.left) / box.width),
        ]);
    };
}
