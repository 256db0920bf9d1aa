"""How a visitor's model is read: the scaling of its pixels, and which of its outputs mean cat and dog.

The decision rule compares readings on the same validation pictures. It has three steps.

1. The most accurate reading stays, and so does each one whose accuracy is at most `NUM_ERRORS` standard errors lower.
   The standard error is that of the paired difference: Q. McNemar, Psychometrika 12 (1947), 153-157.
2. Of those, the one with the highest calibrated likelihood wins. A temperature and a bias of the log-odds are fitted
   first: J. Platt, Probabilistic Outputs for Support Vector Machines (1999); C. Guo et al., ICML 2017. So a network
   that is too confident does not lose to a wrong scaling that makes it less sure.
3. A reading is close if its likelihood is at most `NUM_ERRORS` standard errors lower, too. Then the visitor decides.
   The one with the largest sum of both leads, in standard errors, is offered first; where the file names its classes,
   one that takes them by their names.

A scaling that the model itself asks for settles step 3. If it fails in step 1 or 2, it counts as close.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dogcat.analysis.human_baseline import Score

NUM_ERRORS = 2.0  # standard errors up to which a difference counts as none
FLOOR = 1e-7  # smallest probability; float32 rounds a larger one of the other class to 1
_WORTH_IT = 0.6  # accuracy below which a reading is hardly better than chance
_NUM_STEPS = 30  # of Newton's method, which needs about 6
_RISE = 0.2  # fraction of the strongest rise from which an output is taken for a class
_CAT_WORDS = frozenset({"cat", "cats", "kitten", "kittens", "고양이", "냥이"})
_DOG_WORDS = frozenset({"dog", "dogs", "puppy", "puppies", "개", "강아지", "멍멍이"})


@dataclass(frozen=True)
class ModelReading:
    """How pixels become the probability of a dog.

    Attributes:
        scaling: a name of `pixel_scaling.scalings`.
        cats: the classes that mean cat, as columns of `class_probabilities`.
        dogs: the classes that mean dog.
    """

    scaling: str
    cats: tuple[int, ...]
    dogs: tuple[int, ...]

    def p_dog_of(self, outputs: np.ndarray, ends_in: str) -> np.ndarray:
        """Return P(dog) for raw outputs, (N,); the arguments are those of `class_probabilities`."""
        return self.p_dog(class_probabilities(outputs, ends_in))

    def p_dog(self, probabilities: np.ndarray) -> np.ndarray:
        """Return P(dog) given that it is a cat or a dog, (N,).

        Args:
            probabilities: as from `class_probabilities`, (N, C).
        """
        cat, dog = (probabilities[:, list(chosen)].sum(axis=1) + FLOOR for chosen in (self.cats, self.dogs))
        found: np.ndarray = dog / (cat + dog)
        return found


@dataclass(frozen=True, eq=False)
class MeasuredReading:
    """A reading and how well it does on known pictures.

    Attributes:
        reading: the reading.
        is_right: whether each picture is predicted correctly, bool (N,).
        likelihoods: logarithm of the calibrated probability of each picture's class, (N,).
    """

    reading: ModelReading
    is_right: np.ndarray
    likelihoods: np.ndarray

    @property
    def score(self) -> Score:
        """The number of correct predictions."""
        return Score(int(self.is_right.sum()), len(self.is_right))

    @property
    def is_worth_it(self) -> bool:
        """Return True if the reading is clearly better than chance."""
        return self.score.share >= _WORTH_IT


@dataclass(frozen=True)
class Decision:
    """The readings by the decision rule of this module.

    Attributes:
        ranked: the readings, the winner first, those that are close next, then by accuracy.
        num_close: how many of the first are close to each other, the winner included; 1 if none is close.
    """

    ranked: tuple[MeasuredReading, ...]
    num_close: int

    @property
    def best(self) -> MeasuredReading:
        """The reading that wins."""
        return self.ranked[0]

    @property
    def close(self) -> tuple[MeasuredReading, ...]:
        """The winner and the readings that are close to it."""
        return self.ranked[: self.num_close]


def class_probabilities(outputs: np.ndarray, ends_in: str) -> np.ndarray:
    """Return the probability of each class, float64 (N, C). A single output becomes two classes, 0 and 1.

    Args:
        outputs: raw outputs, (N, number of outputs).
        ends_in: what they are, see `own_model.ForeignModel`.
    """
    values = outputs.astype(np.float64)
    if ends_in == "logit":
        values = 1 / (1 + np.exp(-np.clip(values, -700, 700)))
    elif ends_in == "logits":
        powers = np.exp(values - values.max(axis=1, keepdims=True))
        values = powers / powers.sum(axis=1, keepdims=True)
    return np.hstack([1 - values, values]) if values.shape[1] == 1 else values


def possible_readings(
    scaling: str, probabilities: np.ndarray, labels: np.ndarray, names: Sequence[str] = ()
) -> list[ModelReading]:
    """Return the readings of a scaling: both orders of two classes, or the grouping that names or outputs suggest.

    Args:
        scaling: a name of `pixel_scaling.scalings`.
        probabilities: as from `class_probabilities`, of known pictures.
        labels: of these, 0 for cat, 1 for dog.
        names: of the classes, where the file says them.
    """
    if probabilities.shape[1] == 2:
        return [ModelReading(scaling, (0,), (1,)), ModelReading(scaling, (1,), (0,))]
    by_name = classes_by_name(names) if len(names) == probabilities.shape[1] else None
    return [ModelReading(scaling, *(by_name or classes_by_rise(probabilities, labels)))]


def classes_by_name(names: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return the classes whose names say cat and those that say dog; None unless there are some of each."""
    cats, dogs = (
        tuple(number for number, name in enumerate(names) if words & set(re.findall(r"[^\W\d_]+", name.lower())))
        for words in (_CAT_WORDS, _DOG_WORDS)
    )
    return (cats, dogs) if cats and dogs and not set(cats) & set(dogs) else None


