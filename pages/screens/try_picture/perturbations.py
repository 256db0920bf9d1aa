"""Break it: change a picture by hand, watch both verdicts, and flip the first network by what nobody would notice."""

from collections.abc import Sequence

import streamlit as st

from dogcat.common.language import _
from dogcat.explain.verdict import Verdict
from dogcat.explain.visibility import Visibility, attempted, visibility
from dogcat.pictures.picture_set import CLASSES
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.frame.lesson_tasks import did
from pages.screens.try_picture.draggable_patch import show_patched
from pages.screens.try_picture.network_choice import Side, asking, attribution_client
from pages.screens.try_picture.own_pictures import show_own_strip, show_refused
from pages.screens.try_picture.perturbation_sliders import move_patch, show_sliders
from pages.screens.try_picture.picture_source import choose_subjects
from pages.screens.try_picture.stability_curves import show_curves
from pages.screens.try_picture.subject import Subject, opened_of, pixels_of, readable
from pages.screens.try_picture.unsure_picture import begin_with_unsure, take_unsure, unsure_picture
from pages.screens.try_picture.verdict_bar import show_bar
from pages.state.session import session

METER_END = 4.0  # visibility at which the meter is full; 1 is the limit of what is noticed


def show_break_it(sides: Sequence[Side]) -> None:
    """Shows the view."""
    begin_with_unsure(sides[0])
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(_("Another picture"), icon=":material/image_search:"):
            subjects = choose_subjects(sides)
            good, refused = readable(subjects, [side.picture_size for side in sides])
            show_own_strip(good, sides[-1].picture_size)
        if unsure_picture(sides[0]):
            st.button(_("A picture that the network is unsure of"), icon=":material/balance:", type="tertiary",
                      on_click=take_unsure, args=(sides[0],))  # fmt: skip
    show_refused(refused, good)
    if good:
        subject = opened_of(good)
        show_laboratory(subject, sides)
        show_curves(subject, sides)
    elif not refused:
        st.info(_("Choose a picture that you want to change."), icon=":material/pets:")


@fragment
def show_laboratory(subject: Subject, sides: Sequence[Side]) -> None:
    """Sliders, the changed picture and both verdicts; a move draws nothing else again."""
    pixels = [pixels_of(subject, side.picture_size) for side in sides]
    left, middle, right = st.columns([6, 6, 5], gap="medium")
    with right:
        show_sliders()
    with left:
        tried = session().perturbation.attempt
        show_patched(attempted(pixels[0], tried), tried.patch_size, tried.patch_right, tried.patch_down, move_patch)
    with middle, sentence_for_errors():
        with asking():
            asked = [
                attribution_client().predict(side.network, [seen, attempted(seen, session().perturbation.attempt)])
                for side, seen in zip(sides, pixels, strict=True)
            ]
        for side, (_first, now) in zip(sides, asked, strict=True):
            st.markdown(f"**{_(side.name)}**")
            show_bar(now, _(side.name))
        show_challenge(subject, sides[0], asked[0], visibility(pixels[0], session().perturbation.attempt))


def show_challenge(subject: Subject, side: Side, verdicts: Sequence[Verdict], seen: Visibility) -> None:
    """How visible the change is, whether it flipped the network, and the least visible flip so far.

    Args:
        subject: the picture.
        side: the network.
        verdicts: its own on the picture as it is, and on the changed one.
        seen: how visible the change is.
    """
    first, now = verdicts
    name, said, says = _(side.name), _(CLASSES[first.label]), _(CLASSES[now.label])
    st.markdown(
        _("**Challenge**: make {name} change its answer with a change that nobody would notice.").format(name=name)
    )
    st.progress(
        min(1.0, seen.amount / METER_END),
        _("Visibility of the change: {amount:.1f}, {words} (hardly noticeable up to 1)").format(
            amount=seen.amount, words=seen.words
        ),
    )
    best = session().perturbation.least_visible_flips
    place = (side.key, subject.key)
    if now.label != first.label:
        best[place] = min(seen.amount, best.get(place, seen.amount))
        if seen.amount <= 1:
            st.success(
                _("Done! {name} said {said} and now says {says}. Hardly anybody would notice the change.").format(
                    name=name, said=said, says=says
                ),
                icon=":material/emoji_events:",
            )
        else:
            st.info(
                _("It now says {says}, but the change is {words}. Try a smaller change.").format(
                    says=says, words=seen.words
                )
            )
    else:
        st.caption(_("{name} still says {said}.").format(name=name, said=said))
    if best.get(place, METER_END) <= 1:
        did("changed-mind")
    if place in best:
        st.caption(_("Your least visible change that worked on this picture: {amount:.1f}.").format(amount=best[place]))
