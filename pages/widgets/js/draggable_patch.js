export default function ({ data, parentElement, setTriggerValue }) {
    const box = parentElement.querySelector(".dogcat-break");
    const picture = box.querySelector("img");
    const frame = box.querySelector("button");
    picture.src = data.source;
    picture.alt = data.description;
    frame.setAttribute("aria-label", data.instruction);
    const state = (box.dogcat ??= { place: null, isBusy: false, isDragged: false });
    state.isBusy = false;
    frame.hidden = !data.size;
    frame.style.width = frame.style.height = 100 * data.size + "%";
    const put = ([right, down]) => { frame.style.left = 100 * right + "%"; frame.style.top = 100 * down + "%"; };
    if (!state.isDragged && !state.place) put([data.right, data.down]);
    const send = () => {  // one move at a time: the next is sent after the answer to the last
        if (state.isBusy || !state.place) return;
        state.isBusy = true;
        setTriggerValue("moved", state.place);
        state.place = null;
    };
    const move = (right, down) => {
        state.place = [right, down].map((share) => Math.min(1, Math.max(0, share)));
        put(state.place);
        send();
    };
    frame.onpointerdown = (event) => { state.isDragged = true; frame.setPointerCapture(event.pointerId); };
    frame.onpointermove = (event) => {
        if (!state.isDragged) return;
        const area = box.getBoundingClientRect();
        move((event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height);
    };
    frame.onpointerup = frame.onpointercancel = () => { state.isDragged = false; };
    frame.onkeydown = (event) => {
        const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
        if (x === undefined) return;
        event.preventDefault();
        move(parseFloat(frame.style.left) / 100 + 0.04 * x, parseFloat(frame.style.top) / 100 + 0.04 * y);
    };
    send();
}
