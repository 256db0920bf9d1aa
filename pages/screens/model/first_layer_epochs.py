"""The first layer after each epoch that a run has kept, for any picture."""

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.feature_maps import brightest_first, map_tiles
from dogcat.explain.first_layer_maps import answers_to
from dogcat.recipe.layers import first_block
from dogcat.runs.first_layer import kept_epochs, read_first_layer
from dogcat.runs.recorded import RECORDED_DIR
from dogcat.runs.run import Run
from pages.screens.model.layer_maps import NUM_MAPS, filter_captions
from pages.widgets.first_layer_epoch import choose_epoch
from pages.widgets.picture_grid import show_variants


def show_epochs(run: Run, pixels: np.ndarray) -> None:
    """Shows the brightest maps of the first block after the chosen epoch."""
    st.markdown(_("#### The first layer, epoch by epoch"))
    epochs = kept_epochs(run.folder)
    if not epochs:
        explain_missing(run)
        return
    epoch = choose_epoch(epochs)
    newest, chosen = (read_first_layer(run.folder, one) for one in (epochs[-1], epoch))
    if newest is None or chosen is None:
        st.info(_("This epoch's filters were not kept. Choose another one."))
        return
    last, then = (answers_to(pixels, one, run.recipe) for one in (newest, chosen))
    layer = first_block(run.recipe)[1].name
    numbers = brightest_first(last)[:NUM_MAPS]
    show_variants(
        [pixels, *map_tiles(then, numbers, float(last.max()))],
        filter_captions(numbers),
        key="maps-of-an-epoch",
        description=_("Maps of the layer {layer} after epoch {epoch}").format(layer=layer, epoch=epoch),
        columns=8,
        opens=False,
    )
    st.caption(
        _(
            "These maps of the layer {layer} are the brightest after the last epoch, in one colour scale for all"
            " epochs. A run keeps the filters of its first layer after every epoch. It keeps the other layers for the"
            " best and the last epoch only, which you can choose above."
        ).format(layer=layer)
    )


def explain_missing(run: Run) -> None:
    """Says why the run has no first layers."""
    if run.folder.parent == RECORDED_DIR:
        reason = _(
            "The app holds the layers of the last epoch only. Train a network of your own, watch a picture, and"
            " choose the network above. It keeps its first layer after every epoch, and a slider here shows each of"
            " them."
        )
    else:
        reason = _("This run kept its layers for its best and its last epoch only, because no picture was watched.")
    st.caption(reason)