def classes_by_rise(probabilities: np.ndarray, labels: np.ndarray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the classes that rise for known cats and those that rise for known dogs, at least one of each.

    A class belongs to an animal if its mean is higher by `_RISE` of the strongest class's difference.
    """
    rises = probabilities[labels == 1].mean(axis=0) - probabilities[labels == 0].mean(axis=0)
    *_, dog = order = np.argsort(rises, kind="stable").tolist()
    cat = order[0]
    cats = {cat} | {int(each) for each in np.flatnonzero((rises < 0) & (rises <= _RISE * rises[cat]))} - {dog}
    dogs = {dog} | {int(each) for each in np.flatnonzero((rises > 0) & (rises >= _RISE * rises[dog]))} - {cat}
    return tuple(sorted(cats)), tuple(sorted(dogs))


def measured(reading: ModelReading, probabilities: np.ndarray, labels: np.ndarray) -> MeasuredReading:
    """Return how well a reading does on known pictures.

    Args:
        reading: the reading.
        probabilities: as from `class_probabilities`, with the reading's scaling.
        labels: 0 for cat, 1 for dog.
    """
    p_dog = reading.p_dog(probabilities)
    return MeasuredReading(reading, (p_dog > 0.5) == (labels == 1), calibrated_likelihoods(p_dog, labels))


def calibrated_likelihoods(p_dog: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the logarithm of the probability of each picture's class, after a temperature and a bias are fitted.

    The log-odds become slope * log-odds + bias, by logistic regression with Newton's method. A slope below 0 would turn
    cats into dogs, so it becomes 0. The targets are Platt's, which keep the slope finite if no picture is wrong.

    Args:
        p_dog: P(dog) of each picture.
        labels: 0 for cat, 1 for dog; at least one of each.
    """
    clipped = np.clip(p_dog, FLOOR, 1 - FLOOR)
    log_odds = np.log(clipped) - np.log1p(-clipped)
    is_dog = labels == 1
    num_dogs, num_cats = int(is_dog.sum()), int((~is_dog).sum())
    targets = np.where(is_dog, (num_dogs + 1) / (num_dogs + 2), 1 / (num_cats + 2))
    columns = np.stack([log_odds / (log_odds.std() + FLOOR), np.ones_like(log_odds)])
    fitted = _fitted(columns, targets)
    if fitted[0] < 0:
        fitted = np.array([0.0, np.log(num_dogs / num_cats)])
    odds = fitted @ columns
    found: np.ndarray = -np.logaddexp(0, np.where(is_dog, -odds, odds))
    return found


def _fitted(columns: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return the weights of the logistic regression."""
    weights = np.zeros(len(columns))
    for _step in range(_NUM_STEPS):
        p = 1 / (1 + np.exp(-np.clip(weights @ columns, -30, 30)))
        curvature = (columns * (p * (1 - p))) @ columns.T + 1e-9 * np.eye(len(columns))
        change = np.linalg.solve(curvature, columns @ (targets - p))
        weights = weights + np.clip(change, -2, 2)  # a whole step may overshoot where the curve is flat
        if np.abs(change).max() < 1e-6:
            break
    return weights


def accuracy_lead(first: MeasuredReading, second: MeasuredReading) -> float:
    """Return by how many standard errors of the paired difference the first reading is more accurate.

    Args:
        first: a reading.
        second: another one, on the same pictures.
    """
    won = int(np.sum(first.is_right & ~second.is_right))
    lost = int(np.sum(second.is_right & ~first.is_right))
    return (won - lost) / math.sqrt(max(1, won + lost))


def likelihood_lead(first: MeasuredReading, second: MeasuredReading) -> float:
    """Return by how many standard errors of the paired difference the first reading's likelihood is higher."""
    differences = first.likelihoods - second.likelihoods
    error = float(differences.std()) / math.sqrt(len(differences))
    return float(differences.mean()) / error if error > 0 else 0.0


def decide(
    readings: Sequence[MeasuredReading], expected_scaling: str | None = None, names: Sequence[str] = ()
) -> Decision:
    """Rank readings by the rule of this module.

    Args:
        readings: at least one, all on the same pictures.
        expected_scaling: the scaling that the model itself asks for; None if it does not say.
        names: of the classes, where the file says them.
    """
    by_accuracy = sorted(readings, key=lambda each: (-each.score.num_right, -float(each.likelihoods.sum())))
    accurate = [each for each in by_accuracy if accuracy_lead(by_accuracy[0], each) <= NUM_ERRORS]
    likeliest = max(accurate, key=lambda each: float(each.likelihoods.sum()))
    tied = [each for each in accurate if likelihood_lead(likeliest, each) <= NUM_ERRORS]
    named = classes_by_name(names)

    def is_against_names(each: MeasuredReading) -> bool:
        return named is not None and (each.reading.cats, each.reading.dogs) != named

    tied.sort(
        key=lambda each: (is_against_names(each), -accuracy_lead(each, likeliest) - likelihood_lead(each, likeliest))
    )
    asked_for = [each for each in by_accuracy if each.reading.scaling == expected_scaling]
    first = [each for each in tied if each in asked_for] or tied + asked_for[:1]
    return Decision((*first, *(each for each in by_accuracy if each not in first)), len(first))
