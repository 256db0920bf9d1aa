"""The parameters of augmentation in a learner's words, grouped as the tutorial lists them."""

from dataclasses import dataclass
from typing import Any

from dogcat.common.language import N_


@dataclass(frozen=True)
class AugmentationControl:
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

    def limits_around(self, value: float | tuple[float, float]) -> tuple[float, float, float]:
        """Return the limits of a slider, wide enough for a value that comes from an address.

        Raises:
            ValueError: the control is no slider.
        """
        if self.limits is None:
            raise ValueError(f"{self.field} has no limits")
        low, high, step = map(float, self.limits)
        values = value if isinstance(value, tuple) else (value,)
        return min(low, *values), max(high, *values), step


GROUPS: dict[str, tuple[AugmentationControl, ...]] = {
    N_("Flip"): (
        AugmentationControl(
            "horizontal_flip", N_("Mirrored"), N_("Half of the pictures are mirrored. A mirrored cat is a cat."), True
        ),
        AugmentationControl(
            "vertical_flip", N_("Upside down"), N_("Half stand on their head. Few cats do that in photos."), True
        ),
    ),
    N_("Rotation"): (
        AugmentationControl(
            "rotation_range",
            N_("Turned, degrees"),
            N_("Turned to either side by up to so many degrees."),
            40.0,
            (0, 180, 1),
        ),
    ),
    N_("Scale"): (
        AugmentationControl(
            "zoom_range",
            N_("Zoom, from and to"),
            N_("Above 1 shows the animal smaller, below 1 larger; each axis for itself, so that shapes change too."),
            (0.7, 0.7),
            (0.1, 3, 0.05),
        ),
    ),
    N_("Crop"): (
        AugmentationControl(
            "random_crop_area",
            N_("Part that is kept"),
            N_("A part of the picture's area, blown up to full size."),
            (0.4, 0.4),
            (0.05, 1, 0.05),
        ),
        AugmentationControl(
            "random_crop_aspect",
            N_("Shape of that part"),
            N_("Its width divided by its height."),
            (1.8, 1.8),
            (0.3, 3, 0.05),
        ),
    ),
    N_("Translation"): (
        AugmentationControl(
            "width_shift_range", N_("Moved sideways"), N_("By up to this fraction of the width."), 0.3, (0, 1, 0.01)
        ),
        AugmentationControl(
            "height_shift_range", N_("Moved up or down"), N_("By up to this fraction of the height."), 0.3, (0, 1, 0.01)
        ),
    ),
    N_("Noise"): (
        AugmentationControl(
            "noise_stddev", N_("Noise, levels of 255"), N_("Random grains, as in a dark room."), 30.0, (0, 128, 1)
        ),
    ),
    N_("Shear"): (
        AugmentationControl(
            "shear_range", N_("Sheared, degrees"), N_("Pushed askew, like a box that leans."), 25.0, (0, 80, 0.1)
        ),
    ),
    N_("Colour"): (
        AugmentationControl(
            "brightness_range",
            N_("Brightness, from and to"),
            N_("All levels times a factor; 1 is unchanged."),
            (1.5, 1.5),
            (0, 3, 0.05),
        ),
        AugmentationControl(
            "channel_shift_range",
            N_("Levels shifted"),
            N_("So many levels of 255 are added to all pixels or taken off."),
            60.0,
            (0, 255, 1),
        ),
    ),
    N_("Fill"): (
        AugmentationControl(
            "fill_mode",
            N_("Beyond the edge"),
            N_("What stands where the moved picture has no pixels."),
            "nearest",
            choices=("nearest", "reflect", "wrap", "constant"),
        ),
        AugmentationControl(
            "cval",
            N_("Grey of the constant"),
            N_("0 is black, 255 white; only for the fill mode constant."),
            128.0,
            (0, 255, 1),
        ),
    ),
    N_("Newer ideas"): (
        AugmentationControl(
            "cutout_size",
            N_("Cutout"),
            N_("A grey square of this side is laid on: look at the rest, too."),
            0.4,
            (0, 1, 0.01),
        ),
        AugmentationControl(
            "mixup_alpha",
            N_("Mixup, alpha"),
            N_("Two pictures and their labels are mixed. Seen on the pairs below."),
            0.4,
            (0, 4, 0.1),
        ),
    ),
}
