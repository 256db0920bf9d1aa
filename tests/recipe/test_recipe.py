"""Recipes: the two known ones, what is allowed in a field, and the way to JSON and back."""

import dataclasses
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dogcat.common.errors import DogcatError
from dogcat.explain.convolution_by_hand import network_values
from dogcat.recipe.combinations import smallest_picture_size
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import (
    BASELINE,
    MAX_SEED,
    RECIPES,
    REGULARIZED,
    Augmentation,
    Recipe,
    RecipeError,
    num_used_pictures,
    recipe_from_json,
    recipe_kind,
    recipe_to_json,
    with_next_seed,
)
from dogcat.recipe.schedule import clean_turn_size, num_clean_turns

NAN, INFINITE = float("nan"), float("inf")

# field, a value that is refused, how the message shows it, what the message says is allowed
REFUSED = [
    ("picture_size", 7, "7", "a whole number from 8 to 512"),
    ("picture_size", 513, "513", "a whole number from 8 to 512"),
    ("picture_size", 150.0, "150.0", "a whole number from 8 to 512"),
    ("picture_size", True, "true", "a whole number from 8 to 512"),
    ("picture_size", None, "null", "a whole number from 8 to 512"),
    ("picture_size", NAN, "NaN", "a whole number from 8 to 512"),
    ("filters", [], "[]", "a list of 1 to 8 items, each a whole number from 1 to 1024"),
    ("filters", 32, "32", "a list of 1 to 8 items"),
    ("filters", "32", '"32"', "a list of 1 to 8 items"),
    ("filters", [32, 0], "[32, 0]", "each a whole number from 1 to 1024"),
    ("filters", [1025], "[1025]", "each a whole number from 1 to 1024"),
    ("filters", [32, 6.5], "[32, 6.5]", "each a whole number from 1 to 1024"),
    ("filters", [True], "[true]", "each a whole number from 1 to 1024"),
    ("filters", [1] * 9, "[1, 1, 1, 1, 1, 1, 1, 1, 1]", "a list of 1 to 8 items"),
    ("kernel_size", 2, "2", "1 or 3 or 5 or 7"),
    ("kernel_size", 9, "9", "1 or 3 or 5 or 7"),
    ("kernel_size", 3.0, "3.0", "1 or 3 or 5 or 7"),
    ("kernel_size", True, "true", "1 or 3 or 5 or 7"),
    ("pooling", "max", '"max"', '"flatten" or "average"'),
    ("pooling", None, "null", '"flatten" or "average"'),
    ("dense_units", -1, "-1", "a whole number from 0 to 8192"),
    ("dense_units", 8193, "8193", "a whole number from 0 to 8192"),
    ("dense_units", "5", '"5"', "a whole number from 0 to 8192"),
    ("batch_normalization", 1, "1", "false or true"),
    ("residual", None, "null", "false or true"),
    ("base", "resnet", '"resnet"', '"none" or "efficientnet-lite0"'),
    ("base_training", "all", '"all"', '"features" or "head"'),
    ("squeeze_excitation", "yes", '"yes"', "false or true"),
    ("dropout", -0.01, "-0.01", "a number from 0 to 0.95"),
    ("dropout", 0.96, "0.96", "a number from 0 to 0.95"),
    ("pixel_range", "0..255", '"0..255"', '"0..1" or "-1..1"'),
    ("dropout", NAN, "NaN", "a number from 0 to 0.95"),
    ("dropout", False, "false", "a number from 0 to 0.95"),
    ("dropout", "0.5", '"0.5"', "a number from 0 to 0.95"),
    ("learning_rate", 0, "0", "a number above 0, up to 100"),
    ("learning_rate", -1e-4, "-0.0001", "a number above 0, up to 100"),
    ("learning_rate", 100.5, "100.5", "a number above 0, up to 100"),
    ("learning_rate", NAN, "NaN", "a number above 0, up to 100"),
    ("learning_rate", INFINITE, "Infinity", "a number above 0, up to 100"),
    ("learning_rate", True, "true", "a number above 0, up to 100"),
    ("learning_rate", "5", '"5"', "a number above 0, up to 100"),
    ("learning_rate", 10**309, "1000", "a number above 0, up to 100"),
    ("optimizer", "RMSprop", '"RMSprop"', " or ".join(f'"{name}"' for name in OPTIMIZERS)),
    ("optimizer", None, "null", " or ".join(f'"{name}"' for name in OPTIMIZERS)),
    ("weight_decay", -1e-4, "-0.0001", "a number from 0 to 10"),
    ("weight_decay", 10.5, "10.5", "a number from 0 to 10"),
    ("early_stopping_patience", -1, "-1", "a whole number from 0 to 10000"),
    ("early_stopping_patience", 2.5, "2.5", "a whole number from 0 to 10000"),
    ("label_smoothing", 0.51, "0.51", "a number from 0 to 0.5"),
    ("label_smoothing", NAN, "NaN", "a number from 0 to 0.5"),
    ("schedule", "linear", '"linear"', '"constant" or "cosine"'),
    ("weight_average", 1.0, "1.0", "a number from 0 to 0.99999"),
    ("training_sizes", [7], "[7]", "a list of 0 to 8 items, each a whole number from 8 to 512"),
    ("training_sizes", 96, "96", "a list of 0 to 8 items"),
    ("mirror_at_test", 1, "1", "false or true"),
    ("num_training_pictures", -1, "-1", "a whole number from 0 to 1000000"),
    ("num_training_pictures", 100.0, "100.0", "a whole number from 0 to 1000000"),
    ("flipped_labels", 0.51, "0.51", "a number from 0 to 0.5"),
    ("flipped_labels", -0.1, "-0.1", "a number from 0 to 0.5"),
    ("batch_size", 0, "0", "a whole number from 1 to 1024"),
    ("batch_size", 1025, "1025", "a whole number from 1 to 1024"),
    ("batch_size", "20", '"20"', "a whole number from 1 to 1024"),
    ("steps_per_epoch", 0, "0", "a whole number from 1 to 100000"),
    ("steps_per_epoch", 100_001, "100001", "a whole number from 1 to 100000"),
    ("steps_per_epoch", 2.5, "2.5", "a whole number from 1 to 100000"),
    ("epochs", 0, "0", "a whole number from 1 to 10000"),
    ("epochs", 10_001, "10001", "a whole number from 1 to 10000"),
    ("epochs", True, "true", "a whole number from 1 to 10000"),
    ("epochs", "5", '"5"', "a whole number from 1 to 10000"),
    ("epochs", INFINITE, "Infinity", "a whole number from 1 to 10000"),
    ("seed", -1, "-1", "a whole number from 0 to 2147483647"),
    ("seed", 2**31, "2147483648", "a whole number from 0 to 2147483647"),
    ("seed", 1.0, "1.0", "a whole number from 0 to 2147483647"),
    ("precision", "float16", '"float16"', '"auto" or "float32" or "bfloat16"'),
    ("precision", 32, "32", '"auto" or "float32" or "bfloat16"'),
    ("precision", ["auto"], '["auto"]', '"auto" or "float32" or "bfloat16"'),
    ("device", "gpu", '"gpu"', '"auto" or "cpu"'),
    ("device", None, "null", '"auto" or "cpu"'),
]
# What a recipe.json says since there are ingredients that the tutorial does not have.
UNUSED_FIELDS = {
    "label_smoothing": 0.0,
    "schedule": "constant",
    "weight_average": 0.0,
    "training_sizes": (),
    "mirror_at_test": False,
}
# What a recipe.json says since there is more than the tutorial's augmentation, without the tutorial's own fields.
UNUSED = {
    "vertical_flip": False,
    "cval": 0.0,
    "channel_shift_range": 0.0,
    "brightness_range": (1.0, 1.0),
    "random_crop_area": (1.0, 1.0),
    "random_crop_aspect": (1.0, 1.0),
    "noise_stddev": 0.0,
    "cutout_size": 0.0,
    "mixup_alpha": 0.0,
    "contrast_range": (1.0, 1.0),
    "saturation_range": (1.0, 1.0),
    "cutmix_alpha": 0.0,
    "mixed_batches": 1.0,
}
REFUSED_AUGMENTATION = [
    ("rotation_range", 180.5, "180.5", "a number from 0 to 180"),
    ("rotation_range", -1, "-1", "a number from 0 to 180"),
    ("rotation_range", NAN, "NaN", "a number from 0 to 180"),
    ("rotation_range", True, "true", "a number from 0 to 180"),
    ("width_shift_range", 1.01, "1.01", "a number from 0 to 1"),
    ("width_shift_range", "0.2", '"0.2"', "a number from 0 to 1"),
    ("height_shift_range", -0.2, "-0.2", "a number from 0 to 1"),
    ("height_shift_range", [0.2], "[0.2]", "a number from 0 to 1"),
    ("shear_range", 81, "81", "a number from 0 to 80"),
    ("shear_range", INFINITE, "Infinity", "a number from 0 to 80"),
    ("zoom_range", 0.91, "0.91", "a number from 0 to 0.9, or a pair"),
    ("zoom_range", -0.1, "-0.1", "a number from 0 to 0.9, or a pair"),
    ("zoom_range", NAN, "NaN", "a number from 0 to 0.9, or a pair"),
    ("zoom_range", True, "true", "a number from 0 to 0.9, or a pair"),
    ("zoom_range", [1.2, 0.8], "[1.2, 0.8]", "0.1 <= low <= high <= 10"),
    ("zoom_range", [0.05, 1], "[0.05, 1]", "0.1 <= low <= high <= 10"),
    ("zoom_range", [1, 11], "[1, 11]", "0.1 <= low <= high <= 10"),
    ("zoom_range", [1, 1, 1], "[1, 1, 1]", "a pair [low, high]"),
    ("zoom_range", [NAN, 1], "[NaN, 1]", "a pair [low, high]"),
    ("zoom_range", "0.2", '"0.2"', "a pair [low, high]"),
    ("horizontal_flip", 1, "1", "false or true"),
    ("horizontal_flip", "true", '"true"', "false or true"),
    ("horizontal_flip", None, "null", "false or true"),
    ("vertical_flip", 0, "0", "false or true"),
    ("vertical_flip", "yes", '"yes"', "false or true"),
    ("fill_mode", "mirror", '"mirror"', '"nearest" or "reflect" or "wrap" or "constant"'),
    ("fill_mode", 0, "0", '"nearest"'),
    ("cval", -1, "-1", "a number from 0 to 255"),
    ("cval", NAN, "NaN", "a number from 0 to 255"),
    ("channel_shift_range", 256, "256", "a number from 0 to 255"),
    ("channel_shift_range", NAN, "NaN", "a number from 0 to 255"),
    ("brightness_range", 0.2, "0.2", "a pair [low, high] with 0 <= low <= high <= 5"),
    ("brightness_range", [1.5, 0.5], "[1.5, 0.5]", "0 <= low <= high <= 5"),
    ("brightness_range", [-0.1, 1], "[-0.1, 1]", "0 <= low <= high <= 5"),
    ("brightness_range", [1, NAN], "[1, NaN]", "a pair [low, high]"),
    ("random_crop_area", 0.5, "0.5", "a pair [low, high] with 0.01 <= low <= high <= 1"),
    ("random_crop_area", [0, 1], "[0, 1]", "0.01 <= low <= high <= 1"),
    ("random_crop_area", [0.5, 1.1], "[0.5, 1.1]", "0.01 <= low <= high <= 1"),
    ("random_crop_area", [1, 0.5], "[1, 0.5]", "0.01 <= low <= high <= 1"),
    ("random_crop_aspect", [1.3, 0.75], "[1.3, 0.75]", "0.1 <= low <= high <= 10"),
    ("random_crop_aspect", [0, 1], "[0, 1]", "0.1 <= low <= high <= 10"),
    ("random_crop_aspect", [True, True], "[true, true]", "a pair [low, high]"),
    ("noise_stddev", -1, "-1", "a number from 0 to 128"),
    ("noise_stddev", INFINITE, "Infinity", "a number from 0 to 128"),
    ("cutout_size", 1.5, "1.5", "a number from 0 to 1"),
    ("cutout_size", NAN, "NaN", "a number from 0 to 1"),
    ("mixup_alpha", 4.1, "4.1", "a number from 0 to 4"),
    ("mixup_alpha", NAN, "NaN", "a number from 0 to 4"),
    ("contrast_range", 1.2, "1.2", "0 <= low <= high <= 5"),
    ("contrast_range", [0.8, NAN], "[0.8, NaN]", "0 <= low <= high <= 5"),
    ("saturation_range", [-0.1, 1], "[-0.1, 1]", "0 <= low <= high <= 5"),
    ("saturation_range", [1.2, 0.8], "[1.2, 0.8]", "0 <= low <= high <= 5"),
    ("cutmix_alpha", 4.1, "4.1", "a number from 0 to 4"),
    ("cutmix_alpha", True, "true", "a number from 0 to 4"),
    ("mixed_batches", 1.01, "1.01", "a number from 0 to 1"),
    ("mixed_batches", -0.1, "-0.1", "a number from 0 to 1"),
]


