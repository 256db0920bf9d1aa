"""Draws one picture of a cat or a dog from random numbers: animal, background and defects of a camera.

Only anatomy differs between the classes: ears, muzzle, nose, eyes, whiskers, tail. Everything else (colour and pattern
of the fur, pose, size, place, light, background, things in front, blur, noise) has the same distribution for both, so
that no simple statistic separates the classes.
"""

import numpy as np
from PIL import Image, ImageFilter

from dogcat.pictures.synthetic.animal import Animal
from dogcat.pictures.synthetic.canvas import CANVAS, SIZE, to_image
from dogcat.pictures.synthetic.scenery import Place, background, something_in_front


def draw_picture(label: int, generator: np.random.Generator, place: Place | None = None) -> Image.Image:
    """Draw one picture.

    Args:
        label: 0 for a cat, 1 for a dog.
        generator: source of all random numbers; the same state gives the same pixels.
        place: the surroundings; random if None.

    Returns:
        An RGB picture of SIZE x SIZE pixels.
    """
    canvas = background(generator, place)
    Animal(label, generator).draw(canvas)
    if generator.random() < 0.25:
        something_in_front(canvas, generator)
    return _photograph(canvas, generator, place.cast if place else (1, 1, 1))


def draw_pixels(label: int, seed: int, size: int) -> np.ndarray:
    """Return a drawn cat (0) or dog (1), uint8 (size, size, 3); the same seed draws the same picture."""
    drawn = draw_picture(label, np.random.default_rng(seed))
    return np.asarray(drawn.resize((size, size), Image.Resampling.BILINEAR))


def _photograph(canvas: Image.Image, generator: np.random.Generator, light: tuple[float, float, float]) -> Image.Image:
    """Reduce the canvas to the finished size and add light, blur and noise of a camera."""
    pick = generator.uniform
    small = canvas.reduce(CANVAS // SIZE)
    if pick(0, 1) < 0.4:
        small = small.filter(ImageFilter.GaussianBlur(pick(0.25, 1.1)))
    pixels = np.asarray(small, dtype=np.float32)
    direction = pick(0, 2 * np.pi)
    columns, rows = np.meshgrid(*[np.linspace(-1, 1, SIZE, dtype=np.float32)] * 2)
    slope = 1 + pick(0, 0.35) * (rows * np.sin(direction) + columns * np.cos(direction))
    cast = pick(0.72, 1.2) * pick(0.88, 1.12, 3) * light
    contrast, middle = pick(0.75, 1.15), pixels.mean()
    pixels = ((pixels - middle) * contrast + middle) * slope[..., None] * cast
    return to_image(pixels + pick(1, 7) * generator.standard_normal(pixels.shape, dtype=np.float32))
