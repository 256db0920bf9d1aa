"""Adds the model of a run to the recorded run of the same name, small enough to ship.

    python -m benchmarks.recorded_models [NAME ...]

Weights are rounded to half precision but stored as float32: half of the bytes of each number are then equal, so the
file compresses to little more than half. `keras.models.load_model("assets/runs/NAME/model.keras")` reads it. The
optimizer's state, which only further training needs, is left out.

Without names, the benchmark takes the seeds with the median test accuracy of the baseline and of the regularized
network. Prints the test accuracy before and after.
"""

import sys
import zipfile
from pathlib import Path

import keras
import numpy as np

from benchmarks.recorded_runs import SEEDS
from dogcat.common.storage import whole_path
from dogcat.pictures.picture_set import open_picture_set
from dogcat.pictures.pixel_cache import load_both_classes
from dogcat.runs.annotations import read_annotation
from dogcat.runs.recorded import RECORDED_DIR
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs
from dogcat.training.evaluation import evaluate_split
from dogcat.training.model import load_model

MAX_BYTES = 9_000_000


def write_small(model: keras.Model, file: Path) -> None:
    """Write a model with rounded weights and without an optimizer, compressed."""
    small = keras.models.clone_model(model)
    small.set_weights([weight.astype(np.float16).astype(np.float32) for weight in model.get_weights()])
    with whole_path(file) as target:
        unpacked = target.with_name(f"{target.name}.unpacked.keras")
        small.save(unpacked)
        with zipfile.ZipFile(unpacked) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in parts.namelist():
                packed.writestr(name, parts.read(name), compresslevel=9)
        unpacked.unlink()
    if file.stat().st_size > MAX_BYTES:
        raise ValueError(f"{file} has {file.stat().st_size:,} bytes; allowed: {MAX_BYTES:,}.")


def median_seed(family: str) -> str:
    """Return the name of the recorded run with the median test accuracy of its family."""
    runs = [Run(RECORDED_DIR / f"{family}-seed{seed}") for seed in SEEDS]
    accuracies = {run.id: (run.evaluation("test") or {})["accuracy"] for run in runs}
    return sorted(accuracies, key=accuracies.__getitem__)[len(runs) // 2]


def main(*names: str) -> None:
    """Add the models."""
    for name in names or map(median_seed, ("baseline-photos", "regularized-photos")):
        run = next(run for run in list_runs() if read_annotation(run).name == name)
        model = load_model(run.model_file)
        test = load_both_classes(open_picture_set(run.pictures), "test", run.recipe.picture_size)
        file = RECORDED_DIR / name / "model.keras"
        write_small(model, file)
        before, after = (evaluate_split(each, test).accuracy for each in (model, load_model(file)))
        print(f"{name}: test {before:.3f} before, {after:.3f} after, {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
