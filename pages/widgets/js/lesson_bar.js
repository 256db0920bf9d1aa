// The lesson's bar. Its parts are made once for each step; a change of the tasks that are done only sets their ticks.
const TICK = '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.5"/><path d="M4.8 8.3l2.2 2.2 4.2-4.6"/></svg>';

function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
}

function makeButton(className, text, onclick) {
    const button = make("button", className, text);
    button.type = "button";
    button.onclick = onclick;
    return button;
}

function scrollToPart(part) {
    const target = [...document.querySelectorAll(`[class*="st-key-${part}-"]`)].find((one) => one.offsetParent);
    target?.scrollIntoView({ behavior: "smooth", block: "start" });
    target?.querySelector("input, summary, button")?.focus({ preventScroll: true });
}

function makeDots(data, setTriggerValue) {
    const list = make("ol", "dots");
    for (const step of data.steps) {
        const item = make("li", "");
        const dot = makeButton(`dot ${step.state}`, "", () => setTriggerValue("opened", step.name));
        dot.title = step.label;
        dot.setAttribute("aria-label", step.label);
        dot.dataset.step = step.name;
        if (step.done) dot.classList.add("done");
        if (step.state === "current") dot.setAttribute("aria-current", "step");
        item.append(dot);
        list.append(item);
    }
    return list;
}

// A task in the line, or in full in the fold; one that the app cannot see is a check box.
function makeTask(task, words, isFull, tick) {
    const item = make("li", "task");
    item.dataset.task = task.name;
    const part = task.byHand ? makeButton("mark", undefined, () => tick(task.name)) : make("span", "mark");
    if (task.byHand) {
        part.setAttribute("role", "checkbox");
        part.title = words.hand;
    } else if (!isFull) part.title = task.text;
    part.innerHTML = TICK;
    part.append(make("span", "label", isFull ? task.text : task.label));
    if (!task.byHand) part.append(make("span", "state"));
    item.append(part);
    return item;
}

function showDone(bar, data) {
    // The task whose label a phone has room for: the next one, and the last one once all are done.
    const next = (data.tasks.find((task) => !data.done.includes(task.name)) ?? data.tasks.at(-1))?.name;
    for (const item of bar.querySelectorAll(".task")) {
        const isDone = data.done.includes(item.dataset.task);
        item.classList.toggle("done", isDone);
        item.classList.toggle("next", item.dataset.task === next);
        const state = item.querySelector(".state");
        if (state) state.textContent = ` (${isDone ? data.words.done : data.words.open})`;
        item.querySelector("[role=checkbox]")?.setAttribute("aria-checked", String(isDone));
    }
}

function makeFold(bar, words) {
    const fold = makeButton("fold", "", () => open(fold.getAttribute("aria-expanded") === "false"));
    const open = (isOpen) => {
        fold.setAttribute("aria-expanded", String(isOpen));
        bar.classList.toggle("opened", isOpen);
    };
    fold.title = words.fold;
    fold.setAttribute("aria-label", words.fold);
    fold.setAttribute("aria-expanded", "false");
    fold.setAttribute("aria-controls", "dogcat-lesson-tasks");
    return [fold, open];
}

function build(bar, data, setTriggerValue) {
    const tick = (name) => setTriggerValue("ticked", name);
    const [fold, open] = makeFold(bar, data.words);
    const line = make("ul", "tasks");
    line.append(...data.tasks.map((task) => makeTask(task, data.words, false, tick)));
    const jumps = () => ["question", "answer"].map((part) => makeButton(`jump to-${part}`, data.words[part], () => {
        open(false);
        scrollToPart(part);
    }));
    const links = make("div", "jumps");
    links.append(...jumps());
    const panel = make("div", "panel");
    panel.id = "dogcat-lesson-tasks";
    const list = make("ul", "full");
    list.append(...data.tasks.map((task) => makeTask(task, data.words, true, tick)));
    panel.append(make("p", "intro", data.intro), list, make("p", "said", data.said), make("div", "jumps"));
    panel.lastChild.append(...jumps());
    bar.replaceChildren(makeDots(data, setTriggerValue), make("span", "title", data.title), line, fold, links, panel);
    bar.setAttribute("aria-label", data.label);
    bar.onkeydown = (event) => {
        if (event.key !== "Escape" || !bar.classList.contains("opened")) return;
        open(false);
        fold.focus();
    };
    bar.onfocusout = (event) => {
        if (event.relatedTarget && !bar.contains(event.relatedTarget)) open(false);
    };
    open(false);
}

export default function ({ data, parentElement, setTriggerValue }) {
    const bar = parentElement.querySelector(".dogcat-lesson");
    const shape = JSON.stringify({ ...data, done: [] });
    if (bar.dataset.shape !== shape) {
        const held = bar.contains(document.activeElement) ? document.activeElement.dataset.step : undefined;
        build(bar, data, setTriggerValue);
        bar.dataset.shape = shape;
        bar.querySelector(`[data-step="${held}"]`)?.focus({ preventScroll: true });
    }
    showDone(bar, data);
    const targets = (here, count) => ({ ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: count - 1 });
    const stop = bar.querySelector(".dots").contains(document.activeElement) ? undefined : bar.querySelector("[aria-current]");
    roveTabindex(bar.querySelector(".dots"), ".dot", targets, { stop });
    // While a page is drawn, the tasks that it saw done come at its end, from the keeper of the progress.
    const hear = (event) => showDone(bar, { ...data, done: event.detail });
    const close = (event) => {
        if (!bar.contains(event.target) && bar.classList.contains("opened")) bar.querySelector(".fold").click();
    };
    document.addEventListener("dogcat-done", hear);
    document.addEventListener("pointerdown", close);
    return () => {
        document.removeEventListener("dogcat-done", hear);
        document.removeEventListener("pointerdown", close);
    };
}
