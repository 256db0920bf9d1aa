"""Describes in plain words how several runs differ: recipe, pictures, precision, device."""

from collections.abc import Sequence
from dataclasses import fields, replace

from dogcat.augmentation.presets import setting_text
from dogcat.common.language import N_, _
from dogcat.recipe.field_text import FIELD_WORDS, value_words
from dogcat.recipe.recipe import Augmentation, Recipe
from dogcat.runs.run import Run

# Show the words through `_`. Digits are those of the significand of 8, 11 and 24 bits: log10(2 ** 8) is 2.4.
PRECISION_WORDS = {
    "bfloat16": N_("16-bit numbers, exact to 2 digits (bfloat16)"),
    "float16": N_("16-bit numbers, exact to 3 digits (float16)"),
    "float32": N_("32-bit numbers, exact to 7 digits (float32)"),
}


def what_differs(runs: Sequence[Run]) -> dict[str, list[str]]:
    """Return the properties in which runs differ: by name of the property, its value in each run, in words.

    Args:
        runs: the runs whose recipes, pictures, precision and device are compared. Precision and device are those that
            the run used, because a recipe may leave the choice to the machine.
    """
    found = differing_fields([replace(run.recipe, precision="auto", device="auto") for run in runs])
    taken = [str(run.environment.get("precision", "")) for run in runs]
    others = {
        _("pictures"): [run.pictures_title for run in runs],
        _("device"): [_device_of(run) for run in runs],
        _("number format"): [_(PRECISION_WORDS[one]) if one in PRECISION_WORDS else _("not recorded") for one in taken],
    }
    return found | {name: values for name, values in others.items() if len(set(values)) > 1}


def _device_of(run: Run) -> str:
    """Return the kind of device that computed a run; of a run that was continued on another one, each in turn."""
    parts = run.environment.get("devices") or [run.environment]
    kinds = dict.fromkeys(part.get("device") for part in parts)
    words = {"cpu": _("processor"), "gpu": _("graphics card")}
    return ", ".join(words.get(str(kind), _("not recorded")) for kind in kinds)


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
