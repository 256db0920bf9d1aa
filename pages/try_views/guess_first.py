"""Guess first: the class says cat or dog to twenty test pictures, then both networks do; who is better?"""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from dogcat.drawn import DRAWN, open_or_draw
from dogcat.people import pictures_to_guess, score
from dogcat.pictures import CLASSES, Picture, PictureSet, list_picture_sets
from dogcat.verdicts import Verdict
from pages.shared.errors import sentence_for_errors
from pages.shared.progress import progress_bar
from pages.shared.state import session
from pages.try_views.networks import Side, asking, explainer, set_of
from pages.try_views.subject import Subject, pixels_of

WIDTH = 380  # pixels on the screen


@st.fragment
def show_guess_first(sides: Sequence[Side]) -> None:
    """The whole view."""
    with sentence_for_errors():
        pictures = set_to_guess(sides)
        if not pictures:
            offer_drawing()
            return
        asked = pictures_to_guess(pictures, session().guess_seed)
        st.markdown(
            f"{len(asked)} test pictures of {pictures.title}, as the networks see them:"
            f" {sides[0].picture_size} × {sides[0].picture_size} pixels. No network has learned from them. You first."
        )
        pixels = {
            side.name: [pixels_of(subject_of(pictures, picture), side.picture_size) for picture in asked]
            for side in sides
        }
        with asking():
            said = {side.name: p_dog_of(side, pictures, pixels[side.name]) for side in sides}
        given = session().guesses.setdefault((pictures.name, session().guess_seed), [])
        left, right = st.columns([2, 3], gap="large")
        with left:
            show_question(asked, pixels[sides[0].name], given, said)
        with right:
            show_scores(asked, given, said)


def set_to_guess(sides: Sequence[Side]) -> PictureSet | None:
    """The set that the networks were trained on if it is here, else any with test pictures; None when there is none."""
    own = set_of(sides)
    if own and own.pictures("test"):
        return own
    other = next((pictures for pictures in list_picture_sets() if pictures.pictures("test")), None)
    if other:
        st.caption(
            "The test pictures that belong to these networks are not on this computer, so these are of another set,"
            f" {other.title}."
        )
    return other


def offer_drawing() -> None:
    """Ways to pictures that can be guessed, where there are none."""
    st.info(
        "For this, test pictures are needed, and there are none on this computer yet. Draw 4,000 cats and dogs here,"
        " in about half a minute, or bring in photos.",
        icon=":material/image_search:",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        is_wanted = st.button("Draw pictures", icon=":material/draw:", type="primary")
        st.page_link("pages/pictures.py", label="Bring in photos", icon=":material/arrow_forward:")
    if is_wanted:
        draw_set()
        st.rerun()


def draw_set() -> PictureSet:
    """Draws the set that needs no download."""
    with progress_bar("Drawing pictures, once:") as progress:
        return open_or_draw(DRAWN, progress)


def subject_of(pictures: PictureSet, picture: Picture) -> Subject:
    """A picture of the set, as `pixels_of` wants it."""
    return Subject(picture.path.name, f"{pictures.name}/{picture.name}/{picture.path.stat().st_mtime_ns}", picture.path)


def p_dog_of(side: Side, pictures: PictureSet, pixels: Sequence[np.ndarray]) -> list[float]:
    """What a network says of all the pictures, asked once."""
    kept = session().network_guesses
    place = (side.key, pictures.name, session().guess_seed)
    if place not in kept:
        kept[place] = [verdict.p_dog for verdict in explainer().predict(side.network, pixels)]
    return kept[place]


def show_question(
    asked: Sequence[Picture], pixels: Sequence[np.ndarray], given: list[int], said: dict[str, list[float]]
) -> None:
    """The picture that is guessed next; after the last one, who was right how often."""
    number = len(given)
    if number < len(asked):
        st.markdown(f"**Picture {number + 1} of {len(asked)}**: cat or dog?")
        st.image(pixels[number], width=WIDTH)
        with st.container(horizontal=True):
            for label, kind in enumerate(CLASSES):
                st.button(kind.capitalize(), key=f"guess-{kind}", type="primary", shortcut=("Left", "Right")[label],
                          on_click=given.append, args=(label,))  # fmt: skip
        return
    labels = [picture.label for picture in asked]
    parts = [
        f"{name} {score(labels_of_all, labels).num_right}" for name, labels_of_all in answers_of(given, said).items()
    ]
    st.success(f"Right of {len(asked)}: {', '.join(parts)}.", icon=":material/flag:")
    with st.container(horizontal=True):
        st.button("Other pictures", icon=":material/casino:", type="primary", on_click=take_others)
        st.button("The same again", icon=":material/undo:", on_click=given.clear)


def show_scores(asked: Sequence[Picture], given: list[int], said: dict[str, list[float]]) -> None:
    """What everybody said of the last picture, and the scores so far."""
    if not given:
        st.caption("The networks have made up their minds. What they say is shown after your guess.")
        return
    number, last = len(given), len(given) - 1
    kind = CLASSES[asked[last].label]
    answers = {"You": CLASSES[given[last]]} | {name: Verdict(p_dog[last]).text for name, p_dog in said.items()}
    marks = [
        f"{name}: {text} {':green[:material/check:]' if text.startswith(kind) else ':red[:material/close:]'}"
        for name, text in answers.items()
    ]
    st.markdown(f"The last one was a **{kind}**. {' · '.join(marks)}")
    rows = []
    for name, labels in answers_of(given, said).items():
        found = score(labels[:number], [picture.label for picture in asked])
        low, high = found.interval
        rows.append(
            {
                "Who": name,
                "Right": f"{found.num_right} of {found.num_all}",
                "Share": found.share,
                "95 % interval": f"{low:.0%} to {high:.0%}",
            }
        )
    st.dataframe(
        rows,
        hide_index=True,
        column_config={"Share": st.column_config.ProgressColumn(min_value=0, max_value=1, format="percent")},
    )
    st.caption(
        f"After {number} {'picture' if number == 1 else 'pictures'} the interval says how far the true share may lie"
        " from the one seen: where intervals overlap widely, luck may be all that there is between two of you."
    )


def answers_of(given: list[int], said: dict[str, list[float]]) -> dict[str, list[int]]:
    """The labels that everybody gave: the visitor as far as guessed, the networks to all."""
    networks = {name: [Verdict(one).label for one in p_dog] for name, p_dog in said.items()}
    return {"You": given, **networks}


def take_others() -> None:
    """Other pictures."""
    session().guess_seed += 1
