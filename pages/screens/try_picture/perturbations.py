"""Break it: change a picture by hand, watch both verdicts, and flip the first network by what nobody would notice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from dogcat.charts.explain import curve_chart, describe_curve, describe_draws, draws_chart
from dogcat.common.language import N_, _
from dogcat.explain.measured import measured_wobbles
from dogcat.explain.perturbations import AXES
from dogcat.explain.verdict import Verdict
from dogcat.explain.visibility import AS_IT_IS, Attempt, Visibility, attempted, visibility
from dogcat.pictures.decoding import PictureError
from dogcat.pictures.picture_set import CLASSES
from pages.frame.errors import sentence_for_errors
from pages.screens.try_picture.draggable_patch import show_patched
from pages.screens.try_picture.network_choice import Side, asking, attribution_client
from pages.screens.try_picture.picture_source import Subject, choose_subjects, opened_of, pixels_of, why_refused
from pages.screens.try_picture.verdict_bar import show_bar
from pages.state.session import bind, session
from pages.widgets.chart import show_chart

MAX_UNDO = 100
METER_END = 4.0  # times what would be noticed
CHANGES = {  # as a sentence names them: random draws, and each of `transforms.AXES`
    "draws": N_("the tutorial's augmentation"),
    "rotation": N_("turning"),
    "zoom": N_("zooming"),
    "shift": N_("shifting"),
    "blur": N_("blur"),
    "brightness": N_("other light"),
    "jpeg": N_("JPEG compression"),
}


@dataclass(frozen=True)
class Slider:
    """A slider for one field of `Attempt`: its label, both ends, its step and the unit behind the number.

    Label and unit are in English, to be shown through `_`.
    """

    field: str
    label: str
    low: float
    high: float
    step: float
    unit: str


SLIDERS = (
    Slider("rotation", N_("Turn"), -90, 90, 1, "%d°"),
    Slider("shown", N_("Zoom: share of the picture shown"), 0.4, 1.6, 0.01, "%.2f"),
    Slider("shift", N_("Shift to the side"), -0.4, 0.4, 0.01, "%.2f"),
    Slider("blur", N_("Blur"), 0, 6, 0.1, N_("%.1f pixels")),
    Slider("brightness", N_("Light"), 0.2, 2, 0.05, "%.2f ×"),
    Slider("jpeg_quality", N_("JPEG quality, 100: not compressed"), 5, AS_IT_IS, 5, "%d"),
    Slider("patch_size", N_("Cover with a patch, then drag it"), 0, 0.5, 0.01, "%.2f"),
)


def show_break_it(sides: Sequence[Side]) -> None:
    """The whole view."""
    with st.popover(_("Another picture"), icon=":material/image_search:"):
        subjects = choose_subjects(sides)
    if not subjects:
        st.info(_("Choose a picture that you want to change."), icon=":material/pets:")
        return
    subject = opened_of(subjects)
    try:
        for side in sides:
            pixels_of(subject, side.picture_size)
    except PictureError as error:
        st.error(why_refused(subject, error), icon=":material/broken_image:")
        return
    show_laboratory(subject, sides)
    show_curves(subject, sides)


@st.fragment
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


def show_sliders() -> None:
    """One slider for each kind of change, and the ways back."""
    for slider in SLIDERS:
        key = f"attempt.{slider.field}"
        whole = float(slider.step).is_integer()
        kind = int if whole else float
        st.session_state[key] = kind(getattr(session().perturbation.attempt, slider.field))

        def keep(field: str = slider.field, key: str = key) -> None:
            change(replace(session().perturbation.attempt, **{field: st.session_state[key]}))

        limits = kind(slider.low), kind(slider.high)
        st.slider(_(slider.label), *limits, step=kind(slider.step), format=_(slider.unit), key=key, on_change=keep)
    with st.container(horizontal=True):
        st.button(_("Undo"), icon=":material/undo:", on_click=undo, disabled=not session().perturbation.former_attempts)
        st.button(_("As it was"), icon=":material/restart_alt:", on_click=change, args=(Attempt(),),
                  disabled=session().perturbation.attempt == Attempt())  # fmt: skip


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
    st.markdown(_("**Challenge**: flip {name} by a change that nobody would notice.").format(name=name))
    st.progress(
        min(1.0, seen.amount / METER_END),
        _("How visible: {amount:.1f}, {words} (up to 1 is unnoticed)").format(amount=seen.amount, words=seen.words),
    )
    best = session().perturbation.least_visible_flips
    place = (side.key, subject.key)
    if now.label != first.label:
        best[place] = min(seen.amount, best.get(place, np.inf))
        if seen.amount <= 1:
            st.success(
                _("Done! {name} said {said} and now says {says}, and hardly anybody would notice the change.").format(
                    name=name, said=said, says=says
                ),
                icon=":material/emoji_events:",
            )
        else:
            st.info(
                _("Flipped to {says}, but the change is {words}. Try with less.").format(says=says, words=seen.words)
            )
    else:
        st.caption(_("{name} still says {said}.").format(name=name, said=said))
    if place in best:
        st.caption(_("Your least visible flip of this picture: {amount:.1f}.").format(amount=best[place]))


def show_curves(subject: Subject, sides: Sequence[Side]) -> None:
    """P(dog) along each kind of change, the networks against each other; on demand, since it takes seconds."""
    st.toggle(
        _("Curves: P(dog) along each kind of change, and under random variants"),
        **bind(session().try_picture, "shows_curves"),
    )
    if not session().try_picture.shows_curves:
        return
    with sentence_for_errors():
        with st.spinner(_("Asking each network about 130 variants of the picture…")):
            found = {
                _(side.name): attribution_client().stability(side.network, pixels_of(subject, side.picture_size))
                for side in sides
            }
        show_chart(draws_chart(found), key="draws", description=describe_draws(found))
        st.caption(describe_draws(found))
        for number, axis in enumerate(AXES):
            if number % 3 == 0:  # row by row, so that a phone shows them in this order too
                columns = st.columns(3)
            with columns[number % 3]:
                show_chart(curve_chart(axis, found), key=f"curve-{axis}", description=describe_curve(axis, found))
        st.caption(
            _("Pink: {before}; green: {after}. The upright line is the picture as it is.").format(
                before=_(sides[0].name), after=_(sides[-1].name)
            )
        )
    show_wobbles(sides)


def show_wobbles(sides: Sequence[Side]) -> None:
    """What many pictures say that one cannot, where it was measured: on the networks that ship with the app."""
    found = measured_wobbles(sides[0].run, sides[-1].run)
    if not found:
        return
    before, after, drawn = _(sides[0].name), _(sides[-1].name), found.by_change["draws"]
    words = _(
        "**One picture can deceive, so here are {num}.** Under the tutorial's augmentation P(dog) of {before} wobbles"
        " by {points_before:.0f} points, of {after} by {points_after:.0f}: {after} is steadier on {num_steadier} of the"
        " {num} pictures."
    ).format(
        num=found.num_pictures,
        before=before,
        points_before=100 * drawn.before,
        after=after,
        points_after=100 * drawn.after,
        num_steadier=drawn.num_steadier,
    )
    unsteadier = [_(CHANGES[name]) for name, each in found.by_change.items() if each.after > each.before]
    if unsteadier:
        exception = _("But {name} wobbles more under {changes}.")
        words += " " + exception.format(name=after, changes=", ".join(unsteadier))
    st.markdown(words)
    rows = [
        {
            _("Change"): _(CHANGES[name]),
            before: 100 * each.before,
            after: 100 * each.after,
            _("Steadier"): _("{num_steadier} of {num}").format(num_steadier=each.num_steadier, num=found.num_pictures),
        }
        for name, each in found.by_change.items()
    ]
    points = st.column_config.NumberColumn(format="%.1f", width="small")
    alt = _("How much both networks waver under each change")
    st.dataframe(rows, hide_index=True, column_config={before: points, after: points}, alt=alt)
    st.caption(
        _(
            "The standard deviation of P(dog) over the variants of a picture, in points, the mean of all pictures."
            " Steadier: on how many of them that of {after} is smaller. Measured on these two networks and on test"
            " pictures by benchmarks/explanations.py; kept in assets/explanations.json."
        ).format(after=after)
    )


def move_patch(right: float, down: float) -> None:
    """Puts the patch elsewhere."""
    change(replace(session().perturbation.attempt, patch_right=right, patch_down=down))


def change(attempt: Attempt) -> None:
    """Takes a new attempt and remembers the old one."""
    if attempt != session().perturbation.attempt:
        session().perturbation.former_attempts = [
            *session().perturbation.former_attempts,
            session().perturbation.attempt,
        ][-MAX_UNDO:]
        session().perturbation.attempt = attempt


def undo() -> None:
    """Takes back the last change."""
    session().perturbation.attempt = session().perturbation.former_attempts.pop()
