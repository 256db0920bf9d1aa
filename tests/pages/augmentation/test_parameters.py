"""The parameters on the page against those of the settings."""

from dataclasses import fields

import numpy as np
import pytest

from dogcat.augmentation.demonstration import apply_alone
from dogcat.recipe.recipe import Augmentation
from pages.screens.augmentation.controls import WITHOUT_PICTURE
from pages.screens.augmentation.parameters import GROUPS, AugmentationControl

CONTROLS = [control for group in GROUPS.values() for control in group]
PIXELS = np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8)


def test_every_parameter_has_a_control() -> None:
    assert sorted(control.field for control in CONTROLS) == sorted(field.name for field in fields(Augmentation))


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.field)
def test_the_strength_that_is_shown_changes_the_picture(control: AugmentationControl) -> None:
    is_changed = not np.array_equal(apply_alone(PIXELS, control.field, control.shown), PIXELS)
    # A crop of the whole area has no room for another shape.
    assert is_changed == (control.field not in WITHOUT_PICTURE | {"random_crop_aspect"})


def test_a_slider_is_wide_enough_for_a_value_from_an_address() -> None:
    zoom = next(control for control in CONTROLS if control.field == "zoom_range")
    assert zoom.limits_around((0.5, 1.5)) == (0.1, 3.0, 0.05)
    assert zoom.limits_around((0.05, 4.0)) == (0.05, 4.0, 0.05)
    rotation = next(control for control in CONTROLS if control.field == "rotation_range")
    assert rotation.limits_around(200.0) == (0.0, 200.0, 1.0)


def test_a_switch_has_no_limits() -> None:
    with pytest.raises(ValueError, match="horizontal_flip has no limits"):
        CONTROLS[0].limits_around(1.0)
