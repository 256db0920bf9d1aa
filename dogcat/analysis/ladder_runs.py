"""The recorded trainings of the ladder, which ship with the app in `assets/ladder`: one small file a rung and seed.

`benchmarks/ladder.py` makes them. Any of them may be missing. A file counts only while its recipe is that of its rung.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dogcat.analysis.comparison import label_of_name
from dogcat.analysis.ladder import Rung, rungs
from dogcat.common.storage import ASSETS_DIR
from dogcat.pictures.picture_set import CLASSES
from dogcat.recipe.recipe import Recipe, on_machine_of, recipe_from_json

LADDER_DIR = ASSETS_DIR / "ladder"
SPLITS = ("validation", "test")


@dataclass(frozen=True)
class LadderRun:
    """The results of one training of the ladder.

    Attributes:
        rung: name of the rung.
        seed: seed of the training.
        recipe: its recipe.
        fingerprint: of the pictures, see `dogcat.pictures.fingerprint`.
        right: for each split of `SPLITS`, whether the kept network gets each picture right, in the order of the names,
            cats first: boolean arrays.
        p_dog: for each split the network's output in steps of 1/256, uint8 arrays in the same order.
        training_accuracy: accuracy of the kept network on all pictures it was trained on, 0 to 1.
        num_training: number of these pictures.
        num_shown: number of pictures that the training was shown.
        curves: `val_accuracy` and `clean_accuracy` by epoch.
        seconds: wall time of the epochs.
        core_seconds: time that the training computed, summed over the cores.
        machine: `processor`, `precision`, `versions`, `load` and `commit` of the training.
    """

    rung: str
    seed: int
    recipe: Recipe
    fingerprint: str
    right: Mapping[str, np.ndarray]
    p_dog: Mapping[str, np.ndarray]
    training_accuracy: float
    num_training: int
    num_shown: int
    curves: Mapping[str, Sequence[float]]
    seconds: float
    core_seconds: float
    machine: Mapping[str, Any]

    def accuracy(self, split: str) -> float:
        """Return the accuracy on a split, 0 to 1."""
        return float(np.mean(self.right[split]))


def ladder_file(rung: str, seed: int) -> Path:
    """Return the file of a rung and seed."""
    return LADDER_DIR / f"{rung}-seed{seed}.json"


def pack_predictions(p_dog: Mapping[str, float | None]) -> dict[str, str]:
    """Return outputs by name of the picture as two hexadecimal digits each, by class, in the order of the names.

    The output 0.5 becomes the highest number that counts as cat, 127, because the app takes it for a cat. An output
    that is not finite becomes the most confident mistake.
    """
    packed = {name: bytearray() for name in CLASSES}
    for name in sorted(p_dog):
        label, value = label_of_name(name), p_dog[name]
        if value is None:
            value = 1.0 - label
        packed[CLASSES[label]].append(min(255, max(0, int(np.ceil(256 * value)) - 1)))
    return {name: numbers.hex() for name, numbers in packed.items()}


def ladder_runs() -> dict[str, list[LadderRun]]:
    """Return the recorded trainings by name of the rung, each list by seed; rungs without one are left out."""
    found: dict[str, list[LadderRun]] = {}
    for rung in rungs().values():
        runs = [
            run for file in LADDER_DIR.glob(f"{rung.name}-seed*.json") if (run := _run_in(file)) and _is_of(run, rung)
        ]
        if runs:
            found[rung.name] = sorted(runs, key=lambda run: run.seed)
    return found


def is_recorded(rung: Rung, seed: int) -> bool:
    """Return True if the rung has been recorded with this seed and its present recipe."""
    run = _run_in(ladder_file(rung.name, seed))
    return run is not None and _is_of(run, rung)


def _is_of(run: LadderRun, rung: Rung) -> bool:
    return (
        run.rung == rung.name and on_machine_of(replace(run.recipe, seed=rung.recipe.seed), rung.recipe) == rung.recipe
    )


def _run_in(file: Path) -> LadderRun | None:
    try:
        return _read(file, file.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=256)
def _read(file: Path, _changed: int) -> LadderRun | None:
    """Return what a file holds, None if it is damaged; `_changed` lets a changed file be read again."""
    try:
        note: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        numbers = {
            split: [np.frombuffer(bytes.fromhex(note[split][name]), np.uint8) for name in CLASSES] for split in SPLITS
        }
        return LadderRun(
            rung=note["rung"],
            seed=note["seed"],
            recipe=recipe_from_json(json.dumps(note["recipe"])),
            fingerprint=note["fingerprint"],
            right={split: np.concatenate([cats <= 127, dogs > 127]) for split, (cats, dogs) in numbers.items()},
            p_dog={split: np.concatenate(both) for split, both in numbers.items()},
            training_accuracy=note["training_accuracy"],
            num_training=note["num_training"],
            num_shown=note["num_shown"],
            curves=note["curves"],
            seconds=note["seconds"],
            core_seconds=note["core_seconds"],
            machine=note["machine"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
