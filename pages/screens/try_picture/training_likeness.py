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
from pages.state.picture_sets import offered_sets
from pages.state.resources import likeness_locks
from pages.widgets.literal import literal
from pages.widgets.picture_grid import show_variants
from pages.widgets.progress_bar import progress_bar

NEIGHBOUR_SIZE = 64  # pixels, as they are shown


def show_likeness(sides: Sequence[Side], pixels: Sequence[np.ndarray]) -> None:
    """Whether the picture is like anything in the training, and the nearest of its pictures."""
    st.markdown(_("**Has it ever seen anything like this?**"))
    known = {pictures.name: pictures for pictures in offered_sets()}
    for column, side, seen in zip(st.columns(2, gap="medium"), sides, pixels, strict=False):
        with column:
            show_likeness_of(side, seen, known.get(side.run.pictures))


def show_likeness_of(side: Side, pixels: np.ndarray, pictures: PictureSet | None) -> None:
    """How like its training pictures one network finds the picture.

    Args:
        side: the network.
        pixels: uint8 (S, S, 3), the picture at the network's size.
        pictures: the set that the network was trained on; None if it is not on this computer.
    """
    name = _(side.name)
    with (
        st.spinner(_("Looking at the training pictures, once for everybody…")),
        likeness_locks().setdefault(side.key, Lock()),
        progress_bar(_("{name}: looking at its training pictures, once:").format(name=name)) as progress,
    ):
        found = attribution_client().likeness(side.network, pixels, pictures, progress)
    if found is None:
        st.caption(
            _(
                "{name} learned from “{pictures}”, which are not on this computer, so nothing can be said about that."
            ).format(name=name, pictures=literal(side.run.pictures_title))
        )
        return
    show_hint(name, found)
    show_worth(side)
    if pictures:
        show_neighbours(side, pixels, found, pictures)


def show_hint(name: str, found: Likeness) -> None:
    """The hint in a sentence; `name` is the network's."""
    in_100 = found.num_as_far_in_100
    if not found.is_unlike:
        st.caption(
            _(
                "{name}: it looks like what it was trained on ({in_100} in 100 validation pictures look at least as"
                " strange to it). A hint, no proof."
            ).format(name=name, in_100=in_100)
        )
    elif in_100:
        rare = _(
            "{name}: unlike anything it was trained on ({in_100} in 100 validation pictures look as strange to it). It"
            " must say cat or dog all the same. This is a hint, no proof."
        )
        st.warning(rare.format(name=name, in_100=in_100), icon=":material/question_mark:")
    else:
        rarest = _(
            "{name}: unlike anything it was trained on (fewer than 1 in 100 validation pictures look as strange to it)."
            " It must say cat or dog all the same. This is a hint, no proof."
        )
        st.warning(rarest.format(name=name), icon=":material/question_mark:")


def show_worth(side: Side) -> None:
    """How good the hint is, for networks on which that was measured."""
    worth = measured_unlike(side.run)
    if worth:
        st.caption(
            _("How good is this hint?"),
            help=_(
                "It found {share_found:.0%} of {num} plainly drawn cups, houses, letters and noise (area under the ROC"
                " curve {area:.3f}), but only {share_of_photos:.0%} of pieces of two photos, a temple and a flower, and"
                " {share_of_scenes:.0%} of drawn rooms and lawns. It was wrong about {share_wrong:.0%} of the test"
                " pictures."
            ).format(
                share_found=worth.share_found,
                num=worth.num_unlike,
                area=worth.area,
                share_of_photos=worth.share_of_photos,
                share_of_scenes=worth.share_of_scenes,
                share_wrong=worth.share_wrong,
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
            _("yours"),
            *(
                _("{animal}, {share:.0%}").format(animal=_(CLASSES[paths[one.name].label]), share=one.similarity)
                for one in near
            ),
        ],
        key=f"near-{side.name}",
        description=_("Your picture, and the training pictures that this network describes most like it"),
        columns=1 + len(near),
        opens=False,
    )
    st.caption(_("The training pictures that this network describes to itself most like yours, and how alike."))
