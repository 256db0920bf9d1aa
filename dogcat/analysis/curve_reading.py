"""Reads the curves of a training: a verdict in grades, a sentence for the learner, and the figures behind both.

The rules use the median of the last epochs, because one epoch alone says little. Each sentence with such a figure names
those epochs, so that it agrees with the chart, whose last point may lie elsewhere. Once the training has ended, the
sentences give the same means as its result, so that a screen shows one value for one thing. A fraction p measured on n
pictures has the standard deviation sqrt(p (1 - p) / n) of the binomial distribution: 1.4 points for 72% of 1,000
pictures.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any, Literal

from dogcat.common.language import N_, _
from dogcat.common.statistics import is_number
from dogcat.common.units import in_points, loss_words

CurveVerdict = Literal[  # marked with `N_` where a verdict is given; show it through `_`
    "too early to say",
    "still learning",
    "underfits",
    "generalises well",
    "starts to overfit",
    "overfits",
    "overfits strongly",
    "diverged",
]

WINDOW = 5  # number of epochs in a median: two outliers on one side do not move it far
MIN_EPOCHS = 3  # two points are not a curve
STALE_EPOCHS = 3  # validation loss often rises once or twice before it falls again
LEVEL_EPOCHS = 10  # number of epochs that a slow network needs for a visible step
LEVEL_LOSS = 0.01  # smallest change of loss that is visible on the chart
GUESSING_LOSS = math.log(2)  # binary cross-entropy of the prediction 50% for every picture
DIVERGED_CURVE_LOSS = 2 * GUESSING_LOSS  # a network that has learned nothing stays at GUESSING_LOSS, below this
NEAR_CHANCE = 0.55  # three standard deviations (1.6 points on 1,000 pictures) above guessing
GOOD_ACCURACY = 0.75  # halfway from guessing (0.5) to 1
BY_HEART = 0.97  # training accuracy from which nearly every picture is known; most recorded plain runs reach it
# Gaps at which the network starts to overfit, overfits clearly, and strongly. 8 points is the largest gap of the
# exercise's regularized network and four standard deviations of a difference of two fractions (2 points). 20 points is
# the smallest gap that the plain network ends with.
GAPS = (0.08, 0.12, 0.20)
# Rises of validation loss above its lowest: more than its noise, and half of GUESSING_LOSS.
LOSS_RISES = (0.10, 0.35)
# A wrongly labelled picture that is not memorised gets its wrong label as often as new pictures are misclassified.
# These excesses above that rate mean memorised; 50 such pictures measure the rate to 7 points (one deviation).
FLIPS_LEARNED = (0.25, 0.50)


@dataclass(frozen=True)
class CurveReading:
    """What the curves say after the finished epochs.

    Attributes:
        verdict: a value of `CurveVerdict`; from `generalises well` to `overfits strongly` it gets worse.
        sentence: one sentence for the learner, in the current language; its figures come from the history.
        reasons: sentences with the figures behind the verdict; empty before the first complete epoch.
    """

    verdict: CurveVerdict
    sentence: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Curves:
    """The curves by column, with clean training figures where they exist; all values are finite."""

    epoch: list[int]
    training_loss: list[float]
    training_accuracy: list[float]
    val_loss: list[float]
    val_accuracy: list[float]
    flipped: list[float]  # fraction of wrong labels that the network repeats; empty without wrong labels
    num_last: int | None  # number of epochs in a shown mean; None shows medians of `WINDOW` epochs

    @property
    def training(self) -> float:
        return recent(self.training_accuracy)

    @property
    def validation(self) -> float:
        return recent(self.val_accuracy)

    @property
    def gap(self) -> float:
        return self.training - self.validation

    @property
    def shown_training(self) -> float:
        return self.shown(self.training_accuracy)

    @property
    def shown_validation(self) -> float:
        return self.shown(self.val_accuracy)

    @property
    def shown_gap(self) -> float:
        """The gap that is shown: of an ended training, the difference of the percentages beside it."""
        if self.num_last:
            return (round(100 * self.shown_training) - round(100 * self.shown_validation)) / 100
        return self.gap

    @property
    def shown_epochs(self) -> str:
        """The epochs that the shown figures are of, as the beginning of a sentence."""
        epochs = self.epoch[-(self.num_last or WINDOW) :]
        if len(epochs) == 1:
            return _("Epoch {last}").format(last=epochs[-1])
        words = _("Epochs {first}–{last} (mean)") if self.num_last else _("Median of epochs {first}–{last}")
        return words.format(first=epochs[0], last=epochs[-1])

    def shown(self, values: Sequence[float]) -> float:
        """Return the mean or the median of the last of these values, of which there is at least one."""
        return mean(values[-self.num_last :]) if self.num_last else recent(values)

    @property
    def lowest(self) -> int:
        """Position of the first epoch with the lowest validation loss."""
        return self.val_loss.index(min(self.val_loss))

    @property
    def stale(self) -> int:
        """Number of epochs since validation loss was lowest."""
        return self.epoch[-1] - self.epoch[self.lowest]

    @property
    def training_fell(self) -> bool:
        """Return True if training loss is lower now than when validation loss was lowest."""
        return self.training_loss[-1] < self.training_loss[self.lowest]

    @property
    def is_near_chance(self) -> bool:
        return self.training < NEAR_CHANCE and self.validation < NEAR_CHANCE

    @property
    def is_level(self) -> bool:
        """Return True if neither loss has visibly fallen in the last `LEVEL_EPOCHS` epochs."""
        return len(self.epoch) > LEVEL_EPOCHS and all(
            min(losses[-LEVEL_EPOCHS:]) > min(losses[:-LEVEL_EPOCHS]) - LEVEL_LOSS
            for losses in (self.training_loss, self.val_loss)
        )


def recent(values: Sequence[float]) -> float:
    """Return the median of the last `WINDOW` values, or of all if there are fewer; there is at least one."""
    return median(values[-WINDOW:])


def training_column(row: Mapping[str, Any], metric: str) -> str:
    """Return the column with the training `accuracy` or `loss` of a row: the clean one if the row has it."""
    return f"clean_{metric}" if f"clean_{metric}" in row else metric


def read_curves(history: Sequence[Mapping[str, Any]], num_epochs: int, num_last: int | None = None) -> CurveReading:
    """Return the reading of the curves after the epochs of `history`.

    Args:
        history: rows with `epoch`, `loss`, `accuracy`, `val_loss`, `val_accuracy`, and where they were measured
            `clean_loss`, `clean_accuracy`, `flipped_accuracy`. Accuracies are fractions; values may be None or nan.
        num_epochs: number of planned epochs, at least 1.
        num_last: of an ended training, the number of last epochs whose mean is its result, as `num_last_epochs`
            returns it; None while it goes on.
    """
    rows = [row for row in history if _is_whole(row)]
    curves = _curves(rows, num_last)
    reasons = _reasons(curves) if rows else ()
    if history and not _is_whole(history[-1]):
        first = next(row for row in history if not rows or row["epoch"] > rows[-1]["epoch"])
        return CurveReading(
            N_("diverged"),
            _(
                "Since epoch {epoch:.0f} the loss is no longer a number. Most likely the learning rate is too high;"
                " start over with a lower one."
            ).format(epoch=first["epoch"]),
            reasons,
        )
    if len(rows) < MIN_EPOCHS:
        sentence = (
            _("{num} of {num_epochs} epochs so far. A diagnosis needs at least {least} epochs.")
            if rows
            else _("No epoch has ended yet. A diagnosis needs at least {least} epochs.")
        )
        told = sentence.format(num=len(rows), num_epochs=num_epochs, least=MIN_EPOCHS)
        return CurveReading(N_("too early to say"), told, reasons)
    verdict, sentence = _judge(curves, num_epochs)
    return CurveReading(verdict, sentence, reasons)


def _judge(curves: _Curves, num_epochs: int) -> tuple[CurveVerdict, str]:
    if min(curves.training_loss[-2:]) > DIVERGED_CURVE_LOSS:
        return N_("diverged"), _(
            "Training loss is {loss:.2f}, worse than the {guessing:.2f} of always saying 50%. Most likely the learning"
            " rate is too high."
        ).format(loss=curves.training_loss[-1], guessing=GUESSING_LOSS)
    if curves.is_near_chance:
        return N_("underfits"), _(
            "{epochs}: training {training:.0%}, validation {validation:.0%}, not clearly above the 50% of guessing."
            " The network has hardly learned anything yet."
        ).format(epochs=curves.shown_epochs, training=curves.shown_training, validation=curves.shown_validation)
    level = _overfitting_level(curves)
    if level:
        return _overfitting(curves, level)
    if curves.is_level and curves.validation < GOOD_ACCURACY:
        return N_("underfits"), _(
            "{epochs}: training {training:.0%}, validation {validation:.0%}. Neither loss has fallen visibly for {num}"
            " epochs: the network has stopped learning too soon."
        ).format(
            num=LEVEL_EPOCHS,
            epochs=curves.shown_epochs,
            training=curves.shown_training,
            validation=curves.shown_validation,
        )
    now = _validation_now(curves)
    if curves.gap < GAPS[0] and curves.validation >= GOOD_ACCURACY:
        return N_("generalises well"), _("{now}: what it has learned also works for new pictures.").format(now=now)
    if curves.stale >= WINDOW:
        sentence = _("{now}, and validation loss was lowest in epoch {epoch}: the network now learns only slowly.")
    elif curves.epoch[-1] >= num_epochs:
        sentence = _("{now}, and validation loss was lowest in epoch {epoch}: more epochs may still help.")
    else:
        sentence = _("{now}, and validation loss was lowest in epoch {epoch}: the network is still learning.")
    return N_("still learning"), sentence.format(now=now, epoch=curves.epoch[curves.lowest])


def _overfitting_level(curves: _Curves) -> int:
    """Return the grade of overfitting, from 0 (none) to 3 (strong)."""
    level = sum(curves.gap >= limit for limit in GAPS)
    if curves.stale >= WINDOW and curves.training_fell:  # then the median uses only epochs after the lowest
        rise = recent(curves.val_loss) - min(curves.val_loss)
        level = max(level, sum(rise >= limit for limit in LOSS_RISES))
    if curves.stale < STALE_EPOCHS:  # new pictures still improve: one grade less
        level -= 1
    return max(level, _flips_level(curves))


def _flips_level(curves: _Curves) -> int:
    if not curves.flipped:
        return 0
    learned = recent(curves.flipped) - (1 - curves.validation)
    return sum(learned >= limit for limit in FLIPS_LEARNED) + (learned >= FLIPS_LEARNED[0])


def _overfitting(curves: _Curves, level: int) -> tuple[CurveVerdict, str]:
    verdicts: tuple[CurveVerdict, ...] = (N_("starts to overfit"), N_("overfits"), N_("overfits strongly"))
    sentences = (
        _("{evidence}: the network starts to overfit."),
        _("{evidence}: the network overfits."),
        _("{evidence}: the network overfits strongly. It knows the training pictures by heart.")
        if curves.shown_training >= BY_HEART
        else _("{evidence}: the network overfits strongly."),
    )
    return verdicts[level - 1], sentences[level - 1].format(evidence=_evidence(curves, level))


def _evidence(curves: _Curves, level: int) -> str:
    """Return the evidence for overfitting as a clause, which the meaning follows."""
    if level == _flips_level(curves):
        return _(
            "{epochs}: the network repeats the wrong label of {flipped:.0%} of the wrongly labelled training pictures,"
            " but misclassifies only {mistaken:.0%} of new pictures"
        ).format(epochs=curves.shown_epochs, flipped=curves.shown(curves.flipped), mistaken=1 - curves.shown_validation)
    if curves.stale < STALE_EPOCHS:
        return _(
            "{epochs}: training accuracy is {points} above validation accuracy, although validation loss was still"
            " improving in epoch {epoch}"
        ).format(epochs=curves.shown_epochs, epoch=curves.epoch[curves.lowest], points=in_points(curves.shown_gap))
    if curves.training_fell:
        clause = _(
            "Validation loss has not improved for {num} epochs while training loss fell from {before} (epoch {first})"
            " to {now} (epoch {last})"
        )
        if curves.gap >= GAPS[0]:
            clause = _("{epochs}: a gap of {points}.") + " " + clause
    else:
        clause = (
            _("{epochs}: a gap of {points}, and validation loss has not improved for {num} epochs")
            if curves.gap >= GAPS[0]
            else _("Validation loss has not improved for {num} epochs")
        )
    return clause.format(
        num=curves.stale,
        before=loss_words(curves.training_loss[curves.lowest]),
        now=loss_words(curves.training_loss[-1]),
        first=curves.epoch[curves.lowest],
        last=curves.epoch[-1],
        points=in_points(curves.shown_gap),
        epochs=curves.shown_epochs,
    )


def _validation_now(curves: _Curves) -> str:
    """Return validation accuracy beside training accuracy as a clause, which the meaning follows."""
    if round(100 * curves.shown_gap) == 0:
        clause = _("{epochs}: validation {validation:.0%}, as high as training")
    elif curves.shown_gap > 0:
        clause = _("{epochs}: validation {validation:.0%}, {points} below training")
    else:
        clause = _("{epochs}: validation {validation:.0%}, {points} above training")
    return clause.format(
        epochs=curves.shown_epochs, validation=curves.shown_validation, points=in_points(abs(curves.shown_gap))
    )


def _reasons(curves: _Curves) -> tuple[str, ...]:
    first, last = curves.epoch[curves.lowest], curves.epoch[-1]
    val_loss, training_loss = curves.val_loss, curves.training_loss
    reasons = [
        _("{epochs}: training accuracy {training:.1%}, validation accuracy {validation:.1%}.").format(
            epochs=curves.shown_epochs, training=curves.shown_training, validation=curves.shown_validation
        ),
        _("Validation loss: lowest in epoch {first} ({lowest}), {now} in epoch {last}.").format(
            first=first, lowest=loss_words(min(val_loss)), now=loss_words(val_loss[-1]), last=last
        ),
        _("Training loss: {before} in epoch {first}, {now} in epoch {last}.").format(
            first=first, before=loss_words(training_loss[curves.lowest]), now=loss_words(training_loss[-1]), last=last
        ),
    ]
    if curves.flipped:
        reasons.append(
            _("The network repeats the wrong label of {share:.1%} of the wrongly labelled training pictures.").format(
                share=curves.shown(curves.flipped)
            )
        )
    return tuple(reasons)


def _is_whole(row: Mapping[str, Any]) -> bool:
    return all(
        is_number(row[column])
        for metric in ("loss", "accuracy")
        for column in (training_column(row, metric), f"val_{metric}")
    )


def _curves(rows: Sequence[Mapping[str, Any]], num_last: int | None) -> _Curves:
    return _Curves(
        epoch=[int(row["epoch"]) for row in rows],
        training_loss=[row[training_column(row, "loss")] for row in rows],
        training_accuracy=[row[training_column(row, "accuracy")] for row in rows],
        val_loss=[row["val_loss"] for row in rows],
        val_accuracy=[row["val_accuracy"] for row in rows],
        flipped=[row["flipped_accuracy"] for row in rows if is_number(row.get("flipped_accuracy"))],
        num_last=num_last,
    )
