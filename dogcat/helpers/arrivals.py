"""Takes in what a helper sends for a run. It is checked as a stranger's zip is: form, ranges, sizes."""

import json
import shutil
from collections.abc import Mapping
from socket import gethostname
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.shown_text import visible
from dogcat.common.storage import runs_dir, write_text
from dogcat.common.text_file import open_to_append
from dogcat.explain.model_files import MAX_MODEL_FILE_BYTES, read_model_file
from dogcat.helpers import parcels
from dogcat.runs.event_log import FILE_NAME, fitting_event, parse_line
from dogcat.runs.file_checks import checked_environment, checked_history
from dogcat.runs.first_layer import check_first_layer
from dogcat.runs.misfits import CHECKS
from dogcat.runs.run import Run
from dogcat.runs.run_files import MAX_EVENTS_BYTES, MODELS, TRAINING_STATE, ContentError
from dogcat.training.callbacks.training_state import check_training_state


def num_bytes_of_events(run: Run) -> int:
    """Return the size of the run's `events.jsonl`; 0 if there is none."""
    try:
        return (run.folder / FILE_NAME).stat().st_size
    except FileNotFoundError:
        return 0


def take_lines(run: Run, offset: int, lines: bytes) -> int | None:
    """Append lines to the run's events, without those that are there already.

    Args:
        run: the run.
        offset: the place of the first line in the file, in bytes.
        lines: whole lines.

    Returns:
        None; or if lines before these are missing, the offset from which the helper must send again.

    Raises:
        ContentError: a line is none that a training writes, or there are too many.
    """
    size = num_bytes_of_events(run)
    if offset > size:
        return size
    new = lines[size - offset :]
    if not new:
        return None
    if offset + len(lines) > MAX_EVENTS_BYTES:
        raise ContentError(f"it has more than {MAX_EVENTS_BYTES:,} lines")
    if not all(fitting_event(parse_line(line)) for line in lines.splitlines(keepends=True)):
        raise ContentError("it is damaged")
    with open_to_append(run.folder / FILE_NAME) as file:
        file.write(new)
    return None


def take_texts(run: Run, texts: Mapping[str, Any], helper: str) -> None:
    """Write small files that a helper has sent as text.

    Raises:
        ContentError: one is not as a training writes it.
    """
    for name, text in texts.items():
        if name not in parcels.TEXTS or not isinstance(text, str):
            raise ContentError(f"{str(name)[:100]} is no file of a training")
        if name == parcels.HISTORY:
            checked_history(text)
            write_text(run.folder / name, text)
        else:
            _take_environment(run, text, helper)


def take_files(run: Run, parcel: bytes, helper: str) -> None:
    """Put the files of a parcel into a run's folder, the models before the history.

    Raises:
        ContentError: a file is not as a training writes it; nothing was put into the run's folder then.
        OSError: the disk is full, or the run was deleted.
    """
    files = parcels.unpack(parcel, is_from_helper=True)
    environment = files.pop("environment.json", None)
    draft = runs_dir() / f".arriving-{run.id}"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        parcels.write_files(draft, files)
        for name, data in files.items():
            _check(Run(draft), name, data)
        if len(Run(draft).history()) < len(run.history()):
            files.pop(parcels.HISTORY, None)  # a newer one has come as text, while this parcel was on its way
        for name in sorted(files, key=lambda name: name not in (*MODELS, TRAINING_STATE)):
            if name.startswith("learning/"):
                (run.folder / "learning").mkdir(exist_ok=True)
            (draft / name).replace(run.folder / name)  # fails if the run was deleted
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if "model.keras" in files and "last_epoch.keras" not in files:  # it is from an earlier part of the training
        run.last_epoch_file.unlink(missing_ok=True)
    if environment is not None:
        try:
            _take_environment(run, environment.decode(), helper)
        except UnicodeDecodeError:
            raise ContentError("it is damaged") from None


def _check(draft: Run, name: str, data: bytes) -> None:
    if name in MODELS:
        if len(data) > MAX_MODEL_FILE_BYTES:
            raise ContentError(f"{name} is too large")
        try:
            found = read_model_file(data)
        except DogcatError as error:
            raise ContentError(str(error)) from None
        if found.ending != ".keras" or found.data is not data:
            raise ContentError("it is not a .keras file as this app writes it")
    elif name == TRAINING_STATE:
        check_training_state(draft.folder)
    elif name in CHECKS:
        CHECKS[name](draft.folder)
    else:
        check_first_layer(draft.folder, name)


def _take_environment(run: Run, text: str, helper: str) -> None:
    """Write `environment.json` of a helper, with the names of all computers that have trained the run."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise ContentError("it is damaged") from None
    if not isinstance(read, dict):
        raise ContentError("it is no JSON object")
    found = checked_environment(read)
    helper = visible(helper).replace(",", " ")
    known = run.environment
    usual = gethostname() if known else ""  # this computer has trained a part of it
    before = [name for name in str(known.get("computers", usual)).split(", ") if name]
    if not before or before[-1] != helper:
        before.append(helper)
    found["computers"] = ", ".join(before[-20:])
    write_text(run.folder / "environment.json", json.dumps(found, indent=2, ensure_ascii=False) + "\n")
