"""Describes in plain words how several runs differ: recipe, pictures, precision."""

from collections.abc import Sequence
from dataclasses import fields, replace

from dogcat.augmentation.presets import setting_text
from dogcat.common.language import N_, _
from dogcat.recipe.field_text import FIELD_WORDS, value_words
from dogcat.recipe.recipe import Augmentation, Recipe
from dogcat.runs.run import Run

# Show the words through `_`. Digits are those of the significand of 8 and 24 bits: log10(2 ** 8) and log10(2 ** 24).
PRECISION_WORDS = {
    "bfloat16": N_("16-bit numbers, exact to 2 digits (bfloat16)"),
    "float32": N_("32-bit numbers, exact to 7 digits (float32)"),
}


def what_differs(runs: Sequence[Run]) -> dict[str, list[str]]:
    """Return the properties in which runs differ: by name of the property, its value in each run, in words.

    Args:
        runs: the runs whose recipes, pictures and precision are compared. The precision is the one that the run used,
            because a recipe may leave the choice to the machine.
    """
    found = differing_fields([replace(run.recipe, precision="auto") for run in runs])
    taken = [str(run.environment.get("precision", "")) for run in runs]
    others = {
        _("pictures"): [run.pictures_title for run in runs],
        _("number format"): [_(PRECISION_WORDS[one]) if one in PRECISION_WORDS else _("not recorded") for one in taken],
    }
    return found | {name: values for name, values in others.items() if len(set(values)) > 1}


def differing_fields(recipes: Sequence[Recipe]) -> dict[str, list[str]]:
    """Return the fields in which recipes differ: by name of the field, its value in each recipe, in words."""
    found = {}
    for item in fields(Recipe):
        values = [getattr(recipe, item.name) for recipe in recipes]
        if len(set(values)) > 1:
            words = [value_words(item.name, value) for value in values]
            found[_(FIELD_WORDS[item.name])] = words
            if item.name == "augmentation" and len(set(words)) < len(set(values)):
                found |= _differing_settings(values)
    return found


def _differing_settings(augmentations: Sequence[Augmentation]) -> dict[str, list[str]]:
    """Return the settings in which augmentations of the same name differ, written as in an address."""
    settings = {item.name: [getattr(one, item.name) for one in augmentations] for item in fields(Augmentation)}
    return {name: list(map(setting_text, values)) for name, values in settings.items() if len(set(values)) > 1}
