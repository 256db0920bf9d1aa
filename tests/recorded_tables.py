"""Writes small tables of recorded seeds, and files of the ladder, for tests."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from dogcat.analysis.ladder import rungs
from dogcat.analysis.ladder_runs import pack_predictions
from dogcat.recipe.recipe import Recipe
from dogcat.runs.recorded_seeds import COLUMNS

FINGERPRINT = "1000,1000,500,500:0a141e"


def write_table(
    folder: Path,
    name: str,
    recipe: Recipe,
    curves: Mapping[int, Sequence[float]],
    training: float = 0.95,
    fingerprint: str = FINGERPRINT,
) -> None:
    """Write a table.

    Args:
        folder: the folder of the tables.
        name: name of the table.
        recipe: recipe of the trainings.
        curves: validation accuracies by seed.
        training: clean training accuracy of every epoch.
        fingerprint: of the pictures.
    """
    folder.mkdir(exist_ok=True)
    lines = [",".join(("seed", *COLUMNS))]
    for seed, accuracies in curves.items():
        for epoch, accuracy in enumerate(accuracies, start=1):
            lines.append(f"{seed},{epoch},0.4,0.8,0.6,{accuracy},0.3,{training}")
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    note = {
        "recipe": asdict(recipe),
        "pictures": {
            "name": name.rpartition("-")[2], "drawn": name.endswith("drawn"), "source": "", "fingerprint": fingerprint
        },
        "processor": "a processor, 2 cores, trained in bfloat16",
        "test_accuracy": {str(seed): accuracies[-1] for seed, accuracies in curves.items()},
    }  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps(note))


def write_rung(
    folder: Path, name: str, seed: int, num_right: int, training: float = 0.9, seconds: float = 600.0, shift: int = 0
) -> None:
    """Write a training of the ladder on 100 validation and 100 test pictures, half of each class.

    Args:
        folder: the folder of the ladder's files.
        name: name of the rung.
        seed: seed of the training.
        num_right: number of pictures of either split that the network gets right.
        training: accuracy on the training pictures.
        seconds: wall time; half of it is computed by others.
        shift: place in the order of the names at which the right answers begin.
    """
    folder.mkdir(exist_ok=True)
    places = {(shift + number) % 100 for number in range(num_right)}
    splits = {}
    for split in ("validation", "test"):
        names = [f"{split}/cats/cat.{number:03}.jpg" for number in range(50)]
        names += [f"{split}/dogs/dog.{number:03}.jpg" for number in range(50)]
        said = {each: float((place >= 50) == (place in places)) for place, each in enumerate(names)}
        splits[split] = pack_predictions(said)
    recipe = replace(rungs()[name].recipe, seed=seed)
    note = {
        "rung": name,
        "seed": seed,
        "recipe": asdict(recipe),
        "fingerprint": FINGERPRINT,
        **splits,
        "training_accuracy": training,
        "num_training": recipe.num_training_pictures or 2000,
        "num_shown": 120_000,
        "curves": {"val_accuracy": [0.5, num_right / 100], "clean_accuracy": [0.5, training]},
        "seconds": seconds,
        "core_seconds": seconds,
        "machine": {"processor": "a processor, 2 cores", "precision": "bfloat16", "versions": {}, "commit": ""},
    }
    (folder / f"{name}-seed{seed}.json").write_text(json.dumps(note))
