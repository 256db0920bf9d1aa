"""Verdict: what the networks say of a picture, and before that whether it is anything for them; below that, why.

The answer comes first, then the choice of another picture, then the reasons: in this order on a phone, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.out_of_distribution import Likeness
from dogcat.explain.verdict import Verdict, track_record
from dogcat.runs.names import describe_run
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.frame.lesson_tasks import did
from pages.screens.try_picture.heat_maps import show_maps
from pages.screens.try_picture.network_choice import Side, asking, attribution_client
from pages.screens.try_picture.own_model.process import current_model
from pages.screens.try_picture.own_pictures import show_own_strip, show_refused
from pages.screens.try_picture.picture_source import choose_subjects
from pages.screens.try_picture.subject import Subject, is_chosen, note_on, opened_of, pixels_of, readable
from pages.screens.try_picture.training_likeness import likeness_of, say_neither, say_strange, show_likeness
from pages.screens.try_picture.verdict_bar import show_bar
from pages.screens.try_picture.verdict_table import show_table
from pages.widgets.literal import literal
from pages.widgets.own_or_recorded import say_how_to_get_own

SHOWN_SIZE = 240  # pixels of the picture above the answer


@dataclass(frozen=True)
class Answer:
    """What all networks say of one picture; each list has an item for each network.

    Attributes:
        subject: the picture.
        pixels: what they see of it, uint8 (S, S, 3).
        verdicts: their predictions.
        likenesses: how like their training pictures they find it; None where that is not known.
    """

    subject: Subject
    pixels: list[np.ndarray]
    verdicts: list[Verdict]
    likenesses: list[Likeness | None]


def show_verdict(sides: Sequence[Side]) -> None:
    """Shows the view: the answer, beside it the choice of a picture, and below both the reasons."""
    left, right = st.columns([5, 3], gap="large")
    with right, st.container(key="setting-picture"):
        subjects = choose_subjects(sides)
        good, refused = readable(subjects, [side.picture_size for side in sides])
        if not any(side.is_own for side in sides):
            say_how_to_get_own()
    answer = None
    with left:
        if good:
            answer = show_answer(opened_of(good), sides)
        elif not refused:
            st.info(_("Choose a picture, and the networks say what it is."), icon=":material/pets:")
        show_refused(refused, good)
        show_own_strip(good, sides[-1].picture_size)
    if answer:
        show_reasons(answer, sides)
    if len(good) > 1:
        show_table(good, sides)


def show_answer(subject: Subject, sides: Sequence[Side]) -> Answer | None:
    """Shows the picture, whether it is strange, and what each network says; returns None if a network fails."""
    pixels = [pixels_of(subject, side.picture_size) for side in sides]
    with st.container(horizontal=True, vertical_alignment="center", key="result-picture"):
        st.image(pixels_of(subject, SHOWN_SIZE), width=SHOWN_SIZE // 2, alt=_("The picture that you try"))
        with st.container():
            show_name(subject)
            say_neither(subject)
            strange = st.container()
    with sentence_for_errors():
        with asking():
            verdicts = [
                attribution_client().predict(side.network, [seen])[0] for side, seen in zip(sides, pixels, strict=True)
            ]
        records = show_bars(sides, verdicts)
        show_own_model(subject)
        with strange:  # after the bars, because the first question about a network looks at all training pictures
            likenesses = [likeness_of(side, seen) for side, seen in zip(sides, pixels, strict=True)]
            if not subject.is_neither:
                say_strange(sides, likenesses)
        for record, side, verdict, found in zip(records, sides, verdicts, likenesses, strict=True):
            record.caption(record_words(side, verdict, subject.is_neither or (found is not None and found.is_unlike)))
        if is_chosen(subject):
            did("tried-picture")
        return Answer(subject, pixels, verdicts, likenesses)
    return None


def show_name(subject: Subject) -> None:
    """The picture's name, which may hold anything, and what is known of it."""
    st.html(f"<b>{escape(subject.name)}</b> <small>{escape(note_on(subject))}</small>")


def show_bars(sides: Sequence[Side], verdicts: Sequence[Verdict]) -> list[st.delta_generator.DeltaGenerator]:
    """A bar for each network; returns the place below each."""
    places = []
    for column, side, verdict in zip(st.columns(2, gap="medium"), sides, verdicts, strict=False):
        with column:
            st.markdown(f"**{_(side.name)}** :small[{literal(describe_run(side.run))}]")
            show_bar(verdict, _(side.name))
            places.append(st.empty())
    return places


def record_words(side: Side, verdict: Verdict, is_strange: bool) -> str:
    """How often such verdicts are right, which was measured on cats and dogs alone."""
    if is_strange:
        return _(
            "The app measured on cats and dogs how often such answers are right. That says nothing about this picture."
        )
    record = track_record(side.run, verdict)
    if record:
        return record.text
    return _("The app does not know how often such answers are right, because this network was never evaluated.")


def show_own_model(subject: Subject) -> None:
    """What the visitor's own model says, if there is one."""
    own = current_model()
    if own:
        st.markdown(_("**Your own model**, {name}").format(name=literal(own.name)))
        show_bar(own.verdict_on(subject), _("Your own model"))


@fragment
def show_reasons(answer: Answer, sides: Sequence[Side]) -> None:
    """Where the networks see what they name, and which training pictures are most like the picture."""
    with sentence_for_errors():
        show_maps(sides, answer.pixels, answer.verdicts)
        show_likeness(sides, answer.pixels, answer.likenesses)
