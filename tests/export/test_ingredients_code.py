"""The code for schedule, growing pictures, averages and mirror images: it is run, and does what the app does."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dogcat.export.keras_code import as_code
from dogcat.recipe.recipe import Augmentation, Recipe
from dogcat.recipe.schedule import learning_rate_at, training_size
from tests.conftest import MakeLayout

INGREDIENTS: dict[str, Any] = {
    "epochs": 4,
    "pooling": "average",
    "optimizer": "adamw",
    "learning_rate": 1e-2,
    "label_smoothing": 0.2,
    "schedule": "cosine",
    "weight_average": 0.9,
    "training_sizes": (16, 18, 22),
    "mirror_at_test": True,
    "augmentation": Augmentation(horizontal_flip=True),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout, tiny_recipe: Recipe) -> dict[str, Any]:
    """What the script has made, by name."""
    folder = tmp_path_factory.mktemp("ingredients")
    pictures = make_layout(folder / "pets", per_class=6)
    code = as_code(replace(tiny_recipe, **INGREDIENTS), str(pictures))
    # Each step's weights, as the app's test records them.
    code = code.replace("callbacks=[WeightAverage()]", "callbacks=[WeightAverage(), Recorded()]")
    code = code.replace("history = model.fit(", f"{_RECORDED}\nhistory = model.fit(", 1)
    code = code.replace('"dogs-vs-cats.keras"', f'r"{folder / "model.keras"}"').replace(
        '"curves.html"', f'r"{folder / "curves.html"}"'
    )
    names: dict[str, Any] = {}
    exec(compile(code, "copied.py", "exec"), names)  # noqa: S102 - our own text
    assert Path(folder / "model.keras").is_file()
    return names


_RECORDED = """
class Recorded(keras.callbacks.Callback):
    steps, rates = [], []

    def on_train_batch_begin(self, batch, logs=None):
        self.rates.append(float(self.model.optimizer.learning_rate))

    def on_train_batch_end(self, batch, logs=None):
        self.steps.append(self.model.get_weights())


start = model.get_weights()
"""


def test_the_rate_of_each_step_is_that_of_the_app(made: dict[str, Any], tiny_recipe: Recipe) -> None:
    recipe = replace(tiny_recipe, **INGREDIENTS)
    expected = [learning_rate_at(recipe, step) for step in range(12)]
    assert made["Recorded"].rates == pytest.approx(expected, rel=1e-4)


def test_the_saved_weights_are_the_average(made: dict[str, Any]) -> None:
    averages = [weights.astype(np.float64) for weights in made["start"]]
    for step, weights in enumerate(made["Recorded"].steps):
        momentum = min(0.9, (1 + step) / (10 + step))
        averages = [momentum * one + (1 - momentum) * other for one, other in zip(averages, weights, strict=True)]
    for mine, expected in zip(made["model"].get_weights(), averages, strict=True):
        np.testing.assert_allclose(mine, expected, atol=1e-5)


def test_pictures_grow_as_in_the_app(made: dict[str, Any], tiny_recipe: Recipe) -> None:
    recipe = replace(tiny_recipe, **INGREDIENTS)
    sizes = [pixels.shape[1] for pixels, _ in made["training"].take(12)]
    assert sizes == [training_size(recipe, step) for step in range(12)]
    assert made["model"].input_shape == (None, None, None, 3)


def test_smoothed_labels_and_mirror_images_are_measured(made: dict[str, Any]) -> None:
    last = {name: values[-1] for name, values in made["history"].history.items()}
    ((pixels, labels),) = made["validation"]
    p_dog = np.asarray(made["model"](pixels, training=False))
    assert last["val_cross_entropy"] == pytest.approx(-np.log(np.abs(1 - labels - p_dog)).mean(), rel=1e-3)
    both = -(np.log(p_dog) + np.log(1 - p_dog)).mean() / 2
    assert last["val_loss"] == pytest.approx(0.8 * last["val_cross_entropy"] + 0.2 * both, rel=1e-3)
    one, other = (made["model"](each, training=False) for each in (pixels, pixels[:, :, ::-1]))
    np.testing.assert_allclose(made["p_dog"](pixels), (one + other) / 2)
    assert 0 <= made["right"].mean() <= 1
