"""How far the filters of the first layer move in a training, beside recorded trainings of the same recipe."""

import json
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from dogcat.common.language import _
from dogcat.common.storage import ASSETS_DIR
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED, Recipe, on_machine_of
from dogcat.runs.first_layer import kept_epochs, read_first_layer

FILE = ASSETS_DIR / "first_layer.json"  # made by `benchmarks/first_layer_moves.py`
UNRELATED = 2**0.5  # distance of two independent random starts, as a fraction of the size of one
_LEAST_EPOCHS = 3  # for a path
_RECORDED = {"quick-baseline": QUICK_BASELINE, "quick-regularized": QUICK_REGULARIZED}


class Movement(NamedTuple):
    """How far the weights moved in several trainings of one recipe, as fractions of their size at the start."""

    median: float
    lowest: float
    highest: float
    num_seeds: int


def movement_of(folder: Path, epoch: int | None = None) -> float | None:
    """Return how far the weights of the first layer have moved, as a fraction of their size at the start.

    It is the length of the difference of all weights, divided by the length of the weights of the untrained network
    (both Euclidean). 0 is no movement; two independent random starts differ by `UNRELATED`.

    Args:
        folder: of the run.
        epoch: at whose end; None takes the last that was kept.

    Returns:
        The fraction, 0 or more; None if one of the two layers was not kept.
    """
    epochs = kept_epochs(folder)
    start = read_first_layer(folder, 0)
    now = read_first_layer(folder, epochs[-1] if epoch is None and epochs else epoch or 0)
    if start is None or now is None:
        return None
    return float(np.linalg.norm(now.kernels - start.kernels) / np.linalg.norm(start.kernels))


class WeightPath(NamedTuple):
    """Some weights of the first layer after each epoch that was kept, and their moving averages.

    Attributes:
        epochs: the epochs, ascending; 0 is the untrained network.
        weights: float32 (epochs, weights).
        averages: of the same shape.
    """

    epochs: list[int]
    weights: np.ndarray
    averages: np.ndarray


def weight_path(folder: Path, momentum: float, num_weights: int = 3) -> WeightPath | None:
    """Return the weights of the first layer that went the longest way, and their averages over the epochs.

    The average is that of `Recipe.weight_average`, with an epoch in the place of a step: in the first epochs the
    momentum is smaller, so that the start is forgotten fast.

    Args:
        folder: of the run.
        momentum: fraction of the average that an epoch keeps, 0 to below 1.
        num_weights: how many weights.

    Returns:
        The path; None if fewer than three epochs were kept.
    """
    layers = {epoch: layer for epoch in kept_epochs(folder) if (layer := read_first_layer(folder, epoch))}
    if len(layers) < _LEAST_EPOCHS or len({layer.kernels.shape for layer in layers.values()}) > 1:
        return None
    kernels = np.stack([layer.kernels.ravel() for layer in layers.values()])
    ways = np.abs(np.diff(kernels, axis=0)).sum(axis=0)
    weights = kernels[:, np.argsort(-ways, kind="stable")[:num_weights]]
    averages = [weights[0]]
    for number, now in enumerate(weights[1:]):
        kept = min(momentum, (1 + number) / (10 + number))
        averages.append(kept * averages[-1] + (1 - kept) * now)
    return WeightPath(list(layers), weights, np.stack(averages))


def read_movement(folder: Path, epoch: int, recorded: Movement | None) -> str:
    """Return how far the weights have moved in a run and in recorded ones, in words; empty if it is not known.

    Args:
        folder: of the run.
        epoch: at whose end.
        recorded: of the run's recipe, see `recorded_movement`.
    """
    moved = movement_of(folder, epoch)
    if moved is None:
        return ""
    words = _(
        "After epoch {epoch} the weights of the first layer have moved by {moved:.0%} of their size at the start."
        " For comparison: two networks that start with different random weights differ by {unrelated:.0%}."
    ).format(epoch=epoch, moved=moved, unrelated=UNRELATED)
    if recorded is None:
        return words
    return f"{words} " + _(
        "In {num} recorded trainings of this recipe they moved by {median:.0%} (median; {lowest:.0%} to {highest:.0%})."
    ).format(num=recorded.num_seeds, median=recorded.median, lowest=recorded.lowest, highest=recorded.highest)


def recorded_movement(recipe: Recipe, is_drawn: bool) -> Movement | None:
    """Return how far the filters moved in the recorded trainings of a recipe.

    Args:
        recipe: any seed, precision and device.
        is_drawn: whether the pictures are drawn; otherwise they are photos.

    Returns:
        The movement at the end; None if the recipe is not recorded.
    """
    alike = (
        name for name, known in _RECORDED.items() if on_machine_of(replace(recipe, seed=known.seed), known) == known
    )
    found = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    moved = found.get(f"{next(alike, '')}-{'drawn' if is_drawn else 'photos'}", {}).values()
    return Movement(median(moved), min(moved), max(moved), len(moved)) if moved else None
