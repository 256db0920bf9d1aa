"""When a random change makes a label doubtful, and why: notes for a teacher's eye, not bans."""

from dogcat.recipe import Augmentation

# From these strengths on, a person looking at drawn and real variants begins to hesitate. They are rules of thumb, and
# what a learner answers on the page is shown beside them.
MAX_ROTATION = 90.0  # degrees
MAX_SHIFT = 0.4  # fraction of the side
MAX_SHEAR = 45.0  # degrees
MAX_ZOOM_OUT = 2.0  # the animal is shown at half its size
MIN_ZOOM_IN = 0.4
MIN_CROP_AREA = 0.2  # share of the picture
MAX_NOISE = 50.0  # levels of 255
MAX_CUTOUT = 0.6  # fraction of the side
BRIGHTNESS = (0.3, 2.2)
MAX_CHANNEL_SHIFT = 120.0  # levels of 255


def doubts(augmentation: Augmentation) -> list[str]:
    """One sentence for each setting that may turn a cat into something nobody would call so; empty when all is well."""
    darkest, brightest = augmentation.brightness_range
    reasons = {
        "vertical_flip: photos of animals standing on their head hardly occur, so the network spends effort on pictures"
        " that it will never be asked about.": augmentation.vertical_flip,
        f"rotation_range above {MAX_ROTATION:.0f} degrees turns animals upside down, which hardly occurs in photos.":
            augmentation.rotation_range > MAX_ROTATION,
        f"Shifts above {MAX_SHIFT:.0%} can push the animal out of the picture; then the label names what is not"
        " there.": max(augmentation.width_shift_range, augmentation.height_shift_range) > MAX_SHIFT,
        f"shear_range above {MAX_SHEAR:.0f} degrees bends an animal beyond what a camera can do.":
            augmentation.shear_range > MAX_SHEAR,
        f"zoom_range above {MAX_ZOOM_OUT:g} leaves less than a quarter of the area for the animal; its ears are a few"
        " pixels.": augmentation.zoom_range[1] > MAX_ZOOM_OUT,
        f"zoom_range below {MIN_ZOOM_IN:g} shows a patch of fur rather than an animal.":
            augmentation.zoom_range[0] < MIN_ZOOM_IN,
        f"random_crop_area below {MIN_CROP_AREA:.0%} often keeps a part without any cat or dog.":
            augmentation.random_crop_area[0] < MIN_CROP_AREA,
        f"noise_stddev above {MAX_NOISE:.0f} levels hides what tells a cat from a dog.":
            augmentation.noise_stddev > MAX_NOISE,
        f"cutout_size above {MAX_CUTOUT:.0%} can cover the whole animal.": augmentation.cutout_size > MAX_CUTOUT,
        "brightness_range so wide gives black or white pictures.":
            darkest < BRIGHTNESS[0] or brightest > BRIGHTNESS[1],
        f"channel_shift_range above {MAX_CHANNEL_SHIFT:.0f} levels washes pictures out or blackens them.":
            augmentation.channel_shift_range > MAX_CHANNEL_SHIFT,
    }  # fmt: skip
    return [reason for reason, holds in reasons.items() if holds]
