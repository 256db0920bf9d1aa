"""Through the network: what every layer makes of a picture, before the training and after it."""

import numpy as np
import streamlit as st

from dogcat.feature_maps import brightest_first, coloured, map_tiles, value_grid
from dogcat.first_layer import answers_to
from dogcat.inspector import UNTRAINED, Network, kept_networks
from dogcat.language import N_, _
from dogcat.layers import LayerRow, layer_table
from dogcat.learning import kept_epochs, read_first_layer
from dogcat.recipe import Recipe
from dogcat.runs import Run
from pages.model_views.choice import recipe_of
from pages.model_views.subject import choose_subject, looking
from pages.shared.errors import sentence_for_errors
from pages.shared.resources import inspector
from pages.shared.state import bind, session
from pages.shared.variants import show_variants
from pages.train_views.first_layer import keep

NUM_MAPS = 23  # at first; with the picture they make full rows
MAP_KINDS = frozenset({"Conv2D", "MaxPooling2D"})
TRAINED = N_("After training")
VERDICTS = {UNTRAINED: N_("before training **{share:.1%}**"), TRAINED: N_("after training **{share:.1%}**")}
DESCRIPTIONS = {
    UNTRAINED: N_("Maps of the layer {layer}, before training"),
    TRAINED: N_("Maps of the layer {layer}, after training"),
}


