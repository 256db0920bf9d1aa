"""Mixup and cutmix on pairs: two pictures of the set, their mixture, and the label that comes out."""

from typing import Literal

import numpy as np
import streamlit as st

from dogcat.augmentation.demonstration import MixedPairs, mix_pairs
from dogcat.common.language import _
from dogcat.pictures.decoding import PictureError
from dogcat.pictures.picture_set import CLASSES, PictureSet
from dogcat.recipe.recipe import BASELINE, Augmentation
from pages.state.session import session
from pages.widgets.picture_choice import Chosen
from pages.widgets.picture_grid import show_triples

NUM_BATCHES = 1_000


def show_mixing(chosen: Chosen) -> None:
    """Shows the pairs of each way that is in use, if the visitor has a picture set."""
    augmentation = session().augmentation.chosen
    if chosen.pictures is None:
        st.info(
            _("Mixup and cutmix need a second picture: make a picture set on the Pictures page."),
            icon=":material/photo_library:",
        )
        return
    try:
        show_ways(chosen.pictures, augmentation)
    except PictureError as error:
        st.error(str(error), icon=":material/broken_image:")


def show_ways(pictures: PictureSet, augmentation: Augmentation) -> None:
    """Shows pairs for each way that is in use.

    Raises:
        PictureError: no training picture of a class can be decoded.
    """
    if augmentation.mixup_alpha:
        st.markdown(_("**Mixup** mixes each picture of a batch with the next one, and their labels in the same way:"))
        show_pairs(pictures, "mixup", augmentation.mixup_alpha)
    if augmentation.cutmix_alpha:
        st.markdown(
            _(
                "**Cutmix** pastes a rectangle of the next picture of a batch into each picture. The label goes by"
                " area, whatever the rectangle shows:"
            )
        )
        show_area(show_pairs(pictures, "cutmix", augmentation.cutmix_alpha))
    show_fractions(augmentation)


def show_pairs(pictures: PictureSet, way: Literal["mixup", "cutmix"], alpha: float) -> MixedPairs:
    """Shows four pairs, each with its mixture, and returns them."""
    listing, seed = pictures.pictures("train"), session().augmentation.dice_seed
    pairs = mix_pairs(listing, BASELINE.picture_size, way, alpha, seed)
    names = [_(CLASSES[int(label)]) for label in pairs.labels]
    captions = []
    for number, label in enumerate(pairs.soft):
        mixture = _("{dog:.0%} dog, {cat:.0%} cat").format(dog=label, cat=1 - label)
        captions += [names[number], f"+ {names[(number + 1) % len(names)]}", f"= {mixture}"]
    triples = list(zip(pairs.pixels, np.roll(pairs.pixels, -1, axis=0), pairs.mixed, strict=True))
    show_triples(triples, captions, key=way, description=_("Pairs of pictures, and the mixture of each pair"))
    return pairs


def show_area(pairs: MixedPairs) -> None:
    """Says of the first pair, a cat with a rectangle of a dog, how its label comes from the area."""
    size, dog = len(pairs.pixels[0]), float(pairs.soft[0])
    st.caption(
        _(
            "In the first pair the dog's rectangle covers {num:,} of {size} × {size} pixels, so the label is {dog:.0%}"
            " dog. A rectangle that would extend beyond the edge ends there."
        ).format(num=round(dog * size**2), size=size, dog=dog)
    )


def show_fractions(augmentation: Augmentation) -> None:
    """Says how many batches are mixed each way, unless all are mixed in one way."""
    mixed = NUM_BATCHES * augmentation.mixed_batches
    if augmentation.mixup_alpha and augmentation.cutmix_alpha:
        message = _(
            "Of {num:,} batches, about {half:,.0f} are mixed by mixup and {half:,.0f} by cutmix; {rest:,.0f} stay as"
            " they are."
        )
    elif augmentation.mixed_batches < 1:
        message = _("Of {num:,} batches, about {mixed:,.0f} are mixed; {rest:,.0f} stay as they are.")
    else:
        return
    st.caption(message.format(num=NUM_BATCHES, half=mixed / 2, mixed=mixed, rest=NUM_BATCHES - mixed))
