"""The parameters of augmentation in a learner's words, grouped as the tutorial lists them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Control:
    """One parameter on the page.

    Attributes:
        field: of `Augmentation`.
        label: in a learner's words.
        sentence: what it does.
        shown: a strength that shows it, for the small before and after while the parameter is off.
        limits: smallest, largest and step of a slider; None for a switch or a choice.
        choices: of a choice.
    """

    field: str
    label: str
    sentence: str
    shown: Any
    limits: tuple[float, float, float] | None = None
    choices: tuple[str, ...] = ()


GROUPS: dict[str, tuple[Control, ...]] = {
    "Flip": (
        Control("horizontal_flip", "Mirrored", "Half of the pictures are mirrored. A mirrored cat is a cat.", True),
        Control("vertical_flip", "Upside down", "Half stand on their head. Few cats do that in photos.", True),
    ),
    "Rotation": (
        Control(
            "rotation_range", "Turned, degrees", "Turned to either side by up to so many degrees.", 40.0, (0, 180, 1)
        ),
    ),
    "Scale": (
        Control(
            "zoom_range",
            "Zoom, from and to",
            "Above 1 shows the animal smaller, below 1 larger; each axis for itself, so that shapes change too.",
            (0.7, 0.7),
            (0.1, 3, 0.05),
        ),
    ),
    "Crop": (
        Control(
            "random_crop_area",
            "Part that is kept",
            "A part of the picture's area, blown up to full size.",
            (0.4, 0.4),
            (0.05, 1, 0.05),
        ),
        Control(
            "random_crop_aspect", "Shape of that part", "Its width divided by its height.", (1.8, 1.8), (0.3, 3, 0.05)
        ),
    ),
    "Translation": (
        Control("width_shift_range", "Moved sideways", "By up to this fraction of the width.", 0.3, (0, 1, 0.01)),
        Control("height_shift_range", "Moved up or down", "By up to this fraction of the height.", 0.3, (0, 1, 0.01)),
    ),
    "Noise": (Control("noise_stddev", "Noise, levels of 255", "Random grains, as in a dark room.", 30.0, (0, 128, 1)),),
    "Shear": (Control("shear_range", "Sheared, degrees", "Pushed askew, like a box that leans.", 25.0, (0, 80, 0.1)),),
    "Colour": (
        Control(
            "brightness_range",
            "Brightness, from and to",
            "All levels times a factor; 1 is unchanged.",
            (1.5, 1.5),
            (0, 3, 0.05),
        ),
        Control(
            "channel_shift_range",
            "Levels shifted",
            "So many levels of 255 are added to all pixels or taken off.",
            60.0,
            (0, 255, 1),
        ),
    ),
    "Fill": (
        Control(
            "fill_mode",
            "Beyond the edge",
            "What stands where the moved picture has no pixels.",
            "nearest",
            choices=("nearest", "reflect", "wrap", "constant"),
        ),
        Control(
            "cval",
            "Grey of the constant",
            "0 is black, 255 white; only for the fill mode constant.",
            128.0,
            (0, 255, 1),
        ),
    ),
    "Newer ideas": (
        Control(
            "cutout_size", "Cutout", "A grey square of this side is laid on: look at the rest, too.", 0.4, (0, 1, 0.01)
        ),
        Control(
            "mixup_alpha",
            "Mixup, alpha",
            "Two pictures and their labels are mixed. Seen on the pairs below.",
            0.4,
            (0, 4, 0.1),
        ),
    ),
}
