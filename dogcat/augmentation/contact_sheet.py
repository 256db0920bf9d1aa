"""A sheet of variants as one picture: the original first, then what augmentation makes of it, side by side."""

from pathlib import Path

import numpy as np
from PIL import Image

from dogcat.augmentation.augment import augment
from dogcat.augmentation.sampling import roll_dice
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import whole_path
from dogcat.recipe.recipe import Augmentation


class SheetError(DogcatError):
    """A sheet that cannot be written where it was asked for."""


def make_sheet(pixels: np.ndarray, augmentation: Augmentation, count: int, seed: int) -> np.ndarray:
    """The original and `count` variants of it in a row, with nothing between them.

    Args:
        pixels: uint8 (S, S, 3).
        augmentation: what makes the variants; mixup, which needs a second picture, is left out.
        count: number of variants, at least 1.
        seed: of the dice; the same seed gives the same sheet.

    Returns:
        uint8 (S, (count + 1) S, 3).
    """
    dice = roll_dice(np.random.default_rng(seed), count)
    variants = augment(np.repeat(pixels[None], count, axis=0), augmentation, dice)
    return np.concatenate([pixels, *variants], axis=1)


def write_sheet(sheet: np.ndarray, file: Path) -> None:
    """Writes a sheet as PNG, whole or not at all; a file of this name is replaced.

    Args:
        sheet: uint8 (height, width, 3).
        file: its name ends in `.png`.

    Raises:
        SheetError: the name ends otherwise, or the file cannot be written.
    """
    if file.suffix.lower() != ".png":
        raise SheetError(
            _("{file} is not named as a PNG picture. Expected: a name that ends in .png.").format(file=file)
        )
    try:
        with whole_path(file) as temporary:
            Image.fromarray(sheet).save(temporary, "PNG")
    except OSError as error:
        raise SheetError(
            _("{file} cannot be written ({why}). Choose a folder that you may write to and that has space.").format(
                file=file, why=error.strerror
            )
        ) from None
