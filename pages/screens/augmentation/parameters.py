"""The parameters of augmentation in a learner's words, grouped as the tutorial lists them."""

from dogcat.common.language import N_
from pages.screens.augmentation.level_parameters import COLOUR, NEWER
from pages.screens.augmentation.one_control import AugmentationControl

GROUPS: dict[str, tuple[AugmentationControl, ...]] = {
    # Translators: a heading: changes that mirror the picture
    N_("Flip"): (
        AugmentationControl(
            "horizontal_flip",
            # Translators: a switch: the picture is mirrored left to right
            N_("Mirrored"),
            N_("Mirrors half of the pictures left to right. A mirrored cat is still a cat."),
            True,
        ),
        AugmentationControl(
            "vertical_flip",
            # Translators: a switch: the picture is mirrored top to bottom
            N_("Upside down"),
            N_("Mirrors half of the pictures top to bottom. Few cats stand on their heads in photos."),
            True,
        ),
    ),
    N_("Rotation"): (
        AugmentationControl(
            "rotation_range",
            N_("Rotation, degrees"),
            N_("Rotates the picture by up to this many degrees in either direction."),
            40.0,
            (0, 180, 1),
        ),
    ),
    # Translators: a heading: changes of the animal's size
    N_("Scale"): (
        AugmentationControl(
            "zoom_range",
            N_("Zoom, lowest and highest"),
            N_(
                "A value above 1 shows the animal smaller, below 1 larger. Width and height are scaled separately, so"
                " shapes change, too."
            ),
            (0.7, 0.7),
            (0.1, 3, 0.05),
        ),
    ),
    # Translators: a heading: changes that keep a part of the picture
    N_("Crop"): (
        AugmentationControl(
            "random_crop_area",
            N_("Part that is kept, smallest and largest"),
            N_("Keeps a part with this fraction of the picture's area and enlarges it to full size."),
            (0.4, 0.4),
            (0.05, 1, 0.05),
        ),
        AugmentationControl(
            "random_crop_aspect",
            N_("Width to height of that part"),
            N_("The width of that part divided by its height."),
            (1.8, 1.8),
            (0.3, 3, 0.05),
        ),
    ),
    N_("Translation"): (
        AugmentationControl(
            "width_shift_range",
            N_("Shift sideways"),
            N_("Shifts the picture by up to this fraction of its width."),
            0.3,
            (0, 1, 0.01),
        ),
        AugmentationControl(
            "height_shift_range",
            N_("Shift up or down"),
            N_("Shifts the picture by up to this fraction of its height."),
            0.3,
            (0, 1, 0.01),
        ),
    ),
    # Translators: a heading: random changes of the pixels
    N_("Noise"): (
        AugmentationControl(
            "noise_stddev",
            N_("Noise, standard deviation in pixel values"),
            N_("Adds random grain, as in a photo taken in a dark room."),
            30.0,
            (0, 128, 1),
        ),
    ),
    N_("Shear"): (
        AugmentationControl(
            "shear_range", N_("Shear, degrees"), N_("Slants the picture, like a leaning box."), 25.0, (0, 80, 0.1)
        ),
    ),
    N_("Colour"): COLOUR,
    # Translators: a heading: what fills the area without pixels
    N_("Fill"): (
        AugmentationControl(
            "fill_mode",
            N_("Filling at the edges"),
            N_("Chooses what fills the area where the moved picture has no pixels."),
            "nearest",
            choices=("nearest", "reflect", "wrap", "constant"),
        ),
        AugmentationControl(
            "cval",
            N_("Grey value of the filling"),
            N_("0 is black and 255 is white. Only the fill mode constant uses it."),
            128.0,
            (0, 255, 1),
        ),
    ),
    N_("Newer ideas"): NEWER,
}
