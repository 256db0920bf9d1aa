"""Guess first: the class says cat or dog to twenty validation pictures, then both networks do; who is better?"""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from dogcat.analysis.human_baseline import pictures_to_guess, score
from dogcat.common.language import _
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.screens.try_picture.guess_scores import answers_of, show_scores
from pages.screens.try_picture.network_choice import Side, asking, attribution_client
from pages.screens.try_picture.picture_set_choice import offer_drawing, set_to_guess
from pages.screens.try_picture.subject import pixels_of, subject_of_picture
from pages.state.session import session
from pages.widgets.literal import literal

WIDTH = 380  # pixels on the screen


@fragment
def show_guess_first(sides: Sequence[Side]) -> None:
    """Shows the view."""
    with sentence_for_errors():
        pictures = set_to_guess(sides)
        if not pictures:
            offer_drawing()
            return
        asked = pictures_to_guess(pictures, session().human_baseline.guess_seed)
        st.markdown(
            _(
                "Here are {num} validation pictures of {pictures} as the networks see them: {size} × {size} pixels. No"
                " network has learned from them. You guess first."
            ).format(num=len(asked), pictures=literal(pictures.title), size=sides[0].picture_size)
        )
        pixels = {
            side.name: [pixels_of(subject_of_picture(pictures, picture), side.picture_size) for picture in asked]
            for side in sides
        }
        with asking():
            said = {side.name: p_dog_of(side, pictures, pixels[side.name]) for side in sides}
        given = session().human_baseline.guesses.setdefault((pictures.name, session().human_baseline.guess_seed), [])
        left, right = st.columns([2, 3], gap="large")
        with left:
            show_question(asked, pixels[sides[0].name], given, said)
        with right:
            show_scores(asked, given, said)


def p_dog_of(side: Side, pictures: PictureSet, pixels: Sequence[np.ndarray]) -> list[float]:
    """What a network says of all the pictures, asked once."""
    kept = session().human_baseline.network_guesses
    place = (side.key, pictures.name, session().human_baseline.guess_seed)
    if place not in kept:
        kept[place] = [verdict.p_dog for verdict in attribution_client().predict(side.network, pixels)]
    return kept[place]


def show_question(
    asked: Sequence[Picture], pixels: Sequence[np.ndarray], given: list[int], said: dict[str, list[float]]
) -> None:
    """The picture that is guessed next; after the last one, who was right how often."""
    number = len(given)
    if number < len(asked):
        st.markdown(_("**Picture {number} of {num}**: is it a cat or a dog?").format(number=number + 1, num=len(asked)))
        st.image(pixels[number], width=WIDTH, alt=_("The picture that you guess"))
        with st.container(horizontal=True):
            for label, kind in enumerate(CLASSES):
                st.button(_(kind).capitalize(), key=f"guess-{kind}", type="primary", shortcut=("Left", "Right")[label],
                          on_click=given.append, args=(label,))  # fmt: skip
        return
    labels = [picture.label for picture in asked]
    parts = [
        f"{_(name)} {score(labels_of_all, labels).num_right}" for name, labels_of_all in answers_of(given, said).items()
    ]
    st.success(
        _("Right answers out of {num}: {scores}.").format(num=len(asked), scores=", ".join(parts)),
        icon=":material/flag:",
    )
    with st.container(horizontal=True):
        # Translators: a button: guess on other pictures.
        st.button(_("Other pictures"), icon=":material/casino:", type="primary", on_click=take_others)
        st.button(_("The same pictures again"), icon=":material/undo:", on_click=given.clear)


def take_others() -> None:
    """Asks about other pictures."""
    session().human_baseline.guess_seed += 1
