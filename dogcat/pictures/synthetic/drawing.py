"""A picture set that is being drawn: its folder on disk, its progress, and the process that draws a part of it.

The folder is hidden until the set is whole. Each picture is written under another name and renamed, so every picture
that can be listed is whole. A drawing that was killed continues with the pictures that are missing.

Each core draws in a process of its own, `python -m dogcat.pictures.synthetic.drawing`, because Pillow does not draw in
parallel within one process.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dogcat.common.processes import is_alive, process_note
from dogcat.common.sentence import Sentence
from dogcat.common.storage import pictures_dir, write_text
from dogcat.pictures.picture_set import CLASS_FOLDERS, CLASSES, SPLITS, PictureSet, write_note
from dogcat.pictures.synthetic.picture import draw_picture
from dogcat.pictures.synthetic.scenery import LAWN, LIVING_ROOM

_PREFIX = ".drawing-"
_ORDER_FILE, _CLAIM_FILE, _FAILURE_FILE = "order.json", "claim.json", "failed"
_NUM_AT_ONCE = 60  # pictures that fill the first screen
_ATTEMPTS = 50  # to rename the folder
_MIN_DRAWN = 20  # pictures after which the remaining time is estimated


@dataclass(frozen=True)
class Order:
    """What to draw.

    Attributes:
        variant: a key of `dataset.VARIANTS`.
        seed: 0 or more; the same seed gives the same pictures.
        num_per_class: pictures of each class by split.
    """

    variant: str
    seed: int
    num_per_class: dict[str, int]

    def places(self) -> Iterator[tuple[int, int, int]]:
        """Yield the number of the split, the label and the number of each picture: a cat, a dog, a cat and so on."""
        for number_of_split, split in enumerate(SPLITS):
            for number in range(self.num_per_class[split]):
                for label in range(len(CLASSES)):
                    yield number_of_split, label, number


@dataclass(frozen=True)
class Drawing:
    """A picture set that is not whole yet.

    Attributes:
        name: name of the set when it is whole.
        order: what is drawn.
    """

    name: str
    order: Order

    @property
    def folder(self) -> Path:
        """The hidden folder with the pictures drawn so far."""
        return pictures_dir() / f"{_PREFIX}{self.name}"

    @property
    def lock_file(self) -> Path:
        """The lock of the process that draws."""
        return pictures_dir() / f"{_PREFIX}{self.name}.lock"

    @property
    def pictures(self) -> PictureSet:
        """The pictures drawn so far, under the names that they will have in the whole set."""
        return PictureSet(self.name, self.folder)

    @property
    def num_pictures(self) -> int:
        """The number of pictures of the whole set."""
        return sum(self.order.num_per_class.values()) * len(CLASSES)

    def num_drawn(self) -> int:
        """Return the number of pictures drawn so far."""
        folders = [self.folder / split / class_folder for split in SPLITS for class_folder in CLASS_FOLDERS]
        return sum(_num_whole(folder) for folder in folders)

    def prepare(self, source: Sentence) -> None:
        """Make the folder, or keep the pictures of a drawing that was interrupted; another order starts again."""
        if unfinished(self.name) != self:
            shutil.rmtree(self.folder, ignore_errors=True)
        for split in SPLITS:
            for class_folder in CLASS_FOLDERS:
                (self.folder / split / class_folder).mkdir(parents=True, exist_ok=True)
        write_note(self.folder, source, drawn=True)
        write_text(self.folder / _ORDER_FILE, json.dumps(asdict(self.order)) + "\n")

    def claim(self, pid: int) -> None:
        """Write down which process draws, and since when."""
        (self.folder / _FAILURE_FILE).unlink(missing_ok=True)
        claim = {"process": process_note(pid), "time": time.time(), "num_drawn": self.num_drawn()}
        write_text(self.folder / _CLAIM_FILE, json.dumps(claim) + "\n")

    def unclaim(self) -> None:
        """Write down that no process draws."""
        (self.folder / _CLAIM_FILE).unlink(missing_ok=True)

    def is_running(self) -> bool:
        """Return True if a process draws now."""
        return is_alive(self._claim().get("process"))

    def fail(self) -> None:
        """Write down that the drawing failed, so that it does not continue by itself."""
        write_text(self.folder / _FAILURE_FILE, "")

    def may_continue(self) -> bool:
        """Return True if the drawing was interrupted, not failed, and drew at least one picture since it started."""
        return not (self.folder / _FAILURE_FILE).exists() and self.num_drawn() > self._claim().get("num_drawn", -1)

    def seconds_left(self) -> float | None:
        """Return the estimated seconds until the set is whole; None while too few pictures are drawn."""
        claim, done = self._claim(), self.num_drawn()
        drawn = done - claim.get("num_drawn", done)
        if drawn < _MIN_DRAWN:
            return None
        left: float = (time.time() - claim["time"]) / drawn * (self.num_pictures - done)
        return max(0.0, left)

    def publish(self) -> None:
        """Make the set of it.

        Raises:
            OSError: a set of this name exists.
        """
        whole = pictures_dir() / self.name
        for attempt in range(_ATTEMPTS):
            try:
                self.folder.rename(whole)
                break
            except OSError:  # Windows renames no folder while a page reads a picture in it
                if whole.exists() or attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(0.1)
        for file in (_ORDER_FILE, _CLAIM_FILE, _FAILURE_FILE):
            (whole / file).unlink(missing_ok=True)

    def _claim(self) -> dict[str, Any]:
        try:
            claim = json.loads((self.folder / _CLAIM_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return claim if isinstance(claim, dict) else {}


def unfinished(name: str) -> Drawing | None:
    """Return the drawing of the set of this name; None if there is none."""
    try:
        order = json.loads((pictures_dir() / f"{_PREFIX}{name}" / _ORDER_FILE).read_text(encoding="utf-8"))
        return Drawing(name, Order(**order))
    except (OSError, ValueError, TypeError):
        return None


def unfinished_drawings() -> list[Drawing]:
    """Return all drawings that are not whole yet, sorted by name."""
    names = sorted(file.parent.name.removeprefix(_PREFIX) for file in pictures_dir().glob(f"{_PREFIX}*/{_ORDER_FILE}"))
    return [drawing for drawing in map(unfinished, names) if drawing]


def is_drawing() -> bool:
    """Return True if a process of the app draws pictures now."""
    return any(drawing.is_running() for drawing in unfinished_drawings())


def _num_whole(folder: Path) -> int:
    try:
        return sum(not file.name.startswith(".") for file in os.scandir(folder))
    except FileNotFoundError:  # the set has become whole meanwhile
        return 0


def _draw_part(folder: Path, part: int, num_parts: int, niceness: int) -> None:
    """Draw every `num_parts`-th picture that is missing, starting with number `part`, and print one line for each.

    The first pictures are wanted at once. After them, the process gives way to others by `niceness`.
    """
    order = Order(**json.loads((folder / _ORDER_FILE).read_text(encoding="utf-8")))
    num_drawn = 0
    for number_of_split, label, number in list(order.places())[part::num_parts]:
        split, class_folder = SPLITS[number_of_split], list(CLASS_FOLDERS)[label]
        path = folder / split / class_folder / f"{class_folder[:-1]}.{number}.jpg"
        if path.exists():
            continue
        generator = np.random.default_rng((order.seed, number_of_split, label, number))
        place = (LIVING_ROOM, LAWN)[label] if order.variant == "shortcut" and split != "test" else None
        unready = path.with_name(f".{path.name}")
        draw_picture(label, generator, place).save(unready, "JPEG", quality=90)
        unready.replace(path)
        print(path.name, flush=True)
        num_drawn += 1
        if num_drawn == _NUM_AT_ONCE // num_parts and hasattr(os, "nice"):
            os.nice(niceness)


if __name__ == "__main__":
    _draw_part(Path(sys.argv[1]), *map(int, sys.argv[2:]))
