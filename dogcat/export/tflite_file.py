"""A run's network as a TFLite file, made on request in a process of its own, and what the conversion costs."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import whole_path, write_text
from dogcat.explain.worker_places import run_in_turn
from dogcat.pictures.pixel_cache import load_both_classes
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.runs.run import Run
from dogcat.runs.store import open_run
from dogcat.training.load_tensorflow import load_tensorflow

FILES = {False: "model.tflite", True: "model-int8.tflite"}  # by whether it computes with 8-bit integers
SECONDS = 600  # the conversion takes seconds, and measuring it on a busy machine minutes


class TfliteError(DogcatError):
    """A TFLite file could not be made. The text says what to do."""


@dataclass(frozen=True)
class Conversion:
    """What a TFLite file is beside the network that it was made of.

    Attributes:
        num_bytes: size of the file.
        original_bytes: size of `model.keras`.
        accuracy: fraction of right predictions of the file on the test split, 0 to 1.
        original_accuracy: the same of the network.
        num_pictures: pictures of the test split.
    """

    num_bytes: int
    original_bytes: int
    accuracy: float
    original_accuracy: float
    num_pictures: int


def write_tflite(run: Run, file: Path, int8: bool) -> Conversion:
    """Write a run's network as a TFLite file, atomically, and measure it. Loads TensorFlow.

    Args:
        run: a run with a model.
        file: the file to write.
        int8: whether it computes with 8-bit integers, whose ranges training pictures set.

    Raises:
        RunError: the run has no model yet.
        PictureSetError: the run's picture set is not there.
        OSError: the file cannot be written.
    """
    run.require_model()
    from dogcat.training.evaluation import evaluate_split
    from dogcat.training.model import load_model
    from dogcat.training.tflite import tflite_accuracy, to_tflite

    pictures, size = open_or_draw(run.pictures), run.recipe.picture_size
    model, test = load_model(run.model_file), load_both_classes(pictures, "test", size)
    converted = to_tflite(model, load_both_classes(pictures, "train", size) if int8 else None)
    with whole_path(file) as temporary:
        temporary.write_bytes(converted)
    return Conversion(
        num_bytes=len(converted),
        original_bytes=run.model_file.stat().st_size,
        accuracy=tflite_accuracy(converted, test),
        original_accuracy=evaluate_split(model, test).accuracy,
        num_pictures=len(test),
    )


def kept_tflite(run: Run, int8: bool) -> tuple[Path, Conversion] | None:
    """Return the file that `keep_tflite` made of the run's current model; None if there is none."""
    file = run.folder / FILES[int8]
    try:
        if file.stat().st_mtime < run.model_file.stat().st_mtime:
            return None
        return file, Conversion(**json.loads(_note(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # never made, or the process was killed before the note
        return None


def keep_tflite(run: Run, int8: bool) -> None:
    """Write a TFLite file to the run's folder, in a separate process, because the server does not load TensorFlow.

    Raises:
        TfliteError: the process failed or took more than `SECONDS`.
        NoPlaceError: other such processes work too long, or the machine has too little memory.
    """
    reason = run_in_turn("-m", "dogcat.export.tflite_file", str(run.folder), FILES[int8], timeout=SECONDS)
    if not reason:
        return
    raise TfliteError(
        _(
            "The model could not be written as .tflite: {reason}. Try again later, or use “Download”: its model.keras"
            " is the same network."
        ).format(reason=reason)
    )


def _note(file: Path) -> Path:
    return file.with_suffix(".json")


def _main(folder: str, name: str) -> None:
    run = open_run(folder)
    load_tensorflow()
    _note(run.folder / name).unlink(missing_ok=True)  # it must not describe the new file
    result = write_tflite(run, run.folder / name, name == FILES[True])
    write_text(_note(run.folder / name), json.dumps(asdict(result)) + "\n")


if __name__ == "__main__":
    try:
        _main(*sys.argv[1:])
    except (DogcatError, OSError) as error:
        sys.exit(" ".join(str(error).split()))
