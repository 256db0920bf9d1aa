"""Exports a run: one zip of all files that can be shared, or a single file.

An export names no machine and no path on it, and no person except in what a learner wrote on the run: it holds only the
files of `CONTENTS`, and paths are removed from the messages in `events.jsonl`. `bring_back` reads such a zip.
"""

import io
import json
import logging
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from dogcat.common.disk_space import require_space
from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.permission import Visitor, current_reader
from dogcat.common.storage import home_dir, whole_path
from dogcat.common.text_file import is_plain_file
from dogcat.explain.worker_places import run_in_turn
from dogcat.export.keras_code import as_code
from dogcat.export.notebook import as_notebook
from dogcat.export.tflite_file import write_tflite
from dogcat.runs.annotations import Annotation, annotation_for
from dogcat.runs.misfits import misfits
from dogcat.runs.run import Run, RunError
from dogcat.runs.run_files import MODELS, TRAINING_STATE, has_run_file, max_bytes
from dogcat.runs.watched import may_see_watched

CONTENTS = {  # content of each file; show it through `_`
    "README.txt": N_("this text"),
    "recipe.json": N_("everything about the training: network, optimizer, batches, augmentation, seed"),
    "history.csv": N_("accuracy and loss, one row per epoch"),
    "evaluation.json": N_("the results of validation and test, and P(dog) for each of their pictures"),
    "environment.json": N_("versions of the programs, kind of computer and device, precision of the numbers"),
    "events.jsonl": N_("events with their times, one per line"),
    "picture_history.bin": N_("P(dog) of each training and validation picture after each epoch"),
    "request.json": N_("which pictures it was trained on, and when"),
    "label.json": N_("the name, note, colour and guess that were written on the training"),
    "watched/": N_("the watched pictures, as small as the network gets them"),
    "learning/": N_("the first layer after each epoch"),
    "model.keras": N_("the network after the last epoch"),
    "best.keras": N_("the network after the epoch with the lowest validation loss"),
    "last_epoch.keras": N_("the network after the last whole epoch, from which the training continues"),
    "resume.npz": N_("the weights, their averages and the optimizer, from which the training continues"),
    "repeat.ipynb": N_("a Jupyter notebook with the results and the code that trains the network again"),
    "repeat.py": N_("the same code as one script: python repeat.py"),
}
H5_SECONDS = 300  # loading TensorFlow takes seconds, on a busy machine minutes
_COPIED = (
    "recipe.json", "history.csv", "evaluation.json", "environment.json", "label.json", "picture_history.bin", *MODELS,
    TRAINING_STATE,
)  # fmt: skip
_FOLDERS = ("watched", "learning")
_LOADING = """
{sentence}

    import keras; model = keras.saving.load_model("model.keras")
"""
# Absolute paths, which start at a drive or a root. Inside quotes a path may have spaces.
_QUOTED_PATH = re.compile(r"""(?<=['"])(?:[A-Za-z]:)?[\\/][^'"\n]+(?=['"])""")
_PATH = re.compile(r"""(?<![\w.\\/])(?:[A-Za-z]:)?[\\/][^\s'"]+""")


class ExportError(DogcatError):
    """A run cannot be written as the requested file. The text says what to do."""


def prose(run: Run) -> dict[str, str]:
    """Return the README and the notebook of a run's zip by file name, in the current language."""
    inside = {"README.txt", "repeat.ipynb", "repeat.py"}
    inside |= {f"{name.split('/')[0]}/" if "/" in name else name for name in exported_files(run, current_reader())}
    return {"README.txt": _readme(run, inside), "repeat.ipynb": _notebook(run)}


