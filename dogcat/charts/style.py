"""From figures to Plotly charts: the app's colours, the empty chart, and the charts of pictures.

Pure functions that know nothing of pages, files or trainings.
"""

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go

from dogcat.common.language import _

# One colour each, everywhere in the app; told apart with the common colour blindnesses (after Okabe and Ito).
TRAINING = "#0072B2"
VALIDATION = "#D55E00"
BASELINE = "#CC79A7"
REGULARIZED = "#009E73"
CAT = "#E69F00"
DOG = "#56B4E9"
NEUTRAL = "#707070"  # for what belongs to neither; readable on white and on black


def plain(text: str) -> str:
    """A text that somebody chose, as it is to stand in a chart: Plotly takes a few tags, such as links, for markup."""
    return escape(text, quote=False)


def empty_chart(title: str, num_epochs: int) -> go.Figure:
    """A chart in the app's style without curves.

    Args:
        title: what is measured, above the chart.
        num_epochs: the horizontal axis goes to this epoch; 0 fits it to what will be drawn.
    """
    axis = {"gridcolor": "rgba(128, 128, 128, 0.25)", "zeroline": False}
    x_axis = {**axis, "title": {"text": _("epoch"), "standoff": 4}}
    if num_epochs:
        x_axis["range"] = [0, num_epochs + 0.5]
        if num_epochs <= 10:
            x_axis["dtick"] = 1  # there is no half epoch to read off
    return go.Figure(  # at once: Plotly takes several times as long for one thing after the other
        layout={
            "template": "none",  # importing Streamlit changes Plotly's default
            "title": {"text": title, "x": 0, "xanchor": "left", "xref": "paper", "font": {"size": 16}},
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "margin": {"l": 48, "r": 8, "t": 36, "b": 84},
            "legend": {"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top"},
            "hovermode": "x unified",
            "modebar": {
                "bgcolor": "rgba(0, 0, 0, 0)",
                "color": "rgba(128, 128, 128, 0.7)",
                "activecolor": TRAINING,
            },
            "height": 380,
            "xaxis": x_axis,
            "yaxis": axis,
        }
    )


def counts_chart(counts: dict[str, dict[str, int]]) -> go.Figure:
    """Pictures of each class in each split, as bars.

    Args:
        counts: by split and then by class, as `PictureSet.counts`.
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
        margin={"l": 72, "t": 28, "b": 24},  # the buttons stand above the bars
        modebar={"remove": ["zoom2d", "pan2d", "zoomin2d", "zoomout2d", "resetscale2d"]},
        showlegend=False,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure.update_xaxes(title=None, tickformat=",")


def describe_counts(counts: dict[str, dict[str, int]]) -> str:
    """The same figures in a sentence."""
    splits = (
        _("{split}: {num_cats:,} cats and {num_dogs:,} dogs").format(
            split=_(split), num_cats=row["cat"], num_dogs=row["dog"]
        )
        for split, row in counts.items()
    )
    return "; ".join(splits) + "."


def histogram_chart(title: str, cats: Sequence[float], dogs: Sequence[float]) -> go.Figure:
    """How often each pixel value occurs in pictures of cats and of dogs.

    Args:
        title: what is counted.
        cats: share of the cats' pixels in each of N equal parts of 0 to 255.
        dogs: the same of the dogs' pixels.
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
            fillcolor=f"rgba{(*bytes.fromhex(colour[1:]), 0.18)}",
            hovertemplate="%{y:.1%}",
        )
    figure.update_layout(height=240, margin={"b": 60})
    figure.update_xaxes(title={"text": _("pixel value")}, range=[0, 256], tickvals=[0, 64, 128, 192, 255])
    return figure.update_yaxes(tickformat=".0%", rangemode="tozero")


def distances_chart(title: str, unit: str, variants: Sequence[float], others: Sequence[float]) -> go.Figure:
    """Two histograms: distances between variants of one picture, and to other pictures.

    Args:
        title: what is measured.
        unit: of the distances.
        variants: distances between variants of one picture.
        others: distances to other pictures.
    """
    figure = empty_chart(title, 0)
    for name, values, colour in (
        (_("variants of this picture"), variants, TRAINING),
        (_("other pictures"), others, VALIDATION),
    ):
        figure.add_histogram(
            x=list(map(float, values)),
            name=name,
            histnorm="percent",
            bingroup="distances",  # equally wide bars for both
            marker={"color": colour},
            opacity=0.6,
            hovertemplate=_("%{y:.0f}% at %{x}"),
        )
    figure.update_layout(barmode="overlay", height=300, margin={"b": 70}, hovermode="closest")
    figure.update_xaxes(title={"text": unit}, rangemode="tozero")
    return figure.update_yaxes(ticksuffix="%")


def describe_distances(title: str, unit: str, variants: Sequence[float], others: Sequence[float]) -> str:
    """What `distances_chart` shows, in a sentence."""
    nearest, other = (float(np.median(values)) for values in (variants, others))
    return _(
        "{title}: half of the variants are within {nearest:.0f}, half of the other pictures within {other:.0f} {unit}."
    ).format(title=title, nearest=nearest, other=other, unit=unit)


def answers_chart(answers: Sequence[tuple[float, int, int]]) -> go.Figure:
    """How often a person still gave the label, by how much the variants were changed.

    Args:
        answers: mean difference from the original in levels of 255, how many were still called so, of how many.
    """
    figure = empty_chart(_("Still called so"), 0)
    figure.add_scatter(
        x=[strength for strength, *_shares in answers],
        y=[still / asked for _strength, still, asked in answers],
        mode="markers",
        marker={"color": TRAINING, "size": 11},
        hovertemplate=_("%{y:.0%} at %{x:.0f}"),
        showlegend=False,
    )
    figure.update_layout(height=280, margin={"b": 56}, hovermode="closest")
    figure.update_xaxes(title={"text": _("mean difference from the original, levels of 255")}, rangemode="tozero")
    return figure.update_yaxes(tickformat=".0%", range=[-0.05, 1.05])


def describe_answers(answers: Sequence[tuple[float, int, int]]) -> str:
    """The same in a sentence."""
    rounds = (
        _("{still} of {asked} at {strength:.0f} levels").format(still=still, asked=asked, strength=strength)
        for strength, still, asked in answers
    )
    return _("Variants that were still called what they are: {rounds}.").format(rounds=", ".join(rounds))
