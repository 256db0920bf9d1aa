"""Batch normalisation by hand: one map of a batch before and after it, in training and in evaluation."""

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.activations import Normalization
from dogcat.explain.feature_maps import map_tiles
from dogcat.pictures.decoding import decode_picture
from dogcat.recipe.layers import first_block
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.screens.model.calculation_steps import say_keras
from pages.screens.model.network_choice import recipe_of
from pages.screens.model.picture_choice import choose_state, looking, set_of
from pages.state.resources import activation_client
from pages.state.session import bind, session
from pages.widgets.picture_grid import show_variants

NUM_PICTURES = 8  # of the batch


@fragment
def show_normalization(chosen: Run | Recipe) -> None:
    """Shows the maps of a batch, their mean and deviation, and the calculation of one value.

    Args:
        chosen: a run, or a recipe without a training.
    """
    recipe = recipe_of(chosen)
    st.caption(
        _(
            "Batch normalisation brings each map to mean 0 and standard deviation 1 over all pictures of the batch,"
            " then multiplies it by gamma and adds beta, which the network learns. So each layer gets values of a"
            " known size, whatever the layers before it learn."
        )
    )
    if not recipe.batch_normalization:
        st.info(
            _(
                "This network has no batch normalisation. Switch it on in the recipe of the Train page,"
                " then choose that network above."
            )
        )
        return
    with sentence_for_errors():
        network = choose_state(chosen, with_untrained=True)
        pixels = batch_of(chosen, recipe.picture_size)
        if pixels is None:
            return
        now, num_maps = session().model, first_block(recipe)[0].output_shape[-1]
        now.normalized_map = min(now.normalized_map, num_maps)
        if num_maps > 1:
            # Translators: a slider: which map of the first layer
            st.slider(_("Map"), 1, num_maps, **bind(now, "normalized_map"))
        with looking():
            found = activation_client().normalization(network, pixels, now.normalized_map - 1)
        show_batch(pixels, found)
        left, right = st.columns(2, gap="large")
        with left:
            show_statistics(found)
        with right:
            show_value(found)


def batch_of(chosen: Run | Recipe, size: int) -> np.ndarray | None:
    """Return half cats and half dogs of the training split, uint8 (N, S, S, 3), or None if there is no set."""
    pictures = set_of(chosen)
    if pictures is None:
        return None
    found = pictures.pictures("train")
    half = NUM_PICTURES // 2
    batch = [picture for label in (0, 1) for picture in [one for one in found if one.label == label][:half]]
    return np.stack([decode_picture(picture.path, size) for picture in batch]) if batch else None


def show_batch(pixels: np.ndarray, found: Normalization) -> None:
    """Shows the pictures of the batch and the map of each, before and after, both after ReLU."""
    st.markdown(
        _(
            "**A batch of {num} pictures**, then one map of each before batch normalisation, then after it. Negative"
            " values are black."
        ).format(num=len(pixels))
    )
    rows = [np.maximum(0, np.moveaxis(values, 0, -1)) for values in (found.before, found.as_trained)]
    tiles = [tile for maps in rows for tile in map_tiles(maps, range(len(pixels)), float(maps.max()) or 1.0)]
    words = [_("before"), _("after")]
    show_variants(
        [*pixels, *tiles],
        [*(str(number + 1) for number in range(len(pixels))), *(word for word in words for _picture in pixels)],
        key="normalized",
        description=_("The pictures of the batch, and one map of each before and after batch normalisation"),
        columns=len(pixels),
        opens=False,
    )


def show_statistics(found: Normalization) -> None:
    """Shows mean and standard deviation before and after, in training and in evaluation."""
    rows = {
        _("before"): found.before,
        _("after, in training"): found.as_trained,
        _("after, in evaluation"): found.as_evaluated,
    }
    lines = [f"| {name} | {values.mean():.4f} | {values.std():.4f} |" for name, values in rows.items()]
    head = _("| | mean | standard deviation |")
    st.markdown("\n".join([head, "|---|---:|---:|", *lines]))
    st.markdown(
        _(
            "Learned: gamma = {gamma:.4f}, beta = {beta:.4f}. So in training the mean becomes beta and the standard"
            " deviation gamma, whatever they were."
        ).format(gamma=found.gamma, beta=found.beta)
    )
    st.caption(
        _(
            "In evaluation there may be only one picture, so the batch's own values would depend on chance. There the"
            " network takes the averages that training kept: mean {mean:.4f}, standard deviation {deviation:.4f}."
            " Before training they are 0 and 1."
        ).format(mean=found.moving_mean, deviation=np.sqrt(found.moving_variance))
    )


def show_value(found: Normalization) -> None:
    """Shows the calculation of the first picture's largest value as in training, beside Keras' result."""
    place = np.unravel_index(np.argmax(found.before[0]), found.before[0].shape)
    value = float(found.before[0][place])
    mean, variance = float(found.before.mean(dtype=np.float64)), float(found.before.var(dtype=np.float64))
    deviation = np.sqrt(variance + found.epsilon)
    normalized = (value - mean) / deviation
    result = found.gamma * normalized + found.beta
    sign = "−" if found.beta < 0 else "+"
    st.markdown(_("**The largest value of the first picture, by hand, as in training:**"))
    st.markdown(
        f"({value:.6f} − {mean:.6f}) ÷ √({variance:.6f} + {found.epsilon:g}) = {normalized:.6f}  \n"
        f"{found.gamma:.6f} · {normalized:.6f} {sign} {abs(found.beta):.6f} = **{result:.6f}**"
    )
    say_keras(result, float(found.as_trained[0][place]))
