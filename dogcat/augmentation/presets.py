"""Named presets of augmentation, and settings as the query of a web address.

A query has only the fields that differ from no augmentation, such as `rotation_range=40&zoom_range=0.8,1.2`. Reading it
returns exactly these settings, or raises an error that names the field.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, replace

from dogcat.common.language import _
from dogcat.recipe.recipe import MODERN_AUGMENTATION, REGULARIZED, Augmentation, RecipeError

MAX_TEXT = 50  # characters of one value; two numbers in full precision have at most 49

AUGMENTATION_PRESETS = {
    "none": Augmentation(),
    "tutorial": REGULARIZED.augmentation,
    "gentle": Augmentation(
        rotation_range=10,
        width_shift_range=0.05,
        height_shift_range=0.05,
        zoom_range=(0.9, 1.1),
        horizontal_flip=True,
        fill_mode="reflect",
    ),
    "modern": MODERN_AUGMENTATION,
    "extreme": Augmentation(
        rotation_range=180,
        width_shift_range=0.3,
        height_shift_range=0.3,
        shear_range=30,
        zoom_range=(0.6, 1.6),
        horizontal_flip=True,
        vertical_flip=True,
        fill_mode="wrap",
        channel_shift_range=40,
        brightness_range=(0.6, 1.4),
        noise_stddev=30,
        cutout_size=0.35,
    ),
}

_NUMBER = re.compile(r"-?[0-9]*\.?[0-9]+(e-?[0-9]+)?", re.ASCII | re.IGNORECASE)


def augmentation_to_query(augmentation: Augmentation) -> dict[str, str]:
    """Return the fields that differ from no augmentation as text; `augmentation_from_query` reads them.

    Numbers have full precision, pairs are separated by a comma, flags are `true` or `false`.
    """
    none = Augmentation()
    values = {item.name: getattr(augmentation, item.name) for item in fields(augmentation)}
    return {name: setting_text(value) for name, value in values.items() if value != getattr(none, name)}


def augmentation_from_query(
    query: Mapping[str, str], start: Augmentation = AUGMENTATION_PRESETS["none"]
) -> Augmentation:
    """Read settings from the query of an address, or from NAME=VALUE on the command line.

    Args:
        query: values of fields of `Augmentation` by name, as `augmentation_to_query` returns them.
        start: the settings of the fields that are not in `query`.

    Raises:
        RecipeError: a name is unknown, or a value is invalid or too long. The text names the field.
    """
    known = {item.name: type(item.default) for item in fields(Augmentation)}
    values: dict[str, object] = {}
    for name, text in query.items():
        if name not in known:
            raise RecipeError(
                _("{name} is not a field of an augmentation; allowed: {allowed}.").format(
                    name=_shortened(name), allowed=", ".join(known)
                )
            )
        if len(text) > MAX_TEXT:
            raise RecipeError(
                _("augmentation.{name} is {value}, which has {num} characters; at most {most} are allowed.").format(
                    name=name, value=_shortened(text), num=len(text), most=MAX_TEXT
                )
            )
        values[name] = _from_text(text.strip(), known[name])
    return replace(start, **values)  # type: ignore[arg-type]  # the constructor checks the values


def setting_text(value: object) -> str:
    """Return the value of a field as text for an address, such as `0.8,1.2`."""
    if isinstance(value, tuple):
        return ",".join(setting_text(number) for number in value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).removesuffix(".0")


def _from_text(text: str, kind: type) -> object:
    """Convert a text to the type of a field. Return it unchanged if it does not fit, so that the field refuses it."""
    if kind is str:
        return text
    if kind is bool:
        return {"true": True, "false": False}.get(text, text)
    parts = [part.strip() for part in text.split(",")]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        return text
    numbers = [float(part) for part in parts]
    return numbers[0] if len(numbers) == 1 else numbers


def _shortened(text: str) -> str:
    return repr(text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 3]}...")
