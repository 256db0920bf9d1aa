"""Describes one variant of a picture as text, step by step from the original.

The steps lead to the visible variant in the order of the text. The matrices have another order, with flips last: a
picture that is rotated to the left and then mirrored leans to the right. So the text says "mirrored" first and then
"turned to the right".
"""

from dataclasses import replace

import numpy as np

from dogcat.augmentation.augment import transform_matrices
from dogcat.augmentation.sampling import Draw, draw
from dogcat.common.language import _
from dogcat.recipe.recipe import Augmentation

_TOLERANCE = 1e-9  # rounding errors of zero are smaller


def describe_draw(augmentation: Augmentation, picture_size: int, dice_row: np.ndarray) -> list[str]:
    """Return one phrase for each change of a picture, or `["nothing changed"]`.

    Args:
        augmentation: the strengths of the changes; mixup and cutmix are ignored, because they need a second picture.
        picture_size: height and width in pixels.
        dice_row: the picture's row of `roll_dice`, shape (NUM_DICE,).
    """
    steps = draw_steps(augmentation, picture_size, dice_row)
    return [words for words, _settings in steps] or [_("nothing changed")]


def draw_steps(augmentation: Augmentation, picture_size: int, dice_row: np.ndarray) -> list[tuple[str, Augmentation]]:
    """Return the steps from the original to the variant.

    Args:
        augmentation: as in `describe_draw`.
        picture_size: as in `describe_draw`.
        dice_row: as in `describe_draw`.

    Returns:
        For each step its phrase, and the settings with which `augment` makes the picture up to this step from the same
        dice. Empty if nothing changes.
    """
    dice = dice_row[None]
    drawn = draw(augmentation, picture_size, dice)
    whole = replace(augmentation, random_crop_area=(1, 1), random_crop_aspect=(1, 1))
    (matrix,) = transform_matrices(whole, picture_size, dice)
    side = augmentation.cutout_size * picture_size
    changes = (
        (_crop(drawn), ("random_crop_area", "random_crop_aspect")),
        (_("mirrored") if drawn.mirrored[0] else "", ("horizontal_flip",)),
        (_("mirrored from top to bottom") if drawn.upside_down[0] else "", ("vertical_flip",)),
        (_turn(drawn), ("rotation_range",)),
        (_shear(drawn), ("shear_range",)),
        (_zoom(drawn), ("zoom_range",)),
        (_move(matrix, picture_size), ("width_shift_range", "height_shift_range")),
        (_channel_shift(drawn), ("channel_shift_range",)),
        (_brightness(drawn), ("brightness_range",)),
        (_contrast(drawn), ("contrast_range",)),
        (_saturation(drawn), ("saturation_range",)),
        (_noise(augmentation.noise_stddev), ("noise_stddev",)),
        (_cutout(drawn, side), ("cutout_size",)),
    )
    so_far = Augmentation(fill_mode=augmentation.fill_mode, cval=augmentation.cval)
    steps = []
    for words, names in changes:
        so_far = replace(so_far, **{name: getattr(augmentation, name) for name in names})
        if words:
            steps.append((words, so_far))
    return steps


def _crop(drawn: Draw) -> str:
    height, width = drawn.crop_height[0], drawn.crop_width[0]
    if min(height, width) > 1 - _TOLERANCE:
        return ""
    place = _way(drawn.crop_right[0], drawn.crop_down[0])
    message = (
        _("cropped to {width} of the width and {height} of the height, {place} from the centre")
        if place
        else _("cropped to {width} of the width and {height} of the height, around the centre")
    )
    return message.format(width=_percent(width), height=_percent(height), place=place)


def _turn(drawn: Draw) -> str:
    left, right = _("rotated {amount}° to the left"), _("rotated {amount}° to the right")
    return _to_a_side(_flipped(drawn) * drawn.rotation[0], left, right)


def _shear(drawn: Draw) -> str:
    left, right = _("sheared by {amount}°, the left side down"), _("sheared by {amount}°, the right side down")
    return _to_a_side(_flipped(drawn) * drawn.shear[0], left, right)


