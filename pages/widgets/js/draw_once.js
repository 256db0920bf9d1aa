const DRAW_SECONDS = 2.5;

// Draws a chart's curves from left to right, once in a tab's life. Plotly cuts the curves at the edge of the plot with
// a rectangle; here it grows from nothing to its width. Who asked their system for less motion sees the whole chart.
function drawOnce(box, name) {
    const place = `dogcat-drawn-${name}`;
    if (box.dogcatIsDrawing || sessionStorage.getItem(place)) return;
    sessionStorage.setItem(place, "1");
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    box.dogcatIsDrawing = true;
    const began = performance.now();
    const step = (now) => {
        if (!box.isConnected) return;
        const share = Math.min(1, Math.max(0, now - began) / 1000 / DRAW_SECONDS);
        const width = box._fullLayout.xaxis._length;
        box.querySelectorAll("clipPath.plotclip rect").forEach((rect) => { rect.setAttribute("width", share * width); });
        box.querySelectorAll(".infolayer .annotation").forEach((note) => {
            note.style.opacity = Math.max(0, 5 * share - 4);  // labels belong to the ends of the curves
        });
        if (share < 1) requestAnimationFrame(step);
        else box.dogcatIsDrawing = false;
    };
    step(began);
}
