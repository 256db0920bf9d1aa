"""P(dog) as a bar that leaves the middle, one half, to the left for a cat and to the right for a dog."""

import math

import streamlit as st

from dogcat.common.language import _
from dogcat.common.palette import CAT, DOG
from dogcat.explain.verdict import Verdict
from dogcat.pictures.picture_set import CLASSES
from pages.widgets.component import style

_STYLE = style("verdict_bar.css")


def show_bar(verdict: Verdict, name: str) -> None:
    """The verdict in words and its bar.

    Args:
        verdict: to show.
        name: of the network, for a screen reader.
    """
    st.html(bar(verdict, name))


def bar(verdict: Verdict, name: str) -> str:
    """The HTML of `show_bar`."""
    if math.isnan(verdict.p_dog):
        return f"<div>{verdict.text}</div>"
    left, right = sorted((0.5, verdict.p_dog))
    colour = DOG if verdict.label else CAT
    description = _("{name}: P(dog) is {share}").format(name=name, share=verdict.p_dog_text)
    figure = _("P(dog): {share}").format(share=verdict.p_dog_text)
    return (
        f'{_STYLE}<div style="font-size:1.5rem;font-weight:600;margin-bottom:6px">{verdict.text}</div>'
        f'<div class="dogcat-bar" role="img" aria-label="{description}">'
        f'<i style="left:{left:.1%};width:{max(0.004, right - left):.1%};background:{colour}"></i><b></b></div>'
        f'<div class="dogcat-bar-ends"><span>{_(CLASSES[0])}</span><span>{figure}</span>'
        f"<span>{_(CLASSES[1])}</span></div>"
    )
