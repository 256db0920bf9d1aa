"""From JPEG to tensor: the tutorial's four steps, each to be seen on a picture of one's choice, and then the batch."""

import numpy as np
import streamlit as st

from dogcat.pictures import CLASSES, Picture, PictureSet
from dogcat.pixels import PictureError
from dogcat.recipe import BASELINE
from dogcat.tensor_steps import TensorSteps, first_batch, patch_place, tensor_steps
from pages.picture_views.patch import PATCH_SIZE, marked, patch_table
from pages.shared.state import bind, session

CHANNELS = ("red", "green", "blue")
SIGNATURES = {"JPEG": "FF D8 FF", "PNG": "89 50 4E 47", "WEBP": "52 49 46 46"}


def show_tensor_steps(pictures: PictureSet) -> None:
    """The whole view."""
    listing = pictures.pictures(session().split)
    if not listing:
        st.info(f"The split {session().split} has no pictures.", icon=":material/photo_library:")
        return
    picture = choose_picture(listing)
    try:
        steps = tensor_steps(picture, BASELINE.picture_size)
    except PictureError as error:
        st.error(f"{picture.name} {error}. Training leaves it out; choose another picture.", icon=":material/error:")
        return
    show_file(steps)
    show_sizes(steps)
    show_numbers(steps)
    show_tensor(steps)
    show_batch(pictures, BASELINE.batch_size)


