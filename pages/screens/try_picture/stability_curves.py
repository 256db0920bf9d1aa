"""P(dog) along each kind of change, of this picture and, where it was measured, of many pictures."""

from collections.abc import Sequence

import streamlit as st

from dogcat.charts.explain import curve_chart, describe_curve, describe_draws, draws_chart
from dogcat.common.language import N_, _
from dogcat.explain.measured import Wobbles, measured_wobbles
from dogcat.explain.perturbations import AXES
from pages.frame.errors import sentence_for_errors
from pages.screens.try_picture.network_choice import Side, attribution_client
from pages.screens.try_picture.subject import Subject, pixels_of
from pages.state.session import bind, session
from pages.widgets.chart import show_chart

CHANGES = {  # as a sentence names them: random draws, and each of `perturbations.AXES`
    "draws": N_("the tutorial's augmentation"),
    "rotation": N_("turning"),
    "zoom": N_("zooming"),
    "shift": N_("shifting"),
    "blur": N_("blur"),
    "brightness": N_("brightness"),
    "jpeg": N_("JPEG compression"),
}


def show_curves(subject: Subject, sides: Sequence[Side]) -> None:
    """P(dog) along each kind of change, the networks against each other; on demand, since it takes seconds."""
    st.toggle(
        _("Curves: P(dog) for each kind of change and for random variants"),
        **bind(session().try_picture, "shows_curves"),
    )
    if not session().try_picture.shows_curves:
        return
    with sentence_for_errors():
        with st.spinner(_("Asking each network about some 130 variants of the picture…")):
            found = {
                _(side.name): attribution_client().stability(side.network, pixels_of(subject, side.picture_size))
                for side in sides
            }
        show_chart(draws_chart(found), key="draws", description=describe_draws(found))
        st.caption(describe_draws(found))
        for number, axis in enumerate(AXES):
            if number % 3 == 0:  # row by row, so that a phone shows them in this order too
                columns = st.columns(3)
            with columns[number % 3]:
                show_chart(curve_chart(axis, found), key=f"curve-{axis}", description=describe_curve(axis, found))
        st.caption(_("The vertical line marks the unchanged picture."))
    show_wobbles(sides)


def show_wobbles(sides: Sequence[Side]) -> None:
    """What many pictures say that one cannot, where it was measured: on the networks that ship with the app."""
    found = measured_wobbles(sides[0].run, sides[-1].run)
    if not found:
        return
    before, after, drawn = _(sides[0].name), _(sides[-1].name), found.by_change["draws"]
    words = _(
        "**One picture can deceive, so here are {num}.** With the tutorial's augmentation, P(dog) of {before} varies by"
        " {points_before:.0f} percentage points (standard deviation), that of {after} by {points_after:.0f}. {after} is"
        " more stable on {num_steadier} of the {num} pictures."
    ).format(
        num=found.num_pictures,
        before=before,
        points_before=100 * drawn.before,
        after=after,
        points_after=100 * drawn.after,
        num_steadier=drawn.num_steadier,
    )
    if found.unsteadier:
        exception = _("But {name} varies more with {changes}.")
        words += " " + exception.format(name=after, changes=", ".join(_(CHANGES[name]) for name in found.unsteadier))
    st.markdown(words)
    show_wobble_table(found, before, after)


def show_wobble_table(found: Wobbles, before: str, after: str) -> None:
    """The wobbles of both networks under each change; `before` and `after` are their names."""
    rows = [
        {
            # Translators: heading of a column that names the kinds of change.
            _("Change"): _(CHANGES[name]),
            before: 100 * each.before,
            after: 100 * each.after,
            # Translators: heading of a column that counts pictures.
            _("More stable"): _("{num_steadier} of {num}").format(
                num_steadier=each.num_steadier, num=found.num_pictures
            ),
        }
        for name, each in found.by_change.items()
    ]
    points = st.column_config.NumberColumn(format="%.1f", width="small")
    alt = _("How much each network's answer varies with each change")
    st.dataframe(rows, hide_index=True, column_config={before: points, after: points}, alt=alt)
    st.caption(
        _(
            "The table shows the standard deviation of P(dog) over the variants of a picture, in percentage points,"
            " averaged over all pictures. “More stable” counts the pictures for which {after} has the smaller one."
            " benchmarks/explanations.py measured this with these two networks on test pictures;"
            " assets/explanations.json holds the results."
        ).format(after=after)
    )
