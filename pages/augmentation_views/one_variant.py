"""One variant taken apart: its draw in words, its matrix, the pixels that were invented, and the way there."""

import numpy as np
import streamlit as st

from dogcat.augmentation import augment, invented_pixels, transform_matrices
from dogcat.draw_words import describe_draw, draw_steps
from dogcat.recipe import Augmentation
from pages.shared.variants import show_variants

OVERLAY = np.array((213, 94, 0))


@st.dialog("One variant, taken apart", width="large")
def show_variant(pixels: np.ndarray, augmentation: Augmentation, dice: np.ndarray, number: int) -> None:
    """The dialog.

    Args:
        pixels: uint8 (S, S, 3), the original.
        augmentation: the settings.
        dice: of this variant alone, shape (1, NUM_DICE).
        number: of the variant in the grid.
    """
    size = len(pixels)
    variant = augment(pixels[None], augmentation, dice)[0]
    invented = invented_pixels(augmentation, size, dice)[0]
    overlaid = variant.copy()
    overlaid[invented] = (0.45 * variant[invented] + 0.55 * OVERLAY).astype(np.uint8)
    show_variants(
        [pixels, variant, overlaid],
        ["original", f"variant {number}", f"{invented.mean():.0%} invented"],
        key="variant-parts",
        description="The original, the variant, and the variant with the invented pixels coloured",
        opens=False,
    )
    left, right = st.columns(2)
    with left:
        st.markdown("**What happened to it**")
        st.markdown("\n".join(f"- {line}" for line in describe_draw(augmentation, size, dice[0])))
    with right:
        st.markdown("**Its matrix**: where the pixel at (x, y) is taken from")
        matrix = transform_matrices(augmentation, size, dice)[0]
        rows = [" & ".join(f"{value:.3f}" for value in row) for row in [*matrix, (0, 0, 1)]]
        st.latex(r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}\begin{pmatrix}x\\y\\1\end{pmatrix}")
    steps = draw_steps(augmentation, size, dice[0])
    if steps:
        st.markdown(
            "**Step by step.** Each picture is made from the original in a single resampling: doing it in several would"
            " blur it a little each time."
        )
        show_variants(
            [pixels, *(augment(pixels[None], stage, dice)[0] for _, stage in steps)],
            ["original", *(f"+ {words}" for words, _ in steps)],
            key="variant-steps",
            description="The variant after each of its changes",
            columns=4,
            opens=False,
        )
