"""What a learner guesses before a training, and sentences with figures that say how right the guess was.

There are three guesses: the shape of validation accuracy, the effect of the cures, and which cure has it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from dogcat.analysis.comparison_text import History
from dogcat.analysis.curve_reading import GAPS, MIN_EPOCHS, NEAR_CHANCE, WINDOW, recent, training_column
from dogcat.analysis.history import NUM_LAST, mean_of_last
from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _, ngettext
from dogcat.common.statistics import is_number
from dogcat.common.units import Signed, in_points

WITH_TRAINING = N_("rises with the training curve")
LEVEL = N_("rises, then stays level")
FALLS = N_("rises, then falls")
NEAR_HALF = N_("stays near 50%")
JUMPS = N_("jumps up and down")

_EARLIER = {"jumps about": JUMPS}  # names in notes that earlier versions of the app wrote

FALL = 0.03  # two standard deviations of one epoch's accuracy (1.4 points on 1,000 pictures)
# Two standard deviations of the difference between one such accuracy and the mean of two: 1.4 points * sqrt(1.5).
JUMP = 0.035
MAX_POINTS = 60  # of a drawn guess
# Accuracy by fraction of the training that has passed, 0 to 1.
_SHAPES: dict[str, Callable[[float], float]] = {
    WITH_TRAINING: lambda passed: 0.95 - 0.45 * math.exp(-3 * passed),
    LEVEL: lambda passed: 0.75 - 0.25 * math.exp(-9 * passed),
    FALLS: lambda passed: 0.5 + 0.28 * math.sin(math.pi * min(passed, 0.35) / 0.7) - 0.25 * max(0.0, passed - 0.35),
    NEAR_HALF: lambda passed: 0.5 + 0.01 * math.sin(12 * passed),
    JUMPS: lambda passed: 0.68 + 0.12 * math.sin(60 * passed),
}
_MEMORISING = {LEVEL, FALLS}  # in both, validation falls behind training

# Change of training and of validation accuracy: -1 lower, 0 the same, 1 higher. Show the names through `_`.
PREDICTIONS = {
    N_("training lower, validation higher"): (-1, 1),
    N_("both higher"): (1, 1),
    N_("training the same, validation higher"): (0, 1),
    N_("both lower"): (-1, -1),
}
AUGMENTATION, DROPOUT, EQUALLY, NEITHER = (
    N_("augmentation"),
    N_("dropout"),
    N_("both about equally"),
    N_("neither: it only saw more pictures"),
)
CURE_GUESSES = (AUGMENTATION, DROPOUT, EQUALLY, NEITHER)
SAME = 0.03  # two standard deviations of an accuracy on 1,000 pictures, rounded up


class GuessError(DogcatError):
    """A guess that is not among the options. The text names them."""


@dataclass(frozen=True)
class Guess:
    """A shape that validation accuracy may take.

    Attributes:
        name: words that follow “validation accuracy”; show them through `_`.
        points: the shape for the chart as (epoch, accuracy), with epochs from 1 and accuracies from 0 to 1.
    """

    name: str
    points: tuple[tuple[int, float], ...]


def guess_options(num_epochs: int) -> list[Guess]:
    """Return the shapes to choose from, drawn over `num_epochs` epochs (at least 1)."""
    count = min(num_epochs, MAX_POINTS)
    epochs = [round(1 + number * (num_epochs - 1) / max(1, count - 1)) for number in range(count)]
    return [
        Guess(name, tuple((epoch, round(shape(epoch / num_epochs), 3)) for epoch in epochs))
        for name, shape in _SHAPES.items()
    ]


def guess_named(name: str, num_epochs: int) -> Guess | None:
    """Return the guess of this name among `guess_options`; None if there is none."""
    name = _EARLIER.get(name, name)
    return next((guess for guess in guess_options(num_epochs) if guess.name == name), None)


def judge_guess(guess_name: str, history: Sequence[Mapping[str, Any]], num_last: int = NUM_LAST) -> str:
    """Return how right a guess about the shape was, with figures.

    Args:
        guess_name: name of one of `guess_options`.
        history: rows with `accuracy`, `val_accuracy` and, where it was measured, `clean_accuracy`; values may be
            None or nan.
        num_last: number of last epochs whose mean is the training's result, as `num_last_epochs` returns it.

    Raises:
        GuessError: there is no guess of this name.
    """
    guess_name = _EARLIER.get(guess_name, guess_name)
    if guess_name not in _SHAPES:
        raise GuessError(
            _("There is no guess {guess!r}. Choose one of: {guesses}.").format(
                guess=guess_name, guesses="; ".join(map(_, _SHAPES))
            )
        )
    rows = [
        row for row in history if is_number(row["val_accuracy"]) and is_number(row[training_column(row, "accuracy")])
    ]
    if len(rows) < MIN_EPOCHS:
        return _("{num} epochs are too few to check your guess; {least} are needed.").format(
            num=len(rows), least=MIN_EPOCHS
        )
    actual, figures = _what_happened(
        [row["val_accuracy"] for row in rows], [row[training_column(row, "accuracy")] for row in rows], num_last
    )
    if guess_name == actual:
        verdict = _("Well guessed for this training: validation accuracy {actual}.")
    elif {guess_name, actual} == _MEMORISING:
        verdict = _("Your guess “{guess}” was close for this training: validation accuracy {actual}.")
    else:
        verdict = _("A surprise in this training: you guessed “{guess}”, but validation accuracy {actual}.")
    return f"{verdict.format(guess=_(guess_name), actual=_(actual))} {figures}"


def _what_happened(validation: list[float], training: list[float], num_last: int) -> tuple[str, str]:
    """Return the correct guess and a sentence with the figures that show it.

    Medians decide about the shape. The figures at the end are means of the last `num_last` epochs, as in the headline
    of the training's result.
    """
    middles = [recent(validation[:end]) for end in range(min(WINDOW, len(validation)), len(validation) + 1)]
    best = max(middles)
    last, training_last = mean(validation[-num_last:]), mean(training[-num_last:])
    # relative to the mean of both neighbours, so that a steep but steady rise is not a jump
    jump = median(
        abs(value - (before + after) / 2)
        for before, value, after in zip(validation, validation[1:], validation[2:], strict=False)
    )
    if best < NEAR_CHANCE:
        return NEAR_HALF, _("It was never above about {best:.0%}; guessing gives 50%.").format(best=best)
    if jump >= JUMP:
        return JUMPS, _("A typical epoch differs by {points} from the mean of the epochs before and after it.").format(
            points=in_points(jump)
        )
    if best - middles[-1] >= FALL:
        return FALLS, _("It was about {best:.0%} at its best and about {last:.0%} at the end.").format(
            best=best, last=last
        )
    if recent(training) - middles[-1] < GAPS[0]:
        gap = (round(100 * training_last) - round(100 * last)) / 100
        sentence = (
            _("It ended at about {last:.0%}, only {points} below training accuracy.")
            if gap >= 0
            else _("It ended at about {last:.0%}, only {points} above training accuracy.")
        )
        return WITH_TRAINING, sentence.format(last=last, points=in_points(abs(gap)))
    return LEVEL, _(
        "It ended at about {last:.0%}, while training accuracy went on rising to about {training:.0%}."
    ).format(last=last, training=training_last)


def judge_prediction(prediction: str | None, plain: History, cured: History) -> str:
    """Return how right a prediction about the cures was, with figures.

    Args:
        prediction: one of `PREDICTIONS`; None for the figures alone.
        plain: rows of the plain training, which the learner has seen; at least one.
        cured: rows of the training with cures, which the learner predicts; at least one.
    """
    before, after = (
        (mean_of_last(rows, training_column(rows[-1], "accuracy")), mean_of_last(rows, "val_accuracy"))
        for rows in (plain, cured)
    )
    change = tuple(_direction(new - old) for old, new in zip(before, after, strict=True))
    figures = _(
        "Training accuracy ended at {training:.1%} instead of {old_training:.1%}. Validation accuracy ended at"
        " {validation:.1%} instead of {old_validation:.1%} (means of the last ten epochs)."
    ).format(training=after[0], old_training=before[0], validation=after[1], old_validation=before[1])
    if prediction is None:
        return figures
    verdict = _("Well guessed.") if PREDICTIONS[prediction] == change else _surprise(prediction)
    return f"{verdict} {figures}"


def judge_cure_guess(guess: str | None, gains: Mapping[str, float], num_seeds: int = 1) -> str:
    """Return how right a guess about the effective cure was, with figures.

    Args:
        guess: one of `CURE_GUESSES`; None for the figures alone.
        gains: validation accuracy minus that without a cure, -1 to 1, by `augmentation`, `dropout` and, if it was
            trained, `both`.
        num_seeds: number of trainings of each kind, over which the gains are means.
    """
    augmentation, dropout = gains[AUGMENTATION], gains[DROPOUT]
    if max(augmentation, dropout) < SAME:
        answer = NEITHER
    elif abs(augmentation - dropout) < SAME:
        answer = EQUALLY
    else:
        answer = AUGMENTATION if augmentation > dropout else DROPOUT
    sentence = (
        _(
            "All four networks saw the same number of pictures. Augmentation alone changed validation accuracy by"
            " {augmentation:+.1f} percentage points, dropout alone by {dropout:+.1f}, both together by {both:+.1f}"
            " (last ten epochs; {trainings})."
        )
        if "both" in gains
        else _(
            "All networks saw the same number of pictures. Augmentation alone changed validation accuracy by"
            " {augmentation:+.1f} percentage points, dropout alone by {dropout:+.1f} (last ten epochs; {trainings})."
        )
    )
    trainings = ngettext("one training of each kind", "means over {num} trainings of each kind", num_seeds).format(
        num=num_seeds
    )
    points = {name: Signed(100 * gain) for name, gain in gains.items()}
    figures = sentence.format(**points, trainings=trainings)
    if guess is None:
        return figures
    verdict = _("Well guessed.") if guess == answer else _surprise(guess)
    return f"{verdict} {figures}"


def _surprise(said: str) -> str:
    return _("A surprise: you said “{said}”.").format(said=_(said))


def _direction(change: float) -> int:
    return 0 if abs(change) < SAME else 1 if change > 0 else -1
