// The values of a chart as a table below it, for screen readers and for exact reading.
// The browser builds the table from what Plotly has drawn, and only while it is open, so it costs the server nothing.
// A row is a position on the axis (epoch, number of pictures, name), a column is a series of the chart.

function numberIn(spec, suffix, language) {
    const [, digits, kind] = (spec || "").match(/\.(\d)([f%])$/) || [];
    const exact = digits === undefined
        ? { maximumSignificantDigits: 4 }
        : { minimumFractionDigits: +digits, maximumFractionDigits: +digits };
    const style = kind === "%" ? { style: "percent", ...exact } : exact;
    return (value) =>
        typeof value === "number" ? value.toLocaleString(language, style) + suffix : String(value ?? "");
}

// Returns the visible series as columns of [position on the axis, value in words].
function columnsOf(box, words) {
    const drawn = box._fullData.filter((trace, number) =>
        trace.visible && (trace.hoverinfo !== "skip" || trace.type === "bar") && box.calcdata[number]);
    const names = drawn.map((trace) => trace.name);
    return drawn.map((trace) => {
        const axes = { x: box._fullLayout["xaxis" + trace.xaxis.slice(1)],
                       y: box._fullLayout["yaxis" + trace.yaxis.slice(1)] };
        const titles = { x: box.layout[axes.x._name]?.title?.text, y: box.layout[axes.y._name]?.title?.text };
        const along = axes.y.type === "category" ? "y" : "x";
        const of = along === "x" ? "y" : "x";
        const spec = (trace.hovertemplate || "").match(RegExp("%\\{" + of + ":([^}]*)\\}"))?.[1];
        const say = numberIn(spec || axes[of].tickformat, axes[of].ticksuffix || "", words.language);
        const sayPlace = numberIn(axes[along].tickformat, "", words.language);
        const { tickvals, ticktext } = axes[along];
        const placeIn = (value) => {  // points drawn slightly apart belong to one tick
            const tick = ticktext && tickvals.findIndex((each) => Math.abs(value - each) < 0.06 * each);
            return tick >= 0 && ticktext ? String(ticktext[tick]) : sayPlace(value);
        };
        const interval = trace["error_" + of]?.visible ? trace["error_" + of] : null;
        // Plotly keeps the bars of a histogram in `calcdata` alone.
        const points = trace.type === "histogram"
            ? box.calcdata[trace.index].map((bar) => [bar.p, bar.s])
            : Array.from(trace[along], (place, number) => [place, trace[of][number], number]);
        const isPoint = ([, value]) => value !== null && value !== undefined && !Number.isNaN(value);
        const kind = (trace.hovertemplate || "").replace(/<extra>.*/, "").replace(/%\{[^}]*\}/g, "").trim();
        const isTold = trace.showlegend !== false || names.filter((name) => name === trace.name).length > 1;
        const title = titles[of] || words.value;
        const named = isTold && !/^trace \d+$/.test(trace.name) ? trace.name : title;
        return {
            head: titles[along] || words.what,
            name: names.filter((name) => name === trace.name).length > 1 && kind ? `${named}, ${kind}` : named,
            cells: points.filter(isPoint).map(([place, value, number]) => {
                const low = interval && say(value - (interval.arrayminus ?? interval.array)[number]);
                const high = interval && say(value + interval.array[number]);
                return [placeIn(place), interval ? `${say(value)} (${low} – ${high})` : say(value), place];
            }),
        };
    });
}

function fillTable(box, region, words) {
    const columns = [];
    for (const column of columnsOf(box, words)) {  // series of the same name share a column
        const same = columns.find((each) => each.name === column.name);
        if (same) same.cells.push(...column.cells);
        else columns.push(column);
    }
    const rows = new Map();
    columns.forEach((column, number) => {
        const seen = {};
        for (const [place, figure, value] of column.cells) {
            seen[place] = (seen[place] || 0) + 1;
            const key = place + "\n" + seen[place];
            if (!rows.has(key)) rows.set(key, { place, value, figures: columns.map(() => "") });
            rows.get(key).figures[number] = figure;
        }
    });
    const inOrder = [...rows.values()];
    if (inOrder.every((row) => typeof row.value === "number")) inOrder.sort((one, other) => one.value - other.value);
    const table = document.createElement("table");
    const addRow = (texts, kind) => {
        const row = table.insertRow();
        texts.forEach((text, number) => {
            const cell = document.createElement(kind || (number ? "td" : "th"));
            if (cell.tagName === "TH") cell.scope = kind ? "col" : "row";
            cell.textContent = text.replace(/<[^>]*>/g, " ")  // Plotly breaks lines with <br>
                .replace(/&(lt|gt|amp);/g, (_all, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
            row.append(cell);
        });
    };
    addRow([columns[0]?.head || words.what, ...columns.map((column) => column.name)], "th");
    for (const row of inOrder) addRow([row.place, ...row.figures]);
    region.replaceChildren(table);
}
