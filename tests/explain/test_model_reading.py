"""The rule that decides how a model is read, on made-up outputs."""

import numpy as np
import pytest

from dogcat.explain.model_reading import (
    Decision,
    MeasuredReading,
    ModelReading,
    calibrated_likelihoods,
    class_probabilities,
    classes_by_name,
    classes_by_rise,
    decide,
    measured,
    possible_readings,
)

NUM = 1_000
LABELS = np.arange(NUM) % 2
TRUTH = np.random.default_rng(1).normal(size=NUM) + 2 * LABELS - 1  # log-odds of a network that is right in 84%


def decided(log_odds: dict[str, np.ndarray], expected: str | None = None) -> Decision:
    """The decision about a network with one logit; its outputs by scaling."""
    readings = []
    for scaling, values in log_odds.items():
        probabilities = class_probabilities(values[:, None], "logit")
        readings += [
            measured(each, probabilities, LABELS) for each in possible_readings(scaling, probabilities, LABELS)
        ]
    return decide(readings, expected)


def noisy(strength: float) -> np.ndarray:
    return TRUTH + strength * np.random.default_rng(2).normal(size=NUM)


def names(readings: tuple[MeasuredReading, ...]) -> list[tuple[str, bool]]:
    return [(each.reading.scaling, each.reading.dogs == (1,)) for each in readings]


def test_the_more_accurate_reading_wins_alone() -> None:
    found = decided({"0-255": noisy(3), "0-1": TRUTH})
    assert names(found.close) == [("0-1", True)]
    assert found.best.score.share == pytest.approx(np.mean((TRUTH > 0) == LABELS))
    assert names(found.ranked)[1:] == [("0-255", True), ("0-255", False), ("0-1", False)]


def test_classes_in_the_other_order_are_found() -> None:
    assert names(decided({"0-255": -noisy(3), "0-1": -TRUTH}).close) == [("0-1", False)]


@pytest.mark.parametrize("confidence", [0.01, 1, 30])
def test_a_scaling_with_the_right_signs_loses_by_its_likelihood(confidence: float) -> None:
    """Its accuracy is the same, but how sure it is says nothing. The right one may be far too sure, or not enough."""
    signs = np.sign(TRUTH) * np.random.default_rng(3).uniform(0, 3, NUM)
    found = decided({"0-255": signs, "0-1": confidence * TRUTH})
    assert names(found.close) == [("0-1", True)]
    assert found.ranked[1].score == found.best.score


def test_likelihood_does_not_save_a_less_accurate_reading() -> None:
    biased = 3 * (2 * LABELS - 1) + TRUTH + 4  # parts the classes better, but takes most cats for dogs
    found = decided({"0-255": TRUTH, "0-1": biased})
    assert names(found.close) == [("0-255", True)]
    other = next(each for each in found.ranked if each.reading.scaling == "0-1")
    assert other.likelihoods.mean() > found.best.likelihoods.mean()


def test_readings_between_which_nothing_decides_are_close() -> None:
    found = decided({"0-255": noisy(0.02), "0-1": TRUTH, "torch": noisy(3)})
    assert sorted(names(found.close)) == [("0-1", True), ("0-255", True)]


@pytest.mark.parametrize("biased", ["0-255", "0-1"])
def test_of_readings_with_the_same_likelihood_the_more_accurate_is_offered_first(biased: str) -> None:
    found = decided({scaling: TRUTH - 0.3 * (scaling == biased) for scaling in ("0-255", "0-1")})
    assert len(found.close) == 2
    assert found.close[1].reading.scaling == biased
    assert found.close[0].score.num_right > found.close[1].score.num_right


def test_both_orders_of_a_network_that_guesses_are_close() -> None:
    guesses = np.random.default_rng(5).normal(size=NUM)
    found = decided({"0-1": guesses})
    assert len(found.close) == 2
    assert not found.best.is_worth_it


def test_the_models_own_word_settles_what_is_close() -> None:
    outputs = {"0-255": noisy(0.02), "0-1": TRUTH}
    for scaling in outputs:
        assert names(decided(outputs, scaling).close) == [(scaling, True)]


def test_the_models_own_word_is_close_when_the_pictures_speak_against_it() -> None:
    found = decided({"0-255": noisy(3), "0-1": TRUTH}, "0-255")
    assert names(found.close) == [("0-1", True), ("0-255", True)]


@pytest.mark.parametrize("factor", [0.004, 0.25, 1, 4])
def test_calibration_undoes_a_temperature_and_a_bias(factor: float) -> None:
    plain = calibrated_likelihoods(1 / (1 + np.exp(-TRUTH)), LABELS)
    found = calibrated_likelihoods(1 / (1 + np.exp(-factor * (TRUTH - 0.5))), LABELS)
    np.testing.assert_allclose(found, plain, atol=0.01)
    assert 0.3 < -plain.mean() < 0.45  # the noise and the distance of the classes give 0.36


