"""The question before the results: the learner puts the ingredients in order."""

from typing import Literal

import streamlit as st

from dogcat.analysis.ladder import PLAIN, Rung, rungs
from dogcat.analysis.ladder_text import ingredient_of
from dogcat.common.language import _
from pages.state.session import session


def ingredients() -> dict[str, Rung]:
    """Returns the rungs whose ingredients are put in order, by name: those upwards, without the first."""
    return {rung.name: rung for rung in rungs().values() if rung.part == "up" and rung.name != PLAIN}


def ask_for_order() -> None:
    """Shows a button for each ingredient; a press gives it the next place, or takes it away."""
    state = session().ladder
    with st.container(key="question-ladder"):
        st.markdown(
            _(
                "**Which rungs would you pay for?** Press the ingredients in the order of how much you expect each to"
                " add, the most first. Those that you leave out share the last place. Press one again to take it out."
            )
        )
        with st.container(horizontal=True, gap="small"):
            for name, rung in ingredients().items():
                title = _(ingredient_of(rung).title)
                place = state.order.index(name) + 1 if name in state.order else 0
                st.button(
                    f"{place}. {title}" if place else title,
                    key=f"rung-{name}",
                    help=_(ingredient_of(rung).what),
                    type="primary" if place else "secondary",
                    on_click=press,
                    args=(name,),
                )
        st.markdown(told_order() or _("*Nothing chosen yet.*"))
        with st.container(horizontal=True, vertical_alignment="center"):
            kind: Literal["primary", "secondary"] = "primary" if state.order else "secondary"  # readable if disabled
            st.button(
                _("Show the ladder"), icon=":material/stairs:", type=kind, disabled=not state.order, on_click=reveal
            )
            st.button(_("Undo"), icon=":material/undo:", disabled=not state.former_orders, on_click=undo)
            st.button(_("Start over"), icon=":material/delete_sweep:", disabled=not state.order, on_click=empty)
            st.button(_("Show it without an order"), type="tertiary", on_click=reveal_without)


def told_order() -> str:
    """Returns the chosen order as a numbered list, Markdown."""
    known = ingredients()
    chosen = [_(ingredient_of(known[name]).title) for name in session().ladder.order if name in known]
    return "\n".join(f"{place}. {title}" for place, title in enumerate(chosen, start=1))


def press(name: str) -> None:
    """Gives an ingredient the next place, or takes it out."""
    state = session().ladder
    change([one for one in state.order if one != name] if name in state.order else [*state.order, name])


def empty() -> None:
    """Takes all ingredients out."""
    change([])


def change(order: list[str]) -> None:
    """Takes another order, which can be undone."""
    state = session().ladder
    state.former_orders.append(state.order)
    state.order = order


def undo() -> None:
    """Takes the last change back."""
    session().ladder.order = session().ladder.former_orders.pop()


def reveal() -> None:
    """Shows the results."""
    session().ladder.shows_rungs = True


def reveal_without() -> None:
    """Shows the results without a guess."""
    session().ladder.order, session().ladder.former_orders = [], []
    reveal()
