"""From JPEG to tensor: the tutorial's four steps, each to be seen on a picture of one's choice, and then the batch."""

import numpy as np
import streamlit as st

from dogcat.common.language import N_, _
from dogcat.pictures.decoding import PictureError
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet
from dogcat.pictures.tensor_steps import TensorSteps, first_batch, patch_place, tensor_steps
from dogcat.recipe.recipe import BASELINE
from pages.screens.pictures.pixel_patch import PATCH_SIZE, marked, patch_table
from pages.state.session import bind, session
from pages.widgets.literal import literal

CHANNELS = (N_("red"), N_("green"), N_("blue"))
SIGNATURES = {"JPEG": "FF D8 FF", "PNG": "89 50 4E 47", "WEBP": "52 49 46 46"}


def show_tensor_steps(pictures: PictureSet) -> None:
    """The whole view."""
    listing = pictures.pictures(session().pictures.split)
    if not listing:
        st.info(
            _("The split {split} has no pictures.").format(split=_(session().pictures.split)),
            icon=":material/photo_library:",
        )
        return
    picture = choose_picture(listing)
    try:
        steps = tensor_steps(picture, BASELINE.picture_size)
    except PictureError as error:
        st.error(
            _("{name} {reason}. Training leaves it out; choose another picture.").format(
                name=literal(picture.name), reason=literal(str(error))
            ),
            icon=":material/error:",
        )
        return
    show_file(steps)
    show_sizes(steps)
    show_numbers(steps)
    show_tensor(steps)
    show_batch(pictures, BASELINE.batch_size)


def choose_picture(listing: list[Picture]) -> Picture:
    """The picture opened last in the gallery, or its neighbours."""
    names = [one.name for one in listing]
    place = names.index(session().pictures.picture) if session().pictures.picture in names else 0

    def step(by: int) -> None:
        session().pictures.picture = names[(place + by) % len(names)]

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Previous"), icon=":material/chevron_left:", on_click=step, args=(-1,), key="tensor_before")
        st.button(_("Next"), icon=":material/chevron_right:", on_click=step, args=(1,), key="tensor_after")
        st.button(_("A cat or dog further on"), icon=":material/shuffle:", on_click=step, args=(len(names) // 2 + 7,))
        st.markdown(
            _("**{name}**, label {label}").format(name=literal(names[place]), label=listing[place].label),
            width="content",
        )
    return listing[place]


def show_file(steps: TensorSteps) -> None:
    """Step 1 and 2: bytes, and the picture that they describe."""
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
    numbers = width * height * 3
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
            numbers=numbers,
            num_bytes=facts.num_bytes,
            times=numbers / facts.num_bytes,
        )
    )
    st.image(
        steps.decoded,
        caption=f"{literal(steps.file_name)}, {width} × {height}",
        width=min(width, 500),
        alt=_("The decoded picture"),
    )


def show_sizes(steps: TensorSteps) -> None:
    """Step 3: one size for all, and what that costs."""
    size = BASELINE.picture_size
    width, height = steps.decoded.size
    st.subheader(_("3. Resized: {size} × {size}").format(size=size))
    bent = max(width, height) / min(width, height)
    st.markdown(
        _(
            "A network takes pictures of one size only. The tutorial **stretches**: nothing is lost, but shapes change,"
            " here by a factor of {factor:.2f} on one side against the other. Cropping keeps shapes and loses the"
            " borders, padding keeps both and spends pixels on nothing."
        ).format(factor=bent)
    )
    with st.container(horizontal=True):
        for pixels, words in (
            (steps.stretched, _("stretched: what the network sees")),
            (steps.cropped, _("cropped to the middle")),
            (steps.padded, _("padded with grey")),
        ):
            st.image(pixels, caption=words, width=200, alt=_("The picture, {how}").format(how=words))


