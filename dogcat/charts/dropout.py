"""The chart of P(dog) in passes with dropout on.

It is not in `explain`, because the imports of that module load OpenCV.
"""

import plotly.graph_objects as go

from dogcat.charts.style import empty_chart
from dogcat.common.language import _
from dogcat.common.palette import CAT, DOG, GUESS_DASH, NEUTRAL
from dogcat.explain.activations import DropoutPasses


def passes_chart(passes: DropoutPasses, place: int) -> go.Figure:
    """Return a chart of P(dog): a dot for each pass in the colour of what it says, and a line with dropout off.

    Args:
        passes: passes with dropout on.
        place: position of the marked pass, from 0.
    """
    figure = empty_chart(_("P(dog) in each pass"), 0)
    numbers = list(range(1, len(passes.p_dog) + 1))
    figure.add_scatter(
        x=numbers,
        y=passes.p_dog.tolist(),
        mode="markers",
        marker={
            "color": [DOG if share > 0.5 else CAT for share in passes.p_dog.tolist()],
            "size": [18 if number == place + 1 else 9 for number in numbers],
            "line": {"color": NEUTRAL, "width": [3 if number == place + 1 else 0 for number in numbers]},
        },
        hovertemplate=_("pass %{x}: %{y:.1%}") + "<extra></extra>",
    )
    figure.add_hline(y=passes.p_dog_without, line={"color": NEUTRAL, "dash": GUESS_DASH})
    figure.update_layout(height=300, margin={"b": 44}, hovermode="closest", showlegend=False)
    # Translators: the title of an axis: the number of a pass through the network; a noun
    figure.update_xaxes(title={"text": _("pass")}, range=[0, len(numbers) + 1])
    return figure.update_yaxes(tickformat=".0%", range=[-0.05, 1.05])


def describe_passes(passes: DropoutPasses) -> str:
    """Return the figures of `passes_chart` in a sentence."""
    return _(
        "In {num} passes with dropout on, P(dog) is between {lowest:.1%} and {highest:.1%}, on average {mean:.1%}."
        " With dropout off it is {without:.1%}."
    ).format(
        num=len(passes.p_dog),
        lowest=passes.p_dog.min(),
        highest=passes.p_dog.max(),
        mean=passes.p_dog.mean(),
        without=passes.p_dog_without,
    )
