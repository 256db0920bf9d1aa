"""How the visitor's own model is read: what it says, what the pictures say, and the visitor's choice."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dogcat.common.language import _
from dogcat.explain.model_reading import MeasuredReading
from pages.screens.try_picture.own_model.process import OwnModel, read_as
from pages.screens.try_picture.own_model.words import best_words, facts, output_words, reading_words, scaling_words
from pages.state.session import bind, key_in_language, session

NUM_OFFERED = 4  # close readings shown at once; a model that knows nothing has a dozen


def show_reading(own: OwnModel) -> None:
    """How the model is read, how certain that is, and a choice of other ways."""
    st.markdown(facts(own))
    close = own.decision.close
    if not own.decision.best.is_worth_it:
        score = max((each.score for each in own.decision.ranked), key=lambda each: each.share)
        st.warning(
            _(
                "Even the best way to read this model gets only {num_right:,} of {num:,} validation pictures right"
                " ({share:.1%}), which is hardly better than chance. Was it trained on cats and dogs? Check the choices"
                " below yourself."
            ).format(num_right=score.num_right, num=score.num_all, share=score.share),
            icon=":material/help:",
        )
    elif own.is_contradicted:
        st.warning(
            _(
                "The model's first layers suggest {expected}, but the pictures speak against it. {best} Choose how to"
                " read it."
            ).format(expected=scaling_words(str(own.model.expected_scaling)), best=best_words(own)),
            icon=":material/help:",
        )
    elif len(close) > 1:
        st.warning(
            _(
                "The validation pictures do not decide how to read this model: several ways fit about equally well."
                " Choose the one with which you trained it."
            ),
            icon=":material/help:",
        )
    else:
        st.success(best_words(own) + " " + _("No other way fits about as well."), icon=":material/check:")
    if own.num_classes > 2:
        choose_classes(own)
    if len(close) > 1 or not own.decision.best.is_worth_it:
        st.toggle(_("Show every way to read it"), **bind(session().own_model, "shows_all_readings"))
        is_all = session().own_model.shows_all_readings or len(close) == 1
        choose_reading(own, own.decision.ranked if is_all else close[:NUM_OFFERED])
    else:
        with st.expander(_("Read it in another way"), icon=":material/tune:"):
            choose_reading(own, own.decision.ranked)


def choose_reading(own: OwnModel, offered: Sequence[MeasuredReading]) -> None:
    """A choice of readings, each with its accuracy on the validation pictures."""
    if own.num_classes > 2:  # the classes are chosen apart, for all scalings alike
        readings = [replace(own.reading, scaling=each.reading.scaling) for each in offered]
        offered = [own.known.measure(reading) for reading in readings]
    key = key_in_language(f"own-reading-{session().own_model.token}-{len(offered)}")
    st.session_state[key] = next((place for place, each in enumerate(offered) if each.reading == own.reading), None)

    def take() -> None:
        place = st.session_state[key]
        if place is not None:
            read_as(offered[place].reading)

    def words(place: int) -> str:
        each = offered[place]
        return _("{reading}: {share:.1%} of {num:,} pictures right").format(
            reading=reading_words(each.reading, own.model), share=each.score.share, num=each.score.num_all
        )

    st.radio(_("How to read it"), range(len(offered)), format_func=words, key=key, on_change=take)
    if any(each.score.num_all < len(own.known.labels) for each in offered):
        st.caption(
            _("A way that did worse on the first pictures was given up, so its accuracy is that on those alone.")
        )


def choose_classes(own: OwnModel) -> None:
    """Which outputs mean cat and which mean dog."""
    st.markdown(
        _(
            "Which outputs mean cat, and which mean dog? The app has chosen by their names, or by which rise for known"
            " cats or dogs. P(dog) is the sum of the dog outputs divided by the sum of both."
        )
    )
    keys = [key_in_language(f"own-{what}-{session().own_model.token}") for what in ("cats", "dogs")]

    def words(number: int) -> str:
        return output_words(number, own.model)

    def take() -> None:
        cats, dogs = (tuple(sorted(st.session_state[key])) for key in keys)
        if cats and dogs and not set(cats) & set(dogs):
            read_as(replace(own.reading, cats=cats, dogs=dogs))

    chosen = [
        column.multiselect(label, range(own.num_classes), now, words, key=key, on_change=take)
        for column, label, now, key in zip(
            st.columns(2),
            (_("Outputs that mean cat"), _("Outputs that mean dog")),
            (own.reading.cats, own.reading.dogs),
            keys,
            strict=True,
        )
    ]
    if not all(chosen):
        st.error(_("Choose at least one output for each animal."), icon=":material/error:")
    elif set(chosen[0]) & set(chosen[1]):
        st.error(_("An output cannot mean both. Take it out of one of the lists."), icon=":material/error:")
    others = own.known.share_of_others(own.reading)
    if others:
        st.caption(
            _(
                "For {share:.1%} of the validation pictures, an output that means neither is the highest. P(dog) says"
                " nothing about that."
            ).format(share=others)
        )
