"""How pictures were learned: figures of made-up histories by hand, and the name that each rule gives."""

import math

import numpy as np
import pytest

from dogcat.analysis.by_picture.learning_dynamics import (
    BY_HEART,
    MAX_LOG_ODDS,
    NAME_TEXTS,
    NAMES,
    NEVER,
    RULES,
    UNDECIDED,
    UNDERSTOOD,
    best_epoch,
    best_step,
    confidence,
    flipped_auc,
    margin_area,
    names,
    right_from,
    same_names,
    suspicion,
    times_forgotten,
    variability,
)
from dogcat.runs.by_picture.picture_history import PictureHistory, TrainedPictures

NAN = np.nan
R, W = 0.9, 0.2  # P(label) of a right and of a wrong prediction
# Validation improves up to epoch 3 of 8 and gets worse from then on.
VALIDATION = np.array([[0.5, 0.6, 0.8, 0.7, 0.6, 0.55, 0.5, 0.4]]).T


def history_of(
    p_label: np.ndarray, validation: np.ndarray = VALIDATION, flipped: tuple[int, ...] = ()
) -> PictureHistory:
    """A history in which every other picture is a dog; the columns of training come first."""
    both = np.hstack([p_label, validation])
    num_training, num_all = p_label.shape[1], both.shape[1]
    labels = tuple(number % 2 for number in range(num_all))
    pictures = TrainedPictures(
        (*(f"train/cats/{number}.jpg" for number in range(num_training)),
         *(f"validation/cats/{number}.jpg" for number in range(num_all - num_training))),
        labels, num_training, flipped,
    )  # fmt: skip
    return PictureHistory(pictures, np.where(np.array(labels) == 1, both, 1 - both).astype(np.float16))


def columns(*pictures: list[float]) -> np.ndarray:
    """P(label) with a column for each picture."""
    return np.array(pictures, dtype=float).T


def test_confidence_and_variability_are_mean_and_deviation_of_the_measured_epochs() -> None:
    p_label = columns([0.2, NAN, 0.6, 1.0], [0.5, 0.5, 0.5, NAN], [NAN] * 4)
    np.testing.assert_allclose(confidence(p_label), [0.6, 0.5, NAN])
    np.testing.assert_allclose(variability(p_label), [math.sqrt(0.32 / 3), 0, NAN])


@pytest.mark.parametrize(
    ("p_label", "expected"),
    [
        ([W, W, R, R], 3),
        ([R, R, R, R], 1),
        ([R, W, R, R], 3),
        ([R, R, R, W], NAN),
        ([W, NAN, NAN, R], 4),
        ([R, NAN, R, NAN], 1),
        ([NAN, NAN, NAN, NAN], NAN),
        ([0.5, 0.5, 0.5, 0.5], NAN),  # above 0.5 is right, as for accuracy
    ],
)
def test_right_from_is_the_first_epoch_of_the_last_unbroken_row(p_label: list[float], expected: float) -> None:
    np.testing.assert_array_equal(right_from(columns(p_label)), [expected])


@pytest.mark.parametrize(
    ("p_label", "expected"),
    [([R, W, R, W], 2), ([W, R, R, R], 0), ([R, NAN, NAN, W], 1), ([NAN, R, NAN, R], 0), ([W, W, W, W], 0)],
)
def test_forgetting_is_a_turn_from_right_to_wrong(p_label: list[float], expected: int) -> None:
    assert times_forgotten(columns(p_label)).tolist() == [expected]


def test_the_margin_is_the_mean_of_the_labels_log_odds() -> None:
    e = math.e
    area = margin_area(columns([e / (1 + e), NAN, 1 / (1 + e**3)], [1.0, 1.0, NAN], [0.0, 1.0, 0.5]))
    np.testing.assert_allclose(area, [-1, MAX_LOG_ODDS, 0], atol=1e-9)


def test_the_step_is_where_the_fewest_predictions_are_exceptions() -> None:
    slip = [W, W, R, R, W, R, R, R]
    step = best_step(columns(slip, [W] * 8, [R] * 8, [W, R] * 4, [W, NAN, NAN, W, NAN, R, NAN, R]))
    assert step.epoch.tolist() == [3, 9, 1, 2, 5]
    np.testing.assert_allclose(step.exceptions, [1 / 8, 0, 0, 3 / 8, 0])


