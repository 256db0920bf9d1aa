"""The head: shares its layers with the whole network, and learns before fine-tuning begins."""

import numpy as np
import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Augmentation
from dogcat.training.model import build_model, load_model
from dogcat.training.pretrained.head import fit_head, head_of
from tests.training.pretrained.conftest import changed_layers, recipe_with_base, trained

pytestmark = pytest.mark.usefixtures("small_base")


def test_what_the_head_learns_the_whole_network_has_learned() -> None:
    whole = build_model(recipe_with_base(dense_units=3), "float32")
    head = head_of(whole)
    features = np.random.default_rng(9).normal(size=(40, 1280)).astype(np.float32)
    labels = (features[:, 0] > 0).astype(np.float32)
    before = whole.get_layer("output").get_weights()[0].copy()
    fit_head(whole, features, labels)
    assert np.abs(whole.get_layer("output").get_weights()[0] - before).max() > 1e-3
    np.testing.assert_array_equal(head.get_layer("dense").get_weights()[0], whole.get_layer("dense").get_weights()[0])


def test_fine_tuning_begins_with_a_trained_head_and_changes_the_top_layers_only(tiny_set: PictureSet) -> None:
    recipe = recipe_with_base(base_training="fine-tuning", augmentation=Augmentation(horizontal_flip=True))
    run = trained(recipe)
    model, before = load_model(run.model_file), build_model(recipe, "float32")
    assert changed_layers(model, before) == {
        f"{name}_conv" for name in ("block_2_expand", "block_2_depthwise", "block_2_project", "top")
    }
    moved = np.abs(model.get_layer("output").get_weights()[0]).max()
    assert moved > 10 * recipe.learning_rate, "three steps alone could not have moved the head this far"
