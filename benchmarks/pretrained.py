"""Records act four, in assets/pretrained: trainings on a pre-trained network, and their controls, one small file each.

    python -m benchmarks.pretrained PICTURES [WAY ...]

PICTURES is the imported set of the 4,000 photos. Without ways, all that is missing is recorded, the shortest first. A
training runs by the app's own `train`, at a low priority and in the app's usual home, and its run folder is deleted.
To record something again, delete its file. The test pictures are asked once, at the end of each training, and nothing
is chosen by them.
"""

import argparse
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.recorded_seeds import processor
from dogcat.analysis.further.pretrained_runs import PRETRAINED_DIR
from dogcat.common.storage import write_text
from dogcat.recipe.recipe import FINE_TUNING, PRETRAINED_FEATURES, PRETRAINED_HEAD, Recipe
from dogcat.runs.run import create_run

PRIORITY = 10  # of `nice`
SIZES = (2000, 50, 200, 500, 1000)  # training pictures
SEEDS = (1, 2, 3)
DIGITS = 4


def recipes() -> Iterator[tuple[str, Recipe]]:
    """Yield way and recipe of each training, in the order in which they are recorded."""
    features = PRETRAINED_FEATURES
    random_features = replace(features, base_training="random-features")
    yield "random-features", random_features
    for seed in SEEDS:
        for size in (200, 50, 500, 1000, 0):
            yield "features", replace(features, seed=seed, num_training_pictures=size)
            if seed == 1 and size:
                yield "random-features", replace(random_features, num_training_pictures=size)
    yield "head", PRETRAINED_HEAD
    yield "fine-tuning", FINE_TUNING
    # The same number of pictures as fine-tuning is shown, at a rate that suits random weights.
    yield "random", replace(FINE_TUNING, base_training="random", learning_rate=1e-3)


def record(way: str, recipe: Recipe, pictures: str) -> None:
    """Train, and write the file."""
    from dogcat.training.train import train

    run = create_run(recipe, pictures, claimed_by=os.getpid())
    began = time.monotonic()
    train(recipe, run)
    evaluations = {split: run.evaluation(split) for split in ("validation", "test")}
    number = recipe.num_training_pictures or SIZES[0]
    note = {
        "way": way,
        "num_training": number,
        "seed": recipe.seed,
        **{split: round(found["accuracy"], DIGITS) for split, found in evaluations.items() if found},
        "seconds": round(time.monotonic() - began, 1),
        "processor": processor(),
    }
    write_text(PRETRAINED_DIR / f"{way}-{number}-seed{recipe.seed}.json", json.dumps(note) + "\n")
    shutil.rmtree(run.folder)
    print(note, flush=True)


def main(pictures: str, ways: list[str]) -> None:
    """Record what is missing."""
    os.nice(PRIORITY)
    PRETRAINED_DIR.mkdir(parents=True, exist_ok=True)
    for way, recipe in recipes():
        name = f"{way}-{recipe.num_training_pictures or SIZES[0]}-seed{recipe.seed}.json"
        if way in (ways or [way]) and not (PRETRAINED_DIR / name).exists():
            record(way, recipe, pictures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pictures")
    parser.add_argument("ways", nargs="*")
    chosen = parser.parse_args()
    main(chosen.pictures, chosen.ways)
