function loadPlotly(address, words) {
    if (window.Plotly) return Promise.resolve(window.Plotly);
    if (!window.dogcatPlotly) {
        window.dogcatPlotly = new Promise((resolve, reject) => {
            const script = document.createElement("script");
            script.src = address;
            script.onload = () => resolve(window.Plotly);
            script.onerror = () => { window.dogcatPlotly = null; reject(new Error(words.unloadable)); };
            document.head.appendChild(script);
        });
    }
    return window.dogcatPlotly;
}

// Plotly's own button saves a transparent background, on which the pale text of the dark theme is unreadable.
// The buttons are created once per chart: given other buttons, Plotly.react rebuilds the chart and loses its zoom.
function keepButtons(plotly, box, words) {
    const keep = (format) => plotly.downloadImage(
        { data: box.data, layout: { ...box.layout, paper_bgcolor: box.dogcatBackground } },
        { format, filename: box.layout.uirevision, width: box.clientWidth, height: box.clientHeight,
          scale: format === "png" ? 2 : 1 },
    );
    if (box.dogcatLanguage !== words.language) {
        box.dogcatLanguage = words.language;
        box.dogcatButtons = [
            { name: "keepPng", title: words.png, icon: plotly.Icons.camera, click: () => keep("png") },
            { name: "keepSvg", title: words.svg, icon: plotly.Icons.disk, click: () => keep("svg") },
        ];
    }
    return box.dogcatButtons;
}

// On a phone the buttons would lie on the curves all the time, and a finger that scrolls the page would zoom a chart.
const isTouched = () => matchMedia("(max-width: 640px), (hover: none)").matches;

// Where a chart has no toolbar, the buttons to keep it stand below its table.
function showKeeping(place, buttons, isShown) {
    place.hidden = !isShown || !buttons.length;
    if (place.hidden || place.childElementCount) return;
    for (const { title, click } of buttons) {
        const button = document.createElement("button");
        button.textContent = title;
        button.onclick = click;
        place.append(button);
    }
}

function showTable(box, details, description, words) {
    const [summary, text, region, keeping] = details.children;
    showKeeping(keeping, box.dogcatKept, isTouched());
    summary.textContent = words.table;
    text.textContent = description;
    region.setAttribute("aria-label", words.table);
    details.hidden = false;
    details.ontoggle = () => { if (details.open) fillTable(box, region, words); };
    details.ontoggle();
}

// A page has up to ten charts, so the buttons of each are a single stop of the Tab key.
function makeOneStop(box) {
    box.querySelector(".modebar")?.setAttribute("role", "toolbar");
    const targets = (here, count) => ({ ArrowLeft: (here - 1 + count) % count, ArrowRight: (here + 1) % count });
    roveTabindex(box, ".modebar-btn", targets);
}

// The labels at the ends of the lines get a tone of their line's colour that is readable in this theme. Where they
// would take more than a third of the width, the legend is shown instead.
function dressLabels({ data, layout }, width, isDark) {
    const { tones, labels } = layout.meta || {};
    if (!tones) return;
    if (labels > width / 3) {
        layout.annotations = (layout.annotations || []).filter((one) => one.name !== "end-label");
        layout.showlegend = true;
        layout.margin.r = 8;
        const names = data.filter((trace) => trace.name && trace.showlegend !== false).map((trace) => trace.name.length);
        const entry = 50 + 7.5 * Math.max(...names, 0);  // about the width of the widest entry; all have the same
        const columns = Math.max(1, Math.floor((width - layout.margin.l - 8) / entry));
        const room = 18 + 20 * Math.ceil(names.length / columns);
        layout.margin.b += room;
        layout.height += room;
        return;
    }
    for (const one of layout.annotations || []) {
        if (one.name === "end-label") one.font.color = tones[one.font.color]?.[isDark ? 1 : 0] ?? one.font.color;
    }
}

export default function ({ data, parentElement }) {
    const box = parentElement.querySelector(".dogcat-chart");
    const { figure, description, script, revision, fills, words } = data;
    const style = getComputedStyle(box);
    box.setAttribute("aria-label", description);
    dressLabels(figure, box.clientWidth, style.colorScheme === "dark");
    figure.layout.uirevision = revision;
    figure.layout.font = { ...figure.layout.font, family: style.fontFamily, color: style.color };
    const named = figure.data.filter((trace) => trace.name && trace.showlegend !== false);
    if (box.clientWidth < 500 && named.length > 2 && !figure.layout.meta?.tones) {  // on a phone the legend needs a line for each curve
        figure.layout.height += 60;
        figure.layout.margin.b += 60;
    }
    box.classList.toggle("dogcat-fills", fills);
    if (fills) {  // the style sheet says how high the chart is, also after the window has changed
        delete figure.layout.height;
        figure.layout.autosize = true;
    } else {
        box.style.minHeight = figure.layout.height + "px";  // nothing below jumps when the chart arrives
    }
    figure.layout.hoverlabel = {
        bgcolor: style.getPropertyValue("--st-secondary-background-color"),
        font: { color: style.color, size: figure.layout.font.size || 13 },
    };
    const isKept = !figure.layout.modebar?.remove?.includes("toimage");
    box.dogcatBackground = style.getPropertyValue("--st-background-color");
    if (isTouched()) figure.layout.dragmode = false;
    loadPlotly(script, words)
        .then((plotly) => plotly.react(box, figure.data, figure.layout, {
            responsive: true,
            displayModeBar: isTouched() ? false : "hover",
            displaylogo: false,
            showSendToCloud: false,
            locale: words.language,
            locales: { [words.language]: { dictionary: words.plotly } },
            modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d"],
            modeBarButtonsToAdd: box.dogcatKept = isKept ? keepButtons(plotly, box, words) : [],
        }))
        .then(() => {  // a screen reader would read loose axis numbers; the table has them in order
            box.querySelectorAll("svg.main-svg").forEach((drawing) => { drawing.ariaHidden = "true"; });
            makeOneStop(box);
            showTable(box, parentElement.querySelector(".dogcat-table"), description, words);
            if (figure.layout.meta?.drawsOnce) drawOnce(box, revision);
        })
        .catch((error) => { box.textContent = words.failure + " " + error.message; });
}
