"""Verdict: what both networks say of a picture, how often such verdicts are right, why, and when not to believe it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dogcat.common.language import _
from dogcat.explain.verdict import Verdict, track_record
from dogcat.pictures.decoding import PictureError
from pages.frame.errors import sentence_for_errors
from pages.frame.lesson_tasks import did
from pages.screens.try_picture.heat_maps import show_maps
from pages.screens.try_picture.network_choice import Side, asking, attribution_client
from pages.screens.try_picture.own_model_process import current_model
from pages.screens.try_picture.picture_source import choose_subjects
from pages.screens.try_picture.subject import Subject, is_chosen, note_on, pixels_of, why_refused
from pages.screens.try_picture.training_likeness import show_likeness
from pages.screens.try_picture.verdict_bar import show_bar
from pages.screens.try_picture.verdict_table import show_table
from pages.widgets.literal import literal


def show_verdict(sides: Sequence[Side]) -> None:
    """Shows the view: one picture, or a table of several pictures and below it the opened one."""
    left, right = st.columns([2, 5], gap="medium")
    with left:
        subjects = choose_subjects(sides)
    with right:
        if not subjects:
            st.info(_("Choose a picture, and the networks say what it is."), icon=":material/pets:")
        subject = show_table(subjects, sides) if len(subjects) > 1 else next(iter(subjects), None)
        if subject:
            show_one(subject, sides)


@st.fragment
def show_one(subject: Subject, sides: Sequence[Side]) -> None:
    """One picture."""
    try:
        pixels = [pixels_of(subject, side.picture_size) for side in sides]
    except PictureError as error:
        st.error(why_refused(subject, error), icon=":material/broken_image:")
        return
    show_name(subject)
    with sentence_for_errors():
        with asking():
            verdicts = [
                attribution_client().predict(side.network, [seen])[0] for side, seen in zip(sides, pixels, strict=True)
            ]
        show_verdicts(sides, verdicts)
        show_own_model(subject)
        show_maps(sides, pixels, verdicts)
        show_likeness(sides, pixels)
        if is_chosen(subject):
            did("tried-picture")


def show_name(subject: Subject) -> None:
    """The picture's name, which may hold anything, and what is known of it."""
    st.html(f"<b>{escape(subject.name)}</b> <small>{escape(note_on(subject))}</small>")


def show_verdicts(sides: Sequence[Side], verdicts: Sequence[Verdict]) -> None:
    """Bars, and how often verdicts as sure as these were right."""
    for column, side, verdict in zip(st.columns(2, gap="medium"), sides, verdicts, strict=False):
        with column:
            st.markdown(f"**{_(side.name)}**")
            show_bar(verdict, _(side.name))
            record = track_record(side.run, verdict)
            st.caption(
                record.text
                if record
                else _("How often such verdicts are right is not known: this network was never evaluated.")
            )


def show_own_model(subject: Subject) -> None:
    """What the visitor's own model says, if there is one."""
    own = current_model()
    if own:
        st.markdown(_("**Your own model**, {name}").format(name=literal(own.name)))
        show_bar(own.verdict_on(subject), _("Your own model"))
