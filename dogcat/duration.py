"""How long a recipe will take on this machine, from a measurement of one second and not from a constant.

The measurement needs TensorFlow and so runs in a process of its own (`probe.py`); its result is kept, because it only
changes with the machine and the libraries.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from socket import gethostname

from dogcat.home import cache_dir, write_text
from dogcat.recipe import BASELINE, QUICK_BASELINE, Recipe, clean_sample_size

PROBED = {"tutorial": BASELINE, "quick": QUICK_BASELINE}  # their networks are all that the four recipes train
_CODE_FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Speed:
    """What a network costs here.

    Attributes:
        training_seconds: per picture of a training step.
        prediction_seconds: per picture that is only looked at.
    """

    training_seconds: float
    prediction_seconds: float


def expected_seconds(recipe: Recipe, speeds: dict[str, Speed], num_training: int, num_validation: int) -> float | None:
    """The time from the first step to the end of the last epoch; None for a network that was not measured.

    Each epoch trains `steps_per_epoch` batches and looks once at every validation picture and at those training
    pictures on which the clean training accuracy is measured.

    Args:
        recipe: what is to be trained.
        speeds: by the names in `PROBED`, as `read_speeds` gives them.
        num_training: pictures of the training split.
        num_validation: pictures of the validation split.
    """
    for name, probed in PROBED.items():
        if name in speeds and _network(probed) == _network(recipe):
            training = recipe.steps_per_epoch * recipe.batch_size * speeds[name].training_seconds
            num_looked_at = clean_sample_size(recipe, num_training) + num_validation
            looking = num_looked_at * speeds[name].prediction_seconds
            return recipe.epochs * (training + looking)
    return None


def read_speeds() -> dict[str, Speed]:
    """The speeds measured on this machine with these libraries; empty when there is no measurement yet."""
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
        if kept["machine"] != _machine():
            return {}
        return {name: Speed(**speed) for name, speed in kept["speeds"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def keep_speeds(speeds: dict[str, Speed]) -> None:
    """Notes a measurement for `read_speeds`."""
    kept = {"machine": _machine(), "speeds": {name: asdict(speed) for name, speed in speeds.items()}}
    write_text(_file(), json.dumps(kept, indent=2) + "\n")


def start_probe() -> "subprocess.Popen[bytes]":
    """Starts the measurement, which notes its result and ends by itself."""
    return subprocess.Popen(
        [sys.executable, "-m", "dogcat.probe"],
        cwd=_CODE_FOLDER,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _network(recipe: Recipe) -> tuple[object, ...]:
    return recipe.picture_size, recipe.filters, recipe.dense_units


def _file() -> Path:
    return cache_dir() / "speed.json"


def _machine() -> dict[str, object]:
    return {
        "host": gethostname(),
        "cores": os.cpu_count(),
        **{name: version(name) for name in ("tensorflow", "keras")},
    }
