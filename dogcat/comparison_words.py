"""Trainings compared in words: what a learner predicts and how right that was, and what the two curves say."""

from collections.abc import Mapping, Sequence

from dogcat.diagnosis import diagnose, epoch_noise, gap_interval
from dogcat.story import recent, training_column

# What a cure does to accuracy in training and in validation: lower, the same, higher.
PREDICTIONS = {
    "training lower, validation higher": (-1, 1),
    "both higher": (1, 1),
    "training the same, validation higher": (0, 1),
    "both lower": (-1, -1),
}
AUGMENTATION, DROPOUT, EQUALLY, NEITHER = (
    "augmentation",
    "dropout",
    "both about equally",
    "neither: it only saw more pictures",
)
CURE_GUESSES = (AUGMENTATION, DROPOUT, EQUALLY, NEITHER)
SAME = 0.03  # twice the standard deviation of an accuracy measured on 1,000 pictures, rounded up

History = Sequence[Mapping[str, float]]


def judge_prediction(prediction: str, plain: History, cured: History) -> str:
    """Says with figures how right a prediction was.

    Args:
        prediction: one of `PREDICTIONS`.
        plain: the rows of the training that the learner has seen, at least one.
        cured: those of the one that was predicted, at least one.
    """
    before, after = (
        (recent([row[training_column(row, "accuracy")] for row in rows]), recent([row["val_accuracy"] for row in rows]))
        for rows in (plain, cured)
    )
    change = tuple(_direction(new - old) for old, new in zip(before, after, strict=True))
    verdict = "Well predicted" if PREDICTIONS[prediction] == change else f"A surprise: you said “{prediction}”"
    return (
        f"{verdict}. Training accuracy ended at about {after[0]:.0%} instead of {before[0]:.0%}, validation accuracy at"
        f" about {after[1]:.0%} instead of {before[1]:.0%}."
    )


def judge_cure_guess(guess: str, gains: Mapping[str, float]) -> str:
    """Says with figures how right a guess was about which cure did it.

    Args:
        guess: one of `CURE_GUESSES`.
        gains: by `augmentation` and `dropout`, how much higher validation accuracy is with this cure alone than
            with nothing, as a difference of shares.
    """
    augmentation, dropout = gains[AUGMENTATION], gains[DROPOUT]
    if max(augmentation, dropout) < SAME:
        answer = NEITHER
    elif abs(augmentation - dropout) < SAME:
        answer = EQUALLY
    else:
        answer = AUGMENTATION if augmentation > dropout else DROPOUT
    verdict = "Well guessed" if guess == answer else f"A surprise: you said “{guess}”"
    changes = [f"{round(100 * gain, 1) + 0.0:+.1f}" for gain in (augmentation, dropout)]  # and not -0.0
    return (
        f"{verdict}. All four networks below saw equally many pictures. Compared with nothing, augmentation alone"
        f" changed validation accuracy by {changes[0]} points, dropout alone by {changes[1]} (means of the last ten"
        " epochs)."
    )


def read_end(history: History, num_clean: int, num_validation: int) -> str:
    """How a training ended: its two accuracies and the gap with its interval.

    Args:
        history: rows of a training, at least one.
        num_clean: training pictures on which clean accuracy was measured in the last epoch.
        num_validation: validation pictures.
    """
    found = diagnose(list(map(dict, history)))
    low, high = gap_interval(found.clean_accuracy, num_clean, found.val_accuracy, num_validation)
    return (
        f"After {found.num_epochs} epochs it gets **{found.clean_accuracy:.1%}** of its training pictures right and"
        f" **{found.val_accuracy:.1%}** of new ones. The gap is **{100 * found.gap:.0f} points** (95% interval"
        f" {100 * low:.0f} to {100 * high:.0f})."
    )


def read_luck(history: History) -> str:
    """Why the highest validation accuracy of a training is luck more than a result.

    Args:
        history: rows of a training, at least two.
    """
    noise = epoch_noise(history)
    return (
        f"Validation accuracy jumps by {100 * noise.deviation:.1f} points from epoch to epoch. The highest of"
        f" {len(history)} epochs is **{noise.highest:.1%}**, the mean of the last ten **{noise.mean:.1%}**. It has been"
        f" at that level for {noise.num_level} epochs, and of so many equally good ones the luckiest is to be expected"
        f" at {noise.expected_highest:.1%}."
    )


def read_tutorial(history: History) -> str:
    """What the tutorial says of its cured network, beside what its own log says."""
    noise = epoch_noise(history)
    return (
        f"The tutorial says “84%”. Its own log: {noise.highest:.1%} in its luckiest epoch, {noise.mean:.1%} over the"
        f" last ten, {history[-1]['val_accuracy']:.1%} in the last."
    )


def _direction(change: float) -> int:
    return 0 if abs(change) < SAME else 1 if change > 0 else -1
