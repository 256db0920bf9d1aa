"""All maps of one layer, before and after the training, in one colour scale."""

from functools import partial

import numpy as np
import streamlit as st

from dogcat.common.language import N_, _
from dogcat.explain.activations import UNTRAINED, Network
from dogcat.explain.feature_maps import brightest_first, map_tiles, num_silent, scale_colours, value_grid
from dogcat.recipe.layers import LayerRow
from pages.state.resources import activation_client
from pages.state.session import bind, session
from pages.widgets.picture_grid import show_variants

NUM_MAPS = 23  # shown at first; with the picture they make full rows
TRAINED = N_("After training")
DESCRIPTIONS = {
    UNTRAINED: N_("Maps of the layer {layer}, before training"),
    TRAINED: N_("Maps of the layer {layer}, after training"),
}


def maps_of(network: Network, pixels: np.ndarray, layer: str) -> np.ndarray:
    """Returns the output of a layer, float (h, w, maps); the units of the dense layer are maps of one value."""
    values = activation_client().activations(network, pixels, [layer])[layer]
    return values if values.ndim == 3 else values.reshape(1, 1, -1)


def show_layer(pixels: np.ndarray, rows: list[LayerRow], networks: dict[str, Network]) -> None:
    """Shows all maps of the chosen layer, in one colour scale before and after the training.

    Args:
        pixels: uint8 (S, S, 3), the picture.
        rows: the layers to choose from.
        networks: the states of the network by name, the newest last.
    """
    row = next(row for row in rows if row.name == session().model.mapped_layer)
    maps = {name: maps_of(network, pixels, row.name) for name, network in networks.items()}
    strongest = max(float(one.max()) for one in maps.values())
    show_scale(strongest)
    if row.name == "dense":
        show_units(maps, strongest)
        return
    newest = list(maps.values())[-1]
    st.markdown(describe_size(row, newest, pixels.shape[0]))
    show_maps(pixels, row.name, maps, strongest)
    if len(maps) > 1:
        st.caption(
            _("The maps that are brightest after training come first. Each filter has the same place on both sides.")
        )


def show_units(maps: dict[str, np.ndarray], strongest: float) -> None:
    """Shows the units of the dense layer as cells; the arguments are those of `show_maps`."""
    for column, (name, one) in zip(st.columns(len(maps)), maps.items(), strict=True):
        column.markdown(f"**{_(name)}**")
        column.image(
            value_grid(one, strongest=strongest), alt=_("One cell for each unit; a brighter cell is a larger value")
        )
        column.caption(
            _(
                "Each cell is one of {num} units; {num_inactive} of them are inactive (0). The output layer"
                " multiplies each by a weight, adds them up, and turns the sum into P(dog)."
            ).format(num=one.shape[-1], num_inactive=num_silent(one))
        )


def describe_size(row: LayerRow, maps: np.ndarray, picture_size: int) -> str:
    """Returns number and size of a layer's maps, and how many pixels each value depends on."""
    seen = row.receptive_field
    if seen and seen >= picture_size:
        size = _(
            "**{layer}**: {num} maps of {height} × {width} values. Each value sees {seen} × {seen} pixels, the whole"
            " picture."
        )
    else:
        size = _(
            "**{layer}**: {num} maps of {height} × {width} values. Each value sees {seen} × {seen} pixels of the"
            " picture."
        )
    height, width, num_maps = maps.shape
    return size.format(layer=row.name, num=num_maps, height=height, width=width, seen=seen)


def show_maps(pixels: np.ndarray, layer: str, maps: dict[str, np.ndarray], strongest: float) -> None:
    """Shows the brightest maps of a layer, or all of them, side by side for each state.

    Args:
        pixels: uint8 (S, S, 3), the picture.
        layer: the name of the layer.
        maps: float (h, w, filters) by the name of the state, the newest last.
        strongest: the value with the brightest colour.
    """
    newest = list(maps.values())[-1]
    num_maps = newest.shape[-1]
    if num_maps > NUM_MAPS:
        every = _("Show all {num} maps, not only the {num_brightest} brightest")
        st.toggle(every.format(num=num_maps, num_brightest=NUM_MAPS), **bind(session().model, "shows_all_maps"))
    numbers = brightest_first(newest)[: num_maps if session().model.shows_all_maps else NUM_MAPS]
    for column, (name, one) in zip(st.columns(len(maps)), maps.items(), strict=True):
        with column:
            inactive = num_silent(one)
            title = _("**{name}**. Inactive maps, which are black everywhere: {num_inactive} of {num}")
            st.markdown(
                title.format(name=_(name), num_inactive=inactive, num=num_maps) if inactive else f"**{_(name)}**"
            )
            show_variants(
                [pixels, *map_tiles(one, numbers, strongest)],
                filter_captions(numbers),
                key=f"maps-{name}",
                description=_(DESCRIPTIONS[name]).format(layer=layer),
                columns=6 if len(maps) > 1 else 8,
                opens=False,
                on_seen=None if name in session().model.seen_maps else partial(session().model.seen_maps.add, name),
            )


def has_seen_both() -> bool:
    """Return True if maps of a network before and after its training have been on the visitor's screen."""
    return session().model.seen_maps >= {UNTRAINED, TRAINED}


def filter_captions(numbers: list[int]) -> list[str]:
    """Returns the captions of the picture and of the maps of these filters, counted from 0."""
    return [_("the picture"), *(_("filter {number}").format(number=number + 1) for number in numbers)]


def show_scale(strongest: float) -> None:
    """Shows the colour scale with its smallest and largest value."""
    stops = ",".join(f"rgb{colour}" for colour in scale_colours(12))
    name = _("colour scale")
    st.html(
        '<div style="display:flex;gap:8px;align-items:center;font-size:0.8125rem;max-width:420px"><span>0</span>'
        f'<span role="img" aria-label="{name}" style="flex:1;height:12px;border-radius:4px;'
        f'background:linear-gradient(to right,{stops})"></span><span>{strongest:.3g}</span></div>'
    )
