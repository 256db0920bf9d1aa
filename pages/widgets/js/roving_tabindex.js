// Roving tabindex: the Tab key stops once at a group of buttons, and other keys move the focus inside the group.
// A component calls this again after each change of its buttons.
//
// selector: finds the buttons in `group`, in their order.
// targetsOf: returns the index of the button that each key leads to, from the index of the focused one and their number.
// stop: the button at which the Tab key stops. Without it, the last stop stays, or the first button becomes the stop.
// onNoTarget: called with the key that leads to no button.
function roveTabindex(group, selector, targetsOf, { stop, onNoTarget } = {}) {
    const find = () => [...group.querySelectorAll(selector)];
    const stopAt = (buttons, one) => buttons.forEach((button) => { button.tabIndex = button === one ? 0 : -1; });
    const buttons = find();
    stopAt(buttons, stop ?? buttons.find((button) => button.getAttribute("tabindex") === "0") ?? buttons[0]);
    group.onkeydown = (event) => {
        const buttons = find();
        const here = buttons.indexOf(document.activeElement);
        const targets = targetsOf(here, buttons.length);
        if (here < 0 || !(event.key in targets)) return;
        event.preventDefault();
        const target = buttons[targets[event.key]];
        if (target) {
            stopAt(buttons, target);
            target.focus();
        } else onNoTarget?.(event.key);
    };
}

// The targets of the arrow keys in a CSS grid.
function targetsInGrid(grid, here) {
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    return { ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - columns, ArrowDown: here + columns };
}
