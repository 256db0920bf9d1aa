"""Trainings compared in words: what a learner predicts and how right that was, and what the two curves say."""

from collections.abc import Mapping, Sequence

from dogcat.analysis.history import early_stopping, epoch_noise, estimate
from dogcat.common.language import _
from dogcat.common.units import in_points

History = Sequence[Mapping[str, float]]


def read_more_pictures(plain: tuple[int, float], nothing: tuple[int, float]) -> str:
    """What more pictures alone do: the plain network of the exercise, and the same without a cure, trained longer.

    Args:
        plain: how many pictures it was shown in all, and its mean validation accuracy in the last ten epochs.
        nothing: the same of the other one.
    """
    return _(
        "And more pictures alone? Shown {few:,} in all, as in the exercise, the plain network gets {few_right:.1%} of"
        " new ones right; shown {many:,}, it gets {many_right:.1%}."
    ).format(few=plain[0], few_right=plain[1], many=nothing[0], many_right=nothing[1])


def read_early_stopping(history: History, patience: int) -> str:
    """What early stopping would have kept of the plain network; empty where it would not have ended its training.

    Args:
        history: the rows of its training, at least one.
        patience: as in `dogcat.analysis.history.early_stopping`.
    """
    stopped = early_stopping(history, patience)
    if stopped is None:
        return ""
    after, epoch = stopped
    kept = next(row for row in history if row["epoch"] == epoch)
    return _(
        "And stopping early? Told to end when validation loss has found no new low for {patience} epochs, the plain"
        " network's training would have stopped after epoch {after} and kept epoch {epoch}: {validation:.1%} of new"
        " pictures right, and a gap of {gap} in place of {old_gap}."
    ).format(
        patience=patience,
        after=after,
        epoch=epoch,
        validation=kept["val_accuracy"],
        gap=in_points(kept["clean_accuracy"] - kept["val_accuracy"]),
        old_gap=in_points(history[-1]["clean_accuracy"] - history[-1]["val_accuracy"]),
    )


def read_end(history: History, num_clean: int, num_validation: int) -> str:
    """How a training ended: its two accuracies and the gap with its interval.

    Args:
        history: rows of a training, at least one.
        num_clean: training pictures on which clean accuracy was measured in the last epoch.
        num_validation: validation pictures.
    """
    found = estimate(history, num_clean, num_validation)
    return _(
        "After {num} epochs it gets **{training:.1%}** of its training pictures right and **{validation:.1%}** of new"
        " ones. The gap is **{gap:.0f} points** (95% interval {low:.0f} to {high:.0f})."
    ).format(
        num=len(history),
        training=found.clean_accuracy.value,
        validation=found.val_accuracy.value,
        gap=100 * found.gap.value,
        low=100 * found.gap.low,
        high=100 * found.gap.high,
    )


def read_luck(history: History) -> str:
    """Why the highest validation accuracy of a training is luck more than a result.

    Args:
        history: rows of a training, at least two.
    """
    noise = epoch_noise(history)
    return _(
        "From epoch to epoch validation accuracy varies (standard deviation {deviation:.1f} points). The highest of"
        " {num} epochs is **{highest:.1%}**, the mean of the last ten **{mean:.1%}**. It has been at that level for"
        " {num_level} epochs; the luckiest of so many equally good ones is to be expected at {expected:.1%}."
    ).format(
        deviation=100 * noise.deviation,
        num=len(history),
        highest=noise.highest,
        mean=noise.mean,
        num_level=noise.num_level,
        expected=noise.expected_highest,
    )


def read_tutorial(history: History) -> str:
    """What the tutorial says of its cured network, beside what its own log says."""
    noise = epoch_noise(history)
    return _(
        "The tutorial says “84%”. Its own log: {highest:.1%} in its luckiest epoch, {mean:.1%} over the last ten,"
        " {last:.1%} in the last."
    ).format(highest=noise.highest, mean=noise.mean, last=history[-1]["val_accuracy"])
