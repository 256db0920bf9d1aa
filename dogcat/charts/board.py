"""The charts of the class board: the shared curves, the guesses, and the experiment “one recipe, thirty seeds”.

Of the experiment, all curves are a ribbon, the results are dots, and the guesses stand beside the truth.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dogcat.analysis.seed_spread import Curve, SeedRibbon, SeedSpread
from dogcat.charts.style import LINE_WIDTH, EndLabel, add_end_labels, empty_chart, plain, translucent
from dogcat.common.language import _
from dogcat.common.palette import NEUTRAL, REGULARIZED_COLOUR, VALIDATION_DASH

_ALL, _HALF = 0.16, 0.3  # opacity of the area from the lowest to the highest, and of the middle half
_DOT = 0.55  # opacity of a result, so that equal ones look darker


def board_curves_chart(curves: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], colours: Sequence[str]) -> go.Figure:
    """Return validation accuracy of all shared trainings by epoch.

    Trainings of one recipe have one colour, so that the class sees what its recipes do. The names at the ends of the
    lines, and those that appear below the mouse, tell them apart.

    Args:
        curves: nickname and history of each training; the nickname is untrusted input.
        colours: colour of each training, `#rrggbb`.
    """
    figure = empty_chart(_("Validation accuracy"), max((len(history) for _name, history in curves), default=0))
    labels = []
    for (name, history), colour in zip(curves, colours, strict=True):
        labels.append(EndLabel(plain(name), colour, history[-1]["val_accuracy"], int(history[-1]["epoch"])))
        figure.add_scatter(
            x=[int(row["epoch"]) for row in history],
            y=[row["val_accuracy"] for row in history],
            name=plain(name),
            mode="lines",
            line={"color": colour, "dash": VALIDATION_DASH, "width": LINE_WIDTH},
            hovertemplate="%{y:.1%}",
        )
    figure.update_yaxes(tickformat=".0%").update_layout(hovermode="closest")
    return add_end_labels(figure, labels) if labels else figure


def describe_board_curves(curves: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> str:
    """Return the last accuracy of each curve in a sentence, for screen readers."""
    return " ".join(
        _("{name}: {accuracy:.1%} after epoch {epoch}.").format(
            name=name, accuracy=history[-1]["val_accuracy"], epoch=int(history[-1]["epoch"])
        )
        for name, history in curves
    )


def predictions_chart(options: Sequence[str], counts: Sequence[int], right: int | None) -> go.Figure:
    """Return the number of learners who chose each answer; the correct answer has its own colour.

    Args:
        options: the answers.
        counts: number of learners by answer.
        right: position of the correct answer; None to show only the numbers.
    """
    figure = empty_chart("", 0)
    figure.add_bar(
        x=list(counts),
        y=[f"{'✓ ' if place == right else ''}{option}" for place, option in enumerate(options)],
        orientation="h",
        text=list(counts),
        textposition="auto",
        marker={"color": [REGULARIZED_COLOUR if place == right else NEUTRAL for place in range(len(options))]},
        hoverinfo="skip",
    )
    figure.update_layout(height=70 + 46 * len(options), margin={"t": 8, "l": 8}, showlegend=False, dragmode=False)
    # Translators: the title of an axis: how many learners
    figure.update_xaxes(title={"text": _("learners")}, rangemode="tozero", dtick=max(1, max(counts, default=1) // 5))
    return figure.update_yaxes(autorange="reversed", automargin=True, showgrid=False)


def seed_ribbon_chart(ribbon: SeedRibbon, recorded: SeedRibbon, colour: str, num_epochs: int) -> go.Figure:
    """Return validation accuracy of all trainings as a ribbon: median, middle half, and lowest to highest.

    Args:
        ribbon: of the class.
        recorded: of recorded trainings of the same recipe, grey and behind; without epochs if there are none.
        colour: of the class's recipe, `#rrggbb`.
        num_epochs: last epoch of the axis.
    """
    figure = empty_chart(_("Validation accuracy"), num_epochs)
    labels = []
    for each, tone, name in ((recorded, NEUTRAL, _("recorded")), (ribbon, colour, _("your class"))):
        if not each.epochs:
            continue
        _add_area(figure, each.epochs, each.low, each.high, translucent(tone, _ALL))
        if tone == colour:
            _add_area(figure, each.epochs, each.lower, each.upper, translucent(tone, _HALF))
        figure.add_scatter(
            x=each.epochs,
            y=each.middle,
            name=name,
            mode="lines",
            line={"color": tone, "dash": VALIDATION_DASH, "width": LINE_WIDTH},
            customdata=list(zip(each.low, each.high, each.counts, strict=True)),
            hovertemplate=_("median %{y:.1%}, from %{customdata[0]:.1%} to %{customdata[1]:.1%}")
            + "<extra>%{fullData.name}, n = %{customdata[2]}</extra>",
        )
        labels.append(EndLabel(name, tone, each.middle[-1], each.epochs[-1]))
    figure.update_yaxes(tickformat=".0%")
    return add_end_labels(figure, labels) if labels else figure


def own_curve(curve: Curve, colour: str) -> dict[str, Any]:
    """Return a trace for a figure of `seed_ribbon_chart`: the learner's own curve as a thin line.

    It is no part of the figure, so that one figure serves all learners.
    """
    return {
        "type": "scatter",
        "x": [epoch for epoch, _value in curve] or [None],
        "y": [value for _epoch, value in curve] or [None],
        "name": _("yours"),
        "mode": "lines+markers",
        "line": {"color": colour, "dash": VALIDATION_DASH, "width": 1},
        "marker": {"size": 4, "color": colour},
        "hovertemplate": "%{y:.1%}",
    }


def describe_ribbon(ribbon: SeedRibbon, recorded: SeedRibbon) -> str:
    """Return the last epoch of both ribbons in words."""
    sentences = []
    for each, words in (
        (
            ribbon,
            _("This class, {num} trainings after epoch {epoch}: median {middle:.1%}, from {low:.1%} to {high:.1%}."),
        ),
        (
            recorded,
            _("Recorded, {num} trainings after epoch {epoch}: median {middle:.1%}, from {low:.1%} to {high:.1%}."),
        ),
    ):
        if each.epochs:
            sentences.append(
                words.format(
                    num=each.counts[-1],
                    epoch=each.epochs[-1],
                    middle=each.middle[-1],
                    low=each.low[-1],
                    high=each.high[-1],
                )
            )
    said = " ".join(sentences) or _("No epoch has ended yet.")
    return f"{_('Validation accuracy')}. {said}"


def seed_results_chart(
    results: Sequence[tuple[float, str]],
    recorded: Sequence[float],
    spread: SeedSpread | None,
    colour: str,
    num_last: int,
) -> go.Figure:
    """Return the results as dots, and below them how far other seeds and other pictures would move one result.

    Both intervals are around the mean, for 95%: `SeedSpread.seed_interval` and `SeedSpread.picture_interval`.

    Args:
        results: result and name of each training of the class; a name is untrusted and has gone through `plain`.
        recorded: results of the recorded trainings.
        spread: of the class's results; None with too few.
        colour: of the class's recipe, `#rrggbb`.
        num_last: number of last epochs whose mean is a result.
    """
    figure = empty_chart(_("Results: mean of the last {num} epochs").format(num=num_last), 0)
    rows = [_("your class")]
    _add_dots(figure, rows[0], [value for value, _name in results], [name for _value, name in results], colour)
    if recorded:
        rows.append(_("recorded"))
        _add_dots(figure, rows[-1], recorded, [_("recorded")] * len(recorded), NEUTRAL)
    if spread:
        for name, (low, high), tone in (
            (_("other seeds (95%)"), spread.seed_interval, colour),
            (_("other pictures (95%)"), spread.picture_interval, NEUTRAL),
        ):
            rows.append(name)
            figure.add_scatter(
                x=[100 * spread.mean],
                y=[name],
                mode="markers",
                marker={"color": tone, "size": 9, "symbol": "line-ns-open", "line": {"width": 3}},
                error_x={
                    "array": [100 * (high - spread.mean)],
                    "arrayminus": [100 * (spread.mean - low)],
                    "color": tone,
                    "thickness": 3,
                    "width": 8,
                },
                hovertemplate=f"{100 * low:.1f}% – {100 * high:.1f}%<extra></extra>",
                showlegend=False,
                cliponaxis=False,
            )
    figure.update_layout(
        height=100 + 44 * len(rows),
        margin={"t": 44, "b": 44, "l": 8, "r": 24},
        title={"xref": "container"},
        hovermode="closest",
        dragmode=False,
        showlegend=False,
    )
    figure.update_xaxes(title={"text": _("validation accuracy")}, ticksuffix="%")
    order = {"categoryarray": rows, "categoryorder": "array", "autorange": "reversed"}
    return figure.update_yaxes(type="category", automargin=True, showgrid=False, **order)


def own_result(result: float, colour: str) -> dict[str, Any]:
    """Return a trace for a figure of `seed_results_chart`: a mark around the learner's own result."""
    return {
        "type": "scatter",
        "x": [100 * result],
        "y": [_("your class")],
        "name": _("yours"),
        "mode": "markers",
        "marker": {"color": colour, "size": 18, "symbol": "diamond-open", "line": {"width": 3}},
        "hovertemplate": "%{x:.1f}%<extra>" + _("yours") + "</extra>",
        "cliponaxis": False,
    }


