"""In what trainings are not all alike, in a learner's words: their recipes, their pictures, and how they computed."""

from collections.abc import Sequence
from dataclasses import fields, replace

from dogcat.augmentation.presets import setting_text
from dogcat.common.language import N_, _
from dogcat.recipe.field_text import FIELD_WORDS, value_words
from dogcat.recipe.recipe import Augmentation, Recipe
from dogcat.runs.run import Run

# To be shown through `_`. The digits are those of the significand: 8 and 24 bits, log10(2 ** 8) and log10(2 ** 24).
PRECISION_WORDS = {
    "bfloat16": N_("numbers of 16 bits, exact to 2 digits (bfloat16)"),
    "float32": N_("numbers of 32 bits, exact to 7 digits (float32)"),
}


def what_differs(runs: Sequence[Run]) -> dict[str, list[str]]:
    """In what trainings are not all alike: by what it is, how it is in each of them, in words.

    Args:
        runs: whose recipes, pictures and precision are compared. The precision is the one that was taken, since a
            recipe may leave it to the machine.
    """
    found = differing_fields([replace(run.recipe, precision="auto") for run in runs])
    taken = [str(run.environment.get("precision", "")) for run in runs]
    others = {
        _("pictures"): [run.pictures_title for run in runs],
        _("computed with"): [_(PRECISION_WORDS[one]) if one in PRECISION_WORDS else _("not recorded") for one in taken],
    }
    return found | {name: values for name, values in others.items() if len(set(values)) > 1}


def differing_fields(recipes: Sequence[Recipe]) -> dict[str, list[str]]:
    """The fields in which recipes are not all alike: by the field's name, its value in each of them, in words."""
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
    """The settings in which augmentations differ that are called the same, written as in an address."""
    settings = {item.name: [getattr(one, item.name) for one in augmentations] for item in fields(Augmentation)}
    return {name: list(map(setting_text, values)) for name, values in settings.items() if len(set(values)) > 1}
