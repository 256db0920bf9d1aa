"""The learner's own pair: the newest plain and regularized training of one browser on the same picture set."""

from collections.abc import Iterable
from typing import Literal

from dogcat.analysis.comparison import num_measured
from dogcat.common.statistics import is_number
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run

PairName = Literal["plain", "regularized"]
_FINISHED = ("done", "stopped")  # states with an evaluation; a failed or lost training can be continued
# A partner with the same values of these fields is preferred, because then only the training differs.
_NETWORK = ("picture_size", "filters", "kernel_size", "pooling", "dense_units", "num_training_pictures")


def kind_of(recipe: Recipe) -> PairName | None:
    """Return the side of a pair that a recipe is on; None with wrong labels, and for a network of the further steps.

    Dropout, augmentation and weight decay count as regularization. A network with batch normalisation or on a base,
    beside a plain one, would show more than what regularization does.
    """
    if recipe.flipped_labels or recipe.batch_normalization or recipe.has_base:
        return None
    is_plain = not recipe.dropout and recipe.augmentation.changes_nothing and not recipe.weight_decay
    return "plain" if is_plain else "regularized"


def has_run_to_its_end(run: Run) -> bool:
    """Return True if a training has done all its epochs or early stopping has ended it; any other can be continued."""
    return run.status().state == "done" or len(run.history()) >= run.recipe.epochs


def has_figures(run: Run) -> bool:
    """Return True if the last finished epoch has numbers; after a training that diverged it has none."""
    history = run.history()
    figures = [history[-1][column] for column in ("clean_accuracy", "val_accuracy")] if history else [None]
    return all(map(is_number, figures)) and num_measured(run) is not None


def own_runs(runs: Iterable[Run], owner: str) -> list[Run]:
    """Return the finished runs that an owner started or joined and that have figures, the newest first.

    Args:
        runs: any runs, such as `runs.store.list_runs`.
        owner: token of the browser; an empty one owns nothing, because runs of the command line have it too.
    """
    mine = [run for run in runs if run.is_of(owner) and run.status().state in _FINISHED]
    return sorted(
        (run for run in mine if has_figures(run)), key=lambda run: float(run.request["created"]), reverse=True
    )


def latest_pair(runs: Iterable[Run], owner: str) -> dict[PairName, Run] | None:
    """Return the newest plain and regularized run of an owner on the same picture set, in this order.

    The pair holds the newest run that has a partner. Its partner is the newest run of the other kind on the same set;
    one with the same network and as many training pictures comes first.

    Args:
        runs: any runs, such as `runs.store.list_runs`.
        owner: token of the browser.

    Returns:
        The runs by name, `plain` first; None if there is no pair.
    """
    mine = own_runs(runs, owner)
    for run in mine:
        kind = kind_of(run.recipe)
        others = [other for other in mine if _on_the_same(other, run) and kind_of(other.recipe) not in (kind, None)]
        if kind and others:
            partner = next((other for other in others if _network(other) == _network(run)), others[0])
            return {"plain": run, "regularized": partner} if kind == "plain" else {"plain": partner, "regularized": run}
    return None


def _on_the_same(one: Run, other: Run) -> bool:
    """Return True if two runs have the same picture set; a training that was joined may name another one's copy."""
    content = one.request.get("content")
    return one.pictures == other.pictures or bool(content and content == other.request.get("content"))


def _network(run: Run) -> tuple[object, ...]:
    recipe = run.recipe
    return tuple(getattr(recipe, name) for name in _NETWORK)
