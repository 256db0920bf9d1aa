"""The names of runs in lists and charts, and the lists of runs with a network."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from babel.dates import format_datetime

from dogcat.common.language import _, current_language
from dogcat.recipe.field_text import tutorial_recipe
from dogcat.recipe.recipe import BASELINE, recipe_kind
from dogcat.runs.annotations import read_annotation
from dogcat.runs.recorded import recorded_runs
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs

_RECORDED_NAME = re.compile(r"(.+)-photos-seed(\d+)")


def describe_run(run: Run) -> str:
    """The name of a run, unique among all runs: a list of names must find the run that was chosen.

    A recorded run has its recipe and seed; any other its own name or recipe, its pictures and date.
    """
    recorded = _RECORDED_NAME.fullmatch(run.id)
    if recorded:
        return _("{recipe} (recorded, seed {seed})").format(recipe=recorded[1], seed=recorded[2])
    begun = datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone()
    words = _("{name} on {pictures}, {begun}").format(
        name=read_annotation(run).name or recipe_kind(run.recipe),
        pictures=run.pictures_title,
        begun=format_datetime(begun, _("dd MMM yyyy HH:mm:ss"), locale=current_language()),
    )
    alike, _dash, own = run.id.rpartition("-")
    has_twin = len(list(run.folder.parent.glob(f"{alike}-*"))) > 1  # a class may start trainings in the same second
    return f"{words} ({own})" if has_twin else words


def short_names(runs: Sequence[Run]) -> list[str]:
    """Return a short name for each run, unique among these runs alone: for the ends of lines in a chart."""
    found = [_RECORDED_NAME.fullmatch(run.id) for run in runs]
    names = [
        recorded[1] if recorded else read_annotation(run).name or recipe_kind(run.recipe)
        for run, recorded in zip(runs, found, strict=True)
    ]
    names = [
        _("{recipe}, seed {seed}").format(recipe=name, seed=recorded[2]) if recorded and names.count(name) > 1 else name
        for name, recorded in zip(names, found, strict=True)
    ]
    return [
        f"{name} ({names[: place + 1].count(name)})" if names.count(name) > 1 else name
        for place, name in enumerate(names)
    ]


def listed_name(run: Run, owner: str) -> str:
    """The name of a run in a list to choose from, which begins with whose it is.

    Args:
        run: a run.
        owner: token of the browser that reads the list.
    """
    recorded = _RECORDED_NAME.fullmatch(run.id)
    if recorded:
        return _("Recorded: {recipe} on {pictures}, seed {seed}").format(
            recipe=recorded[1], pictures=run.pictures_title, seed=recorded[2]
        )
    words = _("Yours: {name}") if run.is_of(owner) else "{name}"
    return words.format(name=describe_run(run))


def own_first(owner: str) -> dict[str, Run]:
    """All runs by folder name: the owner's, then the others of this machine, newest first, then the recorded ones."""
    newest_first = list_runs()[::-1]
    own = {run.id: run for run in newest_first if run.is_of(owner)}
    return own | {run.id: run for run in newest_first if run.id not in own} | recorded_runs()


def runs_with_network(owner: str = "") -> dict[str, Run]:
    """All runs with a saved model by folder name, in the order of `own_first`."""
    return {name: run for name, run in own_first(owner).items() if run.has_model}


def names_by_cure(runs: Mapping[str, Run]) -> tuple[list[str], list[str]]:
    """Return the names of the runs without a cure against overfitting, and of those with one.

    In both lists, trainings that still go on come last, because their networks change.
    """
    ordered = sorted(runs, key=lambda name: runs[name].status().is_active)
    plain = [name for name in ordered if tutorial_recipe(runs[name].recipe) == BASELINE]
    return plain, [name for name in ordered if name not in plain]