def exported_files(run: Run, reader: Visitor | None = None) -> dict[str, Path | str]:
    """Return what belongs to a run in its zip, by name: a file of the run's folder, or a text made for the zip.

    What the readers of runs leave out, such as a link, is left out here, too, and so is what another learner wrote on
    the run or uploaded to be watched.

    Args:
        run: a run in any state.
        reader: for whom; None for the command line.
    """
    names = list(_COPIED)
    sees_watched = may_see_watched(run.folder, run.followers, reader)
    for folder in _FOLDERS if sees_watched else ():  # the first layer is kept with its responses to a watched picture
        names += [f"{folder}/{file.name}" for file in sorted((run.folder / folder).glob("[!.]*"))]
    left_out = misfits(run)
    files: dict[str, Path | str] = {
        name: run.folder / name
        for name in names
        if name not in left_out and max_bytes(name) and has_run_file(run.folder, name)
    }
    if reader:  # what others wrote stays here
        files.pop("label.json", None)
        label = annotation_for(run, reader)
        files |= {"label.json": json.dumps(asdict(label), ensure_ascii=False) + "\n"} if label != Annotation() else {}
    events = {"events.jsonl": text} if (text := _events(run, sees_watched)) else {}
    return {**files, **events, "request.json": _request(run)}


def write_zip(
    run: Run, target: Path | BinaryIO, texts: Mapping[str, str] | None = None, reader: Visitor | None = None
) -> None:
    """Write a zip with the files of `CONTENTS` that the run has so far, in a folder of the run's name.

    Args:
        run: a run in any state.
        target: a file, written atomically, or a buffer.
        texts: the run's `prose`, made where the reader's language is known; None makes it now.
        reader: for whom; None for the command line.

    Raises:
        ExportError: the file cannot be written.
    """
    texts = prose(run) if texts is None else texts
    if isinstance(target, Path):
        _write(target, lambda temporary: _fill_zip(run, temporary, texts, reader))
    else:
        _fill_zip(run, target, texts, reader)


def zip_bytes(run: Run, texts: Mapping[str, str], reader: Visitor | None = None) -> bytes:
    """Return the zip of `write_zip` with these texts, for this reader."""
    with TemporaryFile() as file:
        write_zip(run, file, texts, reader)
        file.seek(0)
        return file.read()


def write_h5(run: Run, file: Path) -> None:
    """Write a run's model in Keras' older format, which the tutorial uses. Loads TensorFlow.

    Args:
        run: a run with a model.
        file: a file that ends in `.h5`, written atomically.

    Raises:
        RunError: the run has no model yet.
        ExportError: the file cannot be written.
    """
    run.require_model()
    from dogcat.training.model import load_model

    model = load_model(run.model_file)
    logging.getLogger("absl").setLevel(logging.ERROR)  # hides Keras' warning that the format is old
    _write(file, model.save)


def kept_h5(run: Run) -> Path | None:
    """Return the file that `keep_h5` made of the run's current model; None if there is none."""
    file = run.folder / "model.h5"
    try:
        is_current = is_plain_file(file) and file.stat().st_mtime >= run.model_file.stat().st_mtime
    except FileNotFoundError:
        return None
    return file if is_current else None


def keep_h5(run: Run) -> None:
    """Write `model.h5` to the run's folder, in a separate process, because the server does not load TensorFlow.

    Raises:
        ExportError: the process failed or took more than `H5_SECONDS`.
        NoPlaceError: other such processes work too long, or the machine has too little memory.
    """
    if run.has_model:  # otherwise the process says what is missing
        require_space(run.model_file.stat().st_size)
    command = ("-m", "dogcat", "runs", "export", str(run.folder), "--out", str(run.folder / "model.h5"))
    reason = run_in_turn(*command, timeout=H5_SECONDS)
    if not reason:
        return
    raise ExportError(
        _(
            "The model could not be written as .h5: {reason}. Try again later, or use “Download”: its model.keras is"
            " the same network."
        ).format(reason=reason)
    )


def write_file(run: Run, file: Path) -> None:
    """Write the part of a run that the ending of the file name asks for.

    `.zip` is everything, `.keras`, `.h5` and `.tflite` the model, `.ipynb` the notebook, `.py` the code, `.csv` the
    history.

    Raises:
        RunError: the run has no model or no finished epoch yet.
        ExportError: the ending is another one, or the file cannot be written.
    """
    writers: dict[str, Callable[[Run, Path], None]] = {
        ".zip": write_zip,
        ".keras": _write_model,
        ".h5": write_h5,
        ".tflite": lambda run, file: _write(file, lambda temporary: write_tflite(run, temporary, int8=False)),
        ".ipynb": lambda run, file: _write_text(file, _notebook(run)),
        ".py": lambda run, file: _write_text(file, as_code(run.recipe, run.pictures)),
        ".csv": _write_history,
    }
    if file.suffix not in writers:
        raise ExportError(
            _("The name {file} does not say what to write. Expected: a name that ends in {endings}.").format(
                file=file, endings=", ".join(writers)
            )
        )
    writers[file.suffix](run, file)


