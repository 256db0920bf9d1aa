"""The calibration chart: accuracy by confidence."""

from collections.abc import Mapping

import plotly.graph_objects as go

from dogcat.analysis.calibration import Calibration
from dogcat.charts.style import LINE_WIDTH, EndLabel, add_end_labels, empty_chart, plain, values_or_gap
from dogcat.common.language import _
from dogcat.common.palette import GUESS_DASH, NEUTRAL
from dogcat.common.units import in_points


def calibration_chart(rows: Mapping[str, tuple[str, Calibration]]) -> go.Figure:
    """Return accuracy by confidence; on the diagonal, confidence equals accuracy.

    Args:
        rows: colour and calibration of each network, by name.
    """
    figure = empty_chart(_("How often predictions of this confidence are right"), 0)
    figure.add_scatter(
        x=[0.5, 1], y=[0.5, 1], mode="lines", line={"color": NEUTRAL, "width": 1, "dash": GUESS_DASH},
        name=_("right as often as its confidence says"), hoverinfo="skip",
    )  # fmt: skip
    labels = []
    for name, (colour, found) in rows.items():
        bins = [one for one in found.bins if one.count]
        most = max((one.count for one in bins), default=1)
        figure.add_scatter(
            x=values_or_gap([one.confidence for one in bins]),
            y=values_or_gap([one.accuracy for one in bins]),
            name=plain(name),
            mode="lines+markers",
            line={"color": colour, "width": LINE_WIDTH},
            marker={"size": [6 + 14 * (one.count / most) ** 0.5 for one in bins]},
            error_y={
                "array": [one.interval[1] - one.accuracy for one in bins],
                "arrayminus": [one.accuracy - one.interval[0] for one in bins],
                "thickness": 1,
                "width": 3,
            },
            customdata=[one.count for one in bins],
            hovertemplate=_("%{customdata} predictions, mean confidence %{x:.0%}: %{y:.0%} right"),
        )
        if bins:
            labels.append(EndLabel(plain(name), colour, bins[-1].accuracy))
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(title={"text": _("confidence")}, tickformat=".0%", range=[0.49, 1.02])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.05])
    return add_end_labels(figure, labels)


def describe_calibration(rows: Mapping[str, tuple[str, Calibration]]) -> str:
    """Return the expected calibration error of each network in words."""
    sentences = [_("How often predictions of the same confidence are right.")]
    sentences += [
        _("{name}: confidence and the percentage of right predictions differ by {points} on average.").format(
            name=name, points=in_points(found.expected_error)
        )
        for name, (_colour, found) in rows.items()
    ]
    return " ".join(sentences)
