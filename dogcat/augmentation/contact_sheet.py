"""Contact sheets: one picture with the original and its variants side by side."""

from pathlib import Path

import numpy as np
from PIL import Image

from dogcat.augmentation.augment import variants_of
from dogcat.augmentation.sampling import dice_of_seed
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import whole_path
from dogcat.recipe.recipe import Augmentation


class SheetError(DogcatError):
    """A contact sheet cannot be written to its file."""


def make_sheet(pixels: np.ndarray, augmentation: Augmentation, count: int, seed: int) -> np.ndarray:
    """Return the original and `count` variants of it in a row, without gaps.

    Args:
        pixels: the original, uint8 (S, S, 3).
        augmentation: the strengths of the changes; mixup and cutmix are ignored, because they need a second picture.
        count: number of variants, at least 1.
        seed: seed of the dice; the same seed gives the same sheet.

    Returns:
        uint8 (S, (count + 1) S, 3).
    """
    return np.concatenate([pixels, *variants_of(pixels, augmentation, dice_of_seed(seed, count))], axis=1)


def write_sheet(sheet: np.ndarray, file: Path) -> None:
    """Write a sheet atomically as PNG; an existing file is replaced.

    Args:
        sheet: uint8 (height, width, 3).
        file: path of the file; its name ends in `.png`.

    Raises:
        SheetError: the name has another suffix, or the file cannot be written.
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
