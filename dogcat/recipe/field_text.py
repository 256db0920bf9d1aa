"""Recipes in a learner's words: what each field is called, what it does, and in what two recipes differ."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from dogcat.common.language import N_, _, ngettext
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Augmentation, Recipe

# What each field is called; to be shown through `_`.
FIELD_WORDS = {
    "picture_size": N_("picture size"),
    "filters": N_("filters"),
    "kernel_size": N_("filter size"),
    "pooling": N_("from maps to features"),
    "dense_units": N_("dense units"),
    "dropout": N_("dropout"),
    "optimizer": N_("optimizer"),
    "learning_rate": N_("learning rate"),
    "weight_decay": N_("weight decay"),
    "batch_size": N_("batch size"),
    "steps_per_epoch": N_("steps per epoch"),
    "epochs": N_("epochs"),
    "early_stopping_patience": N_("early stopping after"),
    "num_training_pictures": N_("training pictures"),
    "flipped_labels": N_("labels flipped"),
    "augmentation": N_("augmentation"),
    "seed": N_("seed"),
    "precision": N_("precision"),
}
MARK = "●"  # stands before a field that differs from the tutorial's
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
            _(FIELD_WORDS[item.name]),
            value_words(item.name, getattr(recipe, item.name)),
            value_words(item.name, getattr(other, item.name)),
        )
        for item in fields(Recipe)
        if getattr(recipe, item.name) != getattr(other, item.name)
    ]


def describe_differences(recipe: Recipe) -> str:
    """What differs from the tutorial's recipe, in a line."""
    other = tutorial_recipe(recipe)
    name = "regularized" if other == REGULARIZED else "baseline"
    found = [item for item in differences(recipe, other) if item.field not in ("seed", "precision")]
    if not found:
        return _("Exactly the tutorial's {recipe} recipe.").format(recipe=name)
    listed = (
        _("{field} {value} (tutorial: {tutorial_value})").format(
            field=item.name, value=item.here, tutorial_value=item.there
        )
        for item in found
    )
    return _("{mark} Differs from the tutorial's {recipe} recipe: {differences}.").format(
        mark=MARK, recipe=name, differences=", ".join(listed)
    )


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
        return _("none")
    return _("the tutorial's") if augmentation == REGULARIZED.augmentation else _("your own")


def _number_words(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else f"{value:,}"


def _pooling_words(pooling: str) -> str:
    return _("global average") if pooling == "average" else _("flatten")


def _patience_words(patience: int) -> str:
    return ngettext("{num} epoch", "{num} epochs", patience).format(num=patience) if patience else _("off")


_WORDS: dict[str, Callable[[Any], str]] = {
    "picture_size": lambda size: f"{size} × {size}",
    "filters": lambda numbers: ", ".join(map(str, numbers)),
    "kernel_size": lambda size: f"{size} × {size}",
    "pooling": _pooling_words,
    "optimizer": OPTIMIZER_WORDS.__getitem__,
    "early_stopping_patience": _patience_words,
    "num_training_pictures": lambda number: f"{number:,}" if number else _("all"),
    "flipped_labels": lambda share: f"{share:.0%}",
    "augmentation": augmentation_words,
    "seed": str,
    "precision": str,
}
