"""Writes small tables of recorded seeds for tests."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

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
