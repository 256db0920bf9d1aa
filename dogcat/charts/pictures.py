"""Charts of picture sets: number of pictures, and distribution of pixel values."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dogcat.charts.style import empty_chart, translucent
from dogcat.common.language import _
from dogcat.common.palette import CAT, DOG


def counts_chart(counts: dict[str, dict[str, int]]) -> go.Figure:
    """Return the number of pictures of each class in each split, as bars.

    Args:
        counts: number of pictures by split and class, as from `PictureSet.counts`.
    """
    figure = empty_chart("", 0)
    for class_name, name, words, colour in (
        ("cat", _("cats"), _("{num:,} cats"), CAT),
        ("dog", _("dogs"), _("{num:,} dogs"), DOG),
    ):
        figure.add_bar(
            y=[_(split) for split in counts],
            x=[row[class_name] for row in counts.values()],
            name=name,
            orientation="h",
            marker={"color": colour},
            text=[words.format(num=row[class_name]) for row in counts.values()],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": "#1a1a1a"},
            hoverinfo="skip",
        )
    figure.update_layout(
        barmode="stack",
        height=174,
        margin={"l": 72, "t": 28, "b": 24},  # room for Plotly's buttons above the bars
        modebar={"remove": ["zoom2d", "pan2d", "zoomin2d", "zoomout2d", "resetscale2d"]},
        showlegend=False,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure.update_xaxes(title=None, tickformat=",")


def describe_counts(counts: dict[str, dict[str, int]]) -> str:
    """Return the counts in a sentence."""
    splits = (
        _("{split}: {num_cats:,} cats and {num_dogs:,} dogs").format(
            split=_(split), num_cats=row["cat"], num_dogs=row["dog"]
        )
        for split, row in counts.items()
    )
    return "; ".join(splits) + "."


def histogram_chart(title: str, cats: Sequence[float], dogs: Sequence[float]) -> go.Figure:
    """Return the distributions of pixel values in pictures of cats and of dogs.

    Args:
        title: title of the chart.
        cats: fraction of the cats' pixels in each of N equal parts of 0 to 255.
        dogs: fraction of the dogs' pixels in the same parts.
    """
    figure = empty_chart(title, 0)
    width = 256 / len(cats)
    for name, shares, colour in ((_("cats"), cats, CAT), (_("dogs"), dogs, DOG)):
        figure.add_scatter(
            x=[width * (number + 0.5) for number in range(len(shares))],
            y=list(shares),
            name=name,
            mode="lines",
            line={"color": colour, "width": 2, "shape": "hvh"},
            fill="tozeroy",
            fillcolor=translucent(colour, 0.18),
            hovertemplate="%{y:.1%}",
        )
    figure.update_layout(height=240, margin={"b": 60})
    figure.update_xaxes(title={"text": _("pixel value")}, range=[0, 256], tickvals=[0, 64, 128, 192, 255])
    return figure.update_yaxes(tickformat=".0%", rangemode="tozero")
