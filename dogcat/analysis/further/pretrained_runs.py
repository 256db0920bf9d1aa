"""The recorded trainings of act four, which ship in `assets/pretrained`: with a pre-trained network, and its controls.

One small file a training. Any of them may be missing, and so may the folder.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dogcat.analysis.cures import Spread, spread
from dogcat.common.storage import ASSETS_DIR

PRETRAINED_DIR = ASSETS_DIR / "pretrained"


@dataclass(frozen=True)
class PretrainedRun:
    """The results of one training.

    Attributes:
        way: `features`, `head`, `fine-tuning`, `random-features` or `random`, as in `Recipe.base_training`; `scratch`
            for a network without a base.
        num_training: number of training pictures.
        seed: seed of the training.
        validation: validation accuracy of the network that is kept, 0 to 1.
        test: test accuracy of the same network, 0 to 1.
        seconds: wall time from the start to the last epoch, with the features of all pictures.
        processor: the machine.
    """

    way: str
    num_training: int
    seed: int
    validation: float
    test: float
    seconds: float
    processor: str


def pretrained_runs() -> dict[tuple[str, int], list[PretrainedRun]]:
    """Return the recorded trainings by way and number of training pictures, each list by seed."""
    found: dict[tuple[str, int], list[PretrainedRun]] = {}
    for file in sorted(PRETRAINED_DIR.glob("*.json")):
        run = _read(file, file.stat().st_mtime_ns)
        if run:
            found.setdefault((run.way, run.num_training), []).append(run)
    return {key: sorted(runs, key=lambda run: run.seed) for key, runs in found.items()}


def accuracies(runs: Mapping[tuple[str, int], list[PretrainedRun]], way: str) -> dict[int, Spread]:
    """Return the validation accuracy of one way to train by number of training pictures, over the seeds."""
    return {
        number: spread([run.validation for run in same]) for (name, number), same in sorted(runs.items()) if name == way
    }


@lru_cache(maxsize=256)
def _read(file: Path, _changed: int) -> PretrainedRun | None:
    """Return what a file holds, None if it is damaged; `_changed` lets a changed file be read again."""
    try:
        note: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return PretrainedRun(
            way=str(note["way"]),
            num_training=int(note["num_training"]),
            seed=int(note["seed"]),
            validation=float(note["validation"]),
            test=float(note["test"]),
            seconds=float(note["seconds"]),
            processor=str(note["processor"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
