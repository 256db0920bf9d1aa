"""Sentences about the trainings of the Compare page: how they end, early stopping, more pictures, luck."""

from collections.abc import Mapping, Sequence

from dogcat.analysis.history import NUM_LAST, Estimate, Estimates, diagnose, early_stopping, epoch_noise, estimate
from dogcat.common.language import _, ngettext
from dogcat.common.units import Signed, in_points

History = Sequence[Mapping[str, float]]


def read_more_pictures(plain: tuple[int, float], nothing: tuple[int, float]) -> str:
    """Return a sentence on what more pictures alone change.

    Args:
        plain: for the plain network of the exercise, the number of pictures shown over all epochs and the mean
            validation accuracy of the last ten epochs, 0 to 1.
        nothing: the same two figures for a network without a cure that was trained longer.
    """
    return _(
        "Does it help to show more pictures? The plain network gets {few_right:.1%} of new pictures right after"
        " {few:,} training pictures, as in the exercise, and {many_right:.1%} after {many:,}."
    ).format(few=plain[0], few_right=plain[1], many=nothing[0], many_right=nothing[1])


def read_early_stopping(history: History, patience: int) -> str:
    """Return a sentence on the model that early stopping would have kept; empty if it would not have stopped.

    Args:
        history: rows of the plain network's training, at least one.
        patience: number of epochs to wait, see `dogcat.analysis.history.early_stopping`.
    """
    stopped = early_stopping(history, patience)
    if stopped is None:
        return ""
    after, epoch = stopped
    kept = next(row for row in history if row["epoch"] == epoch)
    return _(
        "Would it help to stop early? With early stopping (patience {patience}), training would have stopped after"
        " epoch {after} and kept the network of epoch {epoch}. That network gets {validation:.1%} of new pictures"
        " right; its gap is {gap}. The mean gap of the last ten epochs is {old_gap}."
    ).format(
        patience=patience,
        after=after,
        epoch=epoch,
        validation=kept["val_accuracy"],
        gap=in_points(kept["clean_accuracy"] - kept["val_accuracy"]),
        old_gap=in_points(diagnose(history).gap),
    )


def read_end(history: History, num_clean: int, num_validation: int) -> str:
    """Return how a training ended: its two accuracies, and the gap with its 95% confidence interval.

    Args:
        history: rows of a training, at least one.
        num_clean: number of training pictures that clean accuracy is measured on.
        num_validation: number of validation pictures.
    """
    found = estimate(history, num_clean, num_validation)
    num = min(len(history), NUM_LAST)
    return ngettext(
        "In its only epoch it gets **{training:.1%}** of its training pictures right and **{validation:.1%}** of new"
        " ones. The gap is **{gap:.1f} percentage points** (95% confidence interval {low:.1f} to {high:.1f}).",
        "On average over its last {num} epochs it gets **{training:.1%}** of its training pictures right and"
        " **{validation:.1%}** of new ones. The gap is **{gap:.1f} percentage points** (95% confidence interval"
        " {low:.1f} to {high:.1f}).",
        num,
    ).format(
        num=num,
        training=found.clean_accuracy.value,
        validation=found.val_accuracy.value,
        gap=Signed(100 * found.gap.value),
        low=Signed(100 * found.gap.low),
        high=Signed(100 * found.gap.high),
    )


def read_change(plain: Estimates, regularized: Estimates, difference: Estimate) -> str:
    """Return what regularization changed, in one sentence with figures.

    Args:
        plain: figures of the plain training.
        regularized: figures of the regularized training.
        difference: of the two validation accuracies, see `dogcat.analysis.run_figures.difference_of`.
    """
    return _(
        "New pictures right: **{old:.1%} → {new:.1%}**, {difference:+.1f} percentage points (95% confidence interval"
        " {low:+.1f} to {high:+.1f}). Gap: **{old_gap:.1f} → {new_gap:.1f}** percentage points. All values are means"
        " of the last ten epochs."
    ).format(
        old=plain.val_accuracy.value,
        new=regularized.val_accuracy.value,
        difference=Signed(100 * difference.value),
        low=Signed(100 * difference.low),
        high=Signed(100 * difference.high),
        old_gap=Signed(100 * plain.gap.value),
        new_gap=Signed(100 * regularized.gap.value),
    )


def read_luck(history: History) -> str:
    """Return why the highest validation accuracy of a training is more luck than result.

    Args:
        history: rows of a training, at least two.
    """
    noise = epoch_noise(history)
    return _(
        "Validation accuracy varies from epoch to epoch (standard deviation {deviation:.1f} percentage points). The"
        " highest of {num} epochs is **{highest:.1%}**, the mean of the last ten **{mean:.1%}**. It has been at that"
        " level for {num_level} epochs. Even without progress, the best of {num_level} epochs would reach about"
        " {expected:.1%}."
    ).format(
        deviation=100 * noise.deviation,
        num=len(history),
        highest=noise.highest,
        mean=noise.mean,
        num_level=noise.num_level,
        expected=noise.expected_highest,
    )


def read_tutorial(history: History) -> str:
    """Return the accuracy that the tutorial claims for its regularized network, and the accuracies of its own log."""
    noise = epoch_noise(history)
    return _(
        "The tutorial says “84%”. Its own log shows {highest:.1%} in the luckiest epoch, {mean:.1%} on average over"
        " the last ten, and {last:.1%} in the last."
    ).format(highest=noise.highest, mean=noise.mean, last=history[-1]["val_accuracy"])