def test_baseline_has_the_figures_of_the_exercise() -> None:
    assert dataclasses.asdict(BASELINE) == {
        "picture_size": 150,
        "pixel_range": "0..1",
        "filters": (32, 64, 128, 128),
        "kernel_size": 3,
        "pooling": "flatten",
        "dense_units": 512,
        "batch_normalization": False,
        "residual": False,
        "squeeze_excitation": False,
        "base": "none",
        "base_training": "features",
        "dropout": 0.0,
        "optimizer": "rmsprop",
        "learning_rate": 1e-4,
        "weight_decay": 0.0,
        "batch_size": 20,
        "steps_per_epoch": 100,
        "epochs": 30,
        "early_stopping_patience": 0,
        **UNUSED_FIELDS,
        "num_training_pictures": 0,
        "flipped_labels": 0.0,
        "augmentation": {
            "rotation_range": 0.0,
            "width_shift_range": 0.0,
            "height_shift_range": 0.0,
            "shear_range": 0.0,
            "zoom_range": (1.0, 1.0),
            "horizontal_flip": False,
            "fill_mode": "nearest",
            **UNUSED,
        },
        "seed": 1,
        "precision": "auto",
        "device": "auto",
    }
    assert BASELINE.augmentation.changes_nothing


def test_regularized_has_the_figures_of_the_exercise() -> None:
    assert dataclasses.asdict(REGULARIZED) == {
        "picture_size": 150,
        "pixel_range": "0..1",
        "filters": (32, 64, 128, 128),
        "kernel_size": 3,
        "pooling": "flatten",
        "dense_units": 512,
        "batch_normalization": False,
        "residual": False,
        "squeeze_excitation": False,
        "base": "none",
        "base_training": "features",
        "dropout": 0.5,
        "optimizer": "rmsprop",
        "learning_rate": 1e-4,
        "weight_decay": 0.0,
        "batch_size": 32,
        "steps_per_epoch": 100,
        "epochs": 100,
        "early_stopping_patience": 0,
        **UNUSED_FIELDS,
        "num_training_pictures": 0,
        "flipped_labels": 0.0,
        "augmentation": {
            "rotation_range": 40.0,
            "width_shift_range": 0.2,
            "height_shift_range": 0.2,
            "shear_range": 0.2,
            "zoom_range": (0.8, 1.2),
            "horizontal_flip": True,
            "fill_mode": "nearest",
            **UNUSED,
        },
        "seed": 1,
        "precision": "auto",
        "device": "auto",
    }
    assert not REGULARIZED.augmentation.changes_nothing


