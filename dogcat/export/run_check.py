"""Checks a run's folder that came from a zip, which is untrusted input, before any page reads it.

The functions of `dogcat.runs` that read every run read this one, too. What they return is compared with what the app
writes: types, ranges, lengths. `events_check` does this for the events, `explain.brought_models` for the models.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from dogcat.analysis.run_overview import overview_row
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.storage import write_text
from dogcat.common.units import MEGABYTE, size_words
from dogcat.explain.model_files import MAX_MODEL_FILE_BYTES
from dogcat.export.events_check import (
    ContentError,
    checked_events,
    is_count,
    is_figure,
    is_probability,
    is_text,
    is_texts,
    is_time,
    is_watched_note,
)
from dogcat.lesson.guesses import guess_named
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import CLASSES, check_set_name
from dogcat.runs.annotations import read_annotation, write_annotation
from dogcat.runs.first_layer import kept_epochs, read_first_layer
from dogcat.runs.names import describe_run
from dogcat.runs.run import FLIPPED_COLUMNS, HISTORY_COLUMNS, NewerRunError, Run
from dogcat.runs.watched import MAX_WATCHED, WatchedPicture, write_watched

MODELS = ("model.keras", "best.keras", "last_epoch.keras")
_MAX_BYTES = {  # of each file that belongs to a run; a training of hours has 5 MB of events
    **dict.fromkeys(("recipe.json", "request.json", "environment.json", "label.json"), MEGABYTE // 10),
    "watched/watched.json": MEGABYTE // 10,
    "history.csv": MEGABYTE,
    "evaluation.json": 20 * MEGABYTE,
    "events.jsonl": 20 * MEGABYTE,
    **dict.fromkeys(MODELS, MAX_MODEL_FILE_BYTES),
}
_NUMBERED = {re.compile(r"watched/\d\d\.png"): 2 * MEGABYTE, re.compile(r"learning/epoch-\d{4}\.npz"): MEGABYTE}
_MAX_ARRAYS = 20 * MEGABYTE  # unpacked size of the first layer after an epoch
_SPLITS = ("validation", "test")
_PICTURE_NAME = re.compile(r"(train|validation|test)/(cats|dogs)/[^/\\]{1,250}")


class RunFileError(DogcatError):
    """A file of a run is not as the app writes it. The text says which one, why, and what to do."""


def max_bytes(name: str) -> int | None:
    """Return how many bytes a file of a run may have; None if a file of this name is no part of a run.

    Args:
        name: its path in the run's folder, with forward slashes.
    """
    numbered = (most for pattern, most in _NUMBERED.items() if pattern.fullmatch(name))
    return _MAX_BYTES.get(name) or next(numbered, None)


def check_size(name: str, num_bytes: int) -> None:
    """Check the size of a file of a run.

    Raises:
        RunFileError: it has more than `max_bytes`.
    """
    most = max_bytes(name)
    if most is not None and num_bytes > most:
        raise refused(
            name,
            _("it has {size}; at most {most} are allowed").format(size=size_words(num_bytes), most=size_words(most)),
        )


def check_run(run: Run) -> None:
    """Check all files of a run except its models. Write its events, annotation and watched pictures again.

    Args:
        run: a folder that no page lists yet, with a `request.json`.

    Raises:
        RunFileError: a file is not as the app writes it.
        NewerRunError: only a newer version of the app can read the run.
    """
    with checking("recipe.json"):
        recipe = run.recipe
    with checking("request.json"):
        _check_request(run.request)
    with checking("history.csv"):
        _check_history(run, recipe.epochs)
    with checking("evaluation.json"):
        _check_evaluation(run)
    with checking("environment.json"):
        _check_environment(run.environment)
    with checking("label.json"):
        _check_annotation(run)
    with checking("watched/watched.json"):
        num_watched = _check_watched(run)
    with checking("events.jsonl"):
        events = checked_events(run, num_watched)
        write_text(run.folder / "events.jsonl", "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in events))
    for epoch in kept_epochs(run.folder):
        with checking(f"learning/epoch-{epoch:04d}.npz"):
            _check_first_layer(run, epoch)
    with checking(_("the files together")):
        overview_row(run, "", False)
        describe_run(run)


def refused(name: str, why: str) -> RunFileError:
    """Return the error about a file of a run.

    Args:
        name: of the file.
        why: part of a sentence.
    """
    return RunFileError(
        _(
            "{name} is not as this app writes it: {why}. Expected: the zip of “Download”, or of 'runs export',"
            " unchanged. Nothing was kept; download the training again where it was trained."
        ).format(name=name, why=why.rstrip("."))
    )


@contextmanager
def checking(name: str) -> Iterator[None]:
    """Turn any error in the block into a `RunFileError` about this file.

    Args:
        name: of the file, for the error.
    """
    try:
        yield
    except (NewerRunError, RunFileError):
        raise
    except DogcatError as error:
        raise refused(name, str(error)) from None
    except Exception as error:  # noqa: BLE001 - readers of trusted files raise anything on a stranger's
        raise refused(name, f"{type(error).__name__}: {error}"[:200]) from None


def _require(is_right: bool, why: str) -> None:
    if not is_right:
        raise ContentError(why)


def _check_request(request: dict[str, Any]) -> None:
    check_set_name(str(request["pictures"]))
    _require(is_time(request["created"]), _("it has no usable {field}").format(field="created"))


def _check_history(run: Run, num_epochs: int) -> None:
    rows = run.history()
    for row in rows:
        known = {*HISTORY_COLUMNS, *FLIPPED_COLUMNS}
        _require(set(HISTORY_COLUMNS) <= set(row) <= known, _("its columns are others"))
    numbers = [row["epoch"] for row in rows]
    _require(numbers == list(range(1, len(rows) + 1)), _("its epochs are not one after the other"))
    _require(len(rows) <= num_epochs, _("it has more epochs than the recipe"))


def _check_evaluation(run: Run) -> None:
    if not (run.folder / "evaluation.json").is_file():
        return
    for split in _SPLITS:
        figures = run.evaluation(split)
        _require(isinstance(figures, dict), _("it has no usable {field}").format(field=split))
        for field, is_right in (
            ("n", is_count), ("accuracy", is_probability), ("accuracy_interval", _is_interval), ("loss", is_figure),
            ("confusion", _is_confusion), ("p_dog", _is_p_dog), ("left_out", is_texts),
        ):  # fmt: skip
            _require(is_right(figures.get(field)), _("it has no usable {field}").format(field=f"{split}.{field}"))  # type: ignore[union-attr]
        _require(figures["accuracy"] is not None, _("it has no usable {field}").format(field=f"{split}.accuracy"))  # type: ignore[index]


def _is_interval(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) == 2 and all(each is not None and is_probability(each) for each in value)
    )


def _is_confusion(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == set(CLASSES)
        and all(isinstance(row, dict) and set(row) == set(CLASSES) and all(map(is_count, row.values()))
                for row in value.values())
    )  # fmt: skip


def _is_p_dog(value: Any) -> bool:
    return isinstance(value, dict) and all(
        is_text(name) and _PICTURE_NAME.fullmatch(name) and is_probability(p_dog) for name, p_dog in value.items()
    )


def _check_environment(environment: dict[str, Any]) -> None:
    versions = environment.get("versions", {})
    _require(isinstance(versions, dict), _("it has no usable {field}").format(field="versions"))
    for name, value in {**environment, **versions}.items():
        is_right = name == "versions" or is_text(value) or is_figure(value)
        _require(is_text(name) and is_right, _("it has no usable {field}").format(field=str(name)[:40]))


def _check_annotation(run: Run) -> None:
    if not (run.folder / "label.json").is_file():
        return
    label = read_annotation(run)
    _require(all(map(is_text, (label.name, label.note))), _("it has no usable {field}").format(field="name"))
    is_known = not label.guess or guess_named(label.guess, run.recipe.epochs) is not None
    _require(is_known, _("it has no usable {field}").format(field="guess"))
    write_annotation(run, label, COMMAND_LINE)  # as the server itself: nobody sees the draft yet


def _check_watched(run: Run) -> int:
    """Decode the watched pictures by the app's own decoder, write them again, and return their number."""
    inside = run.folder / "watched"
    if not (inside / "watched.json").is_file():
        return 0
    notes = json.loads((inside / "watched.json").read_text(encoding="utf-8"))
    is_right = isinstance(notes, list) and len(notes) <= MAX_WATCHED and all(map(is_watched_note, notes))
    _require(is_right, _("it has no usable {field}").format(field="name"))
    size = run.recipe.picture_size
    watched = [
        WatchedPicture(note["name"], note["label"], decode_picture(inside / f"{number:02d}.png", size))
        for number, note in zip(count(1), notes, strict=False)
    ]
    for note in notes:
        looks_of_set = note["name"].startswith(("train/", "validation/", "test/"))
        _require(not looks_of_set or bool(_PICTURE_NAME.fullmatch(note["name"])), _("a picture has no usable name"))
    for file in inside.iterdir():
        file.unlink()
    inside.rmdir()
    write_watched(run.folder, watched)
    return len(watched)


def _check_first_layer(run: Run, epoch: int) -> None:
    with zipfile.ZipFile(run.folder / "learning" / f"epoch-{epoch:04d}.npz") as arrays:
        _require(sum(array.file_size for array in arrays.infolist()) <= _MAX_ARRAYS, _("it is too large"))
    layer, recipe = read_first_layer(run.folder, epoch), run.recipe
    if layer is None:
        raise ContentError(_("it is damaged"))
    size, filters = recipe.kernel_size, recipe.filters[0]
    shapes = (layer.kernels.shape, layer.biases.shape, layer.responses.shape[2:])
    _require(shapes == ((size, size, 3, filters), (filters,), (filters,)), _("it is of another network"))
