"""The random numbers of augmentation ("dice"), which do not depend on strengths, and their meaning at given strengths.

A picture keeps its row of dice when a strength changes. So the changes of a variant become stronger or weaker, and the
variant stays the same otherwise.
"""

from dataclasses import dataclass

import numpy as np

from dogcat.recipe.recipe import Augmentation

_FIRST = ("rotation", "down", "right", "shear", "zoom of rows", "zoom of columns", "mirroring")
_LATER = (
    "upside down",
    "channel shift",
    "brightness",
    "crop area",
    "crop aspect",
    "crop down",
    "crop right",
    "noise",
    "cutout down",
    "cutout right",
    "mixup",
)
_NEWEST = ("contrast", "saturation", "cutmix", "cutmix down", "cutmix right", "mixed batch")
_BLOCKS = (_FIRST, _LATER, _NEWEST)
DICE = _FIRST + _LATER + _NEWEST  # the meaning of each column
NUM_DICE = len(DICE)


def roll_dice(generator: np.random.Generator, num_pictures: int) -> np.ndarray:
    """Return uniform float64 numbers in [0, 1) of shape (num_pictures, NUM_DICE), one row per picture."""
    # Block after block, because recorded trainings drew only the first ones and must stay reproducible.
    return np.hstack([generator.random((num_pictures, len(block))) for block in _BLOCKS])


def dice_of_seed(seed: int | tuple[int, ...], num_pictures: int) -> np.ndarray:
    """Return dice of shape (num_pictures, NUM_DICE); the same seed, 0 or more, gives the same dice."""
    return roll_dice(np.random.default_rng(seed), num_pictures)


def die(dice: np.ndarray, name: str) -> np.ndarray:
    """Return the column of `dice` that decides `name`, one of `DICE`: shape (N,)."""
    column: np.ndarray = dice[:, DICE.index(name)]
    return column


@dataclass(frozen=True)
class Draw:
    """The drawn changes of N pictures, in the order in which they are applied; each field has shape (N,).

    The first ten fields map output to input positions, as in Keras: a positive `down` and `right` move the picture up
    and left, and a zoom above 1 shows it smaller.

    Attributes:
        crop_height: height of the crop, as a fraction of the picture's height, above 0 and up to 1.
        crop_width: width of the crop, as a fraction of the picture's width, above 0 and up to 1.
        crop_down: distance from the picture's centre down to the crop's centre in pixels.
        crop_right: distance from the picture's centre right to the crop's centre in pixels.
        rotation: angle in degrees; positive angles turn the picture clockwise.
        down: vertical shift in pixels.
        right: horizontal shift in pixels.
        shear: angle in degrees.
        row_zoom: zoom factor of the rows.
        column_zoom: zoom factor of the columns.
        upside_down: bool; True swaps top and bottom.
        mirrored: bool; True swaps left and right.
        channel_shift: levels to add to every channel, -255 to 255.
        brightness: factor for the levels.
        contrast: factor for the distance of each level to the picture's mean grey.
        saturation: factor for the distance of each level to the grey of its pixel.
        noise_seed: int64, seed of the picture's noise.
        cutout_down: distance from the top edge to the grey square's centre in pixels.
        cutout_right: distance from the left edge to the grey square's centre in pixels.
    """

    crop_height: np.ndarray
    crop_width: np.ndarray
    crop_down: np.ndarray
    crop_right: np.ndarray
    rotation: np.ndarray
    down: np.ndarray
    right: np.ndarray
    shear: np.ndarray
    row_zoom: np.ndarray
    column_zoom: np.ndarray
    upside_down: np.ndarray
    mirrored: np.ndarray
    channel_shift: np.ndarray
    brightness: np.ndarray
    contrast: np.ndarray
    saturation: np.ndarray
    noise_seed: np.ndarray
    cutout_down: np.ndarray
    cutout_right: np.ndarray


def draw(augmentation: Augmentation, picture_size: int, dice: np.ndarray) -> Draw:
    """Return the changes that the dice mean at given strengths.

    The area of a crop is uniform and its aspect ratio log-uniform, as in torchvision's `RandomResizedCrop`. If a crop
    does not fit, torchvision draws again; here the aspect ratio is clipped, so that one random number is enough.

    Args:
        augmentation: the strengths of the changes.
        picture_size: height and width in pixels.
        dice: from `roll_dice`, shape (N, NUM_DICE), values in [0, 1).
    """

    def to_either_side(name: str) -> np.ndarray:
        return 2 * die(dice, name) - 1

    def between(limits: tuple[float, float], name: str) -> np.ndarray:
        low, high = limits
        drawn: np.ndarray = low + (high - low) * die(dice, name)
        return drawn

    area = between(augmentation.random_crop_area, "crop area")
    narrowest, widest = np.log(augmentation.random_crop_aspect)
    aspect = np.clip(np.exp(between((narrowest, widest), "crop aspect")), area, 1 / area)
    height, width = np.minimum(np.sqrt(area / aspect), 1), np.minimum(np.sqrt(area * aspect), 1)
    return Draw(
        crop_height=height,
        crop_width=width,
        crop_down=(1 - height) / 2 * picture_size * to_either_side("crop down"),
        crop_right=(1 - width) / 2 * picture_size * to_either_side("crop right"),
        rotation=augmentation.rotation_range * to_either_side("rotation"),
        down=augmentation.height_shift_range * picture_size * to_either_side("down"),
        right=augmentation.width_shift_range * picture_size * to_either_side("right"),
        shear=augmentation.shear_range * to_either_side("shear"),
        row_zoom=between(augmentation.zoom_range, "zoom of rows"),
        column_zoom=between(augmentation.zoom_range, "zoom of columns"),
        upside_down=augmentation.vertical_flip & (die(dice, "upside down") < 0.5),
        mirrored=augmentation.horizontal_flip & (die(dice, "mirroring") < 0.5),
        channel_shift=augmentation.channel_shift_range * to_either_side("channel shift"),
        brightness=between(augmentation.brightness_range, "brightness"),
        contrast=between(augmentation.contrast_range, "contrast"),
        saturation=between(augmentation.saturation_range, "saturation"),
        noise_seed=(die(dice, "noise") * 2**53).astype(np.int64),  # a float64 in [0, 1) has 53 random bits
        cutout_down=picture_size * die(dice, "cutout down"),
        cutout_right=picture_size * die(dice, "cutout right"),
    )
