"""Recipes as text: the name of each field, its value, and the differences between two recipes."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from dogcat.common.language import N_, _, ngettext
from dogcat.recipe.bases import BASES
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import (
    BASELINE,
    MACHINE_FIELDS,
    MODERN_AUGMENTATION,
    REGULARIZED,
    Augmentation,
    Recipe,
    recipe_kind,
)

# The name of each field, to translate with `_`.
FIELD_WORDS = {
    "picture_size": N_("picture size"),
    "pixel_range": N_("range of the pixel values"),
    "filters": N_("filters"),
    "kernel_size": N_("filter size"),
    "pooling": N_("from feature maps to features"),
    "dense_units": N_("dense units"),
    "batch_normalization": N_("batch normalisation"),
    "residual": N_("residual blocks"),
    "squeeze_excitation": N_("squeeze-and-excitation"),
    "base": N_("pre-trained base"),
    "base_training": N_("what is trained of the base"),
    "dropout": N_("dropout"),
    "optimizer": N_("optimizer"),
    "learning_rate": N_("learning rate"),
    "weight_decay": N_("weight decay"),
    "batch_size": N_("batch size"),
    "steps_per_epoch": N_("steps per epoch"),
    "epochs": N_("epochs"),
    "early_stopping_patience": N_("early stopping after"),
    "label_smoothing": N_("label smoothing"),
    "schedule": N_("learning rate schedule"),
    "weight_average": N_("weight average"),
    "training_sizes": N_("picture sizes in training"),
    "mirror_at_test": N_("mirror image at test"),
    "num_training_pictures": N_("training pictures"),
    "flipped_labels": N_("flipped labels"),
    "augmentation": N_("augmentation"),
    "seed": N_("seed"),
    "precision": N_("precision"),
    "device": N_("device"),
}
BASE_TRAINING_WORDS = {
    "features": N_("a head on features that are computed once"),
    "head": N_("the head, with augmentation"),
    "fine-tuning": N_("the head and the top layers"),
    "random": N_("everything, from random weights"),
    "random-features": N_("a head on features of random weights"),
}
PIXEL_RANGE_WORDS = {"0..1": "0…1", "-1..1": "−1…1"}
# What a recipe is that no lesson step trains; show it through `_`.
RECIPE_WORDS = {
    "modern": N_(
        "What practice adds to the tutorial's networks: residual blocks with batch normalisation, a learning rate that"
        " falls, smoothed labels, averaged weights, growing pictures, and stronger augmentation."
    ),
}
MARK = "●"  # stands before what differs between two recipes or networks


@dataclass(frozen=True)
class Difference:
    """A field in which two recipes differ, as text.

    Attributes:
        field: name of the field of `Recipe`.
        name: what a learner calls the field.
        here: the value in the first recipe.
        there: the value in the second recipe.
    """

    field: str
    name: str
    here: str
    there: str


def tutorial_recipe(recipe: Recipe) -> Recipe:
    """Return the tutorial's regularized recipe if this one has dropout or augmentation, otherwise its baseline."""
    is_regularized = recipe.dropout > 0 or not recipe.augmentation.changes_nothing
    return REGULARIZED if is_regularized else BASELINE


def differences(recipe: Recipe, other: Recipe) -> list[Difference]:
    """Return all fields in which two recipes differ, in the order of the fields of `Recipe`."""
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
    """Return one line on the differences from the tutorial's recipe, without seed, precision and device.

    For the recipe `modern`, which differs in almost everything, the line says what it is.
    """
    kind = recipe_kind(recipe)
    if kind in RECIPE_WORDS:
        return _(RECIPE_WORDS[kind])
    other = tutorial_recipe(recipe)
    name = "regularized" if other == REGULARIZED else "baseline"
    found = [item for item in differences(recipe, other) if item.field not in ("seed", *MACHINE_FIELDS)]
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
    """Return the value of a field as text for a learner.

    Args:
        field: name of the field of `Recipe`.
        value: a value that the field allows.
    """
    return _WORDS.get(field, _number_words)(value)


def augmentation_words(augmentation: Augmentation) -> str:
    """Return the name of an augmentation: none, the modern one, the tutorial's, or your own."""
    if augmentation.changes_nothing:
        return _("none")
    if augmentation == MODERN_AUGMENTATION:
        # Translators: the augmentation is the one that newer networks use
        return _("the modern one")
    # Translators: the augmentation is the learner's own
    return _("the tutorial's") if augmentation == REGULARIZED.augmentation else _("your own")


def _number_words(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else f"{value:,}"


def _pooling_words(pooling: str) -> str:
    return _("global average") if pooling == "average" else _("flatten")


def _patience_words(patience: int) -> str:
    # Translators: the value of early stopping
    return ngettext("{num} epoch", "{num} epochs", patience).format(num=patience) if patience else _("off")


def _schedule_words(schedule: str) -> str:
    return _("warm-up, then cosine") if schedule == "cosine" else _("constant")


def _sizes_words(sizes: tuple[int, ...]) -> str:
    # Translators: the value of the picture sizes in training: those of the recipe throughout
    return " → ".join(map(str, sizes)) if sizes else _("always the picture size")


def _on_or_off(is_on: bool) -> str:
    # Translators: the value of a part of the network that is there or not
    return _("on") if is_on else _("off")


def _device_words(device: str) -> str:
    return _("processor") if device == "cpu" else _("graphics card, if there is one")


_WORDS: dict[str, Callable[[Any], str]] = {
    "picture_size": lambda size: f"{size} × {size}",
    "pixel_range": lambda pixel_range: PIXEL_RANGE_WORDS[pixel_range],
    "filters": lambda numbers: ", ".join(map(str, numbers)),
    "kernel_size": lambda size: f"{size} × {size}",
    "pooling": _pooling_words,
    # Translators: the value of the number of dense units
    "dense_units": lambda number: f"{number:,}" if number else _("no dense layer"),
    "batch_normalization": _on_or_off,
    "residual": _on_or_off,
    "squeeze_excitation": _on_or_off,
    # Translators: the value of the pre-trained base
    "base": lambda name: BASES[name].title if name in BASES else _("none"),
    "base_training": lambda name: _(BASE_TRAINING_WORDS[name]),
    "optimizer": lambda name: OPTIMIZERS[name].class_name,
    "early_stopping_patience": _patience_words,
    "schedule": _schedule_words,
    # Translators: the value of the weight average, or of the mirror image at test
    "weight_average": lambda momentum: f"{momentum:g}" if momentum else _("off"),
    "training_sizes": _sizes_words,
    "mirror_at_test": _on_or_off,
    # Translators: the value of the number of training pictures
    "num_training_pictures": lambda number: f"{number:,}" if number else _("all"),
    "flipped_labels": lambda share: f"{share:.0%}",
    "augmentation": augmentation_words,
    "seed": str,
    "precision": str,
    "device": _device_words,
}
