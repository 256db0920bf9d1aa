export default function ({ parentElement, setTriggerValue }) {
    const mark = parentElement.querySelector("span").dataset;
    const moves = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
    const takes = "input, textarea, select, canvas, [role=slider], [role=tab], [role=radio], [role=combobox], "
        + "[role=grid], [role=group] button";
    const listen = (event) => {
        const move = moves[event.key];
        if (!move || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
        if (event.target.closest?.(takes)) return;  // these elements use the arrow keys themselves
        setTriggerValue("moved", move);
    };
    document.addEventListener("keydown", listen);
    mark.listens = "";
    return () => {
        document.removeEventListener("keydown", listen);
        delete mark.listens;
    };
}
