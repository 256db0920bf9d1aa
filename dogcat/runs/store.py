"""Lists the runs in the home folder and opens one by its name."""

import re
from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.shown_text import visible
from dogcat.common.storage import runs_dir
from dogcat.common.text_file import is_plain_file
from dogcat.runs.run import NewerRunError, Run, RunError
from dogcat.runs.run_files import ContentError

_RUN_ID = re.compile(r"\w[\w.-]{0,99}")


def list_runs() -> list[Run]:
    """All runs whose request and recipe can be read, oldest first."""
    return _look_at_runs()[0]


def unreadable_runs() -> dict[str, RunError]:
    """Why each run is in no list that a newer version made, or that is not as this app writes runs, by run id."""
    return _look_at_runs()[1]


def _look_at_runs() -> tuple[list[Run], dict[str, RunError]]:
    folder = runs_dir()
    if not folder.is_dir():
        return [], {}
    found: list[tuple[float, str]] = []
    unreadable: dict[str, RunError] = {}
    for path in folder.glob("[!.]*"):  # hidden folders are being made or deleted, or a killed process left them
        try:
            found.append((_created(path), path.name))
        except NewerRunError as error:
            unreadable[visible(path.name)] = error
        except OSError:
            continue  # not a run, or one that is being deleted
        except DogcatError as error:
            words = _(
                "Run {run} is not listed, because it is not as this app writes runs: {why}. Delete its folder, or get"
                " it again from where it was trained."
            )
            unreadable[visible(path.name)] = RunError(words.format(run=visible(path.name), why=str(error).rstrip(".")))
    return [Run(folder / name) for _time, name in sorted(found)], unreadable


def _created(folder: Path) -> float:
    """Return when a run was asked for, once all is checked without which it cannot be listed."""
    if folder.is_symlink():
        raise ContentError(_("it is a link, and links are not followed"))
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    if not _RUN_ID.fullmatch(folder.name):
        raise ContentError(_("its folder has another name than runs have"))
    run = Run(folder)
    created, _recipe = float(run.request["created"]), run.recipe
    return created


def open_run(name: str) -> Run:
    """The run with this id, the run in this folder, or the newest run for `last`.

    Raises:
        RunError: there is no such run.
        NewerRunError: only a newer version of the app can read it.
    """
    if name == "last":
        runs = list_runs()
        if not runs:
            raise RunError(_("There is no run yet. Train one with 'train --recipe baseline --pictures NAME'."))
        return runs[-1]
    inside = runs_dir() / name
    try:
        folder = inside if _RUN_ID.fullmatch(name) and inside.is_dir() else Path(name)
        found = is_plain_file(folder / "recipe.json")
    except (OSError, ValueError):  # the name is too long for a file, or has a zero byte
        found = False
    if not found:
        raise RunError(
            _("There is no run {name!r}. Expected: an id from 'runs list', the folder of a run, or 'last'.").format(
                name=name
            )
        )
    run = Run(folder.resolve())
    try:
        _request, _recipe = run.request, run.recipe
    except ContentError as error:
        raise RunError(
            _("Run {run} is not as this app writes runs: {why}. Get it again from where it was trained.").format(
                run=visible(run.id), why=str(error).rstrip(".")
            )
        ) from None
    except OSError:  # an export of an old version has no request
        pass
    return run
