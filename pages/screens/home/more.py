"""What else one can do here, each with a picture, a link and a line."""

from dataclasses import dataclass

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.common.storage import ASSETS_DIR


@dataclass(frozen=True)
class Way:
    """A way to a page.

    Attributes:
        picture: name of a picture in `assets/home`.
        page: name of the page's door.
        view: parameter and value in the address that open one of its views; empty for the page itself.
        title: of the link, to be shown through `_`.
        words: what can be done there, to be shown through `_`.
    """

    picture: str
    page: str
    view: dict[str, str]
    title: str
    words: str


WAYS = (
    Way("try", "try", {}, N_("Try one picture"), N_("What do two networks say about your photo, and why?")),
    Way("break", "try", {"try": "Break it"}, N_("Break it"), N_("Change a picture until the answer changes.")),
    Way(
        "build",
        "model",
        {"part": "Build your own"},
        N_("Build your own"),
        N_("Choose your own layers and see what they cost."),
    ),
    Way("board", "board", {}, N_("Class board"), N_("See what others guessed and how their trainings went.")),
)


def show_more() -> None:
    """Shows the ways side by side, on a phone two by two."""
    st.subheader(_("Or look around"))
    with st.container(key="home-more"):
        for column, way in zip(st.columns(len(WAYS)), WAYS, strict=True):
            with column:
                st.image(ASSETS_DIR / "home" / f"{way.picture}.webp", alt="", width="stretch")
                st.page_link(f"pages/{way.page}.py", label=_(way.title), query_params=way.view,
                             icon=":material/arrow_forward:", icon_position="right")  # fmt: skip
                st.caption(_(way.words))
