"""The ways in which networks for pictures expect their pixels. Without TensorFlow.

Most networks expect a range of values. Networks with a base from Keras' `applications` may expect what
`preprocess_input` of that base returns; the sources are `keras.applications.imagenet_utils`, modes "caffe" and "torch".
"""

from collections.abc import Callable

import numpy as np

CAFFE_MEANS = (123.68, 116.779, 103.939)  # ImageNet's means of red, green and blue, of 0 to 255
TORCH_MEANS = (0.485, 0.456, 0.406)  # ImageNet's means of red, green and blue, of 0 to 1
TORCH_DEVIATIONS = (0.229, 0.224, 0.225)
_LUMA = (19595, 38470, 7471)  # ITU-R 601 in 1/65536, as Pillow's convert("L") computes it


def _array(values: tuple[float, ...]) -> np.ndarray:
    return np.array(values, np.float32)


SCALINGS: dict[str, Callable[[np.ndarray], np.ndarray]] = {  # of float32 pixels from 0 to 255
    "0-255": lambda pixels: pixels,
    "0-1": lambda pixels: pixels / 255,
    "-1-1": lambda pixels: pixels / 127.5 - 1,
    "mean RGB": lambda pixels: pixels - _array(CAFFE_MEANS),
    "mean BGR": lambda pixels: (pixels - _array(CAFFE_MEANS))[..., ::-1],
    "torch": lambda pixels: (pixels / 255 - _array(TORCH_MEANS)) / _array(TORCH_DEVIATIONS),
}
GREY_SCALINGS = ("0-255", "0-1", "-1-1")  # those for one channel


def scalings(num_channels: int) -> tuple[str, ...]:
    """Return the names of the scalings for pictures of 3 channels or 1."""
    return tuple(SCALINGS) if num_channels == 3 else GREY_SCALINGS


def scale(pixels: np.ndarray, scaling: str, num_channels: int) -> np.ndarray:
    """Return pixels in the form that a network expects, float32 (N, H, W, `num_channels`).

    Args:
        pixels: colour pixels from 0 to 255, (N, H, W, 3).
        scaling: a name of `scalings(num_channels)`.
        num_channels: 3 for colour, 1 for grey.
    """
    if num_channels == 1:
        if scaling not in GREY_SCALINGS:
            raise ValueError(f"no scaling for grey pictures: {scaling}")
        pixels = grey(pixels)
    scaled: np.ndarray = SCALINGS[scaling](pixels.astype(np.float32))
    return np.ascontiguousarray(scaled, dtype=np.float32)


def grey(pixels: np.ndarray) -> np.ndarray:
    """Return the brightness of uint8 colour pixels (N, H, W, 3) as Pillow's `convert("L")`, uint8 (N, H, W, 1)."""
    weighted = pixels.astype(np.uint32) @ np.array(_LUMA, np.uint32)
    return ((weighted + 0x8000) >> 16).astype(np.uint8)[..., None]