def _zoom(drawn: Draw) -> str:
    across = _larger_or_smaller(1 / drawn.column_zoom[0])
    along = _larger_or_smaller(1 / drawn.row_zoom[0])
    if across and along:
        message = _("shown {across} in width and {along} in height")
    elif across:
        message = _("shown {across} in width")
    else:
        message = _("shown {along} in height") if along else ""
    return message.format(across=across, along=along)


def _move(matrix: np.ndarray, picture_size: int) -> str:
    """Return how the centre of the picture or crop moved, from the inverse of the map of output to input."""
    middle = np.full(2, (picture_size - 1) / 2)
    right, down = np.linalg.solve(matrix[:, :2], middle - matrix[:, 2]) - middle
    way = _way(right, down)
    return _("moved {way}").format(way=way) if way else ""


def _channel_shift(drawn: Draw) -> str:
    whole = round(drawn.channel_shift[0])  # levels are whole numbers
    return _to_a_side(whole, _("all pixel values lower by {amount}"), _("all pixel values higher by {amount}"))


def _brightness(drawn: Draw) -> str:
    factor = drawn.brightness[0]
    if abs(factor - 1) <= _TOLERANCE:
        return ""
    message = _("brighter by {percent}") if factor > 1 else _("darker by {percent}")
    return message.format(percent=_percent(abs(factor - 1)))


def _contrast(drawn: Draw) -> str:
    less, more = _("contrast lower by {amount}%"), _("contrast higher by {amount}%")
    return _to_a_side(100 * (drawn.contrast[0] - 1), less, more)


def _saturation(drawn: Draw) -> str:
    less, more = _("colours weaker by {amount}%"), _("colours stronger by {amount}%")
    return _to_a_side(100 * (drawn.saturation[0] - 1), less, more)


def _noise(stddev: float) -> str:
    return _("with noise (standard deviation {amount})").format(amount=_figure(stddev)) if stddev > 0 else ""


def _cutout(drawn: Draw, side: float) -> str:
    if side == 0:
        return ""
    right, down = _figure(drawn.cutout_right[0]), _figure(drawn.cutout_down[0])
    return _(
        "covered by a grey square of {side} pixels, with its centre {right} from the left and {down} from the top"
    ).format(side=_figure(side), right=right, down=down)


def _flipped(drawn: Draw) -> int:
    """Return -1 if exactly one flip is applied, which reverses the direction of rotation and shear; otherwise 1."""
    return -1 if drawn.mirrored[0] != drawn.upside_down[0] else 1


def _to_a_side(amount: float, below: str, above: str) -> str:
    """Return the message for a negative or a positive amount; "" for 0."""
    return (above if amount > 0 else below).format(amount=_figure(abs(amount))) if abs(amount) > _TOLERANCE else ""


def _larger_or_smaller(factor: float) -> str:
    if abs(factor - 1) <= _TOLERANCE:
        return ""
    message = _("{percent} larger") if factor > 1 else _("{percent} smaller")
    return message.format(percent=_percent(abs(factor - 1)))


def _way(right: float, down: float) -> str:
    """Return a phrase such as "12 pixels to the right and 3 up"; "" for no movement."""
    across = ("right" if right > 0 else "left") if abs(right) > _TOLERANCE else ""
    along = ("down" if down > 0 else "up") if abs(down) > _TOLERANCE else ""
    messages = {
        ("right", "down"): _("{across} pixels to the right and {along} down"),
        ("right", "up"): _("{across} pixels to the right and {along} up"),
        ("left", "down"): _("{across} pixels to the left and {along} down"),
        ("left", "up"): _("{across} pixels to the left and {along} up"),
        ("right", ""): _("{across} pixels to the right"),
        ("left", ""): _("{across} pixels to the left"),
        ("", "down"): _("{along} pixels down"),
        ("", "up"): _("{along} pixels up"),
        ("", ""): "",
    }
    return messages[across, along].format(across=_figure(abs(right)), along=_figure(abs(down)))


def _percent(share: float) -> str:
    return f"{_figure(100 * share)}%"


def _figure(amount: float) -> str:
    """Return an amount as text: whole from 10 on, with one decimal below."""
    if amount >= 9.95:
        return f"{amount:.0f}"
    return f"{amount:.1f}".removesuffix(".0") if amount >= 0.05 else _("less than 0.1")
