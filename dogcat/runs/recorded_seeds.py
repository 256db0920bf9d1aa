"""Recorded trainings of one recipe with several seeds, which ship with the app as tables in `assets/seeds`.

`NAME.csv` has a row for each seed and epoch, and `NAME.json` the rest. `benchmarks/recorded_seeds.py` makes them. A
table may have fewer seeds than planned; a seed counts when both files have it.
"""

import csv
import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from dogcat.common.storage import ASSETS_DIR
from dogcat.pictures.fingerprint import are_same_pictures
from dogcat.recipe.recipe import Recipe, num_used_pictures, on_machine_of, recipe_from_json

SEEDS_DIR = ASSETS_DIR / "seeds"
COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "clean_loss", "clean_accuracy")
PictureKind = Literal["photos", "drawn"]


@dataclass(frozen=True)
class RecordedSeeds:
    """Trainings that differ only in the seed.

    Attributes:
        name: the table's name, such as `quick-both-2000-drawn`.
        recipe: their recipe, with the first seed.
        pictures: `photos` or `drawn`.
        is_drawn: whether the pictures are drawn.
        fingerprint: of the pictures, see `dogcat.pictures.fingerprint`.
        seeds: the seeds, ascending.
        histories: for each seed one row an epoch, with the keys of `COLUMNS`, as `Run.history` gives them.
        test_accuracy: for each seed the accuracy on the test pictures after the last epoch.
        processor: what they were trained on, with the precision.
    """

    name: str
    recipe: Recipe
    pictures: str
    is_drawn: bool
    fingerprint: str
    seeds: tuple[int, ...]
    histories: list[list[dict[str, float]]]
    test_accuracy: list[float]
    processor: str

    @property
    def num_training(self) -> int:
        """The number of training pictures that each training used."""
        cats, dogs = self.fingerprint.split(",")[:2]
        return num_used_pictures(self.recipe, int(cats) + int(dogs))


def recorded_seeds(name: str) -> RecordedSeeds | None:
    """Return a recorded table by its name; None if it is missing, damaged or has no seed yet."""
    csv_file, json_file = (SEEDS_DIR / f"{name}.{ending}" for ending in ("csv", "json"))
    try:
        times = tuple(file.stat().st_mtime_ns for file in (csv_file, json_file))
    except OSError:
        return None
    return _read(csv_file, json_file, times)


def all_recorded_seeds() -> dict[str, RecordedSeeds]:
    """Return every recorded table by name, sorted by name."""
    found = {file.stem: recorded_seeds(file.stem) for file in sorted(SEEDS_DIR.glob("*.json"))}
    return {name: table for name, table in found.items() if table}


def cell_name(cell: str, kind: PictureKind, num_pictures: int = 2000) -> str:
    """Return the name of the table of a cell of the 2 x 2 comparison."""
    return f"quick-{cell}-{num_pictures}-{kind}"


def seeds_like(recipe: Recipe, fingerprint: str) -> RecordedSeeds | None:
    """Return the recorded trainings of a recipe on the same pictures; None if there are none.

    They may have any seed, precision and device, and more epochs: the first epochs of a longer training are the same.

    Args:
        recipe: the recipe to look for.
        fingerprint: of its pictures, see `dogcat.pictures.fingerprint`.
    """
    for table in all_recorded_seeds().values():
        if not are_same_pictures(table.fingerprint, fingerprint) or table.recipe.epochs < recipe.epochs:
            continue
        number = num_used_pictures(recipe, 10**9)  # 10**9 stands for all
        is_all = number >= table.num_training and table.recipe.num_training_pictures == 0
        wanted = replace(
            recipe,
            seed=table.recipe.seed,
            epochs=table.recipe.epochs,
            num_training_pictures=0 if is_all else recipe.num_training_pictures,
        )
        if on_machine_of(wanted, table.recipe) == table.recipe:
            return table
    return None


@lru_cache(maxsize=64)
def _read(csv_file: Path, json_file: Path, _times: tuple[int, ...]) -> RecordedSeeds | None:
    """Read a table; `_times` are those of the files, so that a changed table is read again."""
    try:
        note: dict[str, Any] = json.loads(json_file.read_text(encoding="utf-8"))
        by_seed: dict[int, list[dict[str, float]]] = {}
        with csv_file.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                by_seed.setdefault(int(row.pop("seed")), []).append({name: float(row[name]) for name in COLUMNS})
        seeds = sorted(int(seed) for seed in note["test_accuracy"] if int(seed) in by_seed)
        if not seeds:
            return None
        return RecordedSeeds(
            name=json_file.stem,
            recipe=recipe_from_json(json.dumps(note["recipe"])),
            pictures=note["pictures"]["name"],
            is_drawn=note["pictures"]["drawn"],
            fingerprint=note["pictures"]["fingerprint"],
            seeds=tuple(seeds),
            histories=[by_seed[seed] for seed in seeds],
            test_accuracy=[note["test_accuracy"][str(seed)] for seed in seeds],
            processor=note["processor"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
