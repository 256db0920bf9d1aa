"""Heat maps: where the networks see what they name, and what happens when a patch covers it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.verdict import Verdict
from dogcat.pictures.picture_set import CLASSES
from pages.screens.try_picture.network_choice import Side, attribution_client
from pages.state.session import bind, session
from pages.widgets.map_overlay import Overlay, show_overlays


def show_maps(sides: Sequence[Side], pixels: Sequence[np.ndarray], verdicts: Sequence[Verdict]) -> None:
    """Where the networks see what they name, and what happens when it is covered."""
    overlays = []
    for side, seen, verdict in zip(sides, pixels, verdicts, strict=True):
        found = attribution_client().class_map(side.network, seen, verdict.label)
        name, animal = _(side.name), _(CLASSES[verdict.label])
        caption = _(
            "{name}: the bright parts speak for “{animal}”. The network sees the picture stretched to {size} × {size}"
            " pixels."
        ).format(name=name, animal=animal, size=side.picture_size)
        words = _("Where the network “{name}” sees the {animal}").format(name=name, animal=animal)
        overlays.append(Overlay(seen, found.evidence, caption, words))
    show_overlays(overlays, "maps", _("Strength of the heat map"))
    st.toggle(
        _("Second opinion: cover one part after another with grey and ask again"),
        **bind(session().try_picture, "shows_occlusion"),
    )
    if session().try_picture.shows_occlusion:
        show_occlusion(sides, pixels, verdicts)


def show_occlusion(sides: Sequence[Side], pixels: Sequence[np.ndarray], verdicts: Sequence[Verdict]) -> None:
    """What each network says while a grey patch covers part after part of the picture."""
    overlays = []
    with st.spinner(_("Covering 169 places for each network…")):
        for side, seen, verdict in zip(sides, pixels, verdicts, strict=True):
            swept = attribution_client().occlusion(side.network, seen, verdict.label)
            name, animal = _(side.name), _(CLASSES[verdict.label])
            caption = _(
                "{name}: covering a red part lowers its confidence in “{animal}”, covering a blue part raises it. At"
                " {against} of {num} places the patch changes its answer."
            ).format(name=name, animal=animal, against=swept.num_flips, num=swept.p_dog.size)
            words = _("Parts that the network “{name}” needs for its answer: {animal}").format(name=name, animal=animal)
            overlays.append(Overlay(seen, swept.drop, caption, words))
    show_overlays(overlays, "occlusion", _("Strength of the heat map"))
    st.caption(
        _("You can trust the places where both heat maps agree more than others. A heat map shows where, never why.")
    )
