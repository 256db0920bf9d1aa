"""Records the ladder of act three, in assets/ladder: one small file for each rung and seed.

    python -m benchmarks.ladder PICTURES [--seeds 3] [--rungs plain geometry ...]

PICTURES is the imported set of the 4,000 photos. The first seed of all rungs comes first, then the second. Each
training runs in a separate process by the app's own `train`, at a low priority and in the app's usual home. Its file is
written when it has ended, and its run folder is deleted. After an interruption, by Ctrl-C or otherwise, the command
continues at the last finished epoch. To make a file again, delete it.

The test pictures are asked at the end of each training, and nothing is chosen by them. The
rung of the mirror images shares its training with the rung before it.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from benchmarks.recorded_seeds import processor
from dogcat.analysis.ladder import Rung, rungs
from dogcat.analysis.ladder_runs import LADDER_DIR, SPLITS, is_recorded, ladder_file, pack_predictions
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.storage import CODE_DIR, write_text
from dogcat.pictures.fingerprint import fingerprint
from dogcat.pictures.picture_set import open_picture_set
from dogcat.recipe.recipe import Recipe, on_machine_of
from dogcat.runs.annotations import Annotation, read_annotation, write_annotation
from dogcat.runs.run import Run, create_run
from dogcat.runs.status import ENDINGS
from dogcat.runs.store import list_runs

if TYPE_CHECKING:
    from dogcat.training.evaluation import Evaluation

PRIORITY = 10  # of `nice`: the recordings leave the cores to whatever else runs
DIGITS = 4  # of the accuracies of the curves
MAX_BYTES = 15_000  # of a file: a hundred of them take at most 1.5 MB


def record(rung: Rung, seed: int, pictures: str) -> None:
    """Train a rung, or continue it, and write its file.

    Raises:
        subprocess.CalledProcessError: the training failed; its process has said why.
    """
    name, recipe = f"ladder-{rung.name}-seed{seed}", replace(rung.recipe, seed=seed)
    run = next((run for run in list_runs() if read_annotation(run).name == name and run.recipe == recipe), None)
    if run is None:
        run = create_run(recipe, pictures, claimed_by=os.getpid())
        write_annotation(run, Annotation(name=name), COMMAND_LINE)
    else:
        while run.status().is_busy:  # a killed command has left its child
            time.sleep(5)
        if run.status().state != "done":
            last = run.last_event()
            run.wait_again("continue" if last and last["event"] in ENDINGS else None)
            run.claim(os.getpid())  # otherwise an app on the same home would start it
    command = [sys.executable, "-m", "benchmarks.ladder", pictures, "--train", rung.name, str(run.folder)]
    subprocess.run(command, check=True)
    shutil.rmtree(run.folder)
    note = json.loads(ladder_file(rung.name, seed).read_text(encoding="utf-8"))
    print(
        f"{rung.name} seed {seed}: training {note['training_accuracy']:.3f}, validation"
        f" {note['curves']['val_accuracy'][-1]:.3f} after the last epoch, {note['seconds'] / 60:.1f} min",
        flush=True,
    )


def train_here(rung: str, folder: Path) -> None:
    """Train the run in this folder unless it has ended, and write the rung's file; the child process calls this."""
    from dogcat.training.train import train

    run = Run(folder)
    if run.status().state != "done":
        run.claim(os.getpid())
        train(run.recipe, run)
    for same in sharing(rungs()[rung], run.recipe):
        write_note(run, same.name, same.recipe)


def sharing(rung: Rung, recipe: Recipe) -> list[Rung]:
    """Return the rung, and the one that differs from it only in the mean over mirror images after the training."""
    mirrored = replace(recipe, mirror_at_test=True, seed=rung.recipe.seed)
    others = [other for other in rungs().values() if on_machine_of(other.recipe, mirrored) == mirrored]
    return [rung, *(other for other in others if other.name != rung.name)]


