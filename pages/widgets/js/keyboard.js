const ANSWERS = ":is([class*=st-key-predict-], [class*=st-key-check-], [class*=st-key-quiz-]) input[type=radio]";
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function walk(event) {
    const step = STEPS[event.key];
    if (!step || !event.target.matches?.(ANSWERS)) return;
    const answers = [...event.target.closest("[role=radiogroup]").querySelectorAll("input")];
    answers[(answers.indexOf(event.target) + step + answers.length) % answers.length].focus();
    event.preventDefault();
    event.stopPropagation();
}

export default function () {
    let last = null;  // the last focused element, until the visitor moves the focus
    const keep = ({ target }) => {
        const widget = target.closest(".stElementContainer[class*=st-key-]");
        const key = [...(widget?.classList ?? [])].find((name) => name.startsWith("st-key-"));
        const place = widget ? [...widget.querySelectorAll(target.tagName)].indexOf(target) : 0;
        last = { target, place, like: key && `.${CSS.escape(key)} ${target.tagName}` };
    };
    const forget = (event) => {
        const goes = event.type === "pointerdown" || event.key === "Tab";
        if (goes || document.activeElement === document.body) last = null;
    };
    const giveBack = () => {
        if (!last || document.activeElement !== document.body) return;
        const { target, place, like } = last;
        const again = target.isConnected ? target : like && document.querySelectorAll(like)[place];
        if (again?.tabIndex >= 0 && !again.disabled) again.focus({ preventScroll: true });
    };
    const changes = new MutationObserver(giveBack);
    changes.observe(document.body, { childList: true, subtree: true, attributeFilter: ["tabindex", "disabled"] });
    document.addEventListener("keydown", walk, true);
    document.addEventListener("keydown", forget, true);
    document.addEventListener("pointerdown", forget, true);
    document.addEventListener("focusin", keep);
    return () => {
        changes.disconnect();
        document.removeEventListener("keydown", walk, true);
        document.removeEventListener("keydown", forget, true);
        document.removeEventListener("pointerdown", forget, true);
        document.removeEventListener("focusin", keep);
    };
}