def show_numbers(steps: TensorSteps) -> None:
    """Step 4: a patch of pixels as numbers, before and after the division, and the channels apart."""
    size = BASELINE.picture_size
    st.subheader(_("4. Numbers: 0 to 255, then 0 to 1"))
    left, right = st.columns([2, 5])
    with left:
        st.slider(_("Row of the patch's middle"), 0, size - 1, **bind(session().pictures, "patch_row"))
        st.slider(_("Column"), 0, size - 1, **bind(session().pictures, "patch_column"))
        st.segmented_control(
            _("Channel"), CHANNELS, format_func=_, required=True, **bind(session().pictures, "channel")
        )
        top, first = patch_place(session().pictures.patch_row, session().pictures.patch_column, size, PATCH_SIZE)
        st.image(
            marked(steps.stretched, top, first),
            caption=_("where the patch is"),
            width="stretch",
            alt=_("The picture with a frame around the patch"),
        )
    channel = CHANNELS.index(session().pictures.channel)
    rows, columns = slice(top, top + PATCH_SIZE), slice(first, first + PATCH_SIZE)
    patch = steps.stretched[rows, columns]
    with right:
        st.markdown(
            _(
                "Rows {top} to {bottom}, columns {left} to {right}: each cell has its pixel's colour and its amount of"
                " **{channel}**, as a whole number from 0 to 255"
            ).format(
                top=top,
                bottom=top + PATCH_SIZE - 1,
                left=first,
                right=first + PATCH_SIZE - 1,
                channel=_(session().pictures.channel),
            )
        )
        st.html(patch_table(patch, [[f"{value}" for value in row] for row in patch[..., channel]]))
        st.markdown(_("and divided by 255, which is what the network computes with:"))
        scaled = steps.tensor[rows, columns, channel]
        st.html(patch_table(patch, [[f"{value:.2f}" for value in row] for row in scaled]))
    st.markdown(_("The three channels apart, bright where there is much of a colour:"))
    with st.container(horizontal=True):
        for number, name in enumerate(CHANNELS):
            apart = np.zeros_like(steps.stretched)
            apart[..., number] = steps.stretched[..., number]
            mean = steps.tensor[..., number].mean()
            st.image(
                apart,
                caption=_("{colour}, mean {mean:.2f}").format(colour=_(name), mean=mean),
                width=200,
                alt=_("How much {colour} each pixel has").format(colour=_(name)),
            )


def show_tensor(steps: TensorSteps) -> None:
    """The result, and the code that gives it."""
    st.subheader(_("The tensor"))
    tensor = steps.tensor
    with st.container(horizontal=True):
        for name, value in (
            (_("shape"), str(tensor.shape)),
            ("dtype", str(tensor.dtype)),
            (_("smallest"), f"{tensor.min():.3f}"),
            (_("largest"), f"{tensor.max():.3f}"),
            (_("mean"), f"{tensor.mean():.3f}"),
        ):
            st.metric(name, value, width="content")
    st.markdown(_("The same with Keras; it gives exactly this array:"))
    st.code(steps.keras_code, language="python", wrap_lines=True)


def show_batch(pictures: PictureSet, batch_size: int) -> None:
    """What a step of the training takes in."""
    st.subheader(_("The batch: {num} at a time").format(num=batch_size))
    listing = pictures.pictures(session().pictures.split)
    order = np.random.default_rng(session().pictures.shuffle_seed).permutation(len(listing))[:batch_size]
    chosen = [listing[place] for place in order]
    batch, labels = make_batch(chosen, BASELINE.picture_size)
    st.markdown(
        _(
            "A training step takes {num} pictures in random order: their tensors as one array of shape `{batch_shape}`,"
            " their labels as one of shape `{labels_shape}`, 0 for a cat and 1 for a dog."
        ).format(num=len(batch), batch_shape=batch.shape, labels_shape=labels.shape)
    )
    with st.container(horizontal=True, gap="small"):
        for pixels, label in zip(batch, labels, strict=True):
            st.image(
                pixels,
                caption=_("{label:.0f} {animal}").format(label=label, animal=_(CLASSES[int(label)])),
                width=88,
                clamp=True,
                alt=_("A picture of the batch"),
            )
    st.code(f"labels = {np.array2string(labels, precision=0)}", language="python", wrap_lines=True)

    def draw_again() -> None:
        session().pictures.shuffle_seed += 1

    st.button(_("Another batch"), icon=":material/casino:", on_click=draw_again)


@st.cache_data(
    max_entries=8, show_spinner=False, hash_funcs={Picture: lambda one: (one.name, one.path, one.path.stat().st_mtime)}
)
def make_batch(chosen: list[Picture], picture_size: int) -> tuple[np.ndarray, np.ndarray]:
    """See `first_batch`."""
    return first_batch(chosen, picture_size)
