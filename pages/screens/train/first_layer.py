"""The filters of the first layer after each epoch, and their responses to the first watched picture."""

from pathlib import Path

import numpy as np
import streamlit as st

from dogcat.analysis.filter_movement import read_movement, recorded_movement, weight_path
from dogcat.charts.run_curves import describe_weight_path, weight_path_chart
from dogcat.common.language import _
from dogcat.explain.feature_maps import filter_tiles
from dogcat.runs.first_layer import kept_epochs, read_first_layer
from dogcat.runs.run import Run
from dogcat.runs.watched import read_watched
from pages.state.session import bind, session
from pages.widgets.chart import show_chart
from pages.widgets.first_layer_epoch import choose_epoch
from pages.widgets.picture_grid import show_variants

COLUMNS = {17: 9, 33: 11}  # by number of tiles: full rows for the known recipes


def show_first_layer(run: Run) -> None:
    """Shows the filters after the chosen epoch, and a slider of the epochs."""
    epochs = kept_epochs(run.folder)
    st.caption(
        _(
            "Each tile shows one filter of the first layer (the few pixels in the corner) and where it responds to the"
            " picture: bright is a strong response. In networks trained on millions of photos, such filters become"
            " detectors of edges and colours. How far did these get? Compare epoch 0 with the last one."
        )
    )
    epoch = choose_epoch(epochs)
    tiles = tiles_of(str(run.folder), epoch)
    if tiles is None:
        st.info(_("This epoch's filters were not kept. Choose another one."))
        return
    picture = read_watched(run.folder)[0].pixels
    names = [_("filter {number}").format(number=number) for number in range(1, len(tiles) + 1)]
    show_variants(
        [picture, *tiles],
        [_("the picture"), *names],
        key=f"{run.id}-filters",
        description=_(
            "The filters of the first layer after epoch {epoch} and their responses to a watched picture"
        ).format(epoch=epoch),
        columns=COLUMNS.get(1 + len(tiles), 8),
        opens=False,
    )
    st.caption(read_movement(run.folder, epoch, recorded_movement(run.recipe, run.request.get("drawn") is True)))
    show_average(run)


def show_average(run: Run) -> None:
    """Shows some weights of the layer against their moving averages, unless the kept ones are averages already."""
    path = weight_path(run.folder, session().first_layer.averaged_momentum)
    if path is None or run.recipe.weight_average:
        return
    st.markdown(_("**What would an average of the weights be?**"))
    st.select_slider(
        _("Momentum: how much of the average each epoch keeps"),
        (0.3, 0.5, 0.7, 0.8, 0.9),
        **bind(session().first_layer, "averaged_momentum"),
    )
    words = describe_weight_path(path)
    show_chart(weight_path_chart(path), key=f"{run.id}-averages", description=words)
    st.caption(
        _(
            "{words} With the further ingredient “weight average”, a training averages all weights after each step, and"
            " evaluates the average."
        ).format(words=words)
    )


@st.cache_data(show_spinner=False, max_entries=64)
def tiles_of(folder: str, epoch: int) -> list[np.ndarray] | None:
    """Returns one tile per filter after an epoch, uint8; None if that epoch was not kept."""
    layer = read_first_layer(Path(folder), epoch)
    return None if layer is None else filter_tiles(layer)