def describe_results(values: Sequence[float], recorded: Sequence[float], spread: SeedSpread | None) -> str:
    """Return the values of `seed_results_chart` in words."""
    sentences = []
    for found, words in (
        (values, _("Class: {num} results, from {low:.1%} to {high:.1%}.")),
        (recorded, _("Recorded: {num} results, from {low:.1%} to {high:.1%}.")),
    ):
        if found:
            sentences.append(words.format(num=len(found), low=min(found), high=max(found)))
    if spread:
        sentences.append(
            _(
                "Around the mean of {mean:.1%}, 95% of other seeds lie from {seed_low:.1%} to {seed_high:.1%}, and the"
                " 95% confidence interval over pictures is {low:.1%} to {high:.1%}."
            ).format(
                mean=spread.mean,
                seed_low=spread.seed_interval[0],
                seed_high=spread.seed_interval[1],
                low=spread.picture_interval[0],
                high=spread.picture_interval[1],
            )
        )
    return " ".join(sentences) or _("No training has ended yet.")


def spread_guesses_chart(guesses: Sequence[float], truth: float) -> go.Figure:
    """Return how many learners guessed each spread, with the true one as a line.

    Args:
        guesses: in percentage points; shown as whole numbers.
        truth: in percentage points.
    """
    figure = empty_chart(_("How far apart? Your guesses and the truth"), 0)
    counts = Counter(round(guess) for guess in guesses)
    places = sorted(counts)
    figure.add_bar(
        x=places,
        y=[counts[place] for place in places],
        name=_("guesses"),
        width=0.8,
        marker={"color": NEUTRAL},
        hovertemplate="%{y:.0f}<extra></extra>",
    )
    figure.add_vline(
        truth,
        line={"color": REGULARIZED_COLOUR, "width": 3},
        annotation={"text": _("truth: {points:.1f}").format(points=truth), "font": {"size": 13}},
    )
    figure.update_layout(height=240, margin={"b": 44}, showlegend=False, dragmode=False, hovermode="closest")
    figure.update_xaxes(title={"text": _("percentage points")}, range=[-0.5, max([truth, *places, 5]) + 1.5])
    return figure.update_yaxes(title={"text": _("learners")}, rangemode="tozero", tickformat="d")


def describe_guesses(guesses: Sequence[float], truth: float) -> str:
    """Return the guesses and the truth in words."""
    listed = ", ".join(f"{guess:g}" for guess in sorted(guesses))
    return _("The results lie {truth:.1f} percentage points apart. Guesses: {guesses}.").format(
        truth=truth, guesses=listed or _("none")
    )


def _add_dots(figure: go.Figure, row: str, values: Sequence[float], names: Sequence[str], colour: str) -> None:
    figure.add_scatter(
        x=[100 * value for value in values],
        y=[row] * len(values),
        name=row,
        mode="markers",
        text=list(names),
        marker={"color": colour, "size": 11, "opacity": _DOT},
        hovertemplate="%{text}: %{x:.1f}%<extra></extra>",
        cliponaxis=False,
    )


def _add_area(figure: go.Figure, epochs: list[int], low: list[float], high: list[float], colour: str) -> None:
    figure.add_scatter(
        x=[*epochs, *reversed(epochs)],
        y=[*high, *reversed(low)],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=colour,
        hoverinfo="skip",
        showlegend=False,
    )
