"""Brings a run back from the zip that `bundle` writes, of this version or an older one. The zip is untrusted input.

Nothing is half-written: all files are checked in a hidden folder, which then gets the run's name.
"""

import hashlib
import io
import json
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import Any, BinaryIO

from dogcat.common.disk_space import require_space
from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.storage import pictures_dir, runs_dir, write_text
from dogcat.common.units import MEGABYTE
from dogcat.explain.brought_models import BroughtModels
from dogcat.explain.protocol import AnswerError
from dogcat.export.bundle import exported_files
from dogcat.export.run_check import check_run, check_size, checking, max_bytes, refused
from dogcat.export.stranger_zip import StrangerZip, ZipLimits, open_stranger_zip
from dogcat.pictures.picture_set import PictureSet, check_set_name
from dogcat.runs.run import LACKS_STATE, RUN_FORMAT, Run, new_run_id
from dogcat.runs.run_files import MODELS, TRAINING_STATE
from dogcat.runs.status import CONTINUABLE_STATES, ENDINGS
from dogcat.runs.store import list_runs

LIMITS = ZipLimits(num_entries=2_000, num_bytes=900 * MEGABYTE)
_MADE_HERE = ("README.txt", "repeat.ipynb", "repeat.py")  # the app makes these again for the next zip
_CODE = "repeat.py"
_MAX_CODE = MEGABYTE
_FOLDER_LINE = re.compile(r'^folder = Path\((".*")\)', re.MULTILINE)  # in `repeat.py`: the name of the picture set
_RUN_ID = re.compile(r"\d{8}-\d{6}-[a-z-]{1,40}-[0-9a-f]{4}")
_DRAFT, _DRAFT_SECONDS = ".brought-", 24 * 3600.0  # hidden folders, and the age from which a killed process left them


class BringBackError(DogcatError):
    """A zip holds no run, or more than one, or the run cannot be kept."""


@dataclass(frozen=True)
class BroughtBack:
    """A run that came back.

    Attributes:
        run: the run, or the one that is the same.
        is_new: whether it was not here already.
        left_out: names of the files that are no part of a run, or that the run lacks.
    """

    run: Run
    is_new: bool
    left_out: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Return what the learner should know, in the current language."""
        if not self.is_new:
            return [_("You have this training already: {run}.").format(run=self.run.id)]
        said = [_("The training is back: {run}.").format(run=self.run.id)]
        if self.left_out:
            names = ", ".join(self.left_out[:5]) + (", …" if len(self.left_out) > 5 else "")
            said.append(_("Left out, because it is no part of a training: {names}.").format(names=names))
        if not self.run.has_model:
            said.append(_("The zip has no network, so there are only its curves and results."))
        if self.run.lacks_state and self.run.status().state in CONTINUABLE_STATES:
            said.append(_(LACKS_STATE))
        return said


def bring_back(source: Path | BinaryIO, title: str, owner: str = "") -> BroughtBack:
    """Check a run's zip and keep the run beside the others, never over one.

    Args:
        source: the zip.
        title: its name in error messages.
        owner: token of the browser that brings it; empty for the command line.

    Raises:
        StrangerZipError, RunFileError, BringBackError: the zip is not allowed, holds no run, or the run is damaged.
        NewerRunError: only a newer version of the app can read the run.
    """
    try:
        return _bring_back(source, title, owner)
    except OSError as error:
        raise BringBackError(
            _("The training in {title} could not be kept ({why}). Make room on the disk, then try again.").format(
                title=title, why=error.strerror or error
            )
        ) from None


def _bring_back(source: Path | BinaryIO, title: str, owner: str) -> BroughtBack:
    with open_stranger_zip(source, title, LIMITS) as packed:
        runs_dir().mkdir(parents=True, exist_ok=True)
        _remove_old_drafts()
        folder = _folder_of_run(packed)
        draft = Path(mkdtemp(prefix=_DRAFT, dir=runs_dir()))
        try:
            left_out = _unpack(packed, folder, draft)
            digests = {name: _digest(draft / name) for name in _files_in(draft)}
            same = _same_run(folder.name, digests, owner)
            if same:
                return BroughtBack(same, is_new=False)
            run = Run(draft)
            write_text(draft / "request.json", _request(run, packed, folder, owner))
            with BroughtModels() as models:
                resumes = check_whole_run(run, models)
            brought = {"id": folder.name, "seconds": time.time(), "resumes": resumes, "files": digests}
            request = {**run.request, "brought": brought}
            write_text(draft / "request.json", json.dumps(request, ensure_ascii=False) + "\n")
            draft.chmod(0o755)  # mkdtemp sets 0700; a teacher may read runs of another account
            return BroughtBack(_keep(run, folder.name), is_new=True, left_out=left_out)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def check_whole_run(run: Run, models: BroughtModels) -> bool:
    """Check all files of a run from a zip, take the weights of its models, and end it if it had not ended.

    Args:
        run: a folder that no page lists yet, with a `request.json`.
        models: takes the weights.

    Returns:
        True if a training can be continued from one of the models.

    Raises:
        RunFileError: a file is not as the app writes it.
        NewerRunError: only a newer version of the app can read the run.
        AnswerError: the process that takes the weights ended, or took too long.
    """
    check_run(run)
    if run.status().state not in ENDINGS.values():  # otherwise it would wait in the queue, and be trained
        run.append("stopped", message=N_("It had not ended when its zip was made; the finished epochs are kept."))
    num_steps = {}
    for name in MODELS:
        if (run.folder / name).is_file():
            try:
                num_steps[name] = models.take(run.folder / name, run.recipe)
            except AnswerError:  # the machine may be busy: that says nothing about the file
                raise
            except DogcatError as error:
                raise refused(name, str(error)) from None
    if run.recipe.weight_average and not (run.folder / TRAINING_STATE).is_file():
        return False
    resumed = (num_steps.get("last_epoch.keras", 0), num_steps.get("model.keras", 0))
    return any(steps and steps % run.recipe.steps_per_epoch == 0 for steps in resumed)


def _folder_of_run(packed: StrangerZip) -> PurePosixPath:
    """Return the folder of the zip that holds a run."""
    recipes = [path.parent for path in map(PurePosixPath, packed.files) if path.name == "recipe.json"]
    folders = [folder for folder in recipes if "__MACOSX" not in folder.parts]
    if len(folders) == 1:
        return folders[0]
    reason = _("it holds {num} trainings").format(num=len(folders)) if folders else _("it holds no training")
    raise BringBackError(
        _(
            "{title} was not read: {why}. Expected: the zip of one training, as “Download” on the Train page or 'runs"
            " export' writes it. Choose that file."
        ).format(title=packed.title, why=reason)
    )


def _unpack(packed: StrangerZip, folder: PurePosixPath, draft: Path) -> tuple[str, ...]:
    """Unpack the files of the run, and return the names of the others."""
    others = []
    require_space(sum(entry.file_size for entry in packed.files.values()))
    for path, entry in packed.files.items():
        inside = PurePosixPath(path)
        name = str(inside.relative_to(folder)) if inside.is_relative_to(folder) else ""
        if name and max_bytes(name) is not None:
            check_size(name, entry.file_size)
            packed.unpack(path, draft / name)
        elif name not in _MADE_HERE:
            others.append(path)
    return tuple(others)


def _files_in(draft: Path) -> list[str]:
    return sorted(file.relative_to(draft).as_posix() for file in draft.rglob("*") if file.is_file())


def _digest(content: Path | str) -> str:
    data = content.encode("utf-8") if isinstance(content, str) else content.read_bytes()
    return hashlib.sha256(data).hexdigest()


def _same_run(name: str, digests: Mapping[str, str], owner: str) -> Run | None:
    """Return the run that has all these files already; for a visitor, only one of their own."""
    for run in list_runs():
        if (owner == "" or run.is_of(owner)) and name in (run.id, run.brought.get("id")):
            mine = run.brought.get("files") if run.brought.get("id") == name else None
            if mine == digests or _has_all(exported_files(run), digests):
                return run
    return None


def _has_all(files: Mapping[str, Path | str], digests: Mapping[str, str]) -> bool:
    """Return True if a run's zip would have all these files. What a learner writes on a run may have changed."""
    return all(
        name in files and _digest(files[name]) == digest for name, digest in digests.items() if name != "label.json"
    )


