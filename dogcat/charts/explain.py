"""Charts of P(dog) for a picture that is changed, from two networks, and of a pre-trained network's own answers."""

from collections.abc import Mapping

import plotly.graph_objects as go

from dogcat.charts.style import LINE_WIDTH, EndLabel, add_end_labels, empty_chart, plain
from dogcat.common.language import _
from dogcat.common.palette import BASELINE_COLOUR, CAT, DOG, GUESS_DASH, NEUTRAL, REGULARIZED_COLOUR
from dogcat.explain.attribution import Stability
from dogcat.explain.imagenet.own_answers import CATS, DOGS, OwnAnswers, class_names
from dogcat.explain.perturbations import AXES

SIDE_COLOURS = (BASELINE_COLOUR, REGULARIZED_COLOUR)  # of the two networks, the one without cures first
NUM_CLASSES = 5  # that are shown of a network's own answers


def curve_chart(axis: str, found: Mapping[str, Stability]) -> go.Figure:
    """Return P(dog) along one axis of change.

    Args:
        axis: a key of `dogcat.explain.perturbations.AXES`.
        found: stability by name of the network, for at most two networks.
    """
    figure = empty_chart(_(AXES[axis].title), 0)
    labels = []
    for colour, (name, stability) in zip(SIDE_COLOURS, found.items(), strict=False):
        figure.add_scatter(
            x=list(AXES[axis].values),
            y=stability.curves[axis].tolist(),
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": LINE_WIDTH},
            hovertemplate="%{y:.0%}",
        )
        labels.append(EndLabel(name, colour, float(stability.curves[axis][-1])))
    figure.add_hline(y=0.5, line={"color": NEUTRAL, "dash": GUESS_DASH, "width": 1})
    figure.add_vline(x=AXES[axis].unchanged, line={"color": NEUTRAL, "width": 1})
    figure.update_layout(height=210, margin={"l": 44, "t": 32, "b": 28}, title={"font": {"size": 14}})
    figure.update_xaxes(title=None)
    figure.update_yaxes(tickformat=".0%", range=[-0.05, 1.05], dtick=0.5)
    return add_end_labels(figure, labels)


def draws_chart(found: Mapping[str, Stability]) -> go.Figure:
    """Return P(dog) of every random variant of the tutorial's augmentation as a dot, with a row for each network."""
    figure = empty_chart(_("P(dog) of 64 random variants"), 0)
    for colour, (name, stability) in zip(SIDE_COLOURS, found.items(), strict=False):
        figure.add_scatter(
            x=stability.draws.tolist(),
            y=[name] * len(stability.draws),
            mode="markers",
            marker={"color": colour, "size": 10, "opacity": 0.5},
            hovertemplate="%{x:.0%}<extra></extra>",
        )
    figure.add_vline(x=0.5, line={"color": NEUTRAL, "dash": GUESS_DASH, "width": 1})
    figure.update_layout(height=150, margin={"l": 60, "t": 32, "b": 28}, hovermode="closest", showlegend=False)
    figure.update_yaxes(autorange="reversed")
    return figure.update_xaxes(title=None, tickformat=".0%", range=[-0.02, 1.02])


def describe_curve(axis: str, found: Mapping[str, Stability]) -> str:
    """Return the ranges of `curve_chart` in a sentence."""
    spans = [
        _("{name}: from {lowest:.0%} to {highest:.0%}").format(
            name=name, lowest=stability.curves[axis].min(), highest=stability.curves[axis].max()
        )
        for name, stability in found.items()
    ]
    return _("P(dog) by {axis}. {spans}.").format(axis=_(AXES[axis].title), spans="; ".join(spans))


def describe_draws(found: Mapping[str, Stability]) -> str:
    """Return the figures of `draws_chart` in a sentence."""
    parts = [
        _(
            "{name} calls {num_cats} of {num} variants a cat; its P(dog) varies by {points:.0f} percentage points"
            " (standard deviation)"
        ).format(name=name, num_cats=stability.num_cats, num=len(stability.draws), points=100 * stability.wobble)
        for name, stability in found.items()
    ]
    return f"{'; '.join(parts)}."


def own_answers_chart(answers: OwnAnswers) -> go.Figure:
    """Return the most probable classes as bars: breeds of dogs, kinds of cats and others in colours of their own."""
    top = answers.top(NUM_CLASSES)
    figure = empty_chart(_("Most probable classes"), 0)
    figure.add_bar(
        x=[probability for _place, probability in top],
        y=[plain(class_names()[place]) for place, _probability in top],
        orientation="h",
        text=[f"{probability:.0%}" for _place, probability in top],
        textposition="auto",
        marker={"color": [DOG if place in DOGS else CAT if place in CATS else NEUTRAL for place, _p in top]},
        hoverinfo="skip",
    )
    figure.update_layout(height=90 + 36 * NUM_CLASSES, margin={"t": 44, "l": 8}, showlegend=False, dragmode=False)
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title={"text": ""})
    return figure.update_yaxes(autorange="reversed", automargin=True, showgrid=False, type="category")


def describe_own_answers(answers: OwnAnswers) -> str:
    """Return the most probable classes in words."""
    return "; ".join(f"{class_names()[place]}: {probability:.0%}" for place, probability in answers.top(NUM_CLASSES))
