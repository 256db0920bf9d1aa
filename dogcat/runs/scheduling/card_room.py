"""Whether a graphics card has room for one more training beside those that it computes already."""

import time
from collections.abc import Sequence
from functools import lru_cache

from dogcat.common.errors import DogcatError
from dogcat.recipe.device import card_for
from dogcat.recipe.graphics_card import nvidia_cards
from dogcat.recipe.memory import expected_card_bytes
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run

SECONDS = 2  # for which an answer of the driver counts


def fits_on_card(recipe: Recipe, busy: Sequence[Run]) -> bool:
    """Return True if a training fits beside those in training, or if the processor computes it.

    A training takes the card's memory as it needs it, so one that has just started is counted with all it will take.
    If the memory of the card is not known, it computes one training at a time.

    Args:
        recipe: what is to be trained.
        busy: the runs in training.
    """
    try:
        card = card_for(recipe.device)
        beside = [run.recipe for run in busy if card_for(run.recipe.device)]
    except DogcatError:  # settings that cannot be read; the training tells them
        return True
    if card is None or not beside:
        return True
    if card.memory_bytes is None:
        return False
    needed = [expected_card_bytes(one, card.memory_bytes) for one in (recipe, *beside)]
    free = _free_bytes(card.name, round(time.monotonic() / SECONDS))
    return sum(needed) <= card.memory_bytes and free is not None and needed[0] <= free


@lru_cache(maxsize=1)
def _free_bytes(name: str, _moment: int) -> int | None:
    """Return the free memory of a card, the smallest of several with this name; None if it is not known."""
    return min((card.free_bytes for card in nvidia_cards() if card.name == name), default=None)
