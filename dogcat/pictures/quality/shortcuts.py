"""Measures shortcuts: simple statistics of a picture that show its class without the animal.

A network learns whatever lowers its loss most easily. If the colour of the background or the size of the file separates
cats from dogs, it may learn that instead of the animals.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.common.statistics import wilson_interval
from dogcat.pictures.metadata import FileFacts
from dogcat.pictures.picture_set import CLASSES, SPLITS
from dogcat.pictures.pixel_cache import SplitPixels

MARGIN = 0.10  # above guessing; with the 4,000 photos, no interval starts more than 0.05 above guessing
_FRAME = 4  # width of the outermost frame in pixels
_POINTS = 15  # colours along each side of the frame
_EXAMPLES = 4  # example pictures of each class


@dataclass(frozen=True)
class Shortcut:
    """The accuracy of a logistic regression on one statistic alone, fitted on train.

    Attributes:
        name: short name of the statistic.
        title: name of the statistic for learners.
        num_values: numbers per picture.
        validation_accuracy: accuracy on the validation pictures, 0 to 1.
        validation_interval: its 95% interval.
        test_accuracy: accuracy on the test pictures, 0 to 1.
        test_interval: its 95% interval.
        guessing: accuracy on validation if the larger class is always guessed, 0.5 to 1.
        examples: names of the 4 validation cats and the 4 validation dogs with the highest confidence.
    """

    name: str
    title: Sentence
    num_values: int
    validation_accuracy: float
    validation_interval: tuple[float, float]
    test_accuracy: float
    test_interval: tuple[float, float]
    guessing: float
    examples: list[str]

    @property
    def is_found(self) -> bool:
        """True if the whole validation interval lies more than `MARGIN` above guessing."""
        return self.validation_interval[0] > self.guessing + MARGIN

    @property
    def fails_in_test(self) -> bool:
        """True if the shortcut is found and the test interval lies below the validation interval."""
        return self.is_found and self.test_interval[1] < self.validation_interval[0]


def measure_shortcuts(splits: dict[str, SplitPixels], facts: dict[str, FileFacts]) -> list[Shortcut]:
    """Return the accuracy of each statistic: mean colour, 8 x 8 thumbnail, border, file size, size of the original.

    Args:
        splits: the pixels of 150 x 150 of all splits, by split.
        facts: the facts of their files, by name.

    Returns:
        One entry per statistic; none if a split lacks pictures of a class.
    """
    if any(not np.any(pixels.labels == label) for pixels in splits.values() for label in range(len(CLASSES))):
        return []
    tables = {split: _statistics(splits[split], facts) for split in SPLITS}
    titles = {
        "mean-colour": Sentence(N_("the mean colour")),
        "thumbnail": Sentence(N_("a thumbnail of 8 × 8 pixels")),
        "border": Sentence(N_("the outermost {num} pixels"), num=_FRAME),
        "file-size": Sentence(N_("the size of the file in bytes")),
        "shape": Sentence(N_("width, height and aspect ratio of the original")),
    }
    labels = {split: splits[split].labels.astype(int) for split in SPLITS}
    names = splits["validation"].names
    return [
        _measure(name, title, {split: tables[split][name] for split in SPLITS}, labels, names)
        for name, title in titles.items()
    ]


def _statistics(split: SplitPixels, facts: dict[str, FileFacts]) -> dict[str, np.ndarray]:
    """Return the inputs of each regression by the name of its statistic, arrays of shape (N, num_values)."""
    num = len(split)
    thumbnails = np.array(
        [np.asarray(Image.fromarray(pixels).resize((8, 8), Image.Resampling.BOX)) for pixels in split.pixels], float
    )
    sides = (
        split.pixels[:, :_FRAME].mean(axis=1),
        split.pixels[:, -_FRAME:].mean(axis=1),
        split.pixels[:, :, :_FRAME].mean(axis=2),
        split.pixels[:, :, -_FRAME:].mean(axis=2),
    )
    border = np.concatenate([side.reshape(num, _POINTS, -1, 3).mean(axis=2) for side in sides], axis=1)
    ordered = [facts[name] for name in split.names]
    sizes = np.log(
        [[fact.width, fact.height] for fact in ordered]
    )  # logarithms, because ratios matter and not differences
    return {
        "mean-colour": thumbnails.mean(axis=(1, 2)),
        "thumbnail": thumbnails.reshape(num, -1),
        "border": border.reshape(num, -1),
        "file-size": np.log([[fact.num_bytes] for fact in ordered]),
        "shape": np.concatenate([sizes, sizes[:, :1] - sizes[:, 1:]], axis=1),
    }


def _measure(
    name: str, title: Sentence, inputs: dict[str, np.ndarray], labels: dict[str, np.ndarray], names: list[str]
) -> Shortcut:
    from sklearn.linear_model import LogisticRegression  # slow to import, so only here
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # liblinear uses one core: with a few thousand rows, waiting for several busy cores takes longer.
    model = make_pipeline(StandardScaler(), LogisticRegression(solver="liblinear", max_iter=1000))
    model.fit(inputs["train"], labels["train"])
    p_dog = model.predict_proba(inputs["validation"])[:, 1]
    right = {
        "validation": int(np.sum((p_dog > 0.5) == labels["validation"])),
        "test": int(np.sum(model.predict(inputs["test"]) == labels["test"])),
    }
    share_of_dogs = float(labels["validation"].mean())
    surest_cats, surest_dogs = np.argsort(p_dog, kind="stable"), np.argsort(-p_dog, kind="stable")
    examples = [
        names[row]
        for label, order in enumerate((surest_cats, surest_dogs))
        for row in [row for row in order if labels["validation"][row] == label][:_EXAMPLES]
    ]
    return Shortcut(
        name=name,
        title=title,
        num_values=inputs["train"].shape[1],
        validation_accuracy=right["validation"] / len(p_dog),
        validation_interval=wilson_interval(right["validation"], len(p_dog)),
        test_accuracy=right["test"] / len(labels["test"]),
        test_interval=wilson_interval(right["test"], len(labels["test"])),
        guessing=max(share_of_dogs, 1 - share_of_dogs),
        examples=examples,
    )
