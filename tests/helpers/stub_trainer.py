"""A trainer that only writes: lines and files of a training without TensorFlow, for tests and benchmarks of helpers.

python -m tests.helpers.stub_trainer FOLDER SECONDS_PER_EPOCH HELPER_PID
"""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from dogcat.common.processes import end_with
from dogcat.common.storage import CODE_DIR, whole_path, write_text
from dogcat.runs.by_picture.picture_history import TrainedPictures, add_epoch, start_picture_history
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline

STEPS = 5  # lines of batches in an epoch


class Trainer:
    """Starts the stub for a run's folder; the same as a real trainer for a helper.

    Args:
        seconds: of an epoch.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __call__(self, folder: Path) -> "subprocess.Popen[bytes]":
        with (folder / "trainer.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.helpers.stub_trainer", str(folder), str(self._seconds), str(os.getpid())],
                cwd=CODE_DIR, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip


def write(run: Run, seconds: float) -> None:
    """Write a whole training into a run's folder, from the last whole epoch on."""
    recipe = run.recipe
    former = Timeline()
    former.follow(run)
    first = min(model_epochs(run.model_file), len(run.history()))
    former.forget(after=first)
    write_text(run.folder / "environment.json", json.dumps({"versions": {}, "device": "cpu", "precision": "float32"}))
    run.beat()
    run.append(
        "start", epochs=recipe.epochs, steps_per_epoch=STEPS, batch_size=recipe.batch_size, first_epoch=first,
        num_training=8, num_clean=8, num_flipped=0, num_validation=4, watched=[], precision="float32", left_out=[],
    )  # fmt: skip
    names = ("train/cats/a.jpg", "validation/dogs/b.jpg")
    start_picture_history(run.folder, TrainedPictures(names, (0, 1), num_training=1), first)
    epochs = list(former.epochs)
    for epoch in range(first + 1, recipe.epochs + 1):
        for step in range(1, STEPS + 1):
            time.sleep(seconds / STEPS)
            run.beat()
            run.append("batch", epoch=epoch, step=step, loss=0.5, accuracy=0.5, pictures_per_second=10.0)
            if run.stop_requested():
                run.append("stopped", message="Stopped on request; the current model was kept.")
                return
        figures = dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy", "clean_loss", "clean_accuracy"), 0.5)
        add_epoch(run.folder, np.array([0.5, 0.5]))
        epochs.append(run.append("epoch", epoch=epoch, seconds=seconds, pictures_per_second=10.0, **figures))
        run.write_history(epochs)
        with whole_path(run.model_file) as file:
            file.write_bytes(model(epoch))
    write_text(run.folder / "evaluation.json", json.dumps({split: evaluation() for split in ("validation", "test")}))
    run.append("end", validation_accuracy=0.5, test_accuracy=0.5, early=False)


def model(epoch: int) -> bytes:
    """Return what looks like a model after this epoch."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name in ("config.json", "metadata.json", "model.weights.h5"):
            packed.writestr(name, json.dumps({"epoch": epoch}))
    return data.getvalue()


def model_epochs(file: Path) -> int:
    """Return the epoch of `model`; 0 if there is none."""
    try:
        with zipfile.ZipFile(file) as packed:
            return int(json.loads(packed.read("config.json"))["epoch"])
    except FileNotFoundError:
        return 0


def evaluation() -> dict[str, Any]:
    """Return the results of one split."""
    confusion = {name: {"cat": 1, "dog": 1} for name in ("cat", "dog")}
    return {"n": 4, "accuracy": 0.5, "accuracy_interval": [0.1, 0.9], "loss": 0.5, "confusion": confusion,
            "p_dog": {}, "left_out": []}  # fmt: skip


def shift_clock() -> None:
    """Make the clock of this process wrong by the seconds in `STUB_CLOCK_SHIFT`."""
    shift, true = float(os.environ.get("STUB_CLOCK_SHIFT", "0")), time.time
    if shift:
        time.time = lambda: true() + shift


def main() -> None:
    """Train the run in the folder of the arguments."""
    folder, seconds, helper = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    end_with(helper)
    shift_clock()
    run = Run(folder)
    run.claim(os.getpid())
    write(run, seconds)


if __name__ == "__main__":
    main()
