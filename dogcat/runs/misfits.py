"""Names the files of a run that its readers leave out, because a training does not write such files."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.language import _, current_language
from dogcat.runs.annotations import check_annotation
from dogcat.runs.by_picture.picture_history import check_picture_history
from dogcat.runs.event_log import check_events
from dogcat.runs.file_checks import SPLITS, checked_environment, checked_evaluation, checked_history
from dogcat.runs.first_layer import check_first_layer, kept_epochs
from dogcat.runs.followers import check_followers
from dogcat.runs.run import Run
from dogcat.runs.run_files import (
    MODELS,
    TRAINING_STATE,
    ContentError,
    has_run_file,
    read_run_file,
    read_run_json,
    read_run_text,
)
from dogcat.runs.watched import check_watched

Check = Callable[[Path], object]


def _check_evaluation(folder: Path) -> None:
    evaluation = read_run_json(folder, "evaluation.json")
    for split in SPLITS:
        checked_evaluation(evaluation, split, is_whole=True)


CHECKS: dict[str, Check] = {
    "history.csv": lambda folder: checked_history(read_run_text(folder, "history.csv")),
    "evaluation.json": _check_evaluation,
    "environment.json": lambda folder: checked_environment(read_run_json(folder, "environment.json")),
    "label.json": check_annotation,
    "followers.json": check_followers,
    "watched/watched.json": check_watched,
    "events.jsonl": check_events,
    "picture_history.bin": check_picture_history,
    "heartbeat": lambda folder: read_run_json(folder, "heartbeat"),
    "stop": lambda folder: read_run_file(folder, "stop"),
}


def misfits(run: Run) -> dict[str, str]:
    """Return why each file is left out that a run's readers leave out, by its name, in the current language."""
    layers = (f"learning/epoch-{epoch:04d}.npz" for epoch in kept_epochs(run.folder))
    names = [*CHECKS, *MODELS, TRAINING_STATE, *layers]
    return dict(_misfits(run.folder, tuple((name, _stamp(run.folder / name)) for name in names), current_language()))


def misfits_text(run: Run) -> str:
    """Return one sentence that names the files that are left out; empty if there are none."""
    found = misfits(run)
    if not found:
        return ""
    return _("Files of {run} that are left out, because they are not as this app writes them: {files}.").format(
        run=run.id, files="; ".join(f"{name} ({why.rstrip('.')})" for name, why in found.items())
    )


@lru_cache(maxsize=256)
def _misfits(
    folder: Path, stamps: tuple[tuple[str, tuple[int, ...] | None], ...], _language: str
) -> tuple[tuple[str, str], ...]:
    found = []
    for name, stamp in stamps:
        if stamp is None:
            continue
        try:
            _check(folder, name)
        except DogcatError as error:
            found.append((name, str(error)))
    return tuple(found)


def _check(folder: Path, name: str) -> None:
    if name in CHECKS:
        CHECKS[name](folder)
    elif name in (*MODELS, TRAINING_STATE):
        if not has_run_file(folder, name):
            raise ContentError(_("it is a link, no file, or too large"))
    else:
        check_first_layer(folder, name)


def _stamp(file: Path) -> tuple[int, ...] | None:
    """Return what changes with a file; None if there is none."""
    try:
        facts = file.lstat()
    except OSError:
        return None
    return facts.st_mode, facts.st_size, facts.st_mtime_ns
