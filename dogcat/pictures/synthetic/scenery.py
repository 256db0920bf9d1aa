"""Draws the background of an animal and things in front of it."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from dogcat.pictures.synthetic.canvas import ALONG, CANVAS, Colour, any_colour, clip, smooth_noise, to_image

_SCENES = ("room", "grass", "tiles", "bokeh", "fabric", "clutter")


@dataclass(frozen=True)
class Place:
    """Typical surroundings of one class, for the picture set that teaches shortcuts.

    Attributes:
        scenes: the scenes that may be drawn, out of `_SCENES`.
        colours: colours that the top and the bottom of the background are mixed with.
        cast: colour cast of the light: factors for red, green and blue.
    """

    scenes: tuple[str, ...]
    colours: tuple[Colour, Colour]
    cast: tuple[float, float, float]


LAWN = Place(("grass",), ((84, 128, 44), (120, 160, 70)), (0.92, 1.08, 0.9))
LIVING_ROOM = Place(("room", "tiles", "fabric"), ((150, 96, 60), (206, 160, 112)), (1.14, 0.98, 0.82))


def background(generator: np.random.Generator, place: Place | None) -> Image.Image:
    """Draw a new canvas with random surroundings, or with those of a place."""
    pick, scene = generator.uniform, generator.choice(place.scenes if place else _SCENES)
    above, below = (np.array(any_colour(generator), np.float32) for _ in range(2))
    if place:
        above, below = (
            0.3 * any_colour + 0.7 * np.array(own, np.float32)
            for any_colour, own in zip((above, below), place.colours, strict=True)
        )
    slope = ALONG[:, None, None]
    base = above * (1 - slope) + below * slope + 25 * smooth_noise(generator, int(pick(2, 9)))[..., None]
    picture = to_image(base)
    draw = ImageDraw.Draw(picture)
    if scene == "grass":
        _blades(draw, np.array(place.colours[0] if place else any_colour(generator)), generator)
    elif scene == "tiles":
        step, colour = int(pick(18, 60)), any_colour(generator)
        for joint in range(int(pick(0, step)), CANVAS, step):
            draw.line((joint, 0, joint + pick(-30, 30), CANVAS), fill=colour, width=int(pick(1, 5)))
            draw.line((0, joint, CANVAS, joint + pick(-30, 30)), fill=colour, width=int(pick(1, 5)))
    elif scene == "fabric":
        for left in np.arange(-CANVAS, CANVAS, pick(9, 40)):
            width, colour = int(pick(2, 10)), any_colour(generator)
            draw.line((left, 0, left + CANVAS * pick(0.2, 1), CANVAS), fill=colour, width=width)
    for _ in range(int(pick(3, 14) if scene in ("clutter", "room", "bokeh") else pick(0, 5))):
        _thing(draw, generator, round_only=scene == "bokeh")
    if scene == "bokeh" or pick(0, 1) < 0.3:
        half = picture.reduce(2).filter(
            ImageFilter.GaussianBlur(pick(0.5, 3))
        )  # at half the size, a quarter of the work
        picture = half.resize(picture.size, Image.Resampling.BILINEAR)
    return picture


def _blades(draw: ImageDraw.ImageDraw, hue: np.ndarray, generator: np.random.Generator) -> None:
    for x, y in generator.uniform(0, CANVAS, (260, 2)):
        colour = clip(hue + generator.normal(0, 22, 3))
        draw.line((x, y, x + generator.normal(0, 7), y - generator.uniform(8, 34)), fill=colour, width=2)


def _thing(draw: ImageDraw.ImageDraw, generator: np.random.Generator, round_only: bool = False) -> None:
    """Draw an ellipse, box, wedge or bar. Ears and muzzles have such shapes, so the shapes alone show no animal."""
    pick = generator.uniform
    x, y = pick(-20, CANVAS + 20, 2)
    width, height = pick(8, 90, 2)
    colour = any_colour(generator)
    kind = 0 if round_only else generator.integers(4)
    if kind == 0:
        draw.ellipse((x - width / 2, y - height / 2, x + width / 2, y + height / 2), fill=colour)
    elif kind == 1:
        draw.rectangle((x, y, x + width, y + height), fill=colour)
    elif kind == 2:
        draw.polygon([(x, y), (x + width, y + pick(-40, 40)), (x + pick(-40, 40), y - height)], fill=colour)
    else:
        draw.line((x, y, x + pick(-150, 150), y + pick(-150, 150)), fill=colour, width=int(pick(2, 10)))


def something_in_front(canvas: Image.Image, generator: np.random.Generator) -> None:
    """Draw a fence, a box or several things over the canvas."""
    draw, pick = ImageDraw.Draw(canvas), generator.uniform
    kind = generator.integers(3)
    if kind == 0:  # bars of a fence or cage
        step, width, colour = int(pick(45, 90)), int(pick(4, 12)), any_colour(generator)
        for x in range(int(pick(0, step)), CANVAS, step):
            draw.line((x, 0, x + pick(-15, 15), CANVAS), fill=colour, width=width)
    elif kind == 1:  # a box or table at an edge
        height, colour = pick(0.1, 0.28) * CANVAS, any_colour(generator)
        box = [(0, 0, CANVAS, height), (0, CANVAS - height, CANVAS, CANVAS), (0, 0, height, CANVAS)]
        draw.rectangle(box[generator.integers(3)], fill=colour)
    else:
        for _ in range(int(pick(2, 7))):
            _thing(draw, generator)
