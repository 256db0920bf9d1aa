"""Records how far the filters of the first layer move in the quick recipes, in assets/first_layer.json.

    python -m benchmarks.first_layer_moves PHOTOS DRAWN

PHOTOS is the imported set of the 4,000 photos, DRAWN the set that is drawn from seed 1. Each of the five seeds of both
recipes is trained on both, by the app's own `train`. A finished training is written at once and its run folder deleted,
so the command may be stopped and started again.
"""

import gc
import json
import os
import shutil
import sys
from dataclasses import replace

from benchmarks.recorded_seeds import processor
from dogcat.analysis.filter_movement import FILE, movement_of
from dogcat.common.processes import prepare_environment
from dogcat.common.storage import write_text
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import open_picture_set
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED, Recipe
from dogcat.runs.run import create_run
from dogcat.runs.watched import WatchedPicture

NUM_SEEDS = 5
RECIPES = {"quick-baseline": QUICK_BASELINE, "quick-regularized": QUICK_REGULARIZED}


def measure(recipe: Recipe, pictures: str) -> float:
    """Train a recipe and return how far its first layer has moved at the end."""
    import keras

    from dogcat.training.train import train

    first = open_picture_set(pictures).pictures("validation")[0]  # a run keeps its first layers if it watches one
    watched = WatchedPicture(first.name, first.label, decode_picture(first.path, recipe.picture_size))
    run = create_run(recipe, pictures, claimed_by=os.getpid(), watched=[watched])
    train(recipe, run)
    moved = movement_of(run.folder)
    if moved is None:
        raise RuntimeError(f"{run.folder} has not kept its first layer")
    shutil.rmtree(run.folder)
    keras.backend.clear_session()
    gc.collect()
    return moved


def main(photos: str, drawn: str) -> None:
    """Record what is missing."""
    prepare_environment()
    found = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    found["made_by"] = "python -m benchmarks.first_layer_moves"
    for seed in range(1, NUM_SEEDS + 1):
        for kind, pictures in (("drawn", drawn), ("photos", photos)):
            for name, recipe in RECIPES.items():
                table = found.setdefault(f"{name}-{kind}", {})
                if str(seed) not in table:
                    table[str(seed)] = round(measure(replace(recipe, seed=seed), pictures), 4)
                    found["processor"] = processor()
                    write_text(FILE, json.dumps(found, indent=1) + "\n")
                    print(name, kind, seed, table[str(seed)], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