@pytest.mark.parametrize("recipe", [*RECIPES.values(), Recipe(filters=(7,), picture_size=8, seed=2**31 - 1)])
def test_json_gives_the_same_recipe_back(recipe: Recipe) -> None:
    assert recipe_from_json(recipe_to_json(recipe)) == recipe


def test_json_holds_every_field() -> None:
    written = json.loads(recipe_to_json(BASELINE))
    assert set(written) == {field.name for field in dataclasses.fields(Recipe)}
    assert set(written["augmentation"]) == {field.name for field in dataclasses.fields(Augmentation)}


def test_a_field_left_out_takes_the_baselines_value() -> None:
    assert recipe_from_json("{}") == BASELINE
    assert recipe_from_json('{"epochs": 5}') == dataclasses.replace(BASELINE, epochs=5)
    assert recipe_from_json('{"augmentation": {"horizontal_flip": true}}') == dataclasses.replace(
        BASELINE, augmentation=Augmentation(horizontal_flip=True)
    )


def test_an_unknown_field_is_named_with_the_known_ones() -> None:
    with pytest.raises(RecipeError) as caught:
        recipe_from_json('{"epoch": 5}')
    assert '"epoch"' in str(caught.value)
    for field in dataclasses.fields(Recipe):
        assert field.name in str(caught.value)


