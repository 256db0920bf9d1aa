"""A network as a TFLite file answers as the network does."""

import numpy as np
import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import Recipe
from dogcat.training.evaluation import evaluate_split
from dogcat.training.model import build_model
from dogcat.training.tflite import tflite_accuracy, to_tflite


@pytest.mark.slow
def test_the_file_is_as_accurate_as_the_network_and_small_with_integers(
    tiny_set: PictureSet, tiny_recipe: Recipe, capfd: pytest.CaptureFixture[str]
) -> None:
    training, test = load_split(tiny_set, "train", 22), load_split(tiny_set, "test", 22)
    model = build_model(tiny_recipe, "float32")
    capfd.readouterr()
    plain, small = to_tflite(model), to_tflite(model, training)
    assert capfd.readouterr() == ("", ""), "the converter's lines are not a command's result"
    assert len(small) < len(plain)
    accuracy = evaluate_split(model, test).accuracy
    assert tflite_accuracy(plain, test) == accuracy
    assert abs(tflite_accuracy(small, test) - accuracy) <= 3 / len(test)
    inverted = [np.negative(weights) if weights.shape == (8, 1) else weights for weights in model.get_weights()]
    model.set_weights(inverted)
    assert tflite_accuracy(to_tflite(model), test) == evaluate_split(model, test).accuracy
