"""The runs that ship with the app in `assets/runs`, and the tutorial's own log: results before anybody has trained.

Every one of them may be missing; whoever asks gets those that are there. `benchmarks/recorded_runs.py` makes them.
"""

import csv
import re
from typing import Literal

from dogcat.common.language import N_
from dogcat.common.storage import ASSETS_DIR
from dogcat.runs.run import Run

RECORDED_DIR = ASSETS_DIR / "runs"
TUTORIAL_SOURCE = N_(  # to be shown through `_`
    "the tutorial's own two trainings, epoch by epoch, from its published log; it trained one network of each kind"
)
TUTORIAL_CLAIM = 0.84  # validation accuracy of its cured network, as its text says; its log has no such epoch
CELLS = ("nothing", "augmentation", "dropout", "both")  # of the fair 2 x 2
_TUTORIAL_LOG = RECORDED_DIR.parent / "tutorial_runs.csv"
_FILES = ("recipe.json", "request.json", "environment.json", "events.jsonl", "history.csv", "evaluation.json")
_SEED = re.compile(r"(.+)-seed(\d+)")


def recorded_runs() -> dict[str, Run]:
    """All recorded runs by name, in the order of their names; a folder that is not whole is left out."""
    folders = sorted(RECORDED_DIR.glob("[!.]*"))
    return {folder.name: Run(folder) for folder in folders if all((folder / file).is_file() for file in _FILES)}


def seeds_of(family: str) -> list[Run]:
    """The recorded runs of one recipe that differ in nothing but the seed, in the order of the seeds.

    Args:
        family: the name without its seed, such as `baseline-photos`.
    """
    found = []
    for name, run in recorded_runs().items():
        parts = _SEED.fullmatch(name)
        if parts and parts[1] == family:
            found.append((int(parts[2]), run))
    return [run for _seed, run in sorted(found, key=lambda pair: pair[0])]


def exercise_pair() -> dict[str, Run]:
    """The recorded `baseline` and `regularized` training, of their seeds those whose network ships, else the first.

    One that was not recorded is left out.
    """
    families = {name: seeds_of(f"{name}-photos") for name in ("baseline", "regularized")}
    return {
        name: next((run for run in seeds if run.model_file.is_file()), seeds[0])
        for name, seeds in families.items()
        if seeds
    }


def fair_cells(recipe_size: Literal["tutorial", "quick"], num_pictures: int = 2000) -> dict[str, Run]:
    """The fair 2 x 2: trainings that are alike in everything but the cures. Those of `CELLS` that are there.

    Args:
        recipe_size: the tutorial's network and 100 epochs, or the quick recipes'.
        num_pictures: training pictures; of the tutorial's size there are only runs on all 2,000.
    """
    if recipe_size == "tutorial":
        names = {cell: f"fair-{cell}-photos-seed1" for cell in CELLS} | {"both": "regularized-photos-seed1"}
    else:
        names = {cell: f"quick-{cell}-{num_pictures}-photos-seed1" for cell in CELLS}
    runs = recorded_runs()
    return {cell: runs[name] for cell, name in names.items() if name in runs}


def fullest_cells() -> tuple[dict[str, Run], Literal["tutorial", "quick"]]:
    """Return the fair 2 x 2 of the tutorial's size, or the quick one if more of that is recorded, and which it is."""
    full, quick = fair_cells("tutorial"), fair_cells("quick")
    return (full, "tutorial") if len(full) >= len(quick) else (quick, "quick")


def augmented_validation() -> tuple[Run, list[dict[str, float]]] | None:
    """The run whose network was looked at twice after each epoch; None where it is missing.

    Returns:
        the run, whose history has validation as it should be measured, and rows with `epoch`, `loss` and `accuracy` of
        the same network on augmented validation pictures.
    """
    run = recorded_runs().get("quick-augmented-validation-photos-seed1")
    if run is None:
        return None
    events, _ = run.read_events()
    return run, [event for event in events if event["event"] == "augmented_validation"]


def tutorial_histories() -> dict[str, list[dict[str, float]]]:
    """The tutorial's log of `baseline` and `regularized`: rows with `epoch`, `seconds`, `loss`, `accuracy`, `val_…`."""
    histories: dict[str, list[dict[str, float]]] = {}
    with _TUTORIAL_LOG.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            histories.setdefault(row.pop("run"), []).append({name: float(value) for name, value in row.items()})
    return histories
