"""The results on the class's own photos: both networks with intervals, the guesses beside them, the hardest photos."""

from collections.abc import Sequence

import streamlit as st

from dogcat.analysis.own_pair import latest_pair
from dogcat.charts.intervals import Interval, describe_intervals, intervals_chart
from dogcat.common.language import _
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR
from dogcat.common.units import Signed
from dogcat.explain.verdict import Verdict
from dogcat.lesson.class_photos.kept import SealedSet
from dogcat.lesson.class_photos.measuring import difference, hardest, is_measured, measure_own, score_of
from dogcat.lesson.class_photos.photos import ClassPhoto, sealed_photos
from dogcat.lesson.class_photos.sealed_set import class_guesses, times_measured
from dogcat.pictures.picture_set import CLASSES
from dogcat.runs.store import list_runs
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import WORK, counted
from pages.screens.board.own_test_set.teacher import attribution
from pages.state.browser import browser_token
from pages.widgets.chart import show_chart

COLOURS = (BASELINE_COLOUR, REGULARIZED_COLOUR)
HARD_COLUMNS = 3


def show_results(kept: SealedSet) -> None:
    """Shows the results of the two networks of the set, and of the visitor's own two.

    Args:
        kept: the sealed set, whose results are open.
    """
    photos = sealed_photos()
    show_pair(kept, kept.networks, photos, _("Accuracy on the photos of this class"), "class-photos")
    show_guesses(kept)
    show_hardest(kept, photos)
    show_own(kept, photos)
    st.caption(
        _(
            "Pairs of networks measured on these photos so far: {num}. Each further pair that is chosen because of this"
            " result makes the test set less independent."
        ).format(num=times_measured(kept))
    )


def show_pair(kept: SealedSet, networks: tuple[str, str], photos: Sequence[ClassPhoto], title: str, key: str) -> None:
    """Shows the accuracies of two networks with their intervals, the difference, and what a small number means."""
    names = (_("The plain network"), _("The regularized network"))
    scores = [score_of(kept, network, photos) for network in networks]
    rows = [
        Interval(name, score.accuracy, *score.interval, colour)
        for name, score, colour in zip(names, scores, COLOURS, strict=True)
    ]
    chart, words = st.columns(2, gap="large")
    with chart:
        show_chart(intervals_chart(title, rows, "%"), key=key, description=describe_intervals(title, rows, "%"))
    with words:
        found = difference(kept, networks, photos)
        st.markdown(
            _(
                "Of {num} photos, the plain network gets **{num_plain}** right and the regularized one"
                " **{num_regularized}**: a difference of **{difference:+.1f} percentage points** (95% confidence"
                " interval {low:+.1f} to {high:+.1f}; McNemar's exact test, p = {p:.2f})."
            ).format(
                num=found.n,
                num_plain=scores[0].num_right,
                num_regularized=scores[1].num_right,
                difference=Signed(100 * found.difference),
                low=Signed(100 * found.interval[0]),
                high=Signed(100 * found.interval[1]),
                p=found.p,
            )
        )
        low, high = scores[1].interval
        st.markdown(
            _(
                "One photo is {one:.1f} percentage points here, and the interval of the regularized network is"
                " {width:.0f} wide. The fewer photos, the wider it is. These photos are also no sample of all cats and"
                " dogs: they are those of this class."
            ).format(one=100 / found.n, width=100 * (high - low))
        )
        if not found.is_significant:
            st.markdown(_("With this few photos, it is not shown which of the two networks is better on such photos."))


def show_guesses(kept: SealedSet) -> None:
    """Shows what the class guessed, and the visitor's own guess."""
    guesses = class_guesses(kept)
    if not guesses:
        return
    plain, regularized = guesses
    st.markdown(
        _(
            "**The class guessed** (guesses: {num}): median {plain:.0%} for the plain network ({plain_low:.0%} to"
            " {plain_high:.0%}) and {regularized:.0%} for the regularized one ({regularized_low:.0%} to"
            " {regularized_high:.0%})."
        ).format(
            num=plain.num,
            plain=plain.median,
            plain_low=plain.low,
            plain_high=plain.high,
            regularized=regularized.median,
            regularized_low=regularized.low,
            regularized_high=regularized.high,
        )
    )
    mine = kept.guesses.get(browser_token())
    if mine:
        st.markdown(_("You guessed {plain:.0%} and {regularized:.0%}.").format(plain=mine[0], regularized=mine[1]))


def show_hardest(kept: SealedSet, photos: Sequence[ClassPhoto]) -> None:
    """Shows the photos with the largest loss, and what both networks say of each."""
    st.markdown(
        _(
            "#### The hardest photos\n"
            "Those with the largest mean loss of both networks. What do they have in common? What would a network look"
            " at in them?"
        )
    )
    for place, hard in enumerate(hardest(kept, kept.networks, photos)):
        plain, regularized = (Verdict(float("nan") if p_dog is None else p_dog) for p_dog in hard.p_dog)
        if place % HARD_COLUMNS == 0:  # a new row, so that a phone shows them in their order
            columns = st.columns(HARD_COLUMNS)
        with columns[place % HARD_COLUMNS]:
            animal = _(CLASSES[hard.photo.label])
            st.image(hard.photo.read(), alt=_("A hard photo: {animal}").format(animal=animal), width="stretch")
            st.markdown(
                _("**It is a {animal}.** Plain: {plain}. Regularized: {regularized}. Mean loss {loss:.2f}.").format(
                    animal=animal, plain=plain.text, regularized=regularized.text, loss=hard.loss
                )
            )


def show_own(kept: SealedSet, photos: Sequence[ClassPhoto]) -> None:
    """Shows the results of the visitor's own two networks, or the button that measures them."""
    pair = latest_pair(list_runs(), browser_token())
    if pair is None or not all(run.has_model for run in pair.values()):
        return
    networks = pair["plain"].id, pair["regularized"].id
    if networks == kept.networks:
        return
    if is_measured(kept, networks):
        show_pair(kept, networks, photos, _("Your own two networks on these photos"), "class-photos-own-pair")
    elif st.button(_("Measure my own two networks on these photos"), icon=":material/straighten:"):
        with sentence_for_errors():
            with counted(WORK), st.spinner(_("Asking your networks…")):
                measure_own(attribution(), list(pair.values()), asker())
            st.rerun()
