"""Charts of what two networks say of a picture while it is changed."""

from collections.abc import Mapping

import plotly.graph_objects as go

from dogcat.charts.style import empty_chart
from dogcat.common.language import _
from dogcat.common.palette import BASELINE, NEUTRAL, REGULARIZED, TRAINING, VALIDATION
from dogcat.explain.activations import DropoutPasses
from dogcat.explain.attribution import Stability
from dogcat.explain.perturbations import AXES

SIDE_COLOURS = (BASELINE, REGULARIZED)  # of the network before and the one after


def curve_chart(axis: str, found: Mapping[str, Stability]) -> go.Figure:
    """P(dog) along one axis.

    Args:
        axis: a name of `transforms.AXES`.
        found: by the network's name, at most two, the one before first.
    """
    figure = empty_chart(_(AXES[axis].title), 0)
    for colour, (name, stability) in zip(SIDE_COLOURS, found.items(), strict=False):
        figure.add_scatter(
            x=list(AXES[axis].values),
            y=stability.curves[axis].tolist(),
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 2},
            hovertemplate="%{y:.0%}",
        )
    figure.add_hline(y=0.5, line={"color": NEUTRAL, "dash": "dash", "width": 1})
    figure.add_vline(x=AXES[axis].unchanged, line={"color": NEUTRAL, "width": 1})
    figure.update_layout(height=210, margin={"l": 44, "t": 32, "b": 28}, title={"font": {"size": 13}}, showlegend=False)
    figure.update_xaxes(title=None)
    return figure.update_yaxes(tickformat=".0%", range=[-0.05, 1.05], dtick=0.5)


def draws_chart(found: Mapping[str, Stability]) -> go.Figure:
    """P(dog) of every draw of the tutorial's augmentation as a dot, a row for each network."""
    figure = empty_chart(_("P(dog) of 64 random variants"), 0)
    for colour, (name, stability) in zip(SIDE_COLOURS, found.items(), strict=False):
        figure.add_scatter(
            x=stability.draws.tolist(),
            y=[name] * len(stability.draws),
            mode="markers",
            marker={"color": colour, "size": 10, "opacity": 0.5},
            hovertemplate="%{x:.0%}<extra></extra>",
        )
    figure.add_vline(x=0.5, line={"color": NEUTRAL, "dash": "dash", "width": 1})
    figure.update_layout(height=150, margin={"l": 60, "t": 32, "b": 28}, hovermode="closest", showlegend=False)
    figure.update_yaxes(autorange="reversed")
    return figure.update_xaxes(title=None, tickformat=".0%", range=[-0.02, 1.02])


def describe_curve(axis: str, found: Mapping[str, Stability]) -> str:
    """The curve in a sentence."""
    spans = [
        _("{name}: from {lowest:.0%} to {highest:.0%}").format(
            name=name, lowest=stability.curves[axis].min(), highest=stability.curves[axis].max()
        )
        for name, stability in found.items()
    ]
    return _("P(dog) along {axis}. {spans}.").format(axis=_(AXES[axis].title), spans="; ".join(spans))


def describe_draws(found: Mapping[str, Stability]) -> str:
    """The draws in a sentence."""
    parts = [
        _(
            "{name} calls {num_cats} of {num} variants a cat, and its P(dog) wobbles by {points:.0f} points (standard"
            " deviation)"
        ).format(name=name, num_cats=stability.num_cats, num=len(stability.draws), points=100 * stability.wobble)
        for name, stability in found.items()
    ]
    return f"{'; '.join(parts)}."


def passes_chart(passes: DropoutPasses, place: int) -> go.Figure:
    """P(dog) of each pass as a dot, one of them marked, and a dashed line at P(dog) with dropout off.

    Args:
        passes: all of them.
        place: of the marked one, counted from 0.
    """
    figure = empty_chart(_("P(dog) in each pass"), 0)
    numbers = list(range(1, len(passes.p_dog) + 1))
    figure.add_scatter(
        x=numbers,
        y=passes.p_dog.tolist(),
        mode="markers",
        marker={
            "color": [VALIDATION if number == place + 1 else TRAINING for number in numbers],
            "size": [14 if number == place + 1 else 8 for number in numbers],
        },
        hovertemplate=_("pass %{x}: %{y:.1%}") + "<extra></extra>",
    )
    figure.add_hline(y=passes.p_dog_without, line={"color": NEUTRAL, "dash": "dash"})
    figure.update_layout(height=300, margin={"b": 44}, hovermode="closest", showlegend=False)
    figure.update_xaxes(title={"text": _("pass")}, range=[0, len(numbers) + 1])
    return figure.update_yaxes(tickformat=".0%", range=[-0.05, 1.05])


def describe_passes(passes: DropoutPasses) -> str:
    """The same in a sentence."""
    return _(
        "In {num} passes with dropout on, P(dog) goes from {lowest:.1%} to {highest:.1%}, on average {mean:.1%}; with"
        " dropout off it is {without:.1%}."
    ).format(
        num=len(passes.p_dog),
        lowest=passes.p_dog.min(),
        highest=passes.p_dog.max(),
        mean=passes.p_dog.mean(),
        without=passes.p_dog_without,
    )