def test_an_unknown_augmentation_field_is_named_with_the_known_ones() -> None:
    with pytest.raises(RecipeError) as caught:
        recipe_from_json('{"augmentation": {"diagonal_flip": true}}')
    assert 'augmentation."diagonal_flip"' in str(caught.value)
    for field in dataclasses.fields(Augmentation):
        assert field.name in str(caught.value)


@pytest.mark.parametrize(("field", "value", "shown", "allowed"), REFUSED, ids=lambda value: str(value)[:30])
def test_a_value_that_is_not_allowed_is_named(field: str, value: Any, shown: str, allowed: str) -> None:
    for make in (lambda: Recipe(**{field: value}), lambda: recipe_from_json(json.dumps({field: value}))):
        with pytest.raises(RecipeError) as caught:
            make()
        message = str(caught.value)
        assert message.startswith(f"{field} is {shown}")
        assert allowed in message.partition("; allowed: ")[2]


@pytest.mark.parametrize(
    ("field", "value", "shown", "allowed"), REFUSED_AUGMENTATION, ids=lambda value: str(value)[:30]
)
def test_an_augmentation_value_that_is_not_allowed_is_named(field: str, value: Any, shown: str, allowed: str) -> None:
    text = json.dumps({"augmentation": {field: value}})
    for make in (lambda: Augmentation(**{field: value}), lambda: recipe_from_json(text)):
        with pytest.raises(RecipeError) as caught:
            make()
        message = str(caught.value)
        assert message.startswith(f"augmentation.{field} is {shown}")
        assert allowed in message.partition("; allowed: ")[2]


