"""Sizes, colours and noise that all parts of a drawn picture share."""

import numpy as np
from PIL import Image

SIZE = 150  # height and width of the finished picture in pixels
CANVAS = 2 * SIZE  # pictures are drawn at twice the size and reduced, which smooths the edges
ALONG = np.arange(CANVAS, dtype=np.float32) / CANVAS  # 0 to 1 along a side of the canvas

Colour = tuple[int, int, int]  # red, green and blue, 0 to 255

FURS: tuple[Colour, ...] = (
    (58, 44, 36), (96, 68, 46), (142, 98, 58), (196, 142, 84), (214, 178, 132), (232, 220, 200), (120, 118, 116),
    (72, 72, 76), (34, 32, 34), (176, 112, 60), (160, 152, 140), (244, 240, 234),
)  # fmt: skip


def smooth_noise(generator: np.random.Generator, cells: int) -> np.ndarray:
    """Return noise of mean 0 and standard deviation about 1, interpolated from cells x cells squares.

    Returns:
        float32 array of shape (CANVAS, CANVAS).
    """
    coarse = generator.standard_normal((cells + 1, cells + 1), dtype=np.float32)
    return np.asarray(Image.fromarray(coarse).resize((CANVAS, CANVAS), Image.Resampling.BICUBIC))


def any_colour(generator: np.random.Generator) -> Colour:
    """Return a random colour of a thing. About a third are colours of fur, so that those do not show the animal."""
    if generator.random() < 0.35:
        return clip(np.array(FURS[generator.integers(len(FURS))]) + generator.normal(0, 10, 3))
    vivid, grey = generator.uniform(10, 245, 3), generator.uniform(20, 235)
    return clip(grey + (vivid - grey) * generator.uniform(0.15, 0.9))  # most things are not very colourful


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the mixture of two colours; `share` is the fraction of the second one, 0 to 1."""
    return clip(np.array(first) * (1 - share) + np.array(second) * share)


def clip(values: np.ndarray) -> Colour:
    """Return three levels as a colour, clipped to 0 to 255."""
    red, green, blue = np.clip(values, 0, 255).astype(int).tolist()
    return red, green, blue


def to_image(values: np.ndarray) -> Image.Image:
    """Return an array of levels as a picture, clipped to 0 to 255."""
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
