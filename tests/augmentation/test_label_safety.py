"""Notes on settings that make a label doubtful: each names its field, and sensible settings have none."""

import pytest

from dogcat.augmentation.label_safety import doubts
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.recipe.recipe import Augmentation


@pytest.mark.parametrize("name", ["none", "tutorial", "gentle", "modern"])
def test_sensible_settings_raise_no_doubt(name: str) -> None:
    assert doubts(AUGMENTATION_PRESETS[name]) == []


@pytest.mark.parametrize(
    ("field", "fine", "doubtful"),
    [
        ("vertical_flip", False, True),
        ("rotation_range", 90, 91),
        ("width_shift_range", 0.4, 0.41),
        ("height_shift_range", 0.4, 0.41),
        ("shear_range", 45, 46),
        ("zoom_range", (0.4, 2), (0.4, 2.1)),
        ("zoom_range", (0.4, 2), (0.39, 2)),
        ("random_crop_area", (0.2, 1), (0.1, 1)),
        ("noise_stddev", 50, 51),
        ("cutout_size", 0.6, 0.61),
        ("brightness_range", (0.3, 2.2), (0.2, 1)),
        ("brightness_range", (0.3, 2.2), (1, 2.3)),
        ("contrast_range", (0.2, 3), (0.1, 1)),
        ("contrast_range", (0.2, 3), (1, 3.1)),
        ("channel_shift_range", 120, 121),
    ],
)
def test_each_bound_has_its_reason(field: str, fine: object, doubtful: object) -> None:
    assert doubts(Augmentation(**{field: fine})) == []
    (reason,) = doubts(Augmentation(**{field: doubtful}))
    assert len(reason) > 40


def test_too_much_raises_several() -> None:
    assert len(doubts(AUGMENTATION_PRESETS["extreme"])) >= 2
