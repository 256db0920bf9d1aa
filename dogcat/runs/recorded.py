"""The runs that ship with the app in `assets/runs`, and the tutorial's own log: results before the first training.

Any of these runs may be missing; every function returns those that exist. `benchmarks/recorded_runs.py` makes them.
"""

import csv
import re

from dogcat.common.language import N_
from dogcat.common.storage import ASSETS_DIR
from dogcat.runs.run import Run

RECORDED_DIR = ASSETS_DIR / "runs"
TUTORIAL_SOURCE = N_(  # show it through `_`
    "the tutorial's own two trainings, epoch by epoch, from its published log (one network of each kind)"
)
TUTORIAL_CLAIM = (
    0.84  # validation accuracy of the regularized network in the tutorial's text; no epoch of its log has it
)
CELLS = ("nothing", "augmentation", "dropout", "both")  # the 2 x 2 comparison: augmentation and dropout, each on or off
_TUTORIAL_LOG = RECORDED_DIR.parent / "tutorial_runs.csv"
_FILES = ("recipe.json", "request.json", "environment.json", "events.jsonl", "history.csv", "evaluation.json")
_SEED = re.compile(r"(.+)-seed(\d+)")


def recorded_runs() -> dict[str, Run]:
    """All recorded runs by name, sorted by name; a folder with missing files is left out."""
    folders = sorted(RECORDED_DIR.glob("[!.]*"))
    return {folder.name: Run(folder) for folder in folders if all((folder / file).is_file() for file in _FILES)}


def seeds_of(family: str) -> list[Run]:
    """The recorded runs of one recipe that differ only in the seed, sorted by seed.

    Args:
        family: the runs' name without the seed, such as `baseline-photos`.
    """
    found = []
    for name, run in recorded_runs().items():
        parts = _SEED.fullmatch(name)
        if parts and parts[1] == family:
            found.append((int(parts[2]), run))
    return [run for _seed, run in sorted(found, key=lambda pair: pair[0])]


def exercise_pair() -> dict[str, Run]:
    """The recorded `baseline` and `regularized` training by name; one that was not recorded is left out.

    Of several seeds it is the one whose model ships, otherwise the first.
    """
    families = {name: seeds_of(f"{name}-photos") for name in ("baseline", "regularized")}
    return {name: next((run for run in seeds if run.has_model), seeds[0]) for name, seeds in families.items() if seeds}


def fair_cells() -> dict[str, Run]:
    """The recorded 2 x 2 comparison with the tutorial's network, by cell of `CELLS`, one run each.

    The runs differ only in augmentation and dropout. The quick one, with several seeds, is `seed_cells`.
    """
    names = {cell: f"fair-{cell}-photos-seed1" for cell in CELLS} | {"both": "regularized-photos-seed1"}
    runs = recorded_runs()
    return {cell: runs[name] for cell, name in names.items() if name in runs}


def augmented_validation() -> tuple[Run, list[dict[str, float]]] | None:
    """The run that was also evaluated on augmented validation pictures after each epoch; None if it is missing.

    Returns:
        The run, whose history has the usual validation without augmentation, and one row an epoch with `epoch`, `loss`
        and `accuracy` on the augmented validation pictures.
    """
    run = recorded_runs().get("quick-augmented-validation-photos-seed1")
    if run is None:
        return None
    events, _ = run.read_events()
    return run, [event for event in events if event["event"] == "augmented_validation"]


def tutorial_histories() -> dict[str, list[dict[str, float]]]:
    """The tutorial's log by recipe, `baseline` and `regularized`: one row an epoch.

    A row has `epoch`, `seconds`, `loss`, `accuracy`, `val_loss` and `val_accuracy`.
    """
    histories: dict[str, list[dict[str, float]]] = {}
    with _TUTORIAL_LOG.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            histories.setdefault(row.pop("run"), []).append({name: float(value) for name, value in row.items()})
    return histories
