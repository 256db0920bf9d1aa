"""What all parts of a drawn picture use: the canvas, colours, smooth noise."""

import numpy as np
from PIL import Image

SIZE = 150  # pixels of the finished picture, height and width
CANVAS = 2 * SIZE  # drawn twice as large, then reduced, which smooths all edges
ALONG = np.arange(CANVAS, dtype=np.float32) / CANVAS

Colour = tuple[int, int, int]

FURS: tuple[Colour, ...] = (
    (58, 44, 36), (96, 68, 46), (142, 98, 58), (196, 142, 84), (214, 178, 132), (232, 220, 200), (120, 118, 116),
    (72, 72, 76), (34, 32, 34), (176, 112, 60), (160, 152, 140), (244, 240, 234),
)  # fmt: skip


def smooth_noise(generator: np.random.Generator, cells: int) -> np.ndarray:
    """Values around 0 with a deviation of about 1 that change over 1/cells of the canvas, (CANVAS, CANVAS)."""
    coarse = generator.standard_normal((cells + 1, cells + 1), dtype=np.float32)
    return np.asarray(Image.fromarray(coarse).resize((CANVAS, CANVAS), Image.Resampling.BICUBIC))


def any_colour(generator: np.random.Generator) -> Colour:
    """A colour that a thing may have; a third of them are colours of fur."""
    if generator.random() < 0.35:  # things have the colours of fur, too
        return clip(np.array(FURS[generator.integers(len(FURS))]) + generator.normal(0, 10, 3))
    vivid, grey = generator.uniform(10, 245, 3), generator.uniform(20, 235)
    return clip(grey + (vivid - grey) * generator.uniform(0.15, 0.9))  # most things are not very colourful


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour between two, at a share of the second from 0 to 1."""
    return clip(np.array(first) * (1 - share) + np.array(second) * share)


def clip(values: np.ndarray) -> Colour:
    """Three levels cut to 0 to 255."""
    red, green, blue = np.clip(values, 0, 255).astype(int).tolist()
    return red, green, blue


def to_image(values: np.ndarray) -> Image.Image:
    """Levels cut to 0 to 255, as a picture."""
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
