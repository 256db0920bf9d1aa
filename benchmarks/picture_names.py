"""How far the names of pictures depend on luck: the same recipe with several seeds, on the same pictures and labels.

    python -m benchmarks.picture_names PICTURES [RECIPE ...]

Trains each recipe with the seeds of `SEEDS` in the app's usual home; a training that is there already is not repeated,
and one that was interrupted continues. Without names, both quick recipes are trained. Prints how many of the training
pictures have the same name in two seeds (mean of all pairs), how many would by chance, and the fractions of the names.
"""

import sys
from dataclasses import replace
from itertools import combinations

import numpy as np

from benchmarks.recorded_runs import finished_run
from dogcat.analysis.by_picture.learning_dynamics import NAMES, best_epoch, names, same_names
from dogcat.recipe.recipe import RECIPES
from dogcat.runs.by_picture.picture_history import PictureHistory, read_picture_history

SEEDS = (1, 2, 3)
QUICK = ("quick-baseline", "quick-regularized")


def show(recipe: str, histories: list[PictureHistory]) -> None:
    """Print the line of one recipe."""
    fractions = np.array([[np.mean(names(history) == name) for name in NAMES] for history in histories])
    pairs = list(combinations(range(len(histories)), 2))
    same = np.mean([same_names(histories[one], histories[other]) for one, other in pairs])
    chance = np.mean([fractions[one] @ fractions[other] for one, other in pairs])
    shares = ", ".join(f"{name} {share:.0%}" for name, share in zip(NAMES, fractions.mean(axis=0), strict=True))
    best = ", ".join(str(best_epoch(history)) for history in histories)
    print(
        f"{recipe}: same name in two seeds {same:.0%}, by chance {chance:.0%}; {shares}; best epochs {best}", flush=True
    )


def main(pictures: str, *recipes: str) -> None:
    """Train and compare."""
    for recipe in recipes or QUICK:
        runs = [
            finished_run(f"picture-names-{recipe}-seed{seed}", replace(RECIPES[recipe], seed=seed), pictures)
            for seed in SEEDS
        ]
        show(recipe, [history for run in runs if (history := read_picture_history(run.folder)) is not None])


if __name__ == "__main__":
    main(*sys.argv[1:])
