"""Trains both quick recipes with five seeds, keeps the results in quick_recipes.csv, and checks the lesson's bounds.

    python -m benchmarks.quick_recipes drawn             # draws a set from each seed
    python -m benchmarks.quick_recipes photos PICTURES   # trains on an imported picture set

Each training is the command that a user would type. Its seconds are those of its epochs, without the import of
TensorFlow and the first decoding of the pictures. Rows that the table already has are not measured again. Accuracies
are means of the last ten epochs, except `third_epoch`. Prints the bounds that fail:

- both recipes: a validation accuracy of 55% or more by the third epoch;
- baseline: a gap of 15 points or more, and on drawn pictures a clean training accuracy of 97% or more;
- regularized: a gap of 8 points or less, and on drawn pictures a validation accuracy 8 points above the baseline's;
- both together: 75 seconds of training on two quiet cores.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from dogcat.analysis.history import diagnose
from dogcat.common.storage import write_text
from dogcat.pictures.picture_set import open_picture_set

SEEDS = (71, 72, 73, 74, 75)  # not the seeds that the drawing and the recipes were tuned with
TABLE = Path(__file__).with_suffix(".csv")
COLUMNS = (
    "pictures", "seed", "recipe", "seconds", "third_epoch", "clean_accuracy", "val_accuracy", "gap", "test_accuracy",
    "machine",
)  # fmt: skip


def dogcat(home: str, *arguments: str) -> str:
    """Run the command line in `home` and return the last line of its output."""
    done = subprocess.run(
        [sys.executable, "-m", "dogcat", *arguments],
        env={**os.environ, "DOGCAT_HOME": home},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


def measure(kind: str, seed: int, imported: str | None) -> list[dict[str, object]]:
    """Train both recipes with one seed, in a new home folder, so that no picture is decoded yet."""
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as home:
        if imported is None:
            dogcat(home, "pictures", "draw", "--name", kind, "--seed", str(seed))
        else:
            shutil.copytree(open_picture_set(imported).folder, Path(home, "pictures", kind))
        for recipe in ("quick-baseline", "quick-regularized"):
            shutil.rmtree(Path(home, "cache"), ignore_errors=True)
            run = dogcat(home, "train", "--recipe", recipe, "--pictures", kind, "--seed", str(seed))
            test = json.loads(dogcat(home, "evaluate", run, "--split", "test"))
            with Path(home, "runs", run, "history.csv").open(encoding="utf-8", newline="") as file:
                history = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
            found, seconds = diagnose(history), sum(row["seconds"] for row in history)
            clean, validation = found.clean_accuracy, found.val_accuracy
            third = max(row["val_accuracy"] for row in history[:3])
            figures = (kind, seed, recipe, f"{seconds:.1f}", f"{third:.4f}", f"{clean:.4f}", f"{validation:.4f}")
            figures += (f"{clean - validation:.4f}", f"{test['accuracy']:.4f}")
            environment = json.loads(Path(home, "runs", run, "environment.json").read_text(encoding="utf-8"))
            figures += (f"{os.cpu_count()} cores, {environment['precision']}",)
            rows.append(dict(zip(COLUMNS, figures, strict=True)))
            print(*figures, flush=True)
    return rows


def judge(rows: list[dict[str, object]]) -> list[str]:
    """Return a line for each bound that fails."""
    missed = []
    for seed in sorted({row["seed"] for row in rows}, key=str):
        baseline, regularized = (row for row in rows if row["seed"] == seed)
        figures = {name: (float(str(baseline[name])), float(str(regularized[name]))) for name in COLUMNS[3:9]}
        is_drawn = baseline["pictures"] == "drawn"
        gain = figures["val_accuracy"][1] - figures["val_accuracy"][0]
        bounds = {
            "both together take over 75 s": sum(figures["seconds"]) > 75,
            "a validation accuracy stays under 55 % for three epochs": min(figures["third_epoch"]) < 0.55,
            "baseline's gap is under 15 points": figures["gap"][0] < 0.15,
            "baseline's clean training accuracy is under 97 %": is_drawn and figures["clean_accuracy"][0] < 0.97,
            "regularized's gap is over 8 points": figures["gap"][1] > 0.08,
            "regularized is not 8 points better": is_drawn and gain < 0.08,
            "regularized is no better": gain <= 0,
        }
        missed += [f"seed {seed}: {bound}" for bound, is_missed in bounds.items() if is_missed]
    return missed


def main() -> None:
    """Measure what the table lacks, write the table after each seed, and check the bounds."""
    kind, imported = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    table: list[dict[str, object]] = []
    if TABLE.exists():
        table += csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())
    for seed in SEEDS:
        if any((row["pictures"], row["seed"]) == (kind, str(seed)) for row in table):
            continue
        table += measure(kind, seed, imported)
        lines = [",".join(COLUMNS), *(",".join(f'"{row[name]}"' for name in COLUMNS) for row in table)]
        write_text(TABLE, "\n".join(lines) + "\n")
    missed = judge([row for row in table if row["pictures"] == kind])
    print("\n".join(missed) or "every bound holds for every seed")


if __name__ == "__main__":
    main()
