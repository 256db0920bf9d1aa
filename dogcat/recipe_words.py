"""Recipes in a learner's words: what each field is called, what it does, and in what two recipes differ."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from dogcat.recipe import BASELINE, REGULARIZED, Augmentation, Recipe

FIELD_WORDS = {
    "picture_size": "picture size",
    "filters": "filters",
    "kernel_size": "filter size",
    "pooling": "from maps to features",
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
    return _WORDS.get(field, _number_words)(value)


def augmentation_words(augmentation: Augmentation) -> str:
    """What an augmentation is called: none, the tutorial's, or another one."""
    if augmentation.changes_nothing:
        return "none"
    return "the tutorial's" if augmentation == REGULARIZED.augmentation else "your own"


def _number_words(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else f"{value:,}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "picture_size": lambda size: f"{size} × {size}",
    "filters": lambda numbers: ", ".join(map(str, numbers)),
    "kernel_size": lambda size: f"{size} × {size}",
    "pooling": {"flatten": "flatten", "average": "global average"}.__getitem__,
    "optimizer": OPTIMIZER_WORDS.__getitem__,
    "early_stopping_patience": lambda patience: f"{patience} epochs" if patience else "off",
    "num_training_pictures": lambda number: f"{number:,}" if number else "all",
    "flipped_labels": lambda share: f"{share:.0%}",
    "augmentation": augmentation_words,
    "seed": str,
    "precision": str,
}
