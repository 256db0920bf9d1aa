"""Recipes in words."""

from dataclasses import fields, replace
from typing import Any

import pytest

from dogcat.recipe.field_text import FIELD_WORDS, Difference, differences, tutorial_recipe, value_words
from dogcat.recipe.recipe import (
    BASELINE,
    MODERN_AUGMENTATION,
    QUICK_BASELINE,
    QUICK_REGULARIZED,
    REGULARIZED,
    Augmentation,
    Recipe,
)


def test_every_field_has_a_name() -> None:
    assert list(FIELD_WORDS) == [item.name for item in fields(Recipe)]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("picture_size", 150, "150 × 150"),
        ("filters", (32, 64), "32, 64"),
        ("kernel_size", 5, "5 × 5"),
        ("pooling", "average", "global average"),
        ("dropout", 0.5, "0.5"),
        ("optimizer", "adamw", "AdamW"),
        ("learning_rate", 1e-4, "0.0001"),
        ("learning_rate", 1e-5, "1e-05"),
        ("steps_per_epoch", 1000, "1,000"),
        ("early_stopping_patience", 0, "off"),
        ("early_stopping_patience", 5, "5 epochs"),
        ("num_training_pictures", 0, "all"),
        ("num_training_pictures", 1500, "1,500"),
        ("flipped_labels", 0.1, "10%"),
        ("seed", 2026, "2026"),
        ("precision", "auto", "auto"),
        ("device", "auto", "graphics card, if there is one"),
        ("device", "cpu", "processor"),
        ("augmentation", Augmentation(), "none"),
        ("augmentation", REGULARIZED.augmentation, "the tutorial's"),
        ("augmentation", Augmentation(rotation_range=1), "your own"),
        ("augmentation", MODERN_AUGMENTATION, "the modern one"),
    ],
)
def test_values_as_a_learner_reads_them(field: str, value: Any, words: str) -> None:
    assert value_words(field, value) == words


def test_only_what_differs_is_told() -> None:
    assert differences(BASELINE, BASELINE) == []
    assert differences(replace(BASELINE, dropout=0.3, seed=7), BASELINE) == [
        Difference("dropout", "dropout", "0.3", "0"),
        Difference("seed", "seed", "7", "1"),
    ]


def test_the_tutorials_recipe_that_one_is_compared_with() -> None:
    assert tutorial_recipe(QUICK_BASELINE) == BASELINE
    assert tutorial_recipe(QUICK_REGULARIZED) == REGULARIZED
    assert tutorial_recipe(replace(BASELINE, weight_decay=0.01)) == BASELINE
    assert tutorial_recipe(replace(BASELINE, augmentation=Augmentation(horizontal_flip=True))) == REGULARIZED
