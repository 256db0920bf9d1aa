"""Checks a run's folder that came from a zip, which is untrusted input, before any page reads it.

The functions of `dogcat.runs` that read every run read this one, too. What they return is compared with what the app
writes: types, ranges, lengths. `events_check` does this for the events, `explain.brought_models` for the models.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dogcat.analysis.run_overview import overview_row
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import write_text
from dogcat.common.units import size_words
from dogcat.explain.model_files import MAX_MODEL_FILE_BYTES
from dogcat.export.events_check import checked_events
from dogcat.lesson.guesses import guess_named
from dogcat.recipe.layers import first_block
from dogcat.runs import run_files
from dogcat.runs.annotations import check_annotation, keep_annotation
from dogcat.runs.by_picture.picture_history import FILE as PICTURE_HISTORY
from dogcat.runs.by_picture.picture_history import read_picture_history
from dogcat.runs.first_layer import check_first_layer, kept_epochs
from dogcat.runs.misfits import CHECKS
from dogcat.runs.names import describe_run
from dogcat.runs.run import NewerRunError, Run
from dogcat.runs.run_files import MODELS, TRAINING_STATE, ContentError
from dogcat.runs.watched import read_watched, write_watched
from dogcat.training.callbacks.training_state import check_training_state


class RunFileError(DogcatError):
    """A file of a run is not as the app writes it. The text says which one, why, and what to do."""


def max_bytes(name: str) -> int | None:
    """Return how many bytes a file of a run's zip may have; None if a file of this name is no part of a run.

    Args:
        name: its path in the run's folder, with forward slashes.
    """
    return MAX_MODEL_FILE_BYTES if name in (*MODELS, TRAINING_STATE) else run_files.max_bytes(name)


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
        _request = run.request
    for name, check in CHECKS.items():
        if name != "events.jsonl":
            with checking(name), suppress(FileNotFoundError):
                check(run.folder)
    with checking("history.csv"):
        _require(len(run.history()) <= recipe.epochs, _("it has more epochs than the recipe"))
    with checking(PICTURE_HISTORY):
        pictures = read_picture_history(run.folder)
        _require(pictures is None or len(pictures.p_dog) <= recipe.epochs, _("it has more epochs than the recipe"))
    with checking("label.json"), suppress(FileNotFoundError):
        _check_annotation(run)
    with checking("watched/watched.json"):
        num_watched = _check_watched(run)
    with checking("events.jsonl"):
        events = checked_events(run, num_watched)
        write_text(run.folder / "events.jsonl", "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in events))
    with checking(TRAINING_STATE), suppress(FileNotFoundError):
        check_training_state(run.folder)
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


def _check_annotation(run: Run) -> None:
    label = check_annotation(run.folder)
    is_known = not label.guess or guess_named(label.guess, run.recipe.epochs) is not None
    _require(is_known, _("it has no usable {field}").format(field="guess"))
    keep_annotation(run.folder, label)


def _check_watched(run: Run) -> int:
    """Decode the watched pictures, write them again, and return their number."""
    watched, size = read_watched(run.folder), run.recipe.picture_size
    _require(all(one.pixels.shape == (size, size, 3) for one in watched), _("a picture has another size"))
    shutil.rmtree(run.folder / "watched", ignore_errors=True)
    if watched:
        write_watched(run.folder, watched)
    return len(watched)


def _check_first_layer(run: Run, epoch: int) -> None:
    layer, recipe = check_first_layer(run.folder, f"learning/epoch-{epoch:04d}.npz"), run.recipe
    size, filters = recipe.kernel_size, first_block(recipe)[0].output_shape[-1]
    shapes = (layer.kernels.shape, layer.biases.shape, layer.responses.shape[2:])
    _require(shapes == ((size, size, 3, filters), (filters,), (filters,)), _("it is of another network"))
