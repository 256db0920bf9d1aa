"""Makes the recorded runs that ship with the app, in assets/runs.

    python -m benchmarks.recorded_runs PICTURES [NAME ...]

PICTURES is the imported set of the 4,000 photos. Without names, all runs are made that are missing or have no history
of their pictures, short ones first; together they take hours. Each run trains in a separate process and in the app's
usual home, where it can be watched, and is recorded when it has ended. After an interruption, the training continues
at the last finished epoch.

A recorded run is the run's folder without its large parts: events of single batches, the first layer of each epoch, and
the models. The history of its pictures is compressed. `recorded_models` adds one of the models; do that again after a
run was made again. The quick 2 x 2, with ten seeds, is in `recorded_seeds`.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from dogcat.common.permission import COMMAND_LINE
from dogcat.common.storage import write_text
from dogcat.pictures.synthetic.picture import draw_picture
from dogcat.recipe.recipe import BASELINE, MODERN, QUICK_REGULARIZED, REGULARIZED, Augmentation, Recipe
from dogcat.runs.annotations import Annotation, read_annotation, write_annotation
from dogcat.runs.by_picture.picture_history import PACKED_FILE, pack_picture_history, read_picture_history
from dogcat.runs.recorded import RECORDED_DIR
from dogcat.runs.run import Run, create_run
from dogcat.runs.status import ENDINGS
from dogcat.runs.store import list_runs
from dogcat.runs.watched import WatchedPicture

SEEDS = (1, 2, 3, 4, 5)
DRAWN_SEED = 2024  # of the watched pictures; different from the seeds of the drawn sets
AUGMENTED_VALIDATION = "quick-augmented-validation-photos-seed1"


def cells(both: Recipe) -> dict[str, Recipe]:
    """Return the fair 2 x 2: with and without each cure, all other settings equal."""
    return {
        "nothing": replace(both, dropout=0.0, augmentation=Augmentation()),
        "augmentation": replace(both, dropout=0.0),
        "dropout": replace(both, augmentation=Augmentation()),
        "both": both,
    }


def recorded_recipes() -> dict[str, Recipe]:
    """Return the recipe of each recorded run by name, in the order in which the runs are made."""
    recipes = {AUGMENTED_VALIDATION: QUICK_REGULARIZED}
    recipes |= {f"baseline-photos-seed{seed}": replace(BASELINE, seed=seed) for seed in SEEDS}
    recipes["regularized-photos-seed1"] = REGULARIZED
    recipes["memorisation-photos-seed1"] = replace(BASELINE, flipped_labels=0.1)
    fair = cells(REGULARIZED)
    recipes |= {f"fair-{cell}-photos-seed1": fair[cell] for cell in ("nothing", "dropout", "augmentation")}
    recipes |= {f"regularized-photos-seed{seed}": replace(REGULARIZED, seed=seed) for seed in SEEDS[1:]}
    return recipes | {f"modern-photos-seed{seed}": replace(MODERN, seed=seed) for seed in SEEDS[:3]}


def watched_pictures(picture_size: int) -> list[WatchedPicture]:
    """Return four drawn cats and four drawn dogs, because photos may not be shipped."""
    watched = []
    for number in range(4):
        for label, kind in enumerate(("cat", "dog")):
            drawn = draw_picture(label, np.random.default_rng((DRAWN_SEED, label, number)))
            pixels = np.asarray(drawn.resize((picture_size, picture_size), Image.Resampling.BILINEAR))
            watched.append(WatchedPicture(f"drawn {kind} {number + 1}", label, pixels))
    return watched


def make(name: str, recipe: Recipe, pictures: str) -> None:
    """Train one run, or continue it, and record it."""
    run = finished_run(name, recipe, pictures, watched_pictures(recipe.picture_size))
    record(run, name)
    last = run.history()[-1]
    print(f"{name}: clean {last['clean_accuracy']:.3f}, validation {last['val_accuracy']:.3f}", flush=True)


def finished_run(name: str, recipe: Recipe, pictures: str, watched: Sequence[WatchedPicture] = ()) -> Run:
    """Return the run of this name in the app's home. Train it first, or continue it, if it has not ended.

    A run of an earlier version, without a history of its pictures, is left alone: another one is trained.
    """
    known = (run for run in list_runs() if read_annotation(run).name == name)
    run = next((run for run in known if not run.history() or read_picture_history(run.folder)), None)
    if run is None:
        run = create_run(recipe, pictures, claimed_by=os.getpid(), watched=watched)
        write_annotation(run, Annotation(name=name), COMMAND_LINE)
    elif run.status().state != "done":
        last = run.last_event()
        run.wait_again("continue" if last and last["event"] in ENDINGS else None)
        run.claim(os.getpid())  # otherwise an app on the same home would start it
    if run.status().state != "done":
        subprocess.run([sys.executable, "-m", "benchmarks.recorded_runs", "--train", str(run.folder)], check=True)
    return run


def train_here(folder: Path) -> None:
    """Train the run in this folder; the child process calls this."""
    from benchmarks.augmented_validation import AugmentedValidation
    from dogcat.training.train import train

    run = Run(folder)
    run.claim(os.getpid())
    is_augmented = read_annotation(run).name == AUGMENTED_VALIDATION
    train(run.recipe, run, [AugmentedValidation(run)] if is_augmented else [])


def record(run: Run, name: str) -> None:
    """Copy the small parts of a run's folder to assets/runs, atomically."""
    RECORDED_DIR.mkdir(parents=True, exist_ok=True)
    draft = RECORDED_DIR / f".{name}"
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(run.folder / "watched", draft / "watched")
    for file in ("recipe.json", "environment.json", "history.csv", "evaluation.json"):
        shutil.copyfile(run.folder / file, draft / file)
    request = {**run.request, "pictures": "photos", "owner": ""}
    write_text(draft / "request.json", json.dumps(request, ensure_ascii=False) + "\n")
    events, _ = run.read_events()
    lines = [json.dumps(event, ensure_ascii=False) + "\n" for event in events if event["event"] != "batch"]
    write_text(draft / "events.jsonl", "".join(lines))
    if packed := pack_picture_history(run.folder):
        (draft / PACKED_FILE).write_bytes(packed)
    shutil.rmtree(RECORDED_DIR / name, ignore_errors=True)  # of an earlier version
    draft.rename(RECORDED_DIR / name)


def main(pictures: str, *names: str) -> None:
    """Make the runs that are missing or have no history of their pictures."""
    recipes = recorded_recipes()
    for name in names or recipes:
        if not (RECORDED_DIR / name / PACKED_FILE).exists():
            make(name, recipes[name], pictures)


if __name__ == "__main__":
    if sys.argv[1] == "--train":
        train_here(Path(sys.argv[2]))
    else:
        main(*sys.argv[1:])
