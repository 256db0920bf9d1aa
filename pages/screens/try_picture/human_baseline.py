"""Guess first: the class says cat or dog to twenty test pictures, then both networks do; who is better?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from dogcat.analysis.human_baseline import pictures_to_guess, score
from dogcat.common.language import N_, _, ngettext
from dogcat.explain.verdict import Verdict
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet
from dogcat.pictures.synthetic.dataset import DRAWN, open_or_draw
from pages.frame.errors import sentence_for_errors
from pages.screens.try_picture.network_choice import Side, asking, attribution_client, set_of
from pages.screens.try_picture.picture_source import Subject, pixels_of
from pages.state.picture_sets import offered_sets
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.progress_bar import progress_bar

WIDTH = 380  # pixels on the screen
YOU = N_("You")  # among the names of those who are scored


@st.fragment
def show_guess_first(sides: Sequence[Side]) -> None:
    """The whole view."""
    with sentence_for_errors():
        pictures = set_to_guess(sides)
        if not pictures:
            offer_drawing()
            return
        asked = pictures_to_guess(pictures, session().human_baseline.guess_seed)
        st.markdown(
            _(
                "{num} test pictures of {pictures}, as the networks see them: {size} × {size} pixels. No network has"
                " learned from them. You first."
            ).format(num=len(asked), pictures=literal(pictures.title), size=sides[0].picture_size)
        )
        pixels = {
            side.name: [pixels_of(subject_of(pictures, picture), side.picture_size) for picture in asked]
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


def set_to_guess(sides: Sequence[Side]) -> PictureSet | None:
    """The set that the networks were trained on if it is here, else any with test pictures; None when there is none."""
    own = set_of(sides)
    if own and own.pictures("test"):
        return own
    other = next((pictures for pictures in offered_sets() if pictures.pictures("test")), None)
    if other:
        st.caption(
            _(
                "The test pictures that belong to these networks are not on this computer, so these are of another"
                " set, {pictures}."
            ).format(pictures=literal(other.title))
        )
    return other


def offer_drawing() -> None:
    """Ways to pictures that can be guessed, where there are none."""
    st.info(
        _(
            "For this, test pictures are needed, and there are none on this computer yet. Draw 4,000 cats and dogs"
            " here, in about a minute, or bring in photos."
        ),
        icon=":material/image_search:",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        is_wanted = st.button(_("Draw pictures"), icon=":material/draw:", type="primary")
        st.page_link("pages/pictures.py", label=_("Bring in photos"), icon=":material/arrow_forward:")
    if is_wanted:
        draw_set()
        st.rerun()


def draw_set() -> PictureSet:
    """Draws the set that needs no download."""
    with progress_bar(_("Drawing pictures, once:")) as progress:
        return open_or_draw(DRAWN, progress)


def subject_of(pictures: PictureSet, picture: Picture) -> Subject:
    """A picture of the set, as `pixels_of` wants it."""
    return Subject(picture.path.name, f"{pictures.name}/{picture.name}/{picture.path.stat().st_mtime_ns}", picture.path)


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
        st.markdown(_("**Picture {number} of {num}**: cat or dog?").format(number=number + 1, num=len(asked)))
        st.image(pixels[number], width=WIDTH, alt=_("The picture to be judged"))
        with st.container(horizontal=True):
            for label, kind in enumerate(CLASSES):
                st.button(_(kind).capitalize(), key=f"guess-{kind}", type="primary", shortcut=("Left", "Right")[label],
                          on_click=given.append, args=(label,))  # fmt: skip
        return
    labels = [picture.label for picture in asked]
    parts = [
        f"{_(name)} {score(labels_of_all, labels).num_right}" for name, labels_of_all in answers_of(given, said).items()
    ]
    st.success(_("Right of {num}: {scores}.").format(num=len(asked), scores=", ".join(parts)), icon=":material/flag:")
    with st.container(horizontal=True):
        st.button(_("Other pictures"), icon=":material/casino:", type="primary", on_click=take_others)
        st.button(_("The same again"), icon=":material/undo:", on_click=given.clear)


def show_scores(asked: Sequence[Picture], given: list[int], said: dict[str, list[float]]) -> None:
    """What everybody said of the last picture, and the scores so far."""
    if not given:
        st.caption(_("The networks have made up their minds. What they say is shown after your guess."))
        return
    number, last = len(given), len(given) - 1
    label = asked[last].label
    verdicts = {name: Verdict(p_dog[last]) for name, p_dog in said.items()}
    answers = {YOU: (_(CLASSES[given[last]]), given[last] == label)}
    answers |= {name: (each.text, each.names_a_class and each.label == label) for name, each in verdicts.items()}
    marks = [
        f"{_(name)}: {text} {':green[:material/check:]' if is_right else ':red[:material/close:]'}"
        for name, (text, is_right) in answers.items()
    ]
    st.markdown(
        _("The last one was a **{animal}**. {answers}").format(animal=_(CLASSES[label]), answers=" · ".join(marks))
    )
    rows = []
    for name, labels in answers_of(given, said).items():
        found = score(labels[:number], [picture.label for picture in asked])
        low, high = found.interval
        rows.append(
            {
                "Who": _(name),
                "Right": _("{num_right:,} of {num:,}").format(num_right=found.num_right, num=found.num_all),
                "Share": found.share,
                "95% interval": _("{low:.0%} to {high:.0%}").format(low=low, high=high),
            }
        )
    st.dataframe(rows, hide_index=True, column_config=score_columns(), alt=_("Who was right how often"))
    st.caption(
        ngettext(
            "After {num} picture the interval says how far the true share may lie from the one seen: where intervals"
            " overlap widely, luck may be all that there is between two of you.",
            "After {num} pictures the interval says how far the true share may lie from the one seen: where intervals"
            " overlap widely, luck may be all that there is between two of you.",
            number,
        ).format(num=number)
    )


def score_columns() -> dict[str, Any]:
    """How the columns of a table of scores are shown."""
    return {
        "Who": _("Who"),
        "Right": _("Right"),
        "Share": st.column_config.ProgressColumn(_("Share"), min_value=0, max_value=1, format="percent"),
        "95% interval": _("95% interval"),
    }


def answers_of(given: list[int], said: dict[str, list[float]]) -> dict[str, list[int]]:
    """The labels that everybody gave: the visitor as far as guessed, the networks to all."""
    networks = {name: [Verdict(one).label for one in p_dog] for name, p_dog in said.items()}
    return {YOU: given, **networks}


def take_others() -> None:
    """Other pictures."""
    session().human_baseline.guess_seed += 1
