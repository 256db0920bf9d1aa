"""Draws one cat or dog. Only anatomy differs between the two: ears, muzzle, nose, eyes, whiskers, tail."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from dogcat.pictures.synthetic.canvas import ALONG, CANVAS, FURS, Colour, mix, smooth_noise, to_image

_EYES: tuple[Colour, ...] = ((148, 170, 60), (196, 160, 48), (92, 150, 180), (96, 60, 30), (60, 40, 24), (170, 110, 40))
_RIM = 3  # width of the soft dark rim of each part, in pixels of the canvas
_THIRD = [value // 3 for value in range(256)]
_DARK = [round(0.68 * value) for value in range(256)] * 3
_LIGHT = [(value + tone) // 2 for tone in (238, 230, 218) for value in range(256)]
_RADII = {"far": (0.13, 0.21), "usual": (0.2, 0.33), "close": (0.33, 0.42)}  # of the head, in sides of the canvas
_TILTS = {"far": 0.5, "usual": 0.22, "close": 0.1}  # standard deviation of the head's angle, in radians
_PATTERNS = ("plain", "stripes", "patches", "spots", "two-tone")


class Frame:
    """The coordinate system of a head or body: 1 is its radius, y points to the chin."""

    def __init__(self, centre: np.ndarray, radius: float, angle: float, mirrored: bool) -> None:
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        self.matrix = turn @ np.diag([-1.0 if mirrored else 1.0, 1.0]) * radius
        self.centre = centre
        self.radius = radius

    def points(self, places: np.ndarray) -> list[tuple[float, float]]:
        """Convert coordinates of shape (N, 2) to canvas pixels."""
        return [tuple(place) for place in (places @ self.matrix.T + self.centre).tolist()]

    def oval(self, x: float, y: float, width: float, height: float, tilt: float = 0.0) -> list[tuple[float, float]]:
        """Return the outline of an ellipse with these half-axes, in canvas pixels."""
        around = np.linspace(0, 2 * np.pi, 28, endpoint=False)
        outline = np.stack([width * np.cos(around), height * np.sin(around)], axis=1)
        turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
        return self.points(outline @ turn.T + (x, y))


@dataclass
class _Coat:
    """Textures of the size of the canvas, from which the parts of one animal are cut."""

    texture: Image.Image
    dark: Image.Image
    light: Image.Image


class Animal:
    """One animal, with its random properties. The label decides only which head and tail are drawn."""

    def __init__(self, label: int, generator: np.random.Generator) -> None:
        self.is_dog = bool(label)
        self.generator = generator
        pick = generator.uniform
        self.coat = _coat(generator)
        chance = generator.random()
        # A network learns the close faces within its first epochs; the far and tilted animals stay hard.
        distance = "far" if chance < 0.3 else "close" if chance > 0.65 else "usual"
        radius = CANVAS * pick(*_RADII[distance])
        room = CANVAS * 0.5 - radius * 0.95  # the edge may cut off an ear, but not the face
        centre = CANVAS / 2 + np.array([pick(-1, 1), pick(-1, 1)]) * room
        self.angle = generator.normal(0, _TILTS[distance])
        mirrored = generator.random() < 0.5
        self.head = Frame(centre, radius, self.angle, mirrored)
        direction = generator.normal(np.pi / 2, 0.7)
        away = np.array([np.cos(direction), np.sin(direction)]) * radius * pick(1.3, 1.9)
        self.body = Frame(centre + away, radius * pick(1.1, 1.6), direction - np.pi / 2, mirrored)
        turn = 0.12 if distance == "close" else 0.32
        self.yaw = pick(-turn, turn)  # how far the face is turned aside, in radii
        self.nod = pick(-0.12, 0.16)
        self.eye_colour: Colour = _EYES[generator.integers(len(_EYES))]
        self.nose_colour: Colour = ((40, 32, 32), (60, 44, 40), (176, 110, 104))[generator.integers(3)]
        self.eyes_closed = generator.random() < 0.12
        self.marking_is_light = generator.random() < 0.55

    def draw(self, canvas: Image.Image) -> None:
        """Draw the animal onto the canvas."""
        self._tail(canvas)
        self._trunk(canvas)
        if self.is_dog:
            self._dog_head(canvas)
        else:
            self._cat_head(canvas)

    def _cut(self, canvas: Image.Image, outline: list[tuple[float, float]], texture: Image.Image | None = None) -> None:
        """Paste a part of the coat onto the canvas, with a soft dark rim."""
        box = _box_around(outline, margin=_RIM + 1)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in outline], fill=255)
        rim = mask.filter(ImageFilter.BoxBlur(_RIM))
        canvas.paste((24, 20, 20), box, rim.point(_THIRD))
        canvas.paste((texture or self.coat.texture).crop(box), box, mask)

    def _fill(self, canvas: Image.Image, outline: list[tuple[float, float]], colour: Colour) -> None:
        ImageDraw.Draw(canvas).polygon(outline, fill=colour)

    def _line(self, canvas: Image.Image, places: np.ndarray, colour: Colour, width: float, frame: Frame) -> None:
        ImageDraw.Draw(canvas).line(frame.points(places), fill=colour, width=max(1, round(width)), joint="curve")

    def _tail(self, canvas: Image.Image) -> None:
        pick = self.generator.uniform
        along = np.linspace(0, 1, 14)
        bend, length = pick(-2.2, 2.2), pick(1.3, 2.1) if self.is_dog else pick(1.7, 2.8)
        heading = pick(-0.6, 0.6) + bend * along
        steps = np.stack([np.sin(heading), -np.cos(heading)], axis=1) * length / len(along)
        places = np.cumsum(steps, axis=0) + np.array((pick(0.4, 0.9), 0.5))
        mask = Image.new("L", canvas.size)
        thick = self.body.radius * (pick(0.16, 0.34) if self.is_dog else pick(0.13, 0.24))
        draw = ImageDraw.Draw(mask)
        spine = self.body.points(places)
        for number, (x, y) in enumerate(spine):
            half = thick * (1 - 0.5 * number / len(spine) * (1 if self.is_dog else 0.5)) / 2 + 1
            draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
        draw.line(spine, fill=255, width=max(2, round(thick * 0.7)), joint="curve")
        canvas.paste(self.coat.dark, mask=mask)

    def _trunk(self, canvas: Image.Image) -> None:
        pick = self.generator.uniform
        width = pick(0.75, 1.0)
        for side in (-1, 1):
            if pick(0, 1) < 0.8:
                x = side * pick(0.25, 0.6)
                self._cut(canvas, self.body.oval(x, pick(0.7, 1.0), pick(0.16, 0.26), pick(0.5, 0.8)), self.coat.dark)
        self._cut(canvas, self.body.oval(0, 0, width, pick(0.95, 1.25)))
        if self.marking_is_light:
            self._cut(canvas, self.body.oval(0, -0.1, width * 0.5, pick(0.5, 0.8)), self.coat.light)
        for side in (-1, 1):
            if pick(0, 1) < 0.7:
                self._cut(canvas, self.body.oval(side * pick(0.2, 0.5), pick(0.8, 1.2), 0.17, pick(0.35, 0.55)))

    def _face(self, x: float, y: float) -> tuple[float, float]:
        """Return the coordinates of a point on a face that is turned aside by `yaw` and `nod`."""
        return x * (1 - 0.25 * abs(self.yaw)) + self.yaw, y + self.nod

    def _cat_head(self, canvas: Image.Image) -> None:
        pick, head = self.generator.uniform, self.head
        height, spread = pick(1.15, 1.55), pick(0.42, 0.62)
        folded = self.generator.random() < 0.15
        for side in (-1, 1):
            x = side * spread + 0.4 * self.yaw
            lean = side * pick(0.02, 0.22)
            tip = (x + lean, -0.95 if folded else -height)
            ear = np.array([(x - side * 0.36, -0.72), tip, (x + side * 0.36, -0.42)])
            self._cut(canvas, head.points(ear), self.coat.dark if folded else None)
            if not folded:
                inner = ear.mean(axis=0) + (ear - ear.mean(axis=0)) * 0.55
                self._fill(canvas, head.points(inner), mix((206, 150, 140), self.nose_colour, pick(0, 0.5)))
        wide, tall = pick(0.92, 1.08), pick(0.8, 0.95)
        self._cut(canvas, head.oval(0, 0, wide, tall))
        self._mask_of_the_face(canvas)
        self._eyes(canvas, 0.42, -0.10, 0.25, 0.19, slit=True)
        muzzle = self.coat.light if self.marking_is_light else self.coat.texture
        for side in (-1, 1):
            self._cut(canvas, head.oval(*self._face(side * 0.15, 0.40), 0.22, 0.17), muzzle)
        x, y = self._face(0, 0.26)
        nose = np.array([(x - 0.1, y - 0.05), (x + 0.1, y - 0.05), (x, y + 0.07)])
        self._fill(canvas, head.points(nose), self.nose_colour)
        self._line(canvas, np.array([(x, y + 0.05), (x, y + 0.16)]), (40, 30, 30), head.radius * 0.025, head)
        whisker: Colour = (245, 245, 240) if pick(0, 1) < 0.7 else (30, 28, 28)
        for side in (-1, 1):
            for _ in range(3):
                start = self._face(side * 0.2, 0.38 + pick(-0.06, 0.06))
                end = (start[0] + side * pick(0.7, 1.1), start[1] + pick(-0.25, 0.3))
                self._line(canvas, np.array([start, end]), whisker, head.radius * 0.02, head)

    def _dog_head(self, canvas: Image.Image) -> None:
        pick, head = self.generator.uniform, self.head
        kind = self.generator.choice(("hanging", "folded", "upright"), p=(0.7, 0.2, 0.1))
        if kind != "hanging":
            self._standing_ears(canvas, folded=kind == "folded")
        self._cut(canvas, head.oval(0, 0, pick(0.82, 1.0), pick(0.88, 1.05)))
        self._mask_of_the_face(canvas)
        if kind == "hanging":
            low, wide = pick(0.45, 0.8), pick(0.22, 0.34)
            for side in (-1, 1):
                x = side * pick(0.78, 0.95) + 0.3 * self.yaw
                self._cut(canvas, head.oval(x, -0.5 + low, wide, low, -side * pick(0.0, 0.45)), self.coat.dark)
        self._eyes(canvas, 0.36, -0.18, 0.11, 0.11, slit=False)
        long, wide = pick(0.42, 0.56), pick(0.42, 0.56)
        x, y = self._face(1.25 * self.yaw * 0.4, 0.45)
        muzzle = self.coat.light if self.marking_is_light else self.coat.texture
        if pick(0, 1) < 0.6:
            self._fill(canvas, head.oval(x, y + long * 0.9, 0.13, pick(0.16, 0.3)), (206, 104, 112))
        self._cut(canvas, head.oval(x, y, wide, long), muzzle)
        self._line(canvas, np.array([(x, y - 0.05), (x, y + long * 0.55)]), (40, 30, 30), head.radius * 0.03, head)
        nose = head.oval(x, y - long * 0.35, pick(0.23, 0.31), pick(0.16, 0.21))
        self._fill(canvas, nose, self.nose_colour)
        self._fill(canvas, head.oval(x - 0.06, y - long * 0.35 - 0.05, 0.04, 0.03), (150, 145, 145))

    def _standing_ears(self, canvas: Image.Image, folded: bool) -> None:
        pick, head = self.generator.uniform, self.head
        height, spread = pick(1.15, 1.5), pick(0.5, 0.7)
        for side in (-1, 1):
            x = side * spread + 0.4 * self.yaw
            lean = side * pick(0.1, 0.35)
            top = height * 0.82 if folded else height
            blunt = np.array(
                [(x - side * 0.3, -0.7), (x + lean - 0.1, -top), (x + lean + 0.1, -top), (x + side * 0.34, -0.35)]
            )
            self._cut(canvas, head.points(blunt))
            if folded:
                flap = np.array([(x + lean - 0.14, -top), (x + lean + 0.14, -top), (x + lean + side * 0.2, -0.5)])
                self._cut(canvas, head.points(flap), self.coat.dark)

    def _mask_of_the_face(self, canvas: Image.Image) -> None:
        """Draw a blaze or a cheek of another colour; both classes have them."""
        pick = self.generator.uniform
        chance = pick(0, 1)
        if chance < 0.3:
            self._cut(canvas, self.head.oval(*self._face(0, -0.2), 0.14, 0.5), self.coat.light)
        elif chance < 0.5:
            self._cut(canvas, self.head.oval(*self._face(0.4, -0.1), 0.3, 0.35), self.coat.dark)

    def _eyes(self, canvas: Image.Image, x: float, y: float, width: float, height: float, slit: bool) -> None:
        head, opened = self.head, self.generator.uniform(0.65, 1.15)
        for side in (-1, 1):
            place = self._face(side * x, y)
            if self.eyes_closed:
                arc = np.array(
                    [(place[0] - width, place[1]), (place[0], place[1] + 0.06), (place[0] + width, place[1])]
                )
                self._line(canvas, arc, (30, 24, 24), head.radius * 0.05, head)
                continue
            self._fill(canvas, head.oval(*place, width * 1.2, height * opened * 1.25, side * 0.25), (28, 22, 22))
            self._fill(canvas, head.oval(*place, width, height * opened, side * 0.25), self.eye_colour)
            pupil = (0.05, height * opened * 0.9) if slit else (0.08, 0.08)
            self._fill(canvas, head.oval(*place, *pupil), (12, 10, 10))
            self._fill(canvas, head.oval(place[0] - 0.04, place[1] - 0.05, 0.03, 0.03), (240, 240, 240))


def _box_around(outline: list[tuple[float, float]], margin: int) -> tuple[int, int, int, int] | None:
    """Return the box (left, top, right, bottom) of an outline on the canvas; None if it lies outside."""
    places = np.array(outline)
    left, top = np.clip(np.floor(places.min(axis=0)).astype(int) - margin, 0, CANVAS).tolist()
    right, bottom = np.clip(np.ceil(places.max(axis=0)).astype(int) + margin + 1, 0, CANVAS).tolist()
    return (left, top, right, bottom) if left < right and top < bottom else None


def _coat(generator: np.random.Generator) -> _Coat:
    """Return fur of two colours in a random pattern, with fine hair."""
    first, second = (np.array(FURS[index], np.float32) for index in generator.choice(len(FURS), 2, replace=False))
    pattern = generator.choice(_PATTERNS)
    rows, columns = ALONG[:, None], ALONG[None, :]
    if pattern == "stripes":
        angle, waves = generator.uniform(0, np.pi), generator.uniform(9, 20)
        bent = smooth_noise(generator, 5) * 0.25
        is_second = np.sin(2 * np.pi * waves * (rows * np.cos(angle) + columns * np.sin(angle) + bent * 0.3)) > 0.2
    elif pattern == "patches":
        is_second = smooth_noise(generator, 6) > 0.15
    elif pattern == "spots":
        is_second = smooth_noise(generator, 24) > 0.6
    elif pattern == "two-tone":
        is_second = rows + 0.2 * smooth_noise(generator, 4) > generator.uniform(0.3, 0.7)
    else:
        is_second = np.zeros((CANVAS, CANVAS), bool)
    second = first + (second - first) * np.float32(generator.uniform(0.2, 0.6))
    hair = 9 * generator.standard_normal((CANVAS, CANVAS // 4), dtype=np.float32).repeat(4, axis=1)
    fur = np.where(is_second[..., None], second, first)
    fur += (hair + 14 * smooth_noise(generator, 8))[..., None]
    texture = to_image(fur)
    return _Coat(texture, texture.point(_DARK), texture.point(_LIGHT))
