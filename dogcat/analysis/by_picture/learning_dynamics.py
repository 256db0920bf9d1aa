"""How each picture was learned, from P(dog) after each epoch: figures from research, and a name in plain words.

`p_label` is P(label), the probability that the network gave to a picture's label as trained, float64 of shape (E, N):
a row an epoch, a column a picture, nan where a picture was not measured (`PictureHistory.p_label`). A prediction is
right if P(label) is above 0.5.
"""

import math
import warnings
from dataclasses import dataclass

import numpy as np

from dogcat.common.language import N_
from dogcat.common.statistics import roc_auc
from dogcat.runs.by_picture.picture_history import PictureHistory

MAX_LOG_ODDS = math.log(2**11 - 1)  # half precision tells 1 from what is smaller by 2**-11, and no more
MAX_EXCEPTIONS = 0.25  # fraction of a picture's measurements that may contradict the step that fits best
UNDERSTOOD, BY_HEART, UNDECIDED, NEVER = "understood", "learned by heart", "undecided", "never learned"
NAMES = (UNDERSTOOD, BY_HEART, UNDECIDED, NEVER)
NAME_TEXTS = {  # show them through `_`
    UNDERSTOOD: N_("understood"),
    BY_HEART: N_("learned by heart"),
    UNDECIDED: N_("undecided"),
    NEVER: N_("never learned"),
}
RULES = {  # what each name means; show them through `_`
    UNDERSTOOD: N_(
        "Understood: the network is right from an early epoch on, while validation still improves. So the same features"
        " also help with pictures that it was not trained on."
    ),
    BY_HEART: N_(
        "Learned by heart: the network is wrong until validation has stopped improving, and right from then on. What it"
        " learned there helps with this picture only."
    ),
    UNDECIDED: N_(
        "Undecided: the network keeps changing its mind. More than a quarter of its predictions contradict any epoch"
        " from which on it would be right."
    ),
    NEVER: N_("Never learned: the network is wrong from the first epoch to the last, with few exceptions."),
}


def confidence(p_label: np.ndarray) -> np.ndarray:
    """Return the mean of P(label) over the epochs, float64 of shape (N,); nan if a picture was never measured.

    Source: Swayamdipta et al. 2020, “Dataset Cartography: Mapping and Diagnosing Datasets with Training Dynamics”,
    EMNLP, section 2.
    """
    return _over_epochs(np.nanmean, p_label)


def variability(p_label: np.ndarray) -> np.ndarray:
    """Return the standard deviation of P(label) over the epochs, float64 of shape (N,); nan if never measured.

    Source: Swayamdipta et al. 2020, section 2. As there, it is that of the epochs themselves (divided by E, not E - 1).
    """
    return _over_epochs(np.nanstd, p_label)


def right_from(p_label: np.ndarray) -> np.ndarray:
    """Return the epoch, from 1, from which on each measured prediction is right; nan if the last one is wrong.

    It is the first measured epoch of the last unbroken row of right predictions, float64 of shape (N,).
    """
    measured, right = ~np.isnan(p_label), p_label > 0.5
    epochs = np.arange(1, len(p_label) + 1)[:, None]
    last_wrong = np.max(np.where(measured & ~right, epochs, 0), axis=0, initial=0)
    first = np.min(np.where(right & (epochs > last_wrong), epochs, np.inf), axis=0, initial=np.inf)
    return np.where(np.isinf(first), np.nan, first)


def times_forgotten(p_label: np.ndarray) -> np.ndarray:
    """Return how often each picture turned from right to wrong between two measurements, int of shape (N,).

    Source: Toneva et al. 2019, “An Empirical Study of Example Forgetting during Deep Neural Network Learning”, ICLR,
    section 3 (forgetting events). There, a picture is measured each time it is trained on; here, after an epoch.
    """
    found = np.zeros(p_label.shape[1], dtype=int)
    was_right = np.zeros(p_label.shape[1], dtype=bool)
    for row in p_label:
        measured, right = ~np.isnan(row), row > 0.5
        found += measured & was_right & ~right
        was_right = np.where(measured, right, was_right)
    return found


def margin_area(p_label: np.ndarray) -> np.ndarray:
    """Return the area under the margin (AUM): the mean over epochs of the label's log-odds, float64 of shape (N,).

    The margin is the output of the label's class before the softmax, minus the largest of the others. With one sigmoid
    output, that is ln(P(label) / (1 - P(label))). It is limited to ± `MAX_LOG_ODDS`.

    Source: Pleiss et al. 2020, “Identifying Mislabeled Data using the Area Under the Margin Ranking”, NeurIPS,
    equation 2.
    """
    low = 1 / (1 + math.exp(MAX_LOG_ODDS))
    p = np.clip(p_label, low, 1 - low)
    return _over_epochs(np.nanmean, np.log(p / (1 - p)))


def best_epoch(history: PictureHistory) -> int:
    """Return the epoch, from 1, with the lowest validation loss, after which validation no longer improves.

    It is the mean cross-entropy of the validation pictures in this history. Without any, it is the last epoch.
    """
    validation = history.p_label()[:, history.pictures.num_training :]
    if not validation.size:
        return len(history.p_dog)
    losses = -np.log(np.clip(validation, 1e-7, 1)).mean(axis=1)
    return len(losses) if np.isnan(losses).all() else int(np.nanargmin(losses)) + 1


