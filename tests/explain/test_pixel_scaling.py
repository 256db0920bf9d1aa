"""The scalings of pixels, against Keras' own formulas and Pillow's."""

import keras
import numpy as np
import pytest
from PIL import Image

from dogcat.explain.pixel_scaling import grey, scale, scalings

PIXELS = np.random.default_rng(1).integers(0, 256, (4, 5, 7, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("scaling", "application"),
    [("-1-1", keras.applications.mobilenet_v2), ("mean BGR", keras.applications.vgg16),
     ("torch", keras.applications.densenet), ("0-255", keras.applications.efficientnet)],
)  # fmt: skip
def test_colour_is_scaled_as_keras_does(scaling: str, application: object) -> None:
    expected = application.preprocess_input(PIXELS.astype(np.float32))  # type: ignore[attr-defined]
    np.testing.assert_allclose(scale(PIXELS, scaling, 3), expected, atol=1e-4)


def test_the_means_can_be_subtracted_in_rgb() -> None:
    np.testing.assert_array_equal(scale(PIXELS, "mean RGB", 3), scale(PIXELS, "mean BGR", 3)[..., ::-1])


def test_grey_is_pillows() -> None:
    expected = np.stack([np.asarray(Image.fromarray(each).convert("L")) for each in PIXELS])
    np.testing.assert_array_equal(grey(PIXELS)[..., 0], expected)
    np.testing.assert_array_equal(scale(PIXELS, "0-1", 1), grey(PIXELS) / np.float32(255))


def test_grey_has_no_means_of_colours() -> None:
    assert scalings(1) == ("0-255", "0-1", "-1-1")
    assert scalings(3)[:3] == scalings(1)
    with pytest.raises(ValueError, match="no scaling for grey"):
        scale(PIXELS, "torch", 1)


@pytest.mark.parametrize("num_channels", [1, 3])
def test_every_scaling_gives_contiguous_float32(num_channels: int) -> None:
    for name in scalings(num_channels):
        scaled = scale(PIXELS, name, num_channels)
        assert (scaled.dtype, scaled.shape) == (np.float32, (4, 5, 7, num_channels))
        assert scaled.flags["C_CONTIGUOUS"]
