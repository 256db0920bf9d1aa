"""The pictures that a learner watches during a training: what the network sees of them, kept with the run."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

MAX_WATCHED = 8


@dataclass(frozen=True)
class WatchedPicture:
    """One of them.

    Attributes:
        name: of the picture in its set, or the learner's own word for it.
        label: 0 for cat, 1 for dog, None where nobody has said.
        pixels: uint8 (picture_size, picture_size, 3), as the network gets it.
    """

    name: str
    label: int | None
    pixels: np.ndarray


def write_watched(folder: Path, watched: Sequence[WatchedPicture]) -> None:
    """Writes the pictures into the folder of a run that is being made. PNG, so that no pixel changes."""
    inside = folder / "watched"
    inside.mkdir()
    for number, picture in enumerate(watched, start=1):
        Image.fromarray(picture.pixels).save(inside / f"{number:02d}.png")
    notes = [{"name": picture.name, "label": picture.label} for picture in watched]
    (inside / "watched.json").write_text(json.dumps(notes, ensure_ascii=False) + "\n", encoding="utf-8")


def read_watched(folder: Path) -> list[WatchedPicture]:
    """The watched pictures of a run, in order; none for a run that watches nothing."""
    inside = folder / "watched"
    try:
        notes = json.loads((inside / "watched.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [
        WatchedPicture(note["name"], note["label"], np.asarray(Image.open(inside / f"{number:02d}.png")))
        for number, note in enumerate(notes, start=1)
    ]
