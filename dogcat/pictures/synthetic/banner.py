"""Draws the pictures of the page Home: `python -m dogcat.pictures.synthetic.banner` writes them to `assets/home`.

Animals look over the lower edge of a long picture. Around them it is transparent, so that it fits both themes. Four
small pictures stand beside the links to what else the app can do.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from dogcat.common.palette import CAT, DOG
from dogcat.common.storage import ASSETS_DIR, whole_path
from dogcat.pictures.synthetic.animal import Animal, Frame
from dogcat.pictures.synthetic.canvas import CANVAS

FOLDER = ASSETS_DIR / "home"
WIDTH, HEIGHT = 2000, 280  # pixels of the row; shown at half the size
SEEDS = (  # label and seed of each animal from left to right, chosen by eye
    (0, 0), (1, 1), (0, 4), (1, 7), (0, 26), (1, 4), (0, 41), (1, 44), (0, 16), (1, 41), (0, 2),
)  # fmt: skip
CARD = (480, 250)  # width and height of a small picture in pixels; shown at half the size
_QUALITY = 75


def draw_sitting(label: int, seed: int, radius: float) -> Image.Image:
    """Return one animal that sits upright and looks at the reader, cut off below its chest.

    Args:
        label: 0 for a cat, 1 for a dog.
        seed: of all other properties.
        radius: of its head in pixels.

    Returns:
        An RGBA picture of CANVAS x CANVAS pixels, transparent around the animal.
    """
    generator = np.random.default_rng((seed, label))
    animal = Animal(label, generator)
    tilt, mirrored = generator.normal(0, 0.09), bool(generator.random() < 0.5)
    animal.angle, animal.eyes_closed = tilt, False
    centre = np.array([CANVAS / 2, CANVAS - 1.9 * radius])
    animal.head = Frame(centre, radius, tilt, mirrored)
    animal.body = Frame(centre + np.array([0, 1.45 * radius]), 1.15 * radius, 0, mirrored)
    canvas = Image.new("RGBA", (CANVAS, CANVAS))
    animal.draw(canvas)
    return canvas


def draw_row() -> Image.Image:
    """Return the row, RGBA of WIDTH x HEIGHT pixels."""
    row = Image.new("RGBA", (WIDTH, HEIGHT))
    sizes = np.random.default_rng(2).uniform(62, 88, len(SEEDS))
    places = np.linspace(110, WIDTH - 110, len(SEEDS))
    order = sorted(range(len(SEEDS)), key=lambda number: sizes[number])  # the large ones stand in front
    for number in order:
        label, seed = SEEDS[number]
        drawn = draw_sitting(label, seed, sizes[number])
        row.alpha_composite(drawn, (round(places[number]) - CANVAS // 2, 0), (0, CANVAS - HEIGHT))
    return row


def _card(*animals: tuple[int, int, float, int], ground: str) -> Image.Image:
    """Return a small picture with sitting animals: label, seed, radius and place of the middle of each."""
    card = Image.new("RGBA", CARD, _pale(ground))
    for label, seed, radius, middle in animals:
        drawn = draw_sitting(label, seed, radius)
        card.alpha_composite(drawn, (middle - CANVAS // 2, 0), (0, CANVAS - CARD[1]))
    return card


def _pale(colour: str) -> str:
    levels = [round(255 - 0.35 * (255 - level)) for level in bytes.fromhex(colour[1:])]
    return "#" + bytes(levels).hex()


def draw_try() -> Image.Image:
    """Return a cat in a viewfinder."""
    card = _card((0, 16, 78, 240), ground=CAT)
    draw, (width, height) = ImageDraw.Draw(card), CARD
    for x, inward in ((130, 1), (width - 130, -1)):
        for y, down in ((24, 1), (height - 24, -1)):
            draw.line([(x + 44 * inward, y), (x, y), (x, y + 44 * down)], fill="#ffffff", width=8, joint="curve")
    return card


def draw_break() -> Image.Image:
    """Return a dog with a grey patch over half of its face."""
    card = _card((1, 41, 78, 240), ground=DOG)
    ImageDraw.Draw(card).rectangle((232, 60, 330, 158), fill="#8a8a8a")
    return card


def draw_build() -> Image.Image:
    """Return a cat behind the blocks of a network."""
    card = _card((0, 26, 66, 240), ground=DOG)
    draw, bottom = ImageDraw.Draw(card), CARD[1]
    for place, (height, width) in enumerate(((120, 16), (92, 26), (68, 38), (46, 54), (30, 74))):
        left = 36 + 88 * place
        draw.rectangle((left, bottom - height, left + width, bottom), fill=(0, 114, 178, 235))
        draw.polygon(
            [(left, bottom - height), (left + 14, bottom - height - 14), (left + width + 14, bottom - height - 14),
             (left + width, bottom - height)], fill=(90, 170, 220, 235),
        )  # fmt: skip
    return card


def draw_board() -> Image.Image:
    """Return three animals side by side."""
    return _card((1, 7, 58, 110), (0, 4, 60, 245), (1, 44, 58, 375), ground=CAT)


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "animals": draw_row,
    "try": draw_try,
    "break": draw_break,
    "build": draw_build,
    "board": draw_board,
}


def write_pictures(folder: Path) -> None:
    """Write all of them as WebP."""
    for name, draw in PICTURES.items():
        with whole_path(folder / f"{name}.webp") as temporary:
            draw().save(temporary, "WEBP", quality=_QUALITY, alpha_quality=80, method=6)


if __name__ == "__main__":
    write_pictures(FOLDER)