def test_every_field_is_covered_by_a_refused_value() -> None:
    recipe_fields = {field.name for field in dataclasses.fields(Recipe)} - {"augmentation"}
    assert {field for field, *_ in REFUSED} == recipe_fields
    assert {field for field, *_ in REFUSED_AUGMENTATION} == {field.name for field in dataclasses.fields(Augmentation)}


@pytest.mark.parametrize("value", [None, [], "none", 0, {"rotation_range": 5}])
def test_augmentation_must_be_an_augmentation(value: Any) -> None:
    with pytest.raises(RecipeError, match=r"augmentation is .*allowed: an object with the fields rotation_range"):
        Recipe(augmentation=value)


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2]", '"epochs"', "5", "null", "[" * 100_000, "\x00"], ids=lambda text: repr(text[:9])
)
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match=r"^The recipe is "):
        recipe_from_json(text)


def test_a_picture_too_small_for_the_network_is_refused_with_the_smallest_size() -> None:
    with pytest.raises(
        RecipeError, match=r"^picture_size is 45; with 4 convolution blocks of 3 × 3 at least 46 is allowed"
    ):
        Recipe(picture_size=45)
    assert Recipe(picture_size=46).picture_size == 46


@pytest.mark.parametrize(
    ("size", "num_blocks", "kernel_size", "layer"),
    [(45, 4, 3, "pool_4"), (44, 4, 3, "pool_4"), (30, 4, 3, "conv_4"), (21, 3, 3, "pool_3"), (14, 3, 5, "pool_2"),
     (8, 2, 7, "conv_2"), (8, 4, 1, "pool_4"), (17, 2, 7, "conv_2")],
)  # fmt: skip
def test_the_layer_that_would_have_nothing_left_is_named(
    size: int, num_blocks: int, kernel_size: int, layer: str
) -> None:
    with pytest.raises(RecipeError, match=rf"Nothing would be left of it at the layer {layer}\.$"):
        Recipe(picture_size=size, filters=(1,) * num_blocks, kernel_size=kernel_size)


def test_sizes_in_training_need_averages_and_fit_the_network() -> None:
    growing = Recipe(pooling="average", training_sizes=[46, 150])
    assert growing.training_sizes == (46, 150)
    assert recipe_from_json(recipe_to_json(growing)) == growing
    with pytest.raises(RecipeError, match=r"^training_sizes is \[96\], which needs pooling “average”"):
        Recipe(training_sizes=(96,))
    with pytest.raises(RecipeError, match=r"^training_sizes is \[96, 151\]; none may be above 150, the picture_size"):
        Recipe(pooling="average", training_sizes=(96, 151))
    with pytest.raises(RecipeError, match=r"^training_sizes is \[96, 45\], .*picture_size is 45; .* at least 46 is"):
        Recipe(pooling="average", training_sizes=(96, 45))


