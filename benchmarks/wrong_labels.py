"""Finds flipped labels from the history of the pictures: 10% of the training labels are wrong on purpose.

    python -m benchmarks.wrong_labels PICTURES [RECIPE ...]

Trains each recipe with the seeds of `SEEDS`, which also choose the labels, in the app's usual home; a training that is
there already is not repeated, and one that was interrupted continues. Without names, both quick recipes are trained.
Prints for each ranking the area under the ROC curve with which it tells flipped labels from the others (0.5 is chance),
and how many pictures of each kind have which name.

The ranking of the app, `suspicion`, was chosen by seed 11, and the others of `TUNING_SEEDS` were seen before, so their
figures flatter it a little; `--tuning` prints them. On the photos, with two cores in bfloat16, quick-regularized has a
mean AUC over these four of 0.848 by `suspicion` (0.832 to 0.867), 0.833 by the mean confidence, and 0.839 and 0.848 by
cleanlab's adjusted self-confidence of the mean and of the last epoch. Quick-baseline, seed 11, in this
order: 0.741, 0.739, 0.739, 0.590.

If cleanlab is there (`pip install cleanlab`), its confident learning ranks the same predictions: the mean of P(dog)
over the epochs, and P(dog) after the last one. Source: Northcutt et al. 2021, “Confident Learning: Estimating
Uncertainty in Dataset Labels”, JAIR 70.
"""

import sys
from dataclasses import replace

import numpy as np

from benchmarks.recorded_runs import finished_run
from dogcat.analysis.by_picture.learning_dynamics import (
    NAMES,
    best_epoch,
    confidence,
    flipped_auc,
    margin_area,
    names,
    suspicion,
    times_forgotten,
)
from dogcat.recipe.recipe import RECIPES
from dogcat.runs.by_picture.picture_history import PictureHistory, read_picture_history

SEEDS = (4, 5, 6)
TUNING_SEEDS = (1, 2, 3, 11)  # seen while the definition of the ranking was chosen
FLIPPED = 0.1
QUICK = ("quick-baseline", "quick-regularized")


def rankings(history: PictureHistory) -> dict[str, np.ndarray]:
    """Return a score for each training picture by the name of the ranking; higher for a label that seems wrong."""
    p_label = history.p_label()[:, : history.pictures.num_training]
    best = best_epoch(history)
    return {
        "suspicion (of the app)": suspicion(history),
        "mean confidence over epochs": 1 - confidence(p_label),
        "mean confidence, later half": 1 - confidence(p_label[len(p_label) // 2 :]),
        "mean confidence to the best epoch": _early(p_label, best),
        "area under the margin": -margin_area(p_label),
        "times forgotten": times_forgotten(p_label).astype(float),
        "P(label) after the last epoch": 1 - p_label[-1],
        **_confident_learning(history, p_label),
    }


def _early(p_label: np.ndarray, best: int) -> np.ndarray:
    """Rank by the epochs until validation stopped improving, at least a turn of each picture."""
    return 1 - confidence(p_label[: max(best, 3)])


def _confident_learning(history: PictureHistory, p_label: np.ndarray) -> dict[str, np.ndarray]:
    try:
        from cleanlab.rank import get_label_quality_scores
    except ModuleNotFoundError:
        return {}
    labels = history.labels[: history.pictures.num_training]
    scores = {}
    for title, p in (("mean", confidence(p_label)), ("last", p_label[-1])):
        p_dog = np.where(labels == 1, p, 1 - p)
        both = np.column_stack([1 - p_dog, p_dog])
        for method, adjusts in (("self_confidence", True), ("normalized_margin", False)):
            quality = get_label_quality_scores(labels, both, method=method, adjust_pred_probs=adjusts)
            scores[f"cleanlab, {title}, {method}{', adjusted' * adjusts}"] = 1 - quality
    return scores


def show(recipe: str, histories: list[PictureHistory]) -> None:
    """Print the table of one recipe."""
    print(f"{recipe}, {len(histories)} seeds of flips")
    found = [rankings(history) for history in histories]
    for title in found[0]:
        aucs = [flipped_auc(one[title], history) for one, history in zip(found, histories, strict=True)]
        print(f"  {title:<48} {np.mean(aucs):.3f}   ({', '.join(f'{auc:.3f}' for auc in aucs)})")
    for kind in (True, False):
        counts = dict.fromkeys(NAMES, 0)
        for history in histories:
            flipped = history.is_flipped[: history.pictures.num_training]
            for name in names(history)[flipped == kind]:
                counts[name] += 1
        total = sum(counts.values())
        shares = ", ".join(f"{name} {count / total:.0%}" for name, count in counts.items())
        print(f"  {'flipped' if kind else 'right'} labels: {shares}", flush=True)


def main(pictures: str, *arguments: str) -> None:
    """Train and rank."""
    seeds = TUNING_SEEDS if "--tuning" in arguments else SEEDS
    for recipe in [name for name in arguments if name != "--tuning"] or QUICK:
        histories = []
        for seed in seeds:
            trained = replace(RECIPES[recipe], flipped_labels=FLIPPED, seed=seed)
            run = finished_run(f"wrong-labels-{recipe}-seed{seed}", trained, pictures)
            history = read_picture_history(run.folder)
            if history is None:
                raise SystemExit(f"{run.id} has no history of its pictures: delete it, then try again.")
            histories.append(history)
        show(recipe, histories)


if __name__ == "__main__":
    main(*sys.argv[1:])
