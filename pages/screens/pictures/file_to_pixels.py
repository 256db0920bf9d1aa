"""Steps 1 to 3 of a picture: the bytes of its file, its decoded pixels, its resized pixels."""

import streamlit as st

from dogcat.common.language import _
from dogcat.pictures.tensor_steps import TensorSteps
from dogcat.recipe.recipe import BASELINE
from pages.widgets.literal import literal

VISIBLE = 1.01  # distortion below which stretching, cropping and padding give the same picture
SIGNATURES = {"JPEG": "FF D8 FF", "PNG": "89 50 4E 47", "WEBP": "52 49 46 46"}


def show_file(steps: TensorSteps) -> None:
    """Shows step 1, the bytes of the file, and step 2, the decoded picture."""
    st.subheader(_("1. The file: bytes"))
    facts = steps.facts
    st.markdown(
        _(
            "{num_bytes:,} bytes on disk. The first {num_first} of them; a {format} file begins with `{signature}`:"
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
            "{width} × {height} pixels with three numbers each, for red, green and blue: {numbers:,} numbers from"
            " {num_bytes:,} bytes, {times:.0f} times as many. That is what JPEG saves."
        )
        if facts.format == "JPEG"
        else _("{width} × {height} pixels with three numbers each, for red, green and blue: {numbers:,} numbers.")
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
            "A network takes pictures of one size only. The tutorial **stretches**: nothing is lost, but shapes change,"
            " here by a factor of {factor:.2f} on one side against the other. Cropping keeps shapes and loses the"
            " borders, padding keeps both and spends pixels on nothing."
        ).format(factor=steps.distortion)
    )
    with st.container(horizontal=True):
        for pixels, words in (
            (steps.stretched, _("stretched: what the network sees")),
            (steps.cropped, _("cropped to the middle")),
            (steps.padded, _("padded with grey")),
        ):
            st.image(pixels, caption=words, width=200, alt=_("The picture, {how}").format(how=words))


def show_square(steps: TensorSteps) -> None:
    """Shows step 3 of a picture that is square already."""
    width, height = steps.decoded.size
    st.markdown(
        _(
            "A network takes pictures of one size only. This picture is square already, {width} × {height}, so its"
            " shapes stay as they are, whether one stretches, crops or pads. Most photos are wider than high: the"
            " tutorial **stretches** them, which loses nothing but changes shapes."
        ).format(width=width, height=height)
    )
    st.image(steps.stretched, caption=_("what the network sees"), width=200, alt=_("The picture, resized"))