def test_calibration_never_swaps_the_classes() -> None:
    swapped = calibrated_likelihoods(1 / (1 + np.exp(TRUTH)), LABELS)
    np.testing.assert_allclose(swapped, np.log(0.5), atol=1e-6)


def test_calibration_stands_perfect_and_constant_networks() -> None:
    assert -calibrated_likelihoods(LABELS.astype(float), LABELS).mean() < 0.01
    np.testing.assert_allclose(calibrated_likelihoods(np.full(NUM, 0.2), LABELS), np.log(0.5), atol=1e-6)


@pytest.mark.parametrize(
    ("ends_in", "outputs", "p_dog"),
    [
        ("sigmoid", [[0.3]], 0.3),
        ("logit", [[np.log(3)]], 0.75),
        ("logit", [[-5_000]], 0),
        ("softmax", [[0.2, 0.8]], 0.8),
        ("logits", [[1.0, 1.0 + np.log(4)]], 0.8),
        ("logits", [[0.0, 5_000.0]], 1),
        ("sigmoids", [[0.1, 0.3]], 0.75),
    ],
)
def test_each_kind_of_output_becomes_a_probability(ends_in: str, outputs: list[list[float]], p_dog: float) -> None:
    found = ModelReading("0-1", (0,), (1,)).p_dog_of(np.array(outputs, np.float32), ends_in)
    assert found == pytest.approx([p_dog], abs=1e-6)
    swapped = ModelReading("0-1", (1,), (0,)).p_dog_of(np.array(outputs, np.float32), ends_in)
    assert swapped == pytest.approx([1 - p_dog], abs=1e-6)


def test_of_a_few_classes_those_that_rise_mean_cat_and_dog() -> None:
    """Outputs: bird, tabby, poodle, persian, beagle, horse, which is like a dog now and then."""
    cat, dog = [0.05, 0.5, 0.05, 0.3, 0.04, 0.06], [0.05, 0.04, 0.4, 0.03, 0.36, 0.12]
    probabilities = np.where(LABELS[:, None] == 1, dog, cat)
    assert classes_by_rise(probabilities, LABELS) == ((1, 3), (2, 4))
    (reading,) = possible_readings("0-1", probabilities, LABELS)
    assert reading == ModelReading("0-1", (1, 3), (2, 4))
    assert reading.p_dog(probabilities)[:2] == pytest.approx([0.09 / 0.89, 0.76 / 0.83], abs=1e-6)


def test_outputs_that_never_change_still_give_a_class_for_each_animal() -> None:
    cats, dogs = classes_by_rise(np.full((NUM, 3), 1 / 3), LABELS)
    assert cats
    assert dogs
    assert not set(cats) & set(dogs)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Dog", "Background", "Cat 2"], ((2,), (0,))),
        (["강아지", "고양이", "없음", "my_kittens"], ((1, 3), (0,))),
        (["category", "dogma", "other"], None),
        (["cat", "other", "nothing"], None),
        (["cat and dog", "dog", "cat"], None),
        ([], None),
    ],
)
def test_names_say_which_classes_mean_what(
    names: list[str], expected: tuple[tuple[int, ...], tuple[int, ...]] | None
) -> None:
    assert classes_by_name(names) == expected


def test_names_count_more_than_which_outputs_rise() -> None:
    probabilities = np.where(LABELS[:, None] == 1, [0.1, 0.2, 0.7], [0.7, 0.2, 0.1])
    for names, cats, dogs in ((["dog", "x", "cat"], (2,), (0,)), (["dog", "cat"], (0,), (2,)), ([], (0,), (2,))):
        assert possible_readings("0-1", probabilities, LABELS, names) == [ModelReading("0-1", cats, dogs)]


@pytest.mark.parametrize(
    ("words", "dogs"), [(("0 Cat", "1 Dog"), (1,)), (("강아지", "고양이"), (0,)), (("A", "B"), None)]
)
def test_names_of_the_classes_decide_where_the_pictures_do_not(words: tuple[str, str], dogs: tuple[int] | None) -> None:
    chance = np.random.default_rng(5).normal(size=NUM)
    probabilities = class_probabilities(np.stack([-chance, chance], axis=1), "logits")
    readings = [measured(each, probabilities, LABELS) for each in possible_readings("0-1", probabilities, LABELS)]
    without = decide(readings)
    found = decide(readings, names=words)
    assert (len(without.close), len(found.close)) == (2, 2)
    assert found.best.reading.dogs == (dogs or without.best.reading.dogs)


def test_names_do_not_decide_against_the_pictures() -> None:
    probabilities = class_probabilities(TRUTH[:, None], "logit")
    readings = [measured(each, probabilities, LABELS) for each in possible_readings("0-1", probabilities, LABELS)]
    assert decide(readings, names=("dog", "cat")).best.reading.dogs == (1,)
