"""Records the quick recipes with ten seeds, as tables in assets/seeds.

    python -m benchmarks.recorded_seeds PHOTOS DRAWN [NAME ...]

PHOTOS is the imported set of the 4,000 photos, DRAWN the set that is drawn from seed 1. The trainings run one after the
other in this process, by the app's own `train`, in the app's usual home. A finished training is written into its table
at once and its run folder is deleted, so the command may be stopped and started again. It begins with the first seed of
each cell, then the second, so that whatever is finished is balanced.

A table has, for each seed and epoch, the losses and accuracies that a run's history has. See
`dogcat/runs/recorded_seeds.py`, which reads it.
"""

import csv
import gc
import io
import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.recorded_runs import cells
from dogcat.common.processes import prepare_environment
from dogcat.common.storage import write_text
from dogcat.pictures.fingerprint import fingerprint
from dogcat.pictures.picture_set import open_picture_set
from dogcat.recipe.recipe import QUICK_REGULARIZED, Recipe
from dogcat.runs.recorded_seeds import COLUMNS, SEEDS_DIR
from dogcat.runs.run import Run, create_run

SIZES = (250, 500, 1000, 2000)  # numbers of training pictures of the learning curve
NUM_SEEDS, NUM_CURVE_SEEDS = 10, 5
ALL = max(SIZES)  # the number of training pictures in both sets


def orders() -> Iterator[tuple[str, str, Recipe]]:
    """Yield name of the table, kind of pictures, and recipe with its seed, in the order of the trainings."""
    fair = {cell: replace(recipe, precision="bfloat16") for cell, recipe in cells(QUICK_REGULARIZED).items()}
    uncentred = replace(fair["both"], pixel_range="0..1")
    for seed in range(1, NUM_SEEDS + 1):
        for cell, recipe in fair.items():
            for kind in ("drawn", "photos"):
                yield f"quick-{cell}-{ALL}-{kind}", kind, replace(recipe, seed=seed)
        if seed <= NUM_CURVE_SEEDS:
            yield f"quick-uncentred-{ALL}-drawn", "drawn", replace(uncentred, seed=seed)
        # One training for each point of the learning curve comes early, so that there is a curve to look at.
        for curve_seed in {2: [1], NUM_SEEDS: range(2, NUM_CURVE_SEEDS + 1)}.get(seed, []):
            for size in SIZES:
                for cell, recipe in fair.items():
                    if size < ALL:
                        few = replace(recipe, num_training_pictures=size, seed=curve_seed)
                        yield f"quick-{cell}-{size}-photos", "photos", few


def processor() -> str:
    """Return the processor's name and what speeds up a training on it."""
    facts = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = dict(
            (part.strip() for part in line.split(":", 1))
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if ":" in line
        )
        names = {"avx512f": "AVX-512", "avx512_bf16": "bfloat16"}
        facts = ", ".join([lines["model name"], *(name for flag, name in names.items() if flag in lines["flags"])])
    return f"{facts}, {os.cpu_count()} cores"


def record(name: str, pictures: str, kind: str, recipe: Recipe) -> None:
    """Train one recipe and add it to its table."""
    import keras

    from dogcat.training.train import train

    run = create_run(recipe, pictures, claimed_by=os.getpid())
    began = time.perf_counter()
    train(recipe, run)
    seconds = time.perf_counter() - began
    keep(run, name, pictures, kind, seconds)
    last = run.history()[-1]
    print(
        f"{name} seed {recipe.seed}: clean {last['clean_accuracy']:.3f}, validation {last['val_accuracy']:.3f},"
        f" {seconds:.0f} s",
        flush=True,
    )
    shutil.rmtree(run.folder)
    keras.backend.clear_session()
    gc.collect()


def keep(run: Run, name: str, pictures: str, kind: str, seconds: float) -> None:
    """Add a finished run to its table: first the rows, then the note that makes them count."""
    recipe, found = run.recipe, open_picture_set(pictures)
    csv_file, json_file = (SEEDS_DIR / f"{name}.{ending}" for ending in ("csv", "json"))
    rows = []
    if csv_file.exists():
        rows = [row for row in csv.DictReader(io.StringIO(csv_file.read_text())) if row["seed"] != str(recipe.seed)]
    rows += [
        {"seed": recipe.seed, "epoch": int(row["epoch"]), **{key: row[key] for key in COLUMNS[1:]}}
        for row in run.history()
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, ["seed", *COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: (int(row["seed"]), int(row["epoch"]))))
    write_text(csv_file, text.getvalue())
    environment = json.loads((run.folder / "environment.json").read_text(encoding="utf-8"))
    note = json.loads(json_file.read_text(encoding="utf-8")) if json_file.exists() else {}
    test = run.evaluation("test") or {}
    note |= {
        "recipe": asdict(replace(recipe, seed=1)),
        "pictures": {
            "name": kind,
            "drawn": found.is_drawn,
            "source": "drawn from seed 1" if found.is_drawn else "the tutorial's 4,000 photos",
            "fingerprint": fingerprint(found),
        },
        "processor": f"{processor()}, trained in {environment['precision']}",
        "system": environment["system"],
        "versions": environment["versions"],
        "test_accuracy": {**note.get("test_accuracy", {}), str(recipe.seed): test["accuracy"]},
        "seconds": {**note.get("seconds", {}), str(recipe.seed): round(seconds, 1)},
    }
    write_text(json_file, json.dumps(note, indent=1) + "\n")


def has(name: str, seed: int) -> bool:
    """Return True if the table has the seed."""
    file = SEEDS_DIR / f"{name}.json"
    return file.exists() and str(seed) in json.loads(file.read_text(encoding="utf-8"))["test_accuracy"]


def main(photos: str, drawn: str, *names: str) -> None:
    """Record what is missing, or only what is missing of the named tables."""
    prepare_environment()
    SEEDS_DIR.mkdir(parents=True, exist_ok=True)
    for name, kind, recipe in orders():
        if (not names or name in names) and not has(name, recipe.seed):
            record(name, drawn if kind == "drawn" else photos, kind, recipe)


if __name__ == "__main__":
    main(*sys.argv[1:])
