"""The chance in augmentation: dice that know nothing of strength, and what they mean at given strengths.

A picture's row of dice stays the same while strengths are changed, so that a variant grows or shrinks in its changes
instead of becoming another one.
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
DICE = _FIRST + _LATER  # what each column of the dice decides
NUM_DICE = len(DICE)


def roll_dice(generator: np.random.Generator, num_pictures: int) -> np.ndarray:
    """Uniform float64 numbers in [0, 1) of shape (num_pictures, NUM_DICE), one row per picture."""
    # In two blocks: recorded trainings drew the first alone, and their numbers must stay what they were.
    first = generator.random((num_pictures, len(_FIRST)))
    return np.hstack([first, generator.random((num_pictures, len(_LATER)))])


def die(dice: np.ndarray, name: str) -> np.ndarray:
    """The column of `dice` that decides `name`, one of `DICE`: shape (N,)."""
    column: np.ndarray = dice[:, DICE.index(name)]
    return column


@dataclass(frozen=True)
class Draw:
    """What happens to each of N pictures, in the order in which it happens; each field has shape (N,).

    The first ten map places of the output back to the input, as Keras counts them: so a picture moves up and left by
    `down` and `right`, and is shown smaller by a zoom above 1.

    Attributes:
        crop_height: height of what is kept of the picture, fraction of its height, above 0 and up to 1.
        crop_width: the same of its width.
        crop_down: from the picture's centre to the centre of what is kept, pixels.
        crop_right: the same to the right.
        rotation: degrees; above 0, the picture turns clockwise.
        down: pixels.
        right: pixels.
        shear: degrees.
        row_zoom: factor of the rows.
        column_zoom: factor of the columns.
        upside_down: bool; top and bottom change places.
        mirrored: bool; left and right change places.
        channel_shift: levels that are added to every channel, -255 to 255.
        brightness: factor of the levels.
        noise_seed: int64, of the generator of the picture's noise.
        cutout_down: centre of the grey square, pixels from the top edge.
        cutout_right: the same from the left edge.
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
    noise_seed: np.ndarray
    cutout_down: np.ndarray
    cutout_right: np.ndarray


def draw(augmentation: Augmentation, picture_size: int, dice: np.ndarray) -> Draw:
    """What the dice mean at these strengths.

    A crop's area is uniform and its aspect log-uniform, as in torchvision's `RandomResizedCrop`. That rolls again when
    a crop sticks out of the picture; here the aspect gives way until the crop fits, so that one die is enough.

    Args:
        augmentation: the strengths.
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
        noise_seed=(die(dice, "noise") * 2**53).astype(np.int64),  # a float64 in [0, 1) has 53 random bits
        cutout_down=picture_size * die(dice, "cutout down"),
        cutout_right=picture_size * die(dice, "cutout right"),
    )
