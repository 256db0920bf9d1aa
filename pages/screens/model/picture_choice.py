"""The choice of weights of the network, and of a picture."""

from contextlib import AbstractContextManager

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.activations import UNTRAINED, Network, kept_networks
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.synthetic.dataset import DRAWN
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.screens.model.network_choice import recipe_of
from pages.state.picture_sets import offered_sets
from pages.state.session import bind, session
from pages.widgets.picture_choice import choose_picture


def choose_state(chosen: Run | Recipe, with_untrained: bool) -> Network:
    """Lets the visitor choose among the weights that were kept, and returns them.

    Args:
        chosen: a run, or a recipe without a training.
        with_untrained: whether to offer the weights before the training, too.
    """
    networks = kept_networks(chosen)
    if len(networks) == 1:
        st.caption(
            _(
                ":material/info: This network has not been trained yet: its weights are the random numbers with which"
                " training starts. Choose a run above to see what training makes of them."
            )
        )
        return networks[UNTRAINED]
    offered = [name for name in networks if with_untrained or name != UNTRAINED]
    if session().model.trained_state not in offered:
        session().model.trained_state = offered[-1]
    if len(offered) > 1:
        st.segmented_control(
            # Translators: a choice: of which epoch the network's weights are
            _("Weights"),
            offered,
            required=True,
            format_func=_,
            **bind(session().model, "trained_state"),
        )
    return networks[session().model.trained_state]


def choose_pixels(chosen: Run | Recipe) -> np.ndarray | None:
    """Lets the visitor choose a picture: of the run's own set if it exists, otherwise of the one used last.

    Returns:
        uint8 (S, S, 3) of the network's picture size; None while there is no picture.
    """
    picture = choose_picture(set_of(chosen), recipe_of(chosen).picture_size)
    return picture.pixels if picture else None


def set_of(chosen: Run | Recipe) -> PictureSet | None:
    """Returns the run's own set if it exists, otherwise the one used last, or any; None if there is none."""
    known = {pictures.name: pictures for pictures in offered_sets()}
    wanted = chosen.pictures if isinstance(chosen, Run) else session().pictures.set_name or DRAWN
    return known.get(wanted) or next(iter(known.values()), None)


def choose_subject(chosen: Run | Recipe, with_untrained: bool = True) -> tuple[Network, np.ndarray] | None:
    """Returns the chosen weights and picture; None while there is no picture."""
    network = choose_state(chosen, with_untrained)
    pixels = choose_pixels(chosen)
    return None if pixels is None else (network, pixels)


def looking() -> AbstractContextManager[None]:
    """Return a spinner for questions about networks: the first one of a server takes some seconds."""
    return st.spinner(_("Looking into the network…"))
