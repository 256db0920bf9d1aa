"""Mixup on pairs: pictures of the set, each mixed with the next one, and the labels that come out."""

import streamlit as st

from dogcat.augmentation.demonstration import mix_pairs
from dogcat.common.language import _
from dogcat.recipe.recipe import BASELINE
from pages.state.session import session
from pages.widgets.picture_choice import Chosen
from pages.widgets.picture_grid import show_variants

NUM_PAIRS = 6


def show_mixup(chosen: Chosen) -> None:
    """Shows the pairs, if the visitor has a picture set."""
    if chosen.pictures is None:
        st.info(
            _("Mixup needs a second picture: make a picture set on the Pictures page."),
            icon=":material/photo_library:",
        )
        return
    alpha, seed = session().augmentation.chosen.mixup_alpha, session().augmentation.dice_seed
    first, mixed, labels = mix_pairs(chosen.pictures.pictures("train"), NUM_PAIRS, BASELINE.picture_size, alpha, seed)
    words = [_("{dog:.0%} dog, {cat:.0%} cat").format(dog=label, cat=1 - label) for label in labels]
    st.markdown(_("**Mixup** mixes each picture of a batch with the next one, and their labels in the same way:"))
    # Translators: caption of the first picture, beside mixed ones
    show_variants([first, *mixed], [_("not mixed"), *words], key="mixup", columns=4, opens=False,
                  description=_("Mixed pairs of pictures"))  # fmt: skip