@st.fragment
def show_through(chosen: Run | Recipe) -> None:
    """The whole view.

    Args:
        chosen: a run, or a recipe that nobody has trained.
    """
    st.caption(
        _(
            "A picture goes in on the left and becomes maps. Each filter of a layer makes one map: bright where what it"
            " looks for is seen, black where it is not. Further on the maps are smaller, and what they answer to is"
            " larger."
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
            show_verdicts(pixels, networks)
        rows = [row for row in layer_table(recipe_of(chosen)) if row.kind in MAP_KINDS or row.name == "dense"]
        show_way(pixels, rows, state)
        show_layer(pixels, rows, networks)
        if isinstance(chosen, Run):
            show_epochs(chosen, pixels)


def maps_of(network: Network, pixels: np.ndarray, layer: str) -> np.ndarray:
    """What a layer makes of the picture; the units of the dense layer are maps of one value each."""
    values = inspector().activations(network, pixels, [layer])[layer]
    return values if values.ndim == 3 else values.reshape(1, 1, -1)


def show_verdicts(pixels: np.ndarray, networks: dict[str, Network]) -> None:
    """What comes out at the end, and what the row of pictures below is."""
    words = [
        _(VERDICTS[name]).format(share=maps_of(network, pixels, "output").item()) for name, network in networks.items()
    ]
    st.markdown(
        _(
            "What comes out at the end, P(dog): {verdicts}. On the way there, the brightest map of each layer; click"
            " one to see all of its layer:"
        ).format(verdicts=", ".join(words))
    )


def show_way(pixels: np.ndarray, rows: list[LayerRow], network: Network) -> None:
    """One map of each layer in a row; a click opens the layer below."""
    tiles = []
    for row in rows:
        maps = maps_of(network, pixels, row.name)
        brightest = brightest_first(maps)[:1]
        is_dense = row.name == "dense"
        tiles += [square(value_grid(maps, width=96))] if is_dense else map_tiles(maps, brightest, float(maps.max()))
    opened = show_variants(
        [pixels, *tiles],
        [_("the picture"), *(row.name for row in rows)],
        key="way",
        description=_("The picture and the brightest map of each layer; a click shows all maps of the layer"),
        columns=1 + len(rows),
    )
    names = [row.name for row in rows]
    if opened:
        session().mapped_layer = names[opened - 1]
    if session().mapped_layer not in names:
        session().mapped_layer = names[0]
    if len(names) > 1:
        st.select_slider(_("Layer"), names, **bind("mapped_layer"))


def show_layer(pixels: np.ndarray, rows: list[LayerRow], networks: dict[str, Network]) -> None:
    """All maps of one layer, in one colour scale before and after the training."""
    row = next(row for row in rows if row.name == session().mapped_layer)
    maps = {name: maps_of(network, pixels, row.name) for name, network in networks.items()}
    newest = list(maps.values())[-1]
    strongest = max(float(one.max()) for one in maps.values())
    num_maps = newest.shape[-1]
    show_scale(strongest)
    if row.name == "dense":
        for column, (name, one) in zip(st.columns(len(maps)), maps.items(), strict=True):
            num_silent = int((one <= 0).sum())
            column.markdown(f"**{_(name)}**")
            column.image(value_grid(one, strongest=strongest), alt=_("A cell for each unit, the brighter the stronger"))
            column.caption(
                _(
                    "{num} units, one cell each, {num_silent} of them 0. The output adds them up, each with a weight,"
                    " to P(dog)."
                ).format(num=num_maps, num_silent=num_silent)
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
        st.toggle(every.format(num=num_maps, num_brightest=NUM_MAPS), **bind("shows_all_maps"))
    numbers = brightest_first(newest)[: num_maps if session().shows_all_maps else NUM_MAPS]
    for column, (name, one) in zip(st.columns(len(maps)), maps.items(), strict=True):
        with column:
            num_silent = int((one.max(axis=(0, 1)) <= 0).sum())
            title = _("**{name}**; {num_silent} of {num} are black: silent at this picture")
            st.markdown(
                title.format(name=_(name), num_silent=num_silent, num=num_maps) if num_silent else f"**{_(name)}**"
            )
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


def show_epochs(run: Run, pixels: np.ndarray) -> None:
    """What the first layer made of the picture after each epoch that was kept."""
    st.markdown(_("#### The first layer, epoch by epoch"))
    epochs = kept_epochs(run.folder)
    if not epochs:
        st.caption(_("This run has kept its layers for its best and its last epoch only: it watched no picture."))
        return
    epoch = session().layer_epoch if session().layer_epoch in epochs else epochs[-1]
    if len(epochs) > 1:
        st.session_state["layer_epoch"] = epoch
        label = _("After epoch (0 is before the training)")
        st.select_slider(label, epochs, key="layer_epoch", on_change=keep, args=epochs[-1:])
    newest, chosen = (read_first_layer(run.folder, one) for one in (epochs[-1], epoch))
    if newest is None or chosen is None:
        st.info(_("This epoch's filters were not kept. Choose another one."))
        return
    last, then = (answers_to(pixels, layer) for layer in (newest, chosen))
    numbers = brightest_first(last)[:NUM_MAPS]
    show_variants(
        [pixels, *map_tiles(then, numbers, float(last.max()))],
        filter_captions(numbers),
        key="maps-of-an-epoch",
        description=_("Maps of the layer pool_1 after epoch {epoch}").format(epoch=epoch),
        columns=8,
        opens=False,
    )
    st.caption(
        _(
            "The layer pool_1, its brightest maps after the last epoch, in one colour scale for all epochs. A run keeps"
            " the filters of its first layer after every epoch; of the other layers it keeps the best and the last"
            " epoch, which can be chosen above."
        )
    )


def show_scale(strongest: float) -> None:
    """The colours and the numbers that they stand for."""
    stops = ",".join(f"rgb{tuple(colour)}" for colour in coloured(np.linspace(0, 1, 12), 1.0).tolist())
    name = _("colour scale")
    st.html(
        '<div style="display:flex;gap:8px;align-items:center;font-size:13px;max-width:420px"><span>0</span>'
        f'<span role="img" aria-label="{name}" style="flex:1;height:12px;border-radius:4px;'
        f'background:linear-gradient(to right,{stops})"></span><span>{strongest:.3g}</span></div>'
    )


def square(picture: np.ndarray) -> np.ndarray:
    """The picture in the middle of a black square."""
    side = max(picture.shape[:2])
    made = np.zeros((side, side, 3), np.uint8)
    top, left = ((side - length) // 2 for length in picture.shape[:2])
    made[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return made