def test_smallest_picture_size_of_one_to_four_blocks() -> None:
    assert [smallest_picture_size(blocks) for blocks in (1, 2, 3, 4)] == [4, 10, 22, 46]
    assert [smallest_picture_size(2, kernel_size) for kernel_size in (1, 3, 5, 7)] == [4, 10, 16, 22]


def test_the_ends_of_each_range_are_allowed() -> None:
    low = Recipe(
        picture_size=8,
        filters=(1,),
        dense_units=1,
        dropout=0,
        learning_rate=1e-300,
        batch_size=1,
        steps_per_epoch=1,
        epochs=1,
        seed=0,
    )
    high = Recipe(
        picture_size=512,
        pixel_range="-1..1",
        filters=(1024,) * 6,
        kernel_size=7,
        pooling="average",
        dense_units=8192,
        dropout=0.95,
        optimizer="adamw",
        learning_rate=100,
        weight_decay=10,
        batch_size=1024,
        steps_per_epoch=100_000,
        epochs=10_000,
        early_stopping_patience=10_000,
        num_training_pictures=1_000_000,
        flipped_labels=0.5,
        augmentation=Augmentation(
            rotation_range=180,
            width_shift_range=1,
            height_shift_range=1,
            shear_range=80,
            zoom_range=(0.1, 10),
            horizontal_flip=True,
            vertical_flip=True,
            fill_mode="constant",
            cval=255,
            channel_shift_range=255,
            brightness_range=(0, 5),
            random_crop_area=(0.01, 1),
            random_crop_aspect=(0.1, 10),
            noise_stddev=128,
            cutout_size=1,
            mixup_alpha=4,
            contrast_range=(0, 5),
            saturation_range=(0, 5),
            cutmix_alpha=4,
            mixed_batches=0,
        ),
        seed=2**31 - 1,
    )
    assert recipe_from_json(recipe_to_json(low)) == low
    assert recipe_from_json(recipe_to_json(high)) == high


def test_numbers_are_stored_in_the_fields_own_type() -> None:
    recipe = Recipe(filters=[4, 8], dropout=0, learning_rate=1)  # type: ignore[arg-type]
    assert recipe.filters == (4, 8)
    assert isinstance(recipe.filters, tuple)
    assert isinstance(recipe.dropout, float)
    assert isinstance(recipe.learning_rate, float)


@given(number=st.floats(0, 0.9) | st.sampled_from([0, 0.2, 0.5, 0.9]))
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_a_zoom_number_means_the_pair_around_one_and_survives_json(number: float) -> None:
    augmentation = Augmentation(zoom_range=number)  # type: ignore[arg-type]
    low, high = augmentation.zoom_range
    assert math.isclose(low, 1 - number)
    assert math.isclose(high, 1 + number)
    recipe = Recipe(augmentation=augmentation)
    assert recipe_from_json(recipe_to_json(recipe)) == recipe
    assert augmentation.changes_nothing == (augmentation.zoom_range == (1, 1))


def test_a_zoom_number_and_the_pair_are_the_same_recipe() -> None:
    assert Augmentation(zoom_range=0.2) == Augmentation(zoom_range=(0.8, 1.2))  # type: ignore[arg-type]
    assert Augmentation(zoom_range=0) == Augmentation()  # type: ignore[arg-type]


def test_augmentation_changes_something_as_soon_as_one_strength_is_set() -> None:
    strengths: dict[str, Any] = {
        "rotation_range": 1,
        "width_shift_range": 0.1,
        "height_shift_range": 0.1,
        "shear_range": 1,
        "zoom_range": 0.1,
        "horizontal_flip": True,
        "vertical_flip": True,
        "channel_shift_range": 1,
        "brightness_range": (1, 1.1),
        "random_crop_area": (0.9, 1),
        "noise_stddev": 1,
        "cutout_size": 0.1,
        "mixup_alpha": 0.2,
        "contrast_range": (0.9, 1),
        "saturation_range": (1, 1.1),
        "cutmix_alpha": 0.2,
    }
    idle: dict[str, Any] = {"fill_mode": "wrap", "cval": 9, "random_crop_aspect": (0.5, 2), "mixed_batches": 0.5}
    assert {*strengths, *idle} == {field.name for field in dataclasses.fields(Augmentation)}
    for field, value in strengths.items():
        assert not Augmentation(**{field: value}).changes_nothing, field
    assert Augmentation(**idle).changes_nothing
    assert Augmentation(mixup_alpha=1, cutmix_alpha=1, mixed_batches=0).changes_nothing


