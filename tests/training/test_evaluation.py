"""Results of a split, computed by hand, and the threshold of a prediction."""

import keras
import numpy as np
import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import Recipe
from dogcat.training.evaluation import evaluate_split, label_of, mirror_tests, predict
from dogcat.training.model import build_model


def test_the_verdict_is_dog_above_one_half_as_keras_counts() -> None:
    assert [label_of(p_dog) for p_dog in (0.0, 0.5, 0.500001, 1.0)] == ["cat", "cat", "dog", "dog"]
    probabilities, truth = np.array([[0.5], [0.500001]]), np.array([[0.0], [1.0]])
    assert float(np.mean(keras.metrics.binary_accuracy(truth, probabilities))) == 1.0


def test_figures_of_a_split_by_hand(tiny_set: PictureSet) -> None:
    split = load_split(tiny_set, "test", 22)
    p_dog = np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5, 0.1])[:, None]
    found = evaluate_split(lambda pixels, training: p_dog[: len(pixels)], split)  # noqa: ARG005
    likelihood = np.concatenate([1 - p_dog[:6, 0], p_dog[6:, 0]])
    assert found.n == 12
    assert found.confusion == {"cat": {"cat": 4, "dog": 2}, "dog": {"cat": 2, "dog": 4}}
    assert found.accuracy == pytest.approx(8 / 12)
    assert found.loss == pytest.approx(-np.log(likelihood).mean())
    assert found.p_dog == dict(zip(split.names, p_dog[:, 0].tolist(), strict=True))


def test_a_sure_mistake_has_a_finite_loss(tiny_set: PictureSet) -> None:
    split = load_split(tiny_set, "test", 22)
    found = evaluate_split(lambda pixels, training: np.ones((len(pixels), 1)), split)  # noqa: ARG005
    assert found.accuracy == 0.5
    assert found.loss == pytest.approx(-np.log(1e-7) / 2)


def test_a_mirrored_prediction_is_the_mean_of_both(tiny_recipe: Recipe) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (3, 22, 22, 3), dtype=np.uint8)
    keras.utils.set_random_seed(1)
    model = build_model(tiny_recipe, "float32")
    both = predict(model, pixels), predict(model, pixels[:, :, ::-1])
    assert not np.allclose(*both, atol=1e-6)
    np.testing.assert_allclose(predict(model, pixels, mirror=True), np.mean(both, axis=0), atol=1e-7)
    labels = np.array([[0.0], [1.0], [1.0]], np.float32)
    plain = model.evaluate(pixels, labels, verbose=0, return_dict=True)
    assert plain["loss"] == pytest.approx(_cross_entropy(both[0], labels), rel=1e-4)
    model.compile(model.optimizer, model.loss, metrics=["accuracy"])
    mirror_tests(model)
    found = model.evaluate(pixels, labels, verbose=0, return_dict=True)
    assert found["loss"] == pytest.approx(_cross_entropy(np.mean(both, axis=0), labels), rel=1e-4)
    assert found["loss"] != pytest.approx(plain["loss"], rel=1e-4)


def _cross_entropy(p_dog: np.ndarray, labels: np.ndarray) -> float:
    return float(-np.mean(np.log(np.where(labels[:, 0] > 0.5, p_dog, 1 - p_dog))))
