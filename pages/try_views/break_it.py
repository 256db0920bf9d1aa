"""Break it: change a picture by hand, watch both verdicts, and flip the first network by what nobody would notice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from dogcat.attempts import AS_IT_IS, Attempt, Visibility, attempted, visibility
from dogcat.measured import measured_wobbles
from dogcat.pictures import CLASSES
from dogcat.pixels import PictureError
from dogcat.transforms import AXES
from dogcat.verdict_charts import curve_chart, describe_curve, describe_draws, draws_chart
from dogcat.verdicts import Verdict
from pages.shared.chart import show_chart
from pages.shared.errors import sentence_for_errors
from pages.shared.state import bind, session
from pages.try_views.bars import show_bar
from pages.try_views.networks import Side, asking, explainer
from pages.try_views.patch import show_patched
from pages.try_views.subject import Subject, choose_subjects, opened_of, pixels_of, why_refused

MAX_UNDO = 100
METER_END = 4.0  # times what would be noticed
CHANGES = {  # as a sentence names them: random draws, and each of `transforms.AXES`
    "draws": "the tutorial's augmentation",
    "rotation": "turning",
    "zoom": "zooming",
    "shift": "shifting",
    "blur": "blur",
    "brightness": "other light",
    "jpeg": "JPEG compression",
}


@dataclass(frozen=True)
class Slider:
    """A slider for one field of `Attempt`: its label, both ends, its step and the unit behind the number."""

    field: str
    label: str
    low: float
    high: float
    step: float
    unit: str


SLIDERS = (
    Slider("rotation", "Turn", -90, 90, 1, "%d°"),
    Slider("shown", "Zoom: share of the picture shown", 0.4, 1.6, 0.01, "%.2f"),
    Slider("shift", "Shift to the side", -0.4, 0.4, 0.01, "%.2f"),
    Slider("blur", "Blur", 0, 6, 0.1, "%.1f pixels"),
    Slider("brightness", "Light", 0.2, 2, 0.05, "%.2f ×"),
    Slider("jpeg_quality", "JPEG quality, 100: not compressed", 5, AS_IT_IS, 5, "%d"),
    Slider("patch_size", "Cover with a patch, then drag it", 0, 0.5, 0.01, "%.2f"),
)


def show_break_it(sides: Sequence[Side]) -> None:
    """The whole view."""
    with st.popover("Another picture", icon=":material/image_search:"):
        subjects = choose_subjects(sides)
    if not subjects:
        st.info("Choose a picture that you want to change.", icon=":material/pets:")
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
        tried = session().attempt
        show_patched(attempted(pixels[0], tried), tried.patch_size, tried.patch_right, tried.patch_down, move_patch)
    with middle, sentence_for_errors():
        with asking():
            asked = [
                explainer().predict(side.network, [seen, attempted(seen, session().attempt)])
                for side, seen in zip(sides, pixels, strict=True)
            ]
        for side, (_, now) in zip(sides, asked, strict=True):
            st.markdown(f"**{side.name}**")
            show_bar(now, side.name)
        show_challenge(subject, sides[0], asked[0], visibility(pixels[0], session().attempt))


def show_sliders() -> None:
    """One slider for each kind of change, and the ways back."""
    for slider in SLIDERS:
        key = f"attempt.{slider.field}"
        whole = float(slider.step).is_integer()
        kind = int if whole else float
        st.session_state[key] = kind(getattr(session().attempt, slider.field))

        def keep(field: str = slider.field, key: str = key) -> None:
            change(replace(session().attempt, **{field: st.session_state[key]}))

        limits = kind(slider.low), kind(slider.high)
        st.slider(slider.label, *limits, step=kind(slider.step), format=slider.unit, key=key, on_change=keep)
    with st.container(horizontal=True):
        st.button("Undo", icon=":material/undo:", on_click=undo, disabled=not session().former_attempts)
        st.button("As it was", icon=":material/restart_alt:", on_click=change, args=(Attempt(),),
                  disabled=session().attempt == Attempt())  # fmt: skip


def show_challenge(subject: Subject, side: Side, verdicts: Sequence[Verdict], seen: Visibility) -> None:
    """How visible the change is, whether it flipped the network, and the least visible flip so far.

    Args:
        subject: the picture.
        side: the network.
        verdicts: its own on the picture as it is, and on the changed one.
        seen: how visible the change is.
    """
    first, now = verdicts
    st.markdown(f"**Challenge**: flip {side.name} by a change that nobody would notice.")
    st.progress(
        min(1.0, seen.amount / METER_END), f"How visible: {seen.amount:.1f}, {seen.words} (up to 1 is unnoticed)"
    )
    best = session().least_visible_flips
    place = (side.key, subject.key)
    if now.label != first.label:
        best[place] = min(seen.amount, best.get(place, np.inf))
        if seen.amount <= 1:
            st.success(
                f"Done! {side.name} said {CLASSES[first.label]} and now says {CLASSES[now.label]}, and hardly anybody"
                " would notice the change.",
                icon=":material/emoji_events:",
            )
        else:
            st.info(f"Flipped to {CLASSES[now.label]}, but the change is {seen.words}. Try with less.")
    else:
        st.caption(f"{side.name} still says {CLASSES[first.label]}.")
    if place in best:
        st.caption(f"Your least visible flip of this picture: {best[place]:.1f}.")


def show_curves(subject: Subject, sides: Sequence[Side]) -> None:
    """P(dog) along each kind of change, the networks against each other; on demand, since it takes seconds."""
    st.toggle("Curves: P(dog) along each kind of change, and under random variants", **bind("shows_curves"))
    if not session().shows_curves:
        return
    with sentence_for_errors():
        with st.spinner("Asking each network about 130 variants of the picture…", show_time=True):
            found = {
                side.name: explainer().stability(side.network, pixels_of(subject, side.picture_size)) for side in sides
            }
        show_chart(draws_chart(found), key="draws", description=describe_draws(found))
        st.caption(describe_draws(found))
        for number, axis in enumerate(AXES):
            if number % 3 == 0:  # row by row, so that a phone shows them in this order too
                columns = st.columns(3)
            with columns[number % 3]:
                show_chart(curve_chart(axis, found), key=f"curve-{axis}", description=describe_curve(axis, found))
        st.caption(f"Pink: {sides[0].name}; green: {sides[-1].name}. The upright line is the picture as it is.")
    show_wobbles(sides)


def show_wobbles(sides: Sequence[Side]) -> None:
    """What many pictures say that one cannot, where it was measured: on the networks that ship with the app."""
    before, after = sides[0], sides[-1]
    found = measured_wobbles(before.run, after.run)
    if not found:
        return
    drawn = found.by_change["draws"]
    unsteadier = [CHANGES[name] for name, each in found.by_change.items() if each.after > each.before]
    words = (
        f"**One picture can deceive, so here are {found.num_pictures}.** Under the tutorial's augmentation P(dog) of"
        f" {before.name} wobbles by {100 * drawn.before:.0f} points, of {after.name} by {100 * drawn.after:.0f}:"
        f" {after.name} is steadier on {drawn.num_steadier} of the {found.num_pictures} pictures."
    )
    if unsteadier:
        words += f" But {after.name} wobbles more under {', '.join(unsteadier)}."
    st.markdown(words)
    rows = [
        {
            "Change": CHANGES[name],
            before.name: 100 * each.before,
            after.name: 100 * each.after,
            "Steadier": f"{each.num_steadier} of {found.num_pictures}",
        }
        for name, each in found.by_change.items()
    ]
    points = st.column_config.NumberColumn(format="%.1f", width="small")
    st.dataframe(rows, hide_index=True, column_config={before.name: points, after.name: points})
    st.caption(
        "The standard deviation of P(dog) over the variants of a picture, in points, the mean of all pictures."
        f" Steadier: on how many of them that of {after.name} is smaller. Measured on these two networks and on test"
        " pictures by benchmarks/explanations.py; kept in assets/explanations.json."
    )


def move_patch(right: float, down: float) -> None:
    """Puts the patch elsewhere."""
    change(replace(session().attempt, patch_right=right, patch_down=down))


def change(attempt: Attempt) -> None:
    """Takes a new attempt and remembers the old one."""
    if attempt != session().attempt:
        session().former_attempts = [*session().former_attempts, session().attempt][-MAX_UNDO:]
        session().attempt = attempt


def undo() -> None:
    """Takes back the last change."""
    session().attempt = session().former_attempts.pop()
