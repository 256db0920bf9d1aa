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
    "pixels": (
        N_("Pixels: mean difference"),
        # Translators: the unit of a chart's axis
        N_("pixel values (0 to 255)"),
    ),
    "hashes": (
        N_("Perceptual hash: coarse light and dark"),
        # Translators: the unit of a chart's axis
        N_("bits out of 64"),
    ),
}


def show_relatives(chosen: Chosen) -> None:
    """How far variants of one picture are from each other, against other pictures."""
    per_epoch = REGULARIZED.batch_size * REGULARIZED.steps_per_epoch
    st.markdown(
        _(
            "With augmentation the tutorial takes {per_epoch:,} pictures an epoch from 2,000 photos. In {epochs}"
            " epochs that is {in_all:,} pictures, and no two have the same pixels. Yet, as the tutorial warns,"
            " variants of one photo show nothing new beyond it. Can two simple measures tell that they belong together?"
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
            "Two variants typically differ by {near:.0f}, a variant and one of {num} other pictures by {far:.0f}"
            " (medians, {unit}). So this measure tells that variants belong together."
        )
        if found.are_relatives(measure)
        else _(
            "Two variants typically differ by {near:.0f}, a variant and one of {num} other pictures by {far:.0f}"
            " (medians, {unit}). So this measure cannot tell that variants belong together: it compares place by place,"
            " and a turned or moved animal is at other places."
        )
    )
    near, far = found.medians[f"variant_{measure}"], found.medians[f"other_{measure}"]
    st.caption(message.format(near=near, num=len(other), far=far, unit=unit))
