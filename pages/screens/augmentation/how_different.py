"""How different? Distances between variants of one picture, beside those to other pictures of the set."""

from typing import Literal

import streamlit as st

from dogcat.augmentation.diversity import Distances, every_few, relative_distances
from dogcat.charts.augmentation import describe_distances, distances_chart
from dogcat.common.language import N_, _
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import BASELINE, REGULARIZED
from pages.state.session import session
from pages.widgets.chart import show_chart
from pages.widgets.picture_choice import Chosen
from pages.widgets.progress_bar import progress_bar

NUM_OTHERS = 200
DISTANCES = {  # title and unit of each measure
    "pixels": (N_("Pixels: mean difference"), N_("levels of 255")),
    "hashes": (N_("Perceptual hash: coarse light and dark"), N_("bits of 64")),
}


def show_relatives(chosen: Chosen) -> None:
    """How far variants of one picture are from each other, against other pictures."""
    per_epoch = REGULARIZED.batch_size * REGULARIZED.steps_per_epoch
    st.markdown(
        _(
            "With augmentation the tutorial draws {per_epoch:,} pictures an epoch from 2,000 photos, and in {epochs}"
            " epochs, {in_all:,} in all, it never draws the same pixels twice. And yet, as the tutorial warns, the"
            " variants stay relatives: they hold no more than the photo they come from."
        ).format(per_epoch=per_epoch, epochs=REGULARIZED.epochs, in_all=per_epoch * REGULARIZED.epochs)
    )
    if chosen.pictures is None:
        st.info(
            _("To compare with other pictures, make a picture set on the Pictures page."),
            icon=":material/photo_library:",
        )
        return
    with progress_bar(_("Decoding, once:")) as progress:
        split = load_split(chosen.pictures, "train", BASELINE.picture_size, progress)
    others = every_few(split.pixels, NUM_OTHERS)
    found = relative_distances(chosen.pixels, others, session().augmentation.chosen, session().augmentation.dice_seed)
    left, right = st.columns(2)
    with left:
        show_distances(found, "pixels")
    with right:
        show_distances(found, "hashes")


def show_distances(found: Distances, measure: Literal["pixels", "hashes"]) -> None:
    """Both distributions of a distance, and what their medians say."""
    variants, other = getattr(found, f"variant_{measure}"), getattr(found, f"other_{measure}")
    title, unit = map(_, DISTANCES[measure])
    show_chart(
        distances_chart(title, unit, variants, other),
        key=f"distances-{measure}",
        description=describe_distances(title, unit, variants, other),
    )
    message = (
        _(
            "Half of the variants are within {near:.0f} of each other, half of {num} other pictures within"
            " {far:.0f}, {unit}: relatives, seen this way"
        )
        if found.are_relatives(measure)
        else _(
            "Half of the variants are within {near:.0f} of each other, half of {num} other pictures within"
            " {far:.0f}, {unit}: strangers, seen this way"
        )
    )
    near, far = found.medians[f"variant_{measure}"], found.medians[f"other_{measure}"]
    st.caption(message.format(near=near, num=len(other), far=far, unit=unit))
