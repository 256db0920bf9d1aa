"""Overfitting in figures: what a history says, and how sure one can be of a share of right answers."""

import math
from dataclasses import dataclass

Z_95 = 1.959963984540054  # the standard normal distribution's 97.5 % point


@dataclass(frozen=True)
class Diagnosis:
    """A history in a few figures. Accuracies are shares from 0 to 1, epochs count from 1.

    Attributes:
        num_epochs: finished epochs.
        clean_accuracy: clean training accuracy of the last epoch.
        val_accuracy: validation accuracy of the last epoch.
        gap: clean training accuracy minus validation accuracy of the last epoch.
        best_val_accuracy: highest validation accuracy of any epoch, and so the luckiest.
        best_val_accuracy_epoch: the first epoch that reached it.
        lowest_val_loss_epoch: the epoch whose model is kept as the best.
        mean_val_accuracy: mean validation accuracy of the last ten epochs (of all, if there are fewer).
    """

    num_epochs: int
    clean_accuracy: float
    val_accuracy: float
    gap: float
    best_val_accuracy: float
    best_val_accuracy_epoch: int
    lowest_val_loss_epoch: int
    mean_val_accuracy: float


def diagnose(history: list[dict[str, float]]) -> Diagnosis:
    """Reads a history of at least one epoch (rows as `Run.history` gives them)."""
    last, recent = history[-1], history[-10:]
    best = max(history, key=lambda row: row["val_accuracy"])
    lowest = min(history, key=lambda row: row["val_loss"])
    return Diagnosis(
        num_epochs=len(history),
        clean_accuracy=last["clean_accuracy"],
        val_accuracy=last["val_accuracy"],
        gap=last["clean_accuracy"] - last["val_accuracy"],
        best_val_accuracy=best["val_accuracy"],
        best_val_accuracy_epoch=int(best["epoch"]),
        lowest_val_loss_epoch=int(lowest["epoch"]),
        mean_val_accuracy=sum(row["val_accuracy"] for row in recent) / len(recent),
    )


def early_stopping(history: list[dict[str, float]], patience: int) -> tuple[int, int] | None:
    """Where early stopping would have ended a training, as Keras' `EarlyStopping` on the validation loss.

    Args:
        history: rows with `epoch` and `val_loss`; a loss that is missing or not a number is never lower.
        patience: epochs to wait for a lower validation loss, at least 1.

    Returns:
        The epoch after which it stops and the epoch with the lowest loss until then, or None when it goes on.
    """
    lowest, best = math.inf, 0
    for place, row in enumerate(history):
        loss = row["val_loss"]
        if loss is not None and loss < lowest:
            lowest, best = loss, place
        elif place - best >= patience:
            return int(row["epoch"]), int(history[best]["epoch"])
    return None


def wilson_interval(num_right: int, num_all: int) -> tuple[float, float]:
    """The 95 % score interval of a share: E. B. Wilson, JASA 22 (1927), 209-212.

    Args:
        num_right: right answers, 0 to `num_all`.
        num_all: all answers, at least 1.

    Returns:
        The lower and the upper bound, from 0 to 1.
    """
    share, squared = num_right / num_all, Z_95**2
    middle = share + squared / (2 * num_all)
    half = Z_95 * math.sqrt(share * (1 - share) / num_all + squared / (4 * num_all**2))
    scale = 1 + squared / num_all
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
