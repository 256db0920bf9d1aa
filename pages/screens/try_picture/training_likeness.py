"""Out of distribution: whether the picture is like anything in the training, and the nearest training pictures."""

from collections.abc import Sequence
from threading import Lock

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.measured import measured_unlike
from dogcat.explain.out_of_distribution import Likeness
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import CLASSES, PictureSet
from pages.screens.try_picture.network_choice import Side, attribution_client
from pages.screens.try_picture.subject import Subject
from pages.state.picture_sets import offered_sets
from pages.state.resources import likeness_locks
from pages.widgets.literal import literal
from pages.widgets.picture_grid import show_variants
from pages.widgets.progress_bar import progress_bar

NEIGHBOUR_SIZE = 64  # pixels, as they are shown


def likeness_of(side: Side, pixels: np.ndarray) -> Likeness | None:
    """How like its training pictures a network finds a picture; None if that cannot be said on this computer.

    Args:
        side: the network.
        pixels: uint8 (S, S, 3), the picture at the network's size.
    """
    pictures = known_set(side)
    with (
        st.spinner(_("Looking at the training pictures, once for everybody…")),
        likeness_locks().setdefault(side.key, Lock()),
        progress_bar(_("{name}: looking at its training pictures, once:").format(name=_(side.name))) as progress,
    ):
        return attribution_client().likeness(side.network, pixels, pictures, progress)


def known_set(side: Side) -> PictureSet | None:
    """The set that a network was trained on; None if it is not on this computer."""
    return next((pictures for pictures in offered_sets() if pictures.name == side.run.pictures), None)


def say_neither(subject: Subject) -> None:
    """Says before the answer that a picture is known to show neither a cat nor a dog."""
    if subject.is_neither:
        st.warning(
            _(
                "**Neither a cat nor a dog.** The networks have no answer for that. Each has to say cat or dog, and may"
                " be very sure of it."
            ),
            icon=":material/question_mark:",
        )


def say_strange(sides: Sequence[Side], likenesses: Sequence[Likeness | None]) -> None:
    """Says before the answer that a picture is nothing that the networks know, if there is a sign of that."""
    unlike = [_(side.name) for side, found in zip(sides, likenesses, strict=True) if found and found.is_unlike]
    if unlike:
        st.warning(
            _(
                "**Strange: maybe neither a cat nor a dog.** It is unlike the training pictures ({names}). A network"
                " still has to answer cat or dog, so the answer below means little. This is a hint, not a proof."
            ).format(names=", ".join(unlike)),
            icon=":material/question_mark:",
        )


def show_likeness(sides: Sequence[Side], pixels: Sequence[np.ndarray], likenesses: Sequence[Likeness | None]) -> None:
    """Whether the picture is like anything in the training, and the nearest of its pictures."""
    st.markdown(_("**Has the network ever seen anything like this?**"))
    columns = st.columns(2, gap="medium")
    for column, side, seen, found in zip(columns, sides, pixels, likenesses, strict=False):
        with column:
            pictures = known_set(side)
            show_hint(side, found)
            show_worth(side)
            if pictures and found:
                show_neighbours(side, seen, found, pictures)


def show_hint(side: Side, found: Likeness | None) -> None:
    """What the measurement says, and how little that proves."""
    name = _(side.name)
    if found is None:
        words = _(
            "{name} learned from “{pictures}”. These pictures are not on this computer, so the app cannot tell."
        ).format(name=name, pictures=literal(side.run.pictures_title))
    elif not found.is_unlike:
        words = _(
            "{name}: there is no sign that the picture is unlike the training pictures ({in_100} in 100 validation"
            " pictures look at least as strange). This does not prove that it shows a cat or a dog."
        ).format(name=name, in_100=found.num_as_far_in_100)
    elif found.num_as_far_in_100:
        words = _(
            "{name}: the picture is unlike the training pictures (only {in_100} in 100 validation pictures look as"
            " strange). This is a hint, not a proof."
        ).format(name=name, in_100=found.num_as_far_in_100)
    else:
        words = _(
            "{name}: the picture is unlike the training pictures (fewer than 1 in 100 validation pictures look as"
            " strange). This is a hint, not a proof."
        ).format(name=name)
    st.caption(words)


def show_worth(side: Side) -> None:
    """How good the hint is, for networks on which that was measured."""
    worth = measured_unlike(side.run)
    if worth:
        st.caption(
            _("How good is this hint?"),
            help=_(
                "The hint found {found:.0%} of {num} simply drawn cups, houses, letters and noise (area under the ROC"
                " curve {area:.3f}). It found only {of_photos:.0%} of the pieces of two photos, a temple and a flower,"
                " and {of_scenes:.0%} of drawn rooms and lawns. It wrongly called {wrong:.0%} of the test pictures"
                " strange."
            ).format(
                found=worth.share_found,
                num=worth.num_unlike,
                area=worth.area,
                of_photos=worth.share_of_photos,
                of_scenes=worth.share_of_scenes,
                wrong=worth.share_wrong,
            ),
        )


def show_neighbours(side: Side, pixels: np.ndarray, found: Likeness, pictures: PictureSet) -> None:
    """The training pictures that the network describes most like this one."""
    paths = {picture.name: picture for picture in pictures.pictures("train")}
    near = [neighbour for neighbour in found.neighbours if neighbour.name in paths]
    seen = [decode_picture(paths[one.name].path, NEIGHBOUR_SIZE) for one in near]
    show_variants(
        [pixels, *seen],
        [
            # Translators: below a picture.
            _("your picture"),
            *(
                _("{animal}, {share:.0%}").format(animal=_(CLASSES[paths[one.name].label]), share=one.similarity)
                for one in near
            ),
        ],
        key=f"near-{side.name}",
        description=_("Your picture, and the training pictures whose internal representation is closest to it"),
        columns=1 + len(near),
        opens=False,
    )
    st.caption(_("The training pictures whose internal representation is closest to yours, and how similar they are."))