def test_validation_stops_improving_at_its_lowest_loss() -> None:
    history = history_of(columns([R] * 8))
    assert best_epoch(history) == 3
    assert best_epoch(history_of(columns([R] * 8), np.empty((8, 0)))) == 8


@pytest.mark.parametrize(
    ("p_label", "name"),
    [
        ([W, R, R, R, R, R, R, R], UNDERSTOOD),
        ([W, W, R, R, R, R, R, R], UNDERSTOOD),
        ([R, R, R, R, R, R, W, R], UNDERSTOOD),  # one slip late in the training
        ([NAN, R, NAN, NAN, R, NAN, NAN, R], UNDERSTOOD),
        ([W, W, W, R, R, R, R, R], BY_HEART),
        ([W, W, W, W, W, W, W, R], BY_HEART),
        ([R, W, W, W, W, R, R, R], BY_HEART),
        ([W, W, W, W, W, W, W, W], NEVER),
        ([W, W, R, W, W, W, W, W], NEVER),
        ([NAN, W, NAN, NAN, W, NAN, NAN, W], NEVER),
        ([R, W, R, W, R, W, R, W], UNDECIDED),
        ([R, R, R, W, W, W, R, W], UNDECIDED),
        ([NAN] * 8, UNDECIDED),
    ],
)
def test_each_name_follows_its_rule(p_label: list[float], name: str) -> None:
    assert names(history_of(columns(p_label))).tolist() == [name]


def test_what_is_right_early_is_understood_only_if_validation_pictures_like_it_are_right_too() -> None:
    validation = np.hstack([VALIDATION, np.full((8, 2), W)])
    history = history_of(columns([R] * 8, [R] * 8, [W] * 8, [W] * 5 + [R] * 3), validation)
    assert best_epoch(history) == 3
    right, wrong, also_wrong = 4, 5, 6
    alike = np.array([[right, wrong], [wrong, also_wrong], [right, right], [wrong, wrong]])
    assert names(history, alike).tolist() == [UNDERSTOOD, UNDECIDED, NEVER, BY_HEART]


def test_an_empty_history_names_nothing() -> None:
    assert names(history_of(np.empty((0, 2)), np.empty((0, 1)))).tolist() == [UNDECIDED, UNDECIDED]


def test_names_of_two_seeds_are_compared_picture_by_picture() -> None:
    one = history_of(columns([R] * 8, [W] * 8, [W] * 6 + [R] * 2))
    assert same_names(one, one) == 1
    assert same_names(one, history_of(columns([R] * 8, [R] * 8))) == 0.5
    assert math.isnan(same_names(one, history_of(np.empty((8, 0)))))


def test_labels_against_which_the_history_speaks_rank_first() -> None:
    wrong, late, right = [W] * 7 + [R], [W] * 4 + [R] * 4, [R] * 8
    history = history_of(columns(wrong, right, right, late, right, right), flipped=(0, 3))
    scores = suspicion(history)
    assert scores.argsort()[::-1][:2].tolist() == [0, 3]
    assert flipped_auc(scores, history) == 1
    assert flipped_auc(-scores, history) == 0
    assert flipped_auc(np.zeros(6), history) == 0.5


def test_only_epochs_in_which_the_network_knows_and_has_not_memorised_speak_against_a_label() -> None:
    early, late = [R, W] + [R] * 6, [R, R, R] + [R] * 3 + [W] * 2  # wrong in epoch 2 of best epoch 3, and after epoch 6
    history = history_of(columns(early, [R] * 8, late, [R] * 8))
    scores = suspicion(history)
    assert scores[0] == scores.max() > scores[2]
    np.testing.assert_allclose(scores[2], suspicion(history_of(columns(early, [R] * 8, [R] * 8, [R] * 8)))[2])


def test_a_class_that_the_network_likes_less_is_not_suspicious_as_a_whole() -> None:
    cats, dogs = [0.95] * 8, [0.6] * 8
    scores = suspicion(history_of(columns(cats, dogs, cats, dogs)))
    np.testing.assert_allclose(scores, 0, atol=1e-12)


def test_a_picture_whose_turn_has_not_come_counts_with_what_is_known() -> None:
    unseen = [NAN] * 6 + [W, NAN]
    scores = suspicion(history_of(columns([R] * 8, [R] * 8, unseen, [R] * 8)))
    assert scores.argmax() == 2


def test_each_name_has_a_rule_in_words() -> None:
    assert set(NAME_TEXTS) == set(RULES) == set(NAMES)
