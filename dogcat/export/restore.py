"""Restores a backup into an empty home folder. The backup is untrusted input, like a run's zip.

Everything is checked in a hidden folder of the home and then moved by renaming, so a restore that is killed leaves the
home as it was.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

from dogcat.common.disk_space import usable_bytes
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import home_dir
from dogcat.common.types import ProgressCallback
from dogcat.common.units import GIGABYTE, size_words
from dogcat.explain.brought_models import BroughtModels
from dogcat.explain.protocol import AnswerError
from dogcat.export.backup import KEPT, BackupCounts, BackupError, largest_size
from dogcat.export.bring_back import check_whole_run
from dogcat.export.stranger_zip import StrangerZip, ZipLimits, open_stranger_zip
from dogcat.pictures.picture_set import SET_FILE, check_set_name
from dogcat.runs.run import Run

LIMITS = ZipLimits(num_entries=2_000_000, num_bytes=500 * GIGABYTE, tells_case=True)
_STAGING = ".restoring-"
_RUN_NAME = re.compile(r"[\w-][\w.-]{0,99}")
# A note of a set has sentences with fields. A width of many digits, or one from another field, could ask for gigabytes.
_WIDE_FIELD = re.compile(r"\{[^{}]*:[^{}]*(\d{3}|\{)")


def restore_backup(
    file: Path, progress: ProgressCallback | None = None, say: Callable[[str], None] | None = None
) -> BackupCounts:
    """Restore a backup into this home folder, which must not have any content yet.

    Args:
        file: the backup.
        progress: called with (bytes done, bytes in all).
        say: called with a line about what comes next.

    Raises:
        BackupError: the home has content, or the disk is full.
        AnswerError: the process that checks the networks ended, or took too long.
        StrangerZipError: the file is not a backup, or not safe.
    """
    home = home_dir()
    _check_empty(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        for old in home.glob(f"{_STAGING}*"):  # a restore that was killed
            shutil.rmtree(old, ignore_errors=True)
        with open_stranger_zip(file, str(file), LIMITS) as packed:
            _check_room(packed, home)
            staging = Path(mkdtemp(prefix=_STAGING, dir=home))
            try:
                left_out = _unpack(packed, staging, progress)
                if say:
                    say(_("Checking the trainings and their networks…"))
                left_out += _check_sets(staging / "pictures") + _check_runs(staging / "runs")
                num_runs, num_sets = (len(list((staging / top).glob("*"))) for top in ("runs", "pictures"))
                if not any(staging.iterdir()):
                    raise BackupError(
                        _("{file} holds nothing of this app. Expected: a file that 'backup' wrote.").format(file=file)
                    )
                _move(staging, home)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise BackupError(
            _("{file} cannot be restored ({why}). Nothing was changed; make room on the disk, then try again.").format(
                file=file, why=error.strerror or error
            )
        ) from None
    return BackupCounts(num_runs, num_sets, tuple(left_out))


def _check_empty(home: Path) -> None:
    """Check that the home has nothing that a backup would hold."""
    found = [top for top in KEPT if (home / top).is_file() or any((home / top).glob("[!.]*"))]
    if found:
        raise BackupError(
            _(
                "{home} has content already: {names}. A backup is restored only into an empty folder, so that"
                " nothing is lost. Set DOGCAT_HOME to a new folder, and restore there."
            ).format(home=home, names=", ".join(found))
        )


def _check_room(packed: StrangerZip, home: Path) -> None:
    needed, free = sum(entry.file_size for entry in packed.files.values()), usable_bytes(home)
    if needed > free:
        raise BackupError(
            _("{file} needs {needed} on the disk, and {free} are free. Make room, then try again.").format(
                file=packed.title, needed=size_words(needed), free=size_words(free)
            )
        )


def _unpack(packed: StrangerZip, staging: Path, progress: ProgressCallback | None) -> list[str]:
    """Unpack what belongs to a home, and return a line for each other file."""
    total, done, left_out = sum(entry.file_size for entry in packed.files.values()), 0, []
    for name, entry in packed.files.items():
        most = largest_size(name)
        if most is None:
            left_out.append(_("{name}: no file of this app").format(name=name))
        elif entry.file_size > most:
            left_out.append(
                _("{name}: it has {size}; at most {most} are allowed").format(
                    name=name, size=size_words(entry.file_size), most=size_words(most)
                )
            )
        else:
            packed.unpack(name, staging / name)
        done += entry.file_size
        if progress:
            progress(done, total)
    return left_out


def _check_sets(folder: Path) -> list[str]:
    """Remove the notes of sets that cannot be read, and sets of impossible names; return a line for each."""
    left_out = []
    for pictures in sorted(folder.glob("*")):
        try:
            check_set_name(pictures.name)
        except DogcatError as error:
            shutil.rmtree(pictures)
            left_out.append(str(error))
            continue
        note = pictures / SET_FILE
        if note.is_file() and not _is_good_note(note):
            note.unlink()
            left_out.append(_("{name}: damaged").format(name=f"pictures/{pictures.name}/{SET_FILE}"))
    return left_out


def _is_good_note(note: Path) -> bool:
    try:
        read = json.loads(note.read_text(encoding="utf-8"))
        return isinstance(read, dict) and not any(map(_WIDE_FIELD.search, _texts_in(read)))
    except (ValueError, RecursionError):
        return False


def _texts_in(value: object) -> Iterator[str]:
    """Yield every text of a value that JSON can hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)


def _check_runs(folder: Path) -> list[str]:
    """Check each run as one that comes from a zip. Remove those that are refused, and return a line for each."""
    left_out = []
    with BroughtModels() as models:
        for path in sorted(folder.glob("*")):
            try:
                if not _RUN_NAME.fullmatch(path.name):
                    raise BackupError(_("no run has this name"))
                check_whole_run(Run(path), models)
            except AnswerError:  # a busy machine must not cost a training: nothing is restored
                raise
            except DogcatError as error:
                shutil.rmtree(path)
                left_out.append(f"runs/{path.name}: {error}")
    return left_out


def _move(staging: Path, home: Path) -> None:
    """Move everything to its place, each by renaming; if one fails, move back what was moved."""
    moved: list[tuple[Path, Path]] = []
    try:
        for top in sorted(staging.iterdir()):
            for source in sorted(top.iterdir()) if top.is_dir() else [top]:
                target = home / source.relative_to(staging)
                target.parent.mkdir(exist_ok=True)
                source.rename(target)
                moved.append((source, target))
    except BaseException:
        for source, target in moved:
            target.rename(source)
        raise
