"""The parameters of augmentation that change levels, not places, and those that mix pictures."""

from dogcat.common.language import N_
from pages.screens.augmentation.one_control import AugmentationControl

COLOUR = (
    AugmentationControl(
        "brightness_range",
        N_("Brightness, lowest and highest"),
        N_("Multiplies all pixel values by a factor; 1 changes nothing."),
        (1.5, 1.5),
        (0, 3, 0.05),
    ),
    AugmentationControl(
        "contrast_range",
        N_("Contrast, lowest and highest"),
        N_(
            "Multiplies the distance of all pixel values to the picture's mean grey by a factor. 0 leaves only that"
            " grey; 1 changes nothing."
        ),
        (2.0, 2.0),
        (0, 3, 0.05),
    ),
    AugmentationControl(
        "saturation_range",
        N_("Saturation, lowest and highest"),
        N_(
            "Multiplies the distance of each pixel's colour to grey by a factor. 0 leaves no colours; 1 changes"
            " nothing."
        ),
        (0.0, 0.0),
        (0, 3, 0.05),
    ),
    AugmentationControl(
        "channel_shift_range",
        N_("Shift of the pixel values"),
        N_("Adds up to this amount (pixel values 0 to 255) to every pixel, or subtracts it."),
        60.0,
        (0, 255, 1),
    ),
)
NEWER = (
    AugmentationControl(
        "cutout_size",
        N_("Cutout"),
        N_("Covers a part with a grey square of this size, so that the network has to use the rest."),
        0.4,
        (0, 1, 0.01),
    ),
    AugmentationControl(
        "mixup_alpha",
        N_("Mixup, alpha"),
        N_("Mixes two pictures and their labels. The pairs below show it."),
        0.4,
        (0, 4, 0.1),
    ),
    AugmentationControl(
        "cutmix_alpha",
        N_("Cutmix, alpha"),
        N_("Pastes a rectangle of one picture into another and mixes their labels by area. The pairs below show it."),
        1.0,
        (0, 4, 0.1),
    ),
    AugmentationControl(
        "mixed_batches",
        N_("Fraction of mixed batches"),
        N_("Mixup and cutmix change this fraction of the batches. With both, each of them changes half of these."),
        0.75,
        (0, 1, 0.05),
    ),
)
