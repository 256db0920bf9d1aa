"""All maps of one layer, before the training beside after it, in one colour scale."""

import numpy as np
import streamlit as st

from dogcat.common.language import N_, _
from dogcat.explain.activations import UNTRAINED, Network
from dogcat.explain.feature_maps import brightest_first, coloured, map_tiles, num_silent, value_grid
from dogcat.recipe.layers import LayerRow
from pages.state.resources import activation_client
from pages.state.session import bind, session
from pages.widgets.picture_grid import show_variants

NUM_MAPS = 23  # at first; with the picture they make full rows
TRAINED = N_("After training")
DESCRIPTIONS = {
    UNTRAINED: N_("Maps of the layer {layer}, before training"),
    TRAINED: N_("Maps of the layer {layer}, after training"),
}


def maps_of(network: Network, pixels: np.ndarray, layer: str) -> np.ndarray:
    """What a layer makes of the picture; the units of the dense layer are maps of one value each."""
    values = activation_client().activations(network, pixels, [layer])[layer]
    return values if values.ndim == 3 else values.reshape(1, 1, -1)


def show_layer(pixels: np.ndarray, rows: list[LayerRow], networks: dict[str, Network]) -> None:
    """All maps of one layer, in one colour scale before and after the training."""
    row = next(row for row in rows if row.name == session().model.mapped_layer)
    maps = {name: maps_of(network, pixels, row.name) for name, network in networks.items()}
    newest = list(maps.values())[-1]
    strongest = max(float(one.max()) for one in maps.values())
    num_maps = newest.shape[-1]
    show_scale(strongest)
    if row.name == "dense":
        for column, (name, one) in zip(st.columns(len(maps)), maps.items(), strict=True):
            column.markdown(f"**{_(name)}**")
            column.image(value_grid(one, strongest=strongest), alt=_("A cell for each unit, the brighter the stronger"))
            column.caption(
                _(
                    "{num} units, one cell each, {num_silent} of them 0. The output adds them up, each with a weight,"
                    " to P(dog)."
                ).format(num=num_maps, num_silent=num_silent(one))
            )
        return
    seen = row.receptive_field
    if seen and seen >= pixels.shape[0]:
        size = _(
            "**{layer}**: {num} maps of {height} × {width} values. Each value has seen {seen} × {seen} pixels of the"
            " picture, the whole of it."
        )
    else:
        size = _(
            "**{layer}**: {num} maps of {height} × {width} values. Each value has seen {seen} × {seen} pixels of the"
            " picture."
        )
    height, width = newest.shape[:2]
    st.markdown(size.format(layer=row.name, num=num_maps, height=height, width=width, seen=seen))
    if num_maps > NUM_MAPS:
        every = _("All {num} maps, not only the {num_brightest} brightest")
        st.toggle(every.format(num=num_maps, num_brightest=NUM_MAPS), **bind(session().model, "shows_all_maps"))
    numbers = brightest_first(newest)[: num_maps if session().model.shows_all_maps else NUM_MAPS]
    for column, (name, one) in zip(st.columns(len(maps)), maps.items(), strict=True):
        with column:
            silent = num_silent(one)
            title = _("**{name}**; {num_silent} of {num} are black: silent at this picture")
            st.markdown(title.format(name=_(name), num_silent=silent, num=num_maps) if silent else f"**{_(name)}**")
            show_variants(
                [pixels, *map_tiles(one, numbers, strongest)],
                filter_captions(numbers),
                key=f"maps-{name}",
                description=_(DESCRIPTIONS[name]).format(layer=row.name),
                columns=6 if len(maps) > 1 else 8,
                opens=False,
            )
    if len(maps) > 1:
        st.caption(
            _("The brightest after the training come first, and each filter is in the same place on both sides.")
        )


def filter_captions(numbers: list[int]) -> list[str]:
    """What stands below the picture and below the maps of these filters, counted from 0."""
    return [_("the picture"), *(_("filter {number}").format(number=number + 1) for number in numbers)]


def show_scale(strongest: float) -> None:
    """The colours and the numbers that they stand for."""
    stops = ",".join(f"rgb{tuple(colour)}" for colour in coloured(np.linspace(0, 1, 12), 1.0).tolist())
    name = _("colour scale")
    st.html(
        '<div style="display:flex;gap:8px;align-items:center;font-size:13px;max-width:420px"><span>0</span>'
        f'<span role="img" aria-label="{name}" style="flex:1;height:12px;border-radius:4px;'
        f'background:linear-gradient(to right,{stops})"></span><span>{strongest:.3g}</span></div>'
    )
