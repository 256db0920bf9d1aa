"""What one variant of a picture consists of, in words, and step by step from the original.

The words are true of the variant as one sees it, when they are done in their order. That is not the order of the
matrices, where flips come last: a picture that is turned to the left and then mirrored leans to the right, so the
words say "mirrored" first and then "turned to the right".
"""

from dataclasses import replace

import numpy as np

from dogcat.augmentation import transform_matrices
from dogcat.dice import Draw, draw
from dogcat.recipe import Augmentation

_HAIR = 1e-9  # what rounding leaves of nothing


def describe_draw(augmentation: Augmentation, picture_size: int, dice_row: np.ndarray) -> list[str]:
    """What happens to a picture, one phrase for each change; `["nothing changed"]` when none does.

    Args:
        augmentation: the strengths. Mixup, which needs a second picture, is left out.
        picture_size: height and width in pixels.
        dice_row: the picture's row of `roll_dice`, shape (NUM_DICE,).
    """
    steps = draw_steps(augmentation, picture_size, dice_row)
    return [words for words, _ in steps] or ["nothing changed"]


def draw_steps(augmentation: Augmentation, picture_size: int, dice_row: np.ndarray) -> list[tuple[str, Augmentation]]:
    """The way from the original to the variant: each step's phrase, and the settings that make all up to there.

    With the same dice, `augment` makes the picture of each step from its settings, and the variant itself from the
    last. There is no step when nothing changes.

    Args:
        augmentation: as for `describe_draw`.
        picture_size: as for `describe_draw`.
        dice_row: as for `describe_draw`.
    """
    dice = dice_row[None]
    drawn = draw(augmentation, picture_size, dice)
    whole = replace(augmentation, random_crop_area=(1, 1), random_crop_aspect=(1, 1))
    (matrix,) = transform_matrices(whole, picture_size, dice)
    side = augmentation.cutout_size * picture_size
    changes = (
        (_crop(drawn), ("random_crop_area", "random_crop_aspect")),
        ("mirrored" if drawn.mirrored[0] else "", ("horizontal_flip",)),
        ("mirrored from top to bottom" if drawn.upside_down[0] else "", ("vertical_flip",)),
        (_turn(drawn), ("rotation_range",)),
        (_shear(drawn), ("shear_range",)),
        (_zoom(drawn), ("zoom_range",)),
        (_move(matrix, picture_size), ("width_shift_range", "height_shift_range")),
        (_channel_shift(drawn), ("channel_shift_range",)),
        (_brightness(drawn), ("brightness_range",)),
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
    if min(height, width) > 1 - _HAIR:
        return ""
    place = _way(drawn.crop_right[0], drawn.crop_down[0])
    return (
        f"cropped to {_percent(width)} of the width and {_percent(height)} of the height,"
        f" {f'{place} from the middle' if place else 'around the middle'}"
    )


def _turn(drawn: Draw) -> str:
    return _to_a_side("turned {}° to the {}", _flipped(drawn) * drawn.rotation[0], "left", "right")


def _shear(drawn: Draw) -> str:
    return _to_a_side("sheared by {}°, the {} side down", _flipped(drawn) * drawn.shear[0], "left", "right")


def _zoom(drawn: Draw) -> str:
    across = _larger_or_smaller(1 / drawn.column_zoom[0])
    along = _larger_or_smaller(1 / drawn.row_zoom[0])
    sides = [(across, "from side to side"), (along, "from top to bottom")]
    said = [f"{how} {where}" for how, where in sides if how]
    return f"shown {' and '.join(said)}" if said else ""


def _move(matrix: np.ndarray, picture_size: int) -> str:
    """Where the middle of the picture (or of the crop) went, found backwards from the map of output to input."""
    middle = np.full(2, (picture_size - 1) / 2)
    right, down = np.linalg.solve(matrix[:, :2], middle - matrix[:, 2]) - middle
    way = _way(right, down)
    return f"moved {way}" if way else ""


def _channel_shift(drawn: Draw) -> str:
    whole = round(drawn.channel_shift[0])  # there is nothing between two levels
    return _to_a_side("all colours {} levels {}", whole, "darker", "lighter")


def _brightness(drawn: Draw) -> str:
    factor = drawn.brightness[0]
    if abs(factor - 1) <= _HAIR:
        return ""
    return f"{'brighter' if factor > 1 else 'darker'} by {_percent(abs(factor - 1))}"


def _noise(stddev: float) -> str:
    return f"with noise of {_figure(stddev)} levels" if stddev > 0 else ""


def _cutout(drawn: Draw, side: float) -> str:
    if side == 0:
        return ""
    right, down = _figure(drawn.cutout_right[0]), _figure(drawn.cutout_down[0])
    return (
        f"covered by a grey square of {_figure(side)} pixels, its middle {right} from the left and {down} from the top"
    )


def _flipped(drawn: Draw) -> int:
    """-1 where a single flip turns what turns to the right into what turns to the left."""
    return -1 if drawn.mirrored[0] != drawn.upside_down[0] else 1


def _to_a_side(words: str, amount: float, below: str, above: str) -> str:
    return words.format(_figure(abs(amount)), above if amount > 0 else below) if abs(amount) > _HAIR else ""


def _larger_or_smaller(factor: float) -> str:
    if abs(factor - 1) <= _HAIR:
        return ""
    return f"{_percent(abs(factor - 1))} {'larger' if factor > 1 else 'smaller'}"


def _way(right: float, down: float) -> str:
    """Such as "12 pixels to the right and 3 up"."""
    across = f"to the {'right' if right > 0 else 'left'}" if abs(right) > _HAIR else ""
    along = ("down" if down > 0 else "up") if abs(down) > _HAIR else ""
    said = [(_figure(abs(amount)), where) for amount, where in ((right, across), (down, along)) if where]
    if not said:
        return ""
    (amount, where), *rest = said
    return " and ".join([f"{amount} pixels {where}", *(f"{amount} {where}" for amount, where in rest)])


def _percent(share: float) -> str:
    return f"{_figure(100 * share)} %"


def _figure(amount: float) -> str:
    """Whole numbers from 10 on, a tenth below."""
    if amount >= 9.95:
        return f"{amount:.0f}"
    return f"{amount:.1f}".removesuffix(".0") if amount >= 0.05 else "less than 0.1"
