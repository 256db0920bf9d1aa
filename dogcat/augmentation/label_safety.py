"""Warns about strengths of augmentation that make labels doubtful. Such settings are still allowed."""

from dogcat.common.language import _
from dogcat.recipe.recipe import Augmentation

# Rules of thumb: beyond these strengths, people hesitate over drawn and real variants. The page compares them with a
# learner's own answers.
MAX_ROTATION = 90.0  # degrees
MAX_SHIFT = 0.4  # fraction of the picture size
MAX_SHEAR = 45.0  # degrees
MAX_ZOOM_OUT = 2.0  # factor; 2 shows the animal at half its size
MIN_ZOOM_IN = 0.4  # factor
MIN_CROP_AREA = 0.2  # fraction of the area
MAX_NOISE = 50.0  # levels of 255
MAX_CUTOUT = 0.6  # fraction of the picture size
BRIGHTNESS = (0.3, 2.2)  # factors
CONTRAST = (0.2, 3.0)  # factors
MAX_CHANNEL_SHIFT = 120.0  # levels of 255


def doubts(augmentation: Augmentation) -> list[str]:
    """Return one sentence for each setting that may hide what the label names; empty if there is none."""
    darkest, brightest = augmentation.brightness_range
    flattest, sharpest = augmentation.contrast_range
    largest_shift = max(augmentation.width_shift_range, augmentation.height_shift_range)
    reasons = [
        (
            augmentation.vertical_flip,
            _(
                "vertical_flip: hardly any photo shows an animal upside down. So the network spends effort on pictures"
                " that it will never see in use."
            ),
        ),
        (
            augmentation.rotation_range > MAX_ROTATION,
            _(
                "rotation_range above {most:.0f} degrees turns animals upside down. Photos hardly ever show that."
            ).format(most=MAX_ROTATION),
        ),
        (
            largest_shift > MAX_SHIFT,
            _(
                "Shifts above {most:.0%} can push the animal out of the picture; then the label names something that"
                " is not there."
            ).format(most=MAX_SHIFT),
        ),
        (
            augmentation.shear_range > MAX_SHEAR,
            _("shear_range above {most:.0f} degrees bends an animal beyond what a camera can do.").format(
                most=MAX_SHEAR
            ),
        ),
        (
            augmentation.zoom_range[1] > MAX_ZOOM_OUT,
            _(
                "zoom_range above {most:g} leaves less than a quarter of the area for the animal; its ears are only a"
                " few pixels."
            ).format(most=MAX_ZOOM_OUT),
        ),
        (
            augmentation.zoom_range[0] < MIN_ZOOM_IN,
            _("zoom_range below {least:g} shows a patch of fur rather than an animal.").format(least=MIN_ZOOM_IN),
        ),
        (
            augmentation.random_crop_area[0] < MIN_CROP_AREA,
            _("random_crop_area below {least:.0%} often keeps a part without any cat or dog.").format(
                least=MIN_CROP_AREA
            ),
        ),
        (
            augmentation.noise_stddev > MAX_NOISE,
            _("noise_stddev above {most:.0f} hides what distinguishes a cat from a dog.").format(most=MAX_NOISE),
        ),
        (
            augmentation.cutout_size > MAX_CUTOUT,
            _("cutout_size above {most:.0%} can cover the whole animal.").format(most=MAX_CUTOUT),
        ),
        (
            darkest < BRIGHTNESS[0] or brightest > BRIGHTNESS[1],
            _("A brightness_range this wide gives black or white pictures."),
        ),
        (
            flattest < CONTRAST[0] or sharpest > CONTRAST[1],
            _("A contrast_range this wide gives flat grey pictures, or pictures of a few hard colours."),
        ),
        (
            augmentation.channel_shift_range > MAX_CHANNEL_SHIFT,
            _("channel_shift_range above {most:.0f} washes pictures out or blackens them.").format(
                most=MAX_CHANNEL_SHIFT
            ),
        ),
    ]
    return [reason for holds, reason in reasons if holds]