def _request(run: Run, packed: StrangerZip, folder: PurePosixPath, owner: str) -> str:
    """Return the text of the run's `request.json` here. The zips of the first versions have none."""
    with checking("request.json"):
        if (run.folder / "request.json").is_file():
            request = run.request
            pictures, created = check_set_name(request["pictures"]), min(float(request["created"]), time.time())
            is_drawn = request.get("drawn") is True
        else:
            pictures = _pictures_of_code(packed, folder)
            events, _end = run.read_events()
            created = min([float(event["time"]) for event in events[:1]] + [time.time()])
            is_drawn = PictureSet(pictures, pictures_dir() / pictures).is_drawn
        kept: dict[str, Any] = {"format": RUN_FORMAT, "pictures": pictures, "drawn": is_drawn, "created": created}
        return json.dumps({**kept, "owner": owner}, ensure_ascii=False) + "\n"


def _pictures_of_code(packed: StrangerZip, folder: PurePosixPath) -> str:
    """Return the name of the picture set, which in a zip of the first versions only the code has."""
    path, code = str(folder / _CODE), io.BytesIO()
    if path in packed.files and packed.files[path].file_size <= _MAX_CODE:
        packed.copy(path, code)
    found = _FOLDER_LINE.search(code.getvalue().decode("utf-8", errors="replace"))
    if not found:
        raise refused(_CODE, _("it does not say which pictures the training had"))
    return check_set_name(json.loads(found[1]))


def _keep(run: Run, name: str) -> Run:
    """Give the checked folder its name among the runs: that of the zip, or a new one if it is taken or odd."""
    wanted = name if _RUN_ID.fullmatch(name) else new_run_id(run.recipe, run.request["created"])
    while True:
        taken = {file.name for file in runs_dir().iterdir()}
        if not {wanted, f".deleted-{wanted}", f".new-{wanted}"} & taken:
            return Run(run.folder.rename(runs_dir() / wanted))
        wanted = new_run_id(run.recipe, run.request["created"])


def _remove_old_drafts() -> None:
    """Remove what processes left that were killed while they brought a run back."""
    for folder in runs_dir().glob(f"{_DRAFT}*"):
        if time.time() - folder.stat().st_mtime > _DRAFT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