def test_a_recipe_written_before_there_were_more_changes_is_read_as_it_was_meant() -> None:
    for name, recipe in RECIPES.items():
        if name == "modern":  # it was never written without them
            continue
        written = json.loads(recipe_to_json(recipe))
        for field in UNUSED:
            del written["augmentation"][field]
        read = recipe_from_json(json.dumps(written))
        assert read == recipe
        assert recipe_kind(read) == name


def test_kind_looks_past_length_seed_precision_and_device() -> None:
    for name, recipe in RECIPES.items():
        other = dataclasses.replace(recipe, epochs=2, steps_per_epoch=3, seed=9, precision="float32", device="cpu")
        assert recipe_kind(recipe) == recipe_kind(other) == name


@pytest.mark.parametrize(
    "change",
    [
        {"picture_size": 149},
        {"filters": (32, 64, 128)},
        {"dense_units": 511},
        {"dropout": 0.1},
        {"learning_rate": 3e-3},
        {"batch_size": 63},
        {"augmentation": Augmentation(horizontal_flip=True)},
    ],
)
def test_kind_of_any_other_change_is_custom(change: dict[str, Any]) -> None:
    for recipe in RECIPES.values():
        if not (recipe.takes_features and "augmentation" in change):  # which is refused
            assert recipe_kind(dataclasses.replace(recipe, **change)) == "custom"


def test_a_recipe_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        BASELINE.epochs = 5  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        BASELINE.augmentation.rotation_range = 5  # type: ignore[misc]


def test_replace_passes_the_same_check() -> None:
    with pytest.raises(RecipeError, match=r"^batch_size is 0; "):
        dataclasses.replace(BASELINE, batch_size=0)


def test_a_recipe_error_is_written_for_the_user() -> None:
    assert issubclass(RecipeError, DogcatError)


@pytest.mark.parametrize(
    ("recipe", "num_training", "turns", "size"),
    [
        (BASELINE, 2000, 3, 667),
        (REGULARIZED, 2000, 3, 667),
        (BASELINE, 200, 1, 200),
        (BASELINE, 700, 2, 350),
        (REGULARIZED, 25_000, 24, 1042),
        (Recipe(steps_per_epoch=1), 2000, 6, 334),
        (Recipe(flipped_labels=0.1), 2000, 3, 800),
    ],
)
def test_training_pictures_take_turns_in_being_measured(
    recipe: Recipe, num_training: int, turns: int, size: int
) -> None:
    assert (num_clean_turns(recipe, num_training), clean_turn_size(recipe, num_training)) == (turns, size)


@pytest.mark.parametrize(("wanted", "expected"), [(0, 2000), (500, 500), (3000, 2000)])
def test_a_recipe_uses_no_more_pictures_than_there_are(wanted: int, expected: int) -> None:
    assert num_used_pictures(Recipe(num_training_pictures=wanted), 2000) == expected


@pytest.mark.parametrize(("seed", "expected"), [(0, 1), (7, 8), (MAX_SEED, 1)])
def test_the_next_seed_is_allowed_and_nothing_else_changes(seed: int, expected: int) -> None:
    recipe = dataclasses.replace(REGULARIZED, seed=seed)
    assert with_next_seed(recipe) == dataclasses.replace(recipe, seed=expected)


@pytest.mark.parametrize(("pixel_range", "expected"), [("0..1", [0, 0.2, 1]), ("-1..1", [-1, -0.6, 1])])
def test_the_values_of_a_range_are_from_its_lower_to_its_upper_end(pixel_range: str, expected: list[float]) -> None:
    values = network_values(np.array([0, 51, 255], np.uint8), pixel_range)
    np.testing.assert_allclose(values, expected, rtol=0, atol=1e-12)


def test_the_tutorial_s_recipes_keep_its_range() -> None:
    assert BASELINE.pixel_range == REGULARIZED.pixel_range == "0..1"
