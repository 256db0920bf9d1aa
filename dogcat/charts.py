"""From figures to Plotly charts: pure functions that know nothing of pages, files or trainings."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

# One colour each, everywhere in the app; told apart with the common colour blindnesses (after Okabe and Ito).
TRAINING = "#0072B2"
VALIDATION = "#D55E00"
BASELINE = "#CC79A7"
REGULARIZED = "#009E73"
CAT = "#E69F00"
DOG = "#56B4E9"

MAX_POINTS = 5_000  # more than this many points of one curve are thinned

_METRICS = {"accuracy": "Accuracy", "loss": "Loss"}
_CURVES = (  # column prefix, legend, colour, line
    ("", "training, while it learns", TRAINING, "dot"),
    ("clean_", "training, clean", TRAINING, "solid"),
    ("val_", "validation", VALIDATION, "solid"),
)


def history_chart(
    metric: str,
    epochs: Sequence[dict[str, Any]],
    batches: Sequence[dict[str, Any]] | None = None,
    num_epochs: int = 0,
    steps_per_epoch: int = 1,
) -> go.Figure:
    """The curves of one training: lines for its epochs, and points for the batches of the epoch that is going on.

    Args:
        metric: `accuracy` or `loss`.
        epochs: rows with `epoch` and the metric alone, with the prefix `clean_` and with `val_`.
        batches: rows with `epoch`, `step` and the metric; None where no epoch is going on.
        num_epochs: planned epochs, so that the axis does not move; 0 fits the axis to the curves.
        steps_per_epoch: steps, to place batches between two epochs.
    """
    figure = _empty_chart(_METRICS[metric], num_epochs)
    epochs = _thinned(epochs)
    for prefix, name, colour, dash in _CURVES:
        figure.add_scatter(
            x=[row["epoch"] for row in epochs] or [None],  # a curve without a point is left out of the legend
            y=[row[prefix + metric] for row in epochs] or [None],
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": 4},
            hovertemplate=f"%{{y:{_number_format(metric)}}}",
        )
    if batches is not None:
        batches = _thinned(batches)
        figure.add_scatter(
            x=[row["epoch"] - 1 + row["step"] / steps_per_epoch for row in batches] or [None],
            y=[row[metric] for row in batches] or [None],
            name="training, batches of this epoch",
            mode="markers",
            marker={"color": TRAINING, "size": 4, "opacity": 0.5},
            hoverinfo="skip",
        )
    if metric == "accuracy":
        figure.update_yaxes(tickformat=".0%")
    return figure


def tutorial_chart(rows: Sequence[dict[str, Any]]) -> go.Figure:
    """Accuracy of the tutorial's own two recorded trainings, epoch by epoch.

    Args:
        rows: with `run` (`baseline` or `regularized`), `epoch`, `accuracy` and `val_accuracy`.
    """
    figure = _empty_chart("Accuracy", max(int(row["epoch"]) for row in rows))
    for run, colour in (("baseline", BASELINE), ("regularized", REGULARIZED)):
        chosen = [row for row in rows if row["run"] == run]
        for column, what, dash in (("accuracy", "training", "dot"), ("val_accuracy", "validation", "solid")):
            figure.add_scatter(
                x=[int(row["epoch"]) for row in chosen],
                y=[float(row[column]) for row in chosen],
                name=f"{run}, {what}",
                mode="lines",
                line={"color": colour, "dash": dash, "width": 2},
                hovertemplate="%{y:.1%}",
            )
    return figure.update_yaxes(tickformat=".0%")


def describe_tutorial(rows: Sequence[dict[str, Any]]) -> str:
    """What `tutorial_chart` shows, for those who cannot see it."""
    sentences = []
    for run in ("baseline", "regularized"):
        last = [row for row in rows if row["run"] == run][-1]
        training, validation = float(last["accuracy"]), float(last["val_accuracy"])
        sentences.append(
            f"{run.capitalize()}: after epoch {last['epoch']} training accuracy is {training:.1%},"
            f" validation accuracy {validation:.1%}."
        )
    return " ".join(sentences)


def describe_history(metric: str, epochs: Sequence[dict[str, Any]]) -> str:
    """The same curves in a sentence, for those who cannot see them."""
    if not epochs:
        return f"{_METRICS[metric]}: no epoch has ended yet."
    last = epochs[-1]
    figures = ", ".join(f"{name} {_in_words(last[prefix + metric], metric)}" for prefix, name, _, _ in _CURVES)
    return f"{_METRICS[metric]} after epoch {last['epoch']:.0f}: {figures}."


def counts_chart(counts: dict[str, dict[str, int]]) -> go.Figure:
    """Pictures of each class in each split, as bars.

    Args:
        counts: by split and then by class, as `PictureSet.counts`.
    """
    figure = _empty_chart("", 0)
    splits = list(counts)
    for class_name, colour in (("cat", CAT), ("dog", DOG)):
        figure.add_bar(
            y=splits,
            x=[counts[split][class_name] for split in splits],
            name=f"{class_name}s",
            orientation="h",
            marker={"color": colour},
            text=[f"{counts[split][class_name]:,} {class_name}s" for split in splits],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": "#1a1a1a"},
            hoverinfo="skip",
        )
    figure.update_layout(barmode="stack", height=150, margin={"l": 72, "t": 4, "b": 24}, showlegend=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure.update_xaxes(title=None, tickformat=",")


def describe_counts(counts: dict[str, dict[str, int]]) -> str:
    """The same figures in a sentence."""
    return "; ".join(f"{split}: {row['cat']:,} cats and {row['dog']:,} dogs" for split, row in counts.items()) + "."


def histogram_chart(title: str, cats: Sequence[float], dogs: Sequence[float]) -> go.Figure:
    """How often each pixel value occurs in pictures of cats and of dogs.

    Args:
        title: what is counted.
        cats: share of the cats' pixels in each of N equal parts of 0 to 255.
        dogs: the same of the dogs' pixels.
    """
    figure = _empty_chart(title, 0)
    width = 256 / len(cats)
    for name, shares, colour in (("cats", cats, CAT), ("dogs", dogs, DOG)):
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
    figure.update_xaxes(title={"text": "pixel value"}, range=[0, 256], tickvals=[0, 64, 128, 192, 255])
    return figure.update_yaxes(tickformat=".0%", rangemode="tozero")


def distances_chart(title: str, unit: str, variants: Sequence[float], others: Sequence[float]) -> go.Figure:
    """Two histograms: distances between variants of one picture, and to other pictures.

    Args:
        title: what is measured.
        unit: of the distances.
        variants: distances between variants of one picture.
        others: distances to other pictures.
    """
    figure = _empty_chart(title, 0)
    for name, values, colour in (
        ("variants of this picture", variants, TRAINING),
        ("other pictures", others, VALIDATION),
    ):
        figure.add_histogram(
            x=list(map(float, values)),
            name=name,
            histnorm="percent",
            bingroup="distances",  # equally wide bars for both
            marker={"color": colour},
            opacity=0.6,
            hovertemplate="%{y:.0f} % at %{x}",
        )
    figure.update_layout(barmode="overlay", height=300, margin={"b": 70}, hovermode="closest")
    figure.update_xaxes(title={"text": unit}, rangemode="tozero")
    return figure.update_yaxes(ticksuffix=" %")


def describe_distances(title: str, unit: str, variants: Sequence[float], others: Sequence[float]) -> str:
    """What `distances_chart` shows, in a sentence."""
    nearest, other = (float(np.median(values)) for values in (variants, others))
    return (
        f"{title}: half of the variants are within {nearest:.0f}, half of the other pictures within {other:.0f} {unit}."
    )


def answers_chart(answers: Sequence[tuple[float, int, int]]) -> go.Figure:
    """How often a person still gave the label, by how much the variants were changed.

    Args:
        answers: mean difference from the original in levels of 255, how many were still called so, of how many.
    """
    figure = _empty_chart("Still called so", 0)
    figure.add_scatter(
        x=[strength for strength, _, _ in answers],
        y=[still / asked for _, still, asked in answers],
        mode="markers",
        marker={"color": TRAINING, "size": 11},
        hovertemplate="%{y:.0%} at %{x:.0f}",
        showlegend=False,
    )
    figure.update_layout(height=280, margin={"b": 56}, hovermode="closest")
    figure.update_xaxes(title={"text": "mean difference from the original, levels of 255"}, rangemode="tozero")
    return figure.update_yaxes(tickformat=".0%", range=[-0.05, 1.05])


def describe_answers(answers: Sequence[tuple[float, int, int]]) -> str:
    """The same in a sentence."""
    rounds = ", ".join(f"{still} of {asked} at {strength:.0f} levels" for strength, still, asked in answers)
    return f"Variants that were still called what they are: {rounds}."


def _thinned(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    return rows[:: len(rows) // MAX_POINTS + 1]


def _in_words(value: float | None, metric: str) -> str:
    return "not a number" if value is None else f"{value:{_number_format(metric)}}"  # a training that diverged


def _number_format(metric: str) -> str:
    return ".1%" if metric == "accuracy" else ".3f"


def _empty_chart(title: str, num_epochs: int) -> go.Figure:
    grid = "rgba(128, 128, 128, 0.25)"
    figure = go.Figure()
    figure.update_layout(
        template="none",  # importing Streamlit changes Plotly's default
        title={"text": title, "x": 0, "xanchor": "left", "xref": "paper", "font": {"size": 16}},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
        margin={"l": 48, "r": 8, "t": 36, "b": 84},
        legend={"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top"},
        hovermode="x unified",
        modebar={"bgcolor": "rgba(0, 0, 0, 0)", "color": "rgba(128, 128, 128, 0.7)", "activecolor": TRAINING},
        height=380,
    )
    figure.update_xaxes(title={"text": "epoch", "standoff": 4}, gridcolor=grid, zeroline=False)
    figure.update_yaxes(gridcolor=grid, zeroline=False)
    if num_epochs:
        figure.update_xaxes(range=[0, num_epochs + 0.5])
        if num_epochs <= 10:
            figure.update_xaxes(dtick=1)  # there is no half epoch to read off
    return figure
