"""Steps 1 to 3 of a picture: the bytes of its file, its decoded pixels, its resized pixels."""

import streamlit as st

from dogcat.common.language import _
from dogcat.pictures.tensor_steps import TensorSteps
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE
from pages.widgets.literal import literal

VISIBLE = 1.01  # distortion below which stretching, cropping and padding give the same picture
SIGNATURES = {"JPEG": "FF D8 FF", "PNG": "89 50 4E 47", "WEBP": "52 49 46 46"}


def show_file(steps: TensorSteps) -> None:
    """Shows step 1, the bytes of the file, and step 2, the decoded picture."""
    st.subheader(_("1. The file: bytes"))
    facts = steps.facts
    st.markdown(
        _(
            "The file takes {num_bytes:,} bytes on disk. These are the first {num_first}. A {format} file starts with"
            " `{signature}`:"
        ).format(
            num_bytes=facts.num_bytes,
            num_first=len(steps.first_bytes),
            format=facts.format,
            signature=SIGNATURES[facts.format],
        )
    )
    st.code(steps.first_bytes.hex(" ").upper(), language=None, wrap_lines=True)
    st.subheader(_("2. Decoded: a grid of RGB pixels"))
    width, height = steps.decoded.size
    message = (
        _(
            "The picture has {width} × {height} pixels with three values each, for red, green and blue. From"
            " {num_bytes:,} bytes come {numbers:,} values, {times:.0f} times as many. JPEG saves that much space."
        )
        if facts.format == "JPEG"
        else _(
            "The picture has {width} × {height} pixels with three values each, for red, green and blue:"
            " {numbers:,} values."
        )
    )
    st.markdown(
        message.format(
            width=width,
            height=height,
            numbers=steps.num_values,
            num_bytes=facts.num_bytes,
            times=steps.compression,
        )
    )
    st.image(
        steps.decoded,
        caption=f"{literal(steps.file_name)}, {width} × {height}",
        width=min(width, 500),
        alt=_("The decoded picture"),
    )


def show_sizes(steps: TensorSteps) -> None:
    """Shows step 3: the picture stretched to the network's size, and cropped and padded for comparison."""
    size = BASELINE.picture_size
    st.subheader(_("3. Resized: {size} × {size}").format(size=size))
    if steps.distortion < VISIBLE:
        show_square(steps)
        return
    st.markdown(
        _(
            "A network takes pictures of one size only: in the exercise {size} × {size} pixels, in the quick recipe"
            " {quick} × {quick}. The tutorial **stretches** pictures: no part is lost, but shapes"
            " change. Here one side is stretched {factor:.2f} times as much as the other. Cropping keeps the"
            " shapes and loses the borders. Padding keeps both and spends pixels on grey."
        ).format(size=size, quick=QUICK_BASELINE.picture_size, factor=steps.distortion)
    )
    with st.container(horizontal=True):
        for pixels, words in (
            (steps.stretched, _("stretched: what the exercise's network sees")),
            (steps.cropped, _("cropped to the middle")),
            (steps.padded, _("padded with grey")),
        ):
            st.image(pixels, caption=words, width=200, alt=_("The picture, {how}").format(how=words))


def show_square(steps: TensorSteps) -> None:
    """Shows step 3 of a picture that is square already."""
    width, height = steps.decoded.size
    st.markdown(
        _(
            "A network takes pictures of one size only: in the exercise {size} × {size} pixels, in the quick recipe"
            " {quick} × {quick}. This picture is square already, {width} × {height}, so"
            " stretching, cropping and padding all keep its shapes. Most photos are wider than high. The tutorial"
            " **stretches** them: no part is lost, but shapes change."
        ).format(size=BASELINE.picture_size, quick=QUICK_BASELINE.picture_size, width=width, height=height)
    )
    st.image(steps.stretched, caption=_("what the exercise's network sees"), width=200, alt=_("The picture, resized"))
