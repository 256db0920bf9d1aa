"""The learner's order beside the measured one."""

import streamlit as st

from dogcat.analysis.ladder_results import RungResult, added, agreement
from dogcat.analysis.ladder_text import ingredient_of, read_agreement, verdict_words
from dogcat.common.language import _
from dogcat.common.units import Signed
from pages.screens.ladder.order import ingredients
from pages.state.session import session


def show_judgement(results: dict[str, RungResult]) -> None:
    """Shows how far both orders agree, the ingredients by what they added, and the way back to the question."""
    order = session().ladder.order
    changes = added(results)
    words, again = st.columns([7, 1], vertical_alignment="center")
    # Translators: a button that asks the learner the question again.
    again.button(_("Ask again"), icon=":material/undo:", type="tertiary", on_click=ask_again)
    if order:
        words.markdown(f":material/psychology_alt: {read_agreement(agreement(order, changes))}")
    if changes:
        measured = sorted(changes, key=lambda name: -changes[name])
        st.dataframe(
            [row_of(place, results[name], order) for place, name in enumerate(measured, start=1)],
            hide_index=True,
            height="content",
            alt=_("The ingredients by what they added, beside your order"),
        )
    missing = [_(ingredient_of(rung).title) for name, rung in ingredients().items() if name not in changes]
    if missing:
        st.caption(_("Not recorded yet in this copy of the app: {names}.").format(names=", ".join(missing)))


def row_of(place: int, result: RungResult, order: list[str]) -> dict[str, str]:
    """Returns a row of the table: the ingredient's place, what it added, and what it cost."""
    change, name = result.change, result.rung.name
    low, high = change.widest if change else (0.0, 0.0)
    return {
        # Translators: a column's heading: the place of an ingredient in the order of what was measured
        _("Measured"): str(place),
        # Translators: a column's heading: the place that the learner gave an ingredient
        _("Your order"): (str(order.index(name) + 1) if name in order else "–"),
        _("Ingredient"): _(ingredient_of(result.rung).title),
        _("Added, percentage points"): f"{Signed(100 * (change.mean if change else 0)):+.1f}",
        _("95% confidence interval"): _("{low:+.1f} to {high:+.1f}").format(
            low=Signed(100 * low), high=Signed(100 * high)
        ),
        _("More than chance?"): verdict_words(change),
        _("Minutes"): f"{result.minutes:.0f}",
    }


def ask_again() -> None:
    """Asks the question again, with the order as it was."""
    session().ladder.shows_rungs = False