def _write_model(run: Run, file: Path) -> None:
    run.require_model()
    _write(file, lambda temporary: shutil.copyfile(run.model_file, temporary))


def _write_history(run: Run, file: Path) -> None:
    history = run.folder / "history.csv"
    if not run.history():
        raise RunError(
            _(
                "Run {run} has no history yet ({state}). The app writes it after each epoch; train for at least"
                " one epoch."
            ).format(run=run.id, state=run.status().words)
        )
    _write(file, lambda temporary: shutil.copyfile(history, temporary))


def _write_text(file: Path, text: str) -> None:
    _write(file, lambda temporary: temporary.write_bytes(text.encode("utf-8")))


def _write(file: Path, fill: Callable[[Path], object]) -> None:
    try:
        with whole_path(file) as temporary:
            fill(temporary)
    except OSError as error:
        raise ExportError(
            _("{file} cannot be written ({error}). Choose a folder that you may write to and that has space.").format(
                file=file, error=error.strerror or error
            )
        ) from None


def _fill_zip(run: Run, target: Path | BinaryIO, texts: Mapping[str, str], reader: Visitor | None) -> None:
    files = {**exported_files(run, reader), "repeat.py": as_code(run.recipe, run.pictures), **texts}
    folder = re.sub(r"[^\w.-]", "_", run.id)  # the command line exports a folder of any name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if isinstance(content, str):
                archive.writestr(f"{folder}/{name}", content)
            else:
                is_model = content.suffix == ".keras"  # weights hardly compress
                archive.write(content, f"{folder}/{name}", zipfile.ZIP_STORED if is_model else None)


def _readme(run: Run, inside: set[str]) -> str:
    lines = [
        _("Run {run} of dogcat, trained on: {pictures}. State: {state}.").format(
            run=run.id, pictures=run.pictures_title, state=run.status().words
        ),
        "",
        *(f"{name:<20}{_(what)}" for name, what in CONTENTS.items() if name in inside),
    ]
    takes = _(
        "A model takes pictures with values from 0 to 255, shape (N, {size}, {size}, 3). It outputs P(dog), its"
        " estimate that a picture shows a dog rather than a cat:"
    ).format(size=run.recipe.picture_size)
    return "\n".join(lines) + "\n" + (_LOADING.format(sentence=takes) if "model.keras" in inside else "")


def _notebook(run: Run) -> str:
    return json.dumps(as_notebook(run), ensure_ascii=False, indent=1) + "\n"


def _request(run: Run) -> str:
    """Return the run's request without its owner: the token of a browser concerns nobody else."""
    kept = {name: value for name, value in run.request.items() if name in ("format", "pictures", "drawn", "created")}
    return json.dumps(kept, ensure_ascii=False) + "\n"


def _events(run: Run, has_watched: bool) -> str:
    """Return the events as lines of JSON; without watched pictures also without their names and predictions."""
    events, _end = run.read_events()
    if not has_watched:
        events = [{**event, **({"watched": []} if "watched" in event else {})} for event in events]
        events = [event for event in events if event["event"] != "watch"]
    lines = io.StringIO()
    for event in events:
        lines.write(json.dumps(_without_paths(event), ensure_ascii=False) + "\n")
    return lines.getvalue()


def _without_paths(value: Any) -> Any:
    """Return a value with absolute paths removed from its texts, because a path tells who trained, and where."""
    if isinstance(value, dict):
        return {key: _without_paths(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_paths(each) for each in value]
    if not isinstance(value, str):
        return value
    for folder in (home_dir(), Path.home()):  # their paths may have spaces outside quotes
        value = value.replace(f"{folder}{os.sep}", os.sep)
    return _PATH.sub("…", _QUOTED_PATH.sub("…", value))
