"""Through the network: the feature maps of every layer for a picture, before and after the training."""

import numpy as np
import streamlit as st

from dogcat.common.language import N_, _
from dogcat.explain.activations import UNTRAINED, Network, kept_networks
from dogcat.explain.feature_maps import brightest_first, in_black_square, map_tiles, value_grid
from dogcat.recipe.layers import LayerRow, layer_table, layers_of_maps
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.frame.lesson_tasks import did
from pages.screens.model.first_layer_epochs import show_epochs
from pages.screens.model.layer_maps import TRAINED, has_seen_both, maps_of, show_layer
from pages.screens.model.network_choice import recipe_of
from pages.screens.model.picture_choice import choose_subject, looking
from pages.state.session import bind, session
from pages.widgets.picture_grid import show_variants

PREDICTIONS = {UNTRAINED: N_("before training **{share:.1%}**"), TRAINED: N_("after training **{share:.1%}**")}


@fragment
def show_activations(chosen: Run | Recipe) -> None:
    """Shows the predictions, a row with one map of each layer, and all maps of the chosen layer.

    Args:
        chosen: a run, or a recipe without a training.
    """
    st.caption(
        _(
            "A picture goes in on the left and becomes feature maps. Each filter of a layer makes one map: it is"
            " bright where the filter responds to the picture and black where it does not. In later layers the maps"
            " are smaller, and each value sees more of the picture."
        )
    )
    with sentence_for_errors():
        subject = choose_subject(chosen, with_untrained=False)
        if subject is None:
            return
        state, pixels = subject
        networks = {UNTRAINED: kept_networks(chosen)[UNTRAINED]}
        if state.model_file:
            networks[TRAINED] = state
        with looking():
            show_predictions(pixels, networks)
        recipe = recipe_of(chosen)
        rows = [*layers_of_maps(recipe), *(row for row in layer_table(recipe) if row.name == "dense")]
        show_way(pixels, rows, state)
        show_layer(pixels, rows, networks)
        if isinstance(chosen, Run):
            show_epochs(chosen, pixels)
        if has_seen_both():
            did("looked-through")


def show_predictions(pixels: np.ndarray, networks: dict[str, Network]) -> None:
    """Shows P(dog) of each state of the network, and says what the row below is."""
    words = [
        _(PREDICTIONS[name]).format(share=maps_of(network, pixels, "output").item())
        for name, network in networks.items()
    ]
    st.markdown(
        _(
            "The network's output is P(dog): {predictions}. The row below shows the brightest map of each layer."
            " Click a map to see all maps of its layer:"
        ).format(predictions=", ".join(words))
    )


def show_way(pixels: np.ndarray, rows: list[LayerRow], network: Network) -> None:
    """Shows the brightest map of each layer in a row; a click chooses the layer."""
    tiles = []
    for row in rows:
        maps = maps_of(network, pixels, row.name)
        if row.name == "dense":
            tiles.append(in_black_square(value_grid(maps, width=96)))
        else:
            tiles += map_tiles(maps, brightest_first(maps)[:1], float(maps.max()))
    opened = show_variants(
        [pixels, *tiles],
        [_("the picture"), *(row.name for row in rows)],
        key="way",
        description=_("The picture and the brightest map of each layer; a click shows all maps of the layer"),
        columns=1 + len(rows),
    )
    names = [row.name for row in rows]
    if opened:
        session().model.mapped_layer = names[opened - 1]
    if session().model.mapped_layer not in names:
        session().model.mapped_layer = names[0]
    if len(names) > 1:
        st.select_slider(_("Layer"), names, **bind(session().model, "mapped_layer"))
