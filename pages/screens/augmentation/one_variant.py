"""One variant taken apart: its draw in words, its matrix, the pixels that were invented, and the way there."""

import numpy as np
import streamlit as st

from dogcat.augmentation.augment import augment, invented_pixels, transform_matrices
from dogcat.augmentation.demonstration import colour_invented, matrix_in_latex
from dogcat.augmentation.sample_text import describe_draw, draw_steps
from dogcat.common.language import _
from dogcat.recipe.recipe import Augmentation
from pages.frame.fragments import dialog
from pages.widgets.picture_grid import show_variants


def show_variant(pixels: np.ndarray, augmentation: Augmentation, dice: np.ndarray, number: int) -> None:
    """Opens the dialog.

    Args:
        pixels: uint8 (S, S, 3), the original.
        augmentation: the settings.
        dice: of this variant alone, shape (1, NUM_DICE).
        number: of the variant in the grid.
    """
    dialog(_("One variant in detail"), width="large")(show_parts)(pixels, augmentation, dice, number)


def show_parts(pixels: np.ndarray, augmentation: Augmentation, dice: np.ndarray, number: int) -> None:
    """The content of the dialog; arguments as of `show_variant`."""
    size = len(pixels)
    variant = augment(pixels[None], augmentation, dice)[0]
    invented = invented_pixels(augmentation, size, dice)[0]
    show_variants(
        [pixels, variant, colour_invented(variant, invented)],
        [
            _("original"),
            _("variant {number}").format(number=number),
            _("invented pixels: {share:.0%}").format(share=invented.mean()),
        ],
        key="variant-parts",
        description=_("The original, the variant, and the variant with the invented pixels coloured"),
        opens=False,
    )
    left, right = st.columns(2)
    with left:
        st.markdown(_("**Its changes**"))
        st.markdown("\n".join(f"- {line}" for line in describe_draw(augmentation, size, dice[0])))
    with right:
        st.markdown(_("**Its matrix** gives the place in the original from which the pixel at (x, y) is taken"))
        st.latex(matrix_in_latex(transform_matrices(augmentation, size, dice)[0]))
    show_steps(pixels, augmentation, dice)


def show_steps(pixels: np.ndarray, augmentation: Augmentation, dice: np.ndarray) -> None:
    """The variant after each of its changes; arguments as of `show_variant`."""
    steps = draw_steps(augmentation, len(pixels), dice[0])
    if steps:
        st.markdown(
            _(
                "**Step by step.** Each picture is resampled only once, directly from the original. Several"
                " resamplings in a row would each blur it a little."
            )
        )
        show_variants(
            [pixels, *(augment(pixels[None], stage, dice)[0] for _words, stage in steps)],
            [_("original"), *(f"+ {words}" for words, _stage in steps)],
            key="variant-steps",
            description=_("The variant after each of its changes"),
            columns=4,
            opens=False,
        )
