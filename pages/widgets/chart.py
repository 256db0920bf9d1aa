"""Shows a Plotly figure that may change every second: zoom, hover and legend choices stay as the learner left them.

`st.plotly_chart` builds a new chart whenever its data change; this component hands the new figure to
`Plotly.react`, which changes the chart in place. Below the chart, its sentence and its figures can be opened.
"""

import json
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dogcat.common.language import _, current_language
from pages.state.resources import plotly_script
from pages.widgets import chart_table

_JAVASCRIPT = (
    chart_table.JAVASCRIPT
    + """
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

// Plotly's own button keeps what is on the page: pale writing on nothing, if the page is dark. The buttons are made
// once for each chart, since Plotly.react builds the whole chart anew, zoom and all, when it is given other ones.
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

function showTable(box, details, description, words) {
    const [summary, text, region] = details.children;
    summary.textContent = words.table;
    text.textContent = description;
    region.setAttribute("aria-label", words.table);
    details.hidden = false;
    details.ontoggle = () => { if (details.open) fillTable(box, region, words); };
    details.ontoggle();
}

// The buttons are one stop for the Tab key, and arrow keys walk among them: a page has up to ten charts.
function makeOneStop(box) {
    const buttons = [...box.querySelectorAll(".modebar-btn")];
    if (buttons.some((button) => button.tabIndex < 0)) return;  // these are walked already
    box.querySelector(".modebar")?.setAttribute("role", "toolbar");
    buttons.slice(1).forEach((button) => { button.tabIndex = -1; });
    buttons.forEach((button, number) => button.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step) return;
        const next = buttons[(number + step + buttons.length) % buttons.length];
        button.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
        event.preventDefault();
    }));
}

export default function ({ data, parentElement }) {
    const box = parentElement.querySelector(".dogcat-chart");
    const { figure, description, script, revision, words } = data;
    const style = getComputedStyle(box);
    box.setAttribute("aria-label", description);
    box.style.minHeight = figure.layout.height + "px";  // so that nothing below jumps when the chart arrives
    figure.layout.uirevision = revision;
    figure.layout.font = { ...figure.layout.font, family: style.fontFamily, color: style.color };
    const named = figure.data.filter((trace) => trace.name && trace.showlegend !== false);
    if (box.clientWidth < 500 && named.length > 2) {  // on a phone the legend needs a line for each curve
        figure.layout.height += 60;
        figure.layout.margin.b += 60;
    }
    figure.layout.hoverlabel = {
        bgcolor: style.getPropertyValue("--st-secondary-background-color"), font: { color: style.color },
    };
    const isKept = !figure.layout.modebar?.remove?.includes("toimage");
    box.dogcatBackground = style.getPropertyValue("--st-background-color");
    loadPlotly(script, words)
        .then((plotly) => plotly.react(box, figure.data, figure.layout, {
            responsive: true,
            displaylogo: false,
            showSendToCloud: false,
            locale: words.language,
            locales: { [words.language]: { dictionary: words.plotly } },
            modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d"],
            modeBarButtonsToAdd: isKept ? keepButtons(plotly, box, words) : [],
        }))
        .then(() => {  // read out would be loose numbers of the axes; the table has them in order
            box.querySelectorAll("svg.main-svg").forEach((drawing) => { drawing.ariaHidden = "true"; });
            makeOneStop(box);
            showTable(box, parentElement.querySelector(".dogcat-table"), description, words);
        })
        .catch((error) => { box.textContent = words.failure + " " + error.message; });
}
"""
)

_CSS = """
.dogcat-chart { width: 100%; color: var(--st-text-color); }
.dogcat-chart .modebar.modebar--hover:focus-within > .modebar-group { opacity: 1; }  /* who walks there sees them */
.dogcat-chart .modebar .modebar-group .modebar-btn:focus-visible {  /* Plotly's own is black, also on black */
    outline: 3px solid var(--st-primary-color);
}
"""

_chart = st.components.v2.component(
    "dogcat_chart",
    html="""<div class="dogcat-chart" role="figure"></div>
<details class="dogcat-table" hidden><summary></summary><p></p><div role="region" tabindex="0"></div></details>""",
    css=_CSS + chart_table.CSS,
    js=_JAVASCRIPT,
    isolate_styles=False,  # Plotly puts its style sheet into the page's head
)


def show_chart(figure: go.Figure | dict[str, Any], key: str, description: str) -> None:
    """Shows `figure`.

    Args:
        figure: the chart, or its JSON as Plotly reads it.
        key: the same for each new state of one chart; another key begins with a fresh zoom.
        description: what the chart says, in a sentence, for a screen reader.
    """
    data = {
        "figure": figure if isinstance(figure, dict) else json.loads(figure.to_json()),
        "description": description,
        "script": plotly_script(),
        "revision": key,
        "words": {
            "language": current_language(),
            "png": _("Download as PNG"),
            "svg": _("Download as SVG"),
            "table": _("As a table"),
            "what": _("What"),
            "value": _("Value"),
            "failure": _("The chart cannot be drawn:"),
            "unloadable": _("cannot load {address}").format(address=plotly_script()),
            "plotly": {  # by what Plotly says of its own accord
                "Zoom": _("Zoom"),
                "Pan": _("Pan"),
                "Zoom in": _("Zoom in"),
                "Zoom out": _("Zoom out"),
                "Reset axes": _("Reset axes"),
                "Double-click to zoom back out": _("Double-click to zoom back out"),
                "Double-click on legend to isolate one trace": _("Double-click on legend to isolate one trace"),
            },
        },
    }
    _chart(key=key, data=data)
