"""Recipes in a learner's words: what each field is called, what it does, and in what two recipes differ."""

from dataclasses import dataclass, fields
from typing import Any

from dogcat.recipe import BASELINE, REGULARIZED, Augmentation, Recipe

FIELD_WORDS = {
    "picture_size": "picture size",
    "filters": "filters",
    "dense_units": "dense units",
    "dropout": "dropout",
    "optimizer": "optimizer",
    "learning_rate": "learning rate",
    "weight_decay": "weight decay",
    "batch_size": "batch size",
    "steps_per_epoch": "steps per epoch",
    "epochs": "epochs",
    "early_stopping_patience": "early stopping after",
    "num_training_pictures": "training pictures",
    "flipped_labels": "labels flipped",
    "augmentation": "augmentation",
    "seed": "seed",
    "precision": "precision",
}
OPTIMIZER_WORDS = {"rmsprop": "RMSprop", "sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}


@dataclass(frozen=True)
class Difference:
    """A field in which two recipes differ, in words: its name, its value here and its value there."""

    field: str
    name: str
    here: str
    there: str


def tutorial_recipe(recipe: Recipe) -> Recipe:
    """The one of the tutorial's two recipes that this is closer to: with a cure against overfitting, or without."""
    has_a_cure = recipe.dropout > 0 or not recipe.augmentation.changes_nothing
    return REGULARIZED if has_a_cure else BASELINE


def differences(recipe: Recipe, other: Recipe) -> list[Difference]:
    """All fields in which two recipes differ, in the order of the recipe's fields."""
    return [
        Difference(
            item.name,
            FIELD_WORDS[item.name],
            value_words(item.name, getattr(recipe, item.name)),
            value_words(item.name, getattr(other, item.name)),
        )
        for item in fields(Recipe)
        if getattr(recipe, item.name) != getattr(other, item.name)
    ]


def value_words(field: str, value: Any) -> str:
    """A value of a field as a learner reads it.

    Args:
        field: of `Recipe`.
        value: allowed there.
    """
    if isinstance(value, Augmentation):
        return augmentation_words(value)
    if field == "picture_size":
        return f"{value} × {value}"
    if field == "filters":
        return ", ".join(map(str, value))
    if field == "flipped_labels":
        return f"{value:.0%}"
    if field == "optimizer":
        return OPTIMIZER_WORDS[value]
    if field == "num_training_pictures":
        return f"{value:,}" if value else "all"
    if field == "early_stopping_patience":
        return f"{value} epochs" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:,}" if field != "seed" and isinstance(value, int) else str(value)


def augmentation_words(augmentation: Augmentation) -> str:
    """What an augmentation is called: none, the tutorial's, or another one."""
    if augmentation.changes_nothing:
        return "none"
    return "the tutorial's" if augmentation == REGULARIZED.augmentation else "your own"
