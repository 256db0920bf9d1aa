"""The answers of a visitor's model to the pictures of a set, and the reading that they suggest.

The pictures are decoded block by block, and each block is dropped after the model has seen it. Nothing is written to
the cache, because every model may ask for another size. What stays are the raw outputs, a few numbers for each picture.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from dogcat.analysis.human_baseline import SPLIT
from dogcat.common.language import _
from dogcat.common.types import ProgressCallback
from dogcat.explain.model_files import ForeignModelError
from dogcat.explain.model_reading import (
    Decision,
    MeasuredReading,
    ModelReading,
    accuracy_lead,
    class_probabilities,
    decide,
    likelihood_lead,
    measured,
    possible_readings,
)
from dogcat.explain.own_model import ForeignModel
from dogcat.explain.pixel_scaling import scalings
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet
from dogcat.pictures.pixel_cache import require_both_classes

MAX_PICTURES = 2_000  # of a split, half of them cats if there are enough
NUM_TRIED = 200  # pictures that every scaling gets before one is dropped
_FAR_BEHIND = 4.0  # standard errors of the paired difference; more than in `decide`, because it is tested repeatedly
_BLOCK_BYTES = 4 * 2**20  # of pixels in one question
_MAX_BLOCK = 50  # pictures in one question


@dataclass(frozen=True)
class SplitAnswers:
    """The raw outputs of a model on the pictures of a split, in a random order that is the same each time.

    Attributes:
        outputs: by scaling, float32 (N, number of outputs); fewer rows for a scaling that was dropped.
        labels: (N,), 0 for cat, 1 for dog.
        ends_in: what the outputs are, see `own_model.ForeignModel`.
        names: of the outputs, where the file says them.
    """

    outputs: dict[str, np.ndarray]
    labels: np.ndarray
    ends_in: str
    names: tuple[str, ...] = ()

    @property
    def complete(self) -> frozenset[str]:
        """The scalings that have seen every picture."""
        return frozenset(name for name, outputs in self.outputs.items() if len(outputs) == len(self.labels))

    def probabilities(self, scaling: str) -> np.ndarray:
        """Return the probability of each class with a scaling."""
        return class_probabilities(self.outputs[scaling], self.ends_in)

    def measure(self, reading: ModelReading) -> MeasuredReading:
        """Return how well a reading does, on the pictures that its scaling has seen."""
        probabilities = self.probabilities(reading.scaling)
        return measured(reading, probabilities, self.labels[: len(probabilities)])

    def share_of_others(self, reading: ModelReading) -> float:
        """Return the fraction of pictures for which a class that is neither cat nor dog gets the most."""
        winners = self.probabilities(reading.scaling).argmax(axis=1)
        return float(np.mean(~np.isin(winners, reading.cats + reading.dogs)))

    def decision(self, expected_scaling: str | None) -> Decision:
        """Return the ranked readings of all scalings that have seen every picture, then those that were dropped."""
        whole: list[MeasuredReading] = []
        dropped: list[MeasuredReading] = []
        for scaling in self.outputs:
            probabilities = self.probabilities(scaling)
            labels = self.labels[: len(probabilities)]
            readings = possible_readings(scaling, probabilities, labels, self.names)
            found = [measured(reading, probabilities, labels) for reading in readings]
            (whole if scaling in self.complete else dropped).extend(found)
        decided = decide(whole, expected_scaling, self.names)
        dropped.sort(key=lambda each: -each.score.share)
        return Decision((*decided.ranked, *dropped), decided.num_close)


def ask_all(
    model: ForeignModel,
    pictures: PictureSet,
    split: str = SPLIT,
    wanted: Sequence[str] = (),
    progress: ProgressCallback | None = None,
) -> SplitAnswers:
    """Ask a model about the pictures of a split.

    Args:
        model: the model.
        pictures: the picture set.
        split: `validation` or `test`.
        wanted: names of scalings. Empty for all that fit the model; then one that is far behind the best in accuracy
            is dropped after `NUM_TRIED` pictures. So is one that is behind the one that the model itself asks for,
            which is never dropped.
        progress: called with (pictures done, pictures in all).

    Raises:
        ForeignModelError: with every scaling, outputs are not numbers; or the model exceeds its limits.
        PictureError: no picture of a class can be decoded.
    """
    names = list(wanted) or list(scalings(model.num_channels))
    listing = _chosen(pictures.pictures(split))
    kept: dict[str, list[np.ndarray]] = {name: [] for name in names}
    alive, seen = list(names), np.zeros(0, int)
    for done, pixels, labels in _decoded(listing, model.input_height, model.input_width):
        seen = np.concatenate([seen, labels])
        for name in list(alive):
            outputs = model.outputs(pixels, name)
            if np.isfinite(outputs).all():
                kept[name].append(outputs)
            else:
                alive.remove(name)
                del kept[name]
        if not alive:
            raise _no_numbers()
        if not wanted and len(seen) >= NUM_TRIED and len(set(seen)) == len(CLASSES):
            alive = _promising({name: np.concatenate(kept[name]) for name in alive}, seen, model)
        if progress:
            progress(done, len(listing))
    require_both_classes(seen, pictures, split)
    whole = {name: np.concatenate(parts) for name, parts in kept.items()}
    return SplitAnswers(whole, seen, model.ends_in, tuple(model.labels))


def _chosen(listing: Sequence[Picture]) -> list[Picture]:
    """Return up to `MAX_PICTURES` pictures in random order, so that any part of them holds both classes."""
    generator = np.random.default_rng(1)
    of_class = [[picture for picture in listing if picture.label == label] for label in range(len(CLASSES))]
    room = max(MAX_PICTURES // len(CLASSES), MAX_PICTURES - min(map(len, of_class)))
    chosen = [each[place] for each in of_class for place in generator.permutation(len(each))[:room]]
    return [chosen[place] for place in generator.permutation(len(chosen))]


def _decoded(listing: Sequence[Picture], height: int, width: int) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yield (pictures done, pixels, labels) of one block after the other, without pictures that cannot be decoded."""

    def attempt(picture: Picture) -> np.ndarray | None:
        try:
            return decode_picture(picture.path, height, width)
        except PictureError:
            return None

    size = max(1, min(_MAX_BLOCK, _BLOCK_BYTES // (3 * height * width)))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for start in range(0, len(listing), size):
            block = listing[start : start + size]
            found = [
                (pixels, picture.label)
                for pixels, picture in zip(pool.map(attempt, block), block, strict=True)
                if pixels is not None
            ]
            if found:
                yield (
                    start + len(block),
                    np.stack([pixels for pixels, _label in found]),
                    np.array([label for _pixels, label in found]),
                )


def _promising(outputs: dict[str, np.ndarray], labels: np.ndarray, model: ForeignModel) -> list[str]:
    """Return the scalings that are not far behind the most accurate one, nor behind the one that the model asks for."""
    best_of: dict[str, MeasuredReading] = {}
    for name, values in outputs.items():
        probabilities = class_probabilities(values, model.ends_in)
        readings = possible_readings(name, probabilities, labels, model.labels)
        found = [measured(reading, probabilities, labels) for reading in readings]
        best_of[name] = max(found, key=lambda each: each.score.num_right)
    best = max(best_of.values(), key=lambda each: each.score.num_right)
    asked_for = best_of.get(model.expected_scaling or "")
    return [
        name
        for name, each in best_of.items()
        if name == model.expected_scaling
        or (accuracy_lead(best, each) <= _FAR_BEHIND and (asked_for is None or _leads(each, asked_for)))
    ]


def _leads(reading: MeasuredReading, asked_for: MeasuredReading) -> bool:
    """Return True if a reading is ahead, in any respect, of the one that the model itself asks for."""
    return accuracy_lead(reading, asked_for) > 0 or likelihood_lead(reading, asked_for) > 0


def _no_numbers() -> ForeignModelError:
    return ForeignModelError(
        _(
            "This model's outputs are not numbers, whatever the range of the pixel values. Its training may have"
            " diverged. Choose another file."
        )
    )