def write_note(run: Run, rung: str, recipe: Recipe) -> None:
    """Write the file of a rung from a run that has ended."""
    evaluations = evaluate(run, recipe.mirror_at_test)
    environment, epochs = run.environment, last_epochs(run)
    note = {
        "rung": rung,
        "seed": run.recipe.seed,
        "recipe": asdict(replace(recipe, seed=run.recipe.seed)),
        "fingerprint": fingerprint(open_picture_set(run.pictures)),
        **{split: pack_predictions(evaluations[split].p_dog) for split in SPLITS},
        "training_accuracy": round(evaluations["train"].accuracy, DIGITS),
        "num_training": evaluations["train"].n,
        "num_shown": len(epochs) * run.recipe.steps_per_epoch * run.recipe.batch_size,
        "curves": {
            column: [round(row[column], DIGITS) for row in run.history()]
            for column in ("val_accuracy", "clean_accuracy")
        },
        "seconds": round(sum(epoch["seconds"] for epoch in epochs), 1),
        "core_seconds": round(sum(epoch["seconds"] * epoch["busy_own"] * (os.cpu_count() or 1) for epoch in epochs), 1),
        "machine": {
            "processor": processor(),
            "precision": environment["precision"],
            "versions": environment["versions"],
            "load": {
                "own": round(mean(epoch["busy_own"] for epoch in epochs), 3),
                "others": round(mean(epoch["busy_others"] for epoch in epochs), 3),
            },
            "commit": commit(),
        },
    }
    text = json.dumps(note) + "\n"
    if len(text) > MAX_BYTES:
        raise SystemExit(f"The file of {rung} would have {len(text):,} bytes; allowed: {MAX_BYTES:,}.")
    LADDER_DIR.mkdir(parents=True, exist_ok=True)
    write_text(ladder_file(rung, run.recipe.seed), text)


def evaluate(run: Run, mirror: bool) -> dict[str, "Evaluation"]:
    """Return the results of the network that the run keeps, on the pictures it was trained on and on both other splits.

    It is the network after the last epoch; with early stopping it is that of the epoch with the lowest validation loss.

    Args:
        run: a run that has ended.
        mirror: takes the mean over each picture and its mirror image.
    """
    from dogcat.pictures.pixel_cache import load_both_classes
    from dogcat.training.evaluation import evaluate_split
    from dogcat.training.model import load_model
    from dogcat.training.pipeline import training_pictures

    recipe, pictures = run.recipe, open_picture_set(run.pictures)
    model = load_model(run.best_model_file if recipe.early_stopping_patience else run.model_file)
    pixels = {split: load_both_classes(pictures, split, recipe.picture_size) for split in ("train", *SPLITS)}
    pixels["train"], _flipped = training_pictures(pixels["train"], recipe)
    return {split: evaluate_split(model, found, run.beat, mirror) for split, found in pixels.items()}


def last_epochs(run: Run) -> list[dict[str, Any]]:
    """Return the events of the epochs that count: a repeated epoch replaces its first try."""
    events, _offset = run.read_events()
    by_epoch = {event["epoch"]: event for event in events if event["event"] == "epoch"}
    return [by_epoch[epoch] for epoch in sorted(by_epoch)]


def commit() -> str:
    """Return the commit of the code; empty if this is no repository."""
    command = ["git", "-C", str(CODE_DIR), "describe", "--always", "--dirty", "--exclude=*"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip()


def main(pictures: str, num_seeds: int, names: list[str]) -> None:
    """Record what is missing."""
    known = rungs()
    if unknown := set(names) - known.keys():
        raise SystemExit(f"There is no rung {', '.join(sorted(unknown))}. The rungs: {', '.join(known)}.")
    os.nice(PRIORITY)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` ends the child too, as Ctrl-C does
    failed = []
    for seed in range(1, num_seeds + 1):
        for name in names or known:
            if not is_recorded(known[name], seed):
                try:
                    record(known[name], seed, pictures)
                except subprocess.CalledProcessError:
                    failed.append(f"{name} seed {seed}")
    if failed:
        raise SystemExit(f"Not recorded: {', '.join(failed)}. The same command tries again.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pictures")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rungs", nargs="*", default=[])
    parser.add_argument("--train", nargs=2, metavar=("RUNG", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    try:
        if chosen.train:
            train_here(chosen.train[0], Path(chosen.train[1]))
        else:
            main(chosen.pictures, chosen.seeds, chosen.rungs)
    except KeyboardInterrupt:
        raise SystemExit("Stopped. The same command continues.") from None