def choose_picture(listing: list[Picture]) -> Picture:
    """The picture opened last in the gallery, or its neighbours."""
    names = [one.name for one in listing]
    place = names.index(session().picture) if session().picture in names else 0

    def step(by: int) -> None:
        session().picture = names[(place + by) % len(names)]

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Before", icon=":material/chevron_left:", on_click=step, args=(-1,), key="tensor_before")
        st.button("After", icon=":material/chevron_right:", on_click=step, args=(1,), key="tensor_after")
        st.button("A cat or dog further on", icon=":material/shuffle:", on_click=step, args=(len(names) // 2 + 7,))
        st.markdown(f"**{names[place]}**, label {listing[place].label}", width="content")
    return listing[place]


def show_file(steps: TensorSteps) -> None:
    """Step 1 and 2: bytes, and the picture that they describe."""
    st.subheader("1. The file: bytes")
    facts = steps.facts
    st.markdown(
        f"{facts.num_bytes:,} bytes on disk. The first {len(steps.first_bytes)} of them; a {facts.format} file"
        f" begins with `{SIGNATURES[facts.format]}`:"
    )
    st.code(steps.first_bytes.hex(" ").upper(), language=None, wrap_lines=True)
    st.subheader("2. Decoded: a grid of RGB pixels")
    width, height = steps.decoded.size
    numbers = width * height * 3
    st.markdown(
        f"{width} × {height} pixels with three numbers each, for red, green and blue: {numbers:,} numbers from"
        f" {facts.num_bytes:,} bytes, {numbers / facts.num_bytes:.0f} times as many. That is what JPEG saves."
        if facts.format == "JPEG"
        else f"{width} × {height} pixels with three numbers each, for red, green and blue: {numbers:,} numbers."
    )
    st.image(steps.decoded, caption=f"{steps.file_name}, {width} × {height}", width=min(width, 500))


def show_sizes(steps: TensorSteps) -> None:
    """Step 3: one size for all, and what that costs."""
    size = BASELINE.picture_size
    width, height = steps.decoded.size
    st.subheader(f"3. Resized: {size} × {size}")
    bent = max(width, height) / min(width, height)
    st.markdown(
        "A network takes pictures of one size only. The tutorial **stretches**: nothing is lost, but shapes change,"
        f" here by a factor of {bent:.2f} on one side against the other. Cropping keeps shapes and loses the borders,"
        " padding keeps both and spends pixels on nothing."
    )
    with st.container(horizontal=True):
        for pixels, words in (
            (steps.stretched, "stretched: what the network sees"),
            (steps.cropped, "cropped to the middle"),
            (steps.padded, "padded with grey"),
        ):
            st.image(pixels, caption=words, width=200)


def show_numbers(steps: TensorSteps) -> None:
    """Step 4: a patch of pixels as numbers, before and after the division, and the channels apart."""
    size = BASELINE.picture_size
    st.subheader("4. Numbers: 0 to 255, then 0 to 1")
    left, right = st.columns([2, 5])
    with left:
        st.slider("Row of the patch's middle", 0, size - 1, **bind("patch_row"))
        st.slider("Column", 0, size - 1, **bind("patch_column"))
        st.segmented_control("Channel", CHANNELS, required=True, **bind("channel"))
        top, first = patch_place(session().patch_row, session().patch_column, size, PATCH_SIZE)
        st.image(marked(steps.stretched, top, first), caption="where the patch is", width="stretch")
    channel = CHANNELS.index(session().channel)
    rows, columns = slice(top, top + PATCH_SIZE), slice(first, first + PATCH_SIZE)
    patch = steps.stretched[rows, columns]
    with right:
        st.markdown(
            f"Rows {top} to {top + PATCH_SIZE - 1}, columns {first} to {first + PATCH_SIZE - 1}: each cell has its"
            f" pixel's colour and its amount of **{session().channel}**, as a whole number from 0 to 255"
        )
        st.html(patch_table(patch, [[f"{value}" for value in row] for row in patch[..., channel]]))
        st.markdown("and divided by 255, which is what the network computes with:")
        scaled = steps.tensor[rows, columns, channel]
        st.html(patch_table(patch, [[f"{value:.2f}" for value in row] for row in scaled]))
    st.markdown("The three channels apart, bright where there is much of a colour:")
    with st.container(horizontal=True):
        for number, name in enumerate(CHANNELS):
            apart = np.zeros_like(steps.stretched)
            apart[..., number] = steps.stretched[..., number]
            st.image(apart, caption=f"{name}, mean {steps.tensor[..., number].mean():.2f}", width=200)


def show_tensor(steps: TensorSteps) -> None:
    """The result, and the code that gives it."""
    st.subheader("The tensor")
    tensor = steps.tensor
    with st.container(horizontal=True):
        for name, value in (
            ("shape", str(tensor.shape)),
            ("dtype", str(tensor.dtype)),
            ("smallest", f"{tensor.min():.3f}"),
            ("largest", f"{tensor.max():.3f}"),
            ("mean", f"{tensor.mean():.3f}"),
        ):
            st.metric(name, value, width="content")
    st.markdown("The same with Keras; it gives exactly this array:")
    st.code(steps.keras_code, language="python")


def show_batch(pictures: PictureSet, batch_size: int) -> None:
    """What a step of the training takes in."""
    st.subheader(f"The batch: {batch_size} at a time")
    listing = pictures.pictures(session().split)
    order = np.random.default_rng(session().shuffle_seed).permutation(len(listing))[:batch_size]
    chosen = [listing[place] for place in order]
    batch, labels = make_batch(chosen, BASELINE.picture_size)
    st.markdown(
        f"A training step takes {len(batch)} pictures in random order: their tensors as one array of shape"
        f" `{batch.shape}`, their labels as one of shape `{labels.shape}`, 0 for a cat and 1 for a dog."
    )
    with st.container(horizontal=True, gap="small"):
        for pixels, label in zip(batch, labels, strict=True):
            st.image(pixels, caption=f"{label:.0f} {CLASSES[int(label)]}", width=88, clamp=True)
    st.code(f"labels = {np.array2string(labels, precision=0)}", language="python", wrap_lines=True)

    def draw_again() -> None:
        session().shuffle_seed += 1

    st.button("Another batch", icon=":material/casino:", on_click=draw_again)


@st.cache_data(
    max_entries=8, show_spinner=False, hash_funcs={Picture: lambda one: (one.name, one.path, one.path.stat().st_mtime)}
)
def make_batch(chosen: list[Picture], picture_size: int) -> tuple[np.ndarray, np.ndarray]:
    """See `first_batch`."""
    return first_batch(chosen, picture_size)
