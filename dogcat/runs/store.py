"""Lists the runs in the home folder and opens one by its name."""

import re
from contextlib import suppress
from pathlib import Path

from dogcat.common.language import _
from dogcat.common.storage import runs_dir
from dogcat.recipe.recipe import RecipeError
from dogcat.runs.run import NewerRunError, Run, RunError

_RUN_ID = re.compile(r"[\w.-]+")


def list_runs() -> list[Run]:
    """All runs whose request and recipe can be read, oldest first."""
    return _look_at_runs()[0]


def newer_runs() -> dict[str, NewerRunError]:
    """The errors of the runs that only a newer version of the app can read, by run id."""
    return _look_at_runs()[1]


def _look_at_runs() -> tuple[list[Run], dict[str, NewerRunError]]:
    folder = runs_dir()
    if not folder.is_dir():
        return [], {}
    found, newer = [], {}
    for path in folder.glob("[!.]*"):  # hidden folders are being made or deleted, or a killed process left them
        try:
            run = Run(path)
            created, _recipe = float(run.request["created"]), run.recipe
            found.append((created, path.name))
        except NewerRunError as error:
            newer[path.name] = error
        except (OSError, ValueError, KeyError, TypeError, RecursionError, RecipeError):
            continue  # not a run, or one that is being deleted
    return [Run(folder / name) for _created, name in sorted(found)], newer


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
        found = (folder / "recipe.json").is_file()
    except OSError:  # the name is too long for a file
        found = False
    if not found:
        raise RunError(
            _("There is no run {name!r}. Expected: an id from 'runs list', the folder of a run, or 'last'.").format(
                name=name
            )
        )
    run = Run(folder.resolve())
    with suppress(OSError, ValueError):  # reading a missing request reports it later; here only the format counts
        _request = run.request
    return run