@dataclass(frozen=True)
class Step:
    """The step that fits each picture's predictions best: wrong before an epoch, right from it on.

    Attributes:
        epoch: the epoch of the step, from 1; E + 1 if wrong throughout fits best. Int of shape (N,).
        exceptions: fraction of a picture's measurements that contradict it, float64 of shape (N,).
    """

    epoch: np.ndarray
    exceptions: np.ndarray


def best_step(p_label: np.ndarray) -> Step:
    """Return for each picture the step with the fewest exceptions; the earliest of several.

    A single slip of a picture that has long been right does not move its step, unlike `right_from`.
    """
    measured, right = ~np.isnan(p_label), p_label > 0.5
    zeros = np.zeros((1, p_label.shape[1]), dtype=int)
    right_before = np.vstack([zeros, np.cumsum(measured & right, axis=0)])
    wrong = measured & ~right
    wrong_after = wrong.sum(axis=0) - np.vstack([zeros, np.cumsum(wrong, axis=0)])
    num_exceptions = right_before + wrong_after  # if the step is at this row
    rows = np.argmin(num_exceptions, axis=0)
    few = np.take_along_axis(num_exceptions, rows[None], axis=0)[0]
    return Step(rows + 1, few / np.maximum(1, measured.sum(axis=0)))


def names(history: PictureHistory, alike: np.ndarray | None = None) -> np.ndarray:
    """Return the name of each training picture: one of `NAMES`, an array of str of shape (num_training,).

    The predictions of a picture are compared with the step that fits them best: wrong before an epoch, right from it
    on. The first rule that holds decides:

    - undecided: more than `MAX_EXCEPTIONS` of the measurements contradict the step, or there is none;
    - never learned: the best fit is wrong throughout;
    - learned by heart: the step comes after the epoch with the lowest validation loss;
    - understood: the step comes before it or with it, and the network is right, in that epoch, about at least half of
      the validation pictures that look alike. Otherwise the picture is undecided.

    Args:
        history: of the training.
        alike: for each training picture, the places in `history` of validation pictures that look like it, int of shape
            (num_training, k); None leaves this condition out.
    """
    p_label, num_training = history.p_label(), history.pictures.num_training
    training, best = p_label[:, :num_training], best_epoch(history)
    step = best_step(training)
    found = np.full(num_training, UNDERSTOOD, dtype=object)
    if alike is not None and len(p_label):
        found[(p_label[best - 1][alike] > 0.5).mean(axis=1) < 0.5] = UNDECIDED
    found[step.epoch > best] = BY_HEART
    found[step.epoch > len(p_label)] = NEVER
    found[(step.exceptions > MAX_EXCEPTIONS) | np.isnan(training).all(axis=0)] = UNDECIDED
    return found.astype(str)


def same_names(one: PictureHistory, other: PictureHistory) -> float:
    """Return the fraction of the training pictures of both histories that have the same name in both; nan if none.

    Two trainings that differ only in the seed tell how far a name belongs to the picture, and how far to luck.
    """
    mine, theirs = (
        dict(zip(each.pictures.names[: each.pictures.num_training], names(each).tolist(), strict=True))
        for each in (one, other)
    )
    both = mine.keys() & theirs.keys()
    return sum(mine[name] == theirs[name] for name in both) / len(both) if both else math.nan


def suspicion(history: PictureHistory) -> np.ndarray:
    """Return how much the history speaks against each training picture's label, float64 of shape (num_training,).

    It is the mean of P(label) over all pictures with the same label, minus that of the picture: the higher, the more
    likely the label is wrong. Only the epochs count from half of `best_epoch` to twice of it: before, the network
    knows little, and later it has learned wrong labels by heart (Arpit et al. 2017, “A Closer Look at Memorization in
    Deep Networks”, ICML). The mean of the label is the threshold of confident learning (Northcutt et al. 2021, JAIR
    70): a network that prefers one class does not make the labels of the other suspicious.

    The definition was chosen with `benchmarks.wrong_labels --tuning`.
    """
    p_label, best = history.p_label()[:, : history.pictures.num_training], best_epoch(history)
    informative = confidence(p_label[max(0, best // 2 - 1) : 2 * best])
    mean = np.where(np.isnan(informative), confidence(p_label), informative)  # the turn of some may not have come
    labels = history.labels[: history.pictures.num_training]
    scores = -mean
    for label in np.unique(labels):
        scores[labels == label] += np.nanmean(mean[labels == label])
    return scores


def flipped_auc(scores: np.ndarray, history: PictureHistory) -> float:
    """Return the area under the ROC curve with which scores tell flipped labels from right ones; nan without both.

    Args:
        scores: float of shape (num_training,), higher for a label that seems wrong.
        history: knows which labels are flipped.
    """
    return roc_auc(scores, history.is_flipped[: history.pictures.num_training])


def _over_epochs(function: object, values: np.ndarray) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of nan has no mean
        return np.asarray(function(values, axis=0))  # type: ignore[operator]
