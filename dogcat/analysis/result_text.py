"""The result of a training in one sentence: its own figures, or side by side with its plain network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dogcat.analysis.comparison import compare_pairs, on_the_same_pictures
from dogcat.analysis.history import NUM_LAST
from dogcat.analysis.own_pair import has_run_to_its_end
from dogcat.analysis.plain_network import PlainNetwork
from dogcat.common.language import _, ngettext
from dogcat.common.statistics import accuracy_interval, gap_interval, is_number
from dogcat.common.units import Signed, in_points
from dogcat.runs.run import Run

History = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Means:
    """Mean figures of the last epochs of a training.

    Attributes:
        training: training accuracy, 0 to 1.
        validation: validation accuracy, 0 to 1.
        num_epochs: number of epochs, at most `NUM_LAST`.
    """

    training: float
    validation: float
    num_epochs: int

    @property
    def gap(self) -> float:
        """Training accuracy minus validation accuracy."""
        return self.training - self.validation


@dataclass(frozen=True)
class Result:
    """A training's result for learners.

    Attributes:
        headline: the figures, in a few words.
        note: what the figures are, with the 95% confidence interval.
    """

    headline: str
    note: str


def figures_of(run: Run) -> Means | None:
    """Return the figures that stand for a training: the means of its last `num_last_epochs`."""
    return last_means(run.history(), num_last_epochs(run))


def num_last_epochs(run: Run) -> int:
    """Return the number of last epochs whose mean stands for a training: ten, or one until it has run to its end.

    While a training learns fast, a mean over its first epochs lies far below what the network can do.
    """
    return NUM_LAST if has_run_to_its_end(run) else 1


def last_means(history: History, most: int = NUM_LAST) -> Means | None:
    """Return the mean figures of the last epochs, at most so many; None if no epoch has numbers."""
    rows = _with_numbers(history)[-most:]
    if not rows:
        return None
    training, validation = (
        sum(row[column] for row in rows) / len(rows) for column in ("clean_accuracy", "val_accuracy")
    )
    return Means(training, validation, len(rows))


def read_result(history: History, num_validation: int) -> Result | None:
    """Return how a training ended; None if no epoch has numbers.

    Args:
        history: rows with `clean_accuracy` and `val_accuracy`.
        num_validation: number of validation pictures, at least 1.
    """
    means = last_means(history)
    if means is None:
        return None
    low, high = accuracy_interval(means.validation, num_validation)
    headline = _("{training:.0%} on training pictures, {validation:.0%} on new ones: gap {points}").format(
        training=means.training, validation=means.validation, points=_shown_gap(means)
    )
    note = _("{which}. 95% confidence interval of the {validation:.0%}: {low:.0%} to {high:.0%}.").format(
        which=_which_epochs(means.num_epochs), validation=means.validation, low=low, high=high
    )
    return Result(headline, note)


def read_unfinished(history: History, num_epochs: int, num_validation: int) -> Result | None:
    """Return how far a training got that ended before its last epoch; None if no epoch has numbers.

    Args:
        history: rows with `epoch`, `clean_accuracy` and `val_accuracy`.
        num_epochs: number of planned epochs.
        num_validation: number of validation pictures, at least 1.
    """
    means = last_means(history, 1)
    if means is None:
        return None
    low, high = accuracy_interval(means.validation, num_validation)
    headline = _(
        "Stopped after {num} of {num_epochs} epochs: {training:.0%} on training pictures, {validation:.0%} on new ones"
    ).format(num=len(history), num_epochs=num_epochs, training=means.training, validation=means.validation)
    note = _(
        "Values of epoch {epoch:.0f}. 95% confidence interval of the {validation:.0%}: {low:.0%} to {high:.0%}."
        " Compare this training when it has run to its end; to go on, press “Continue”."
    ).format(epoch=_with_numbers(history)[-1]["epoch"], validation=means.validation, low=low, high=high)
    return Result(headline, note)


def compare_with_plain(run: Run, plain: PlainNetwork) -> Result | None:
    """Return the result of a regularized run beside its plain network.

    None if no epoch has numbers, or if one of the trainings was ended before its last epoch.
    """
    if not all(map(has_run_to_its_end, (run, *plain.runs))):
        return None
    after, each = last_means(run.history()), [last_means(history) for history in plain.histories]
    known = [means for means in each if means]
    if after is None or not known:
        return None
    before = Means(
        sum(means.training for means in known) / len(known),
        sum(means.validation for means in known) / len(known),
        min(means.num_epochs for means in known),
    )
    difference = after.validation - before.validation
    only = plain.runs[0] if len(plain.runs) == 1 else None
    low, high, is_paired = difference_interval(only, run, before.validation, after.validation, plain.num_validation)
    figures = {
        "before": before.validation,
        "after": after.validation,
        "gap_before": Signed(round(100 * before.training) - round(100 * before.validation)),
        "gap_after": Signed(round(100 * after.training) - round(100 * after.validation)),
    }
    sentence = (
        _(
            "{before:.0%} → {after:.0%} on new pictures: no clear difference; gap {gap_before} → {gap_after}"
            " percentage points"
        )
        if low <= 0 <= high
        else _("{before:.0%} → {after:.0%} on new pictures; gap {gap_before} → {gap_after} percentage points")
    )
    about = (
        _("the same {num:,} new pictures").format(num=plain.num_validation)
        if is_paired
        else _("{num:,} new pictures for each network").format(num=plain.num_validation)
    )
    note = _(
        "{name} → this one. {which}. Difference {difference:+.0f} percentage points (95% confidence interval"
        " {low:+.0f} to {high:+.0f}, {about})."
    ).format(
        name=_capitalised(plain.words),
        which=_which_epochs(min(before.num_epochs, after.num_epochs)),
        difference=Signed(100 * difference),
        low=Signed(100 * low),
        high=Signed(100 * high),
        about=about,
    )
    return Result(sentence.format(**figures), note)


def difference_interval(
    plain: Run | None, run: Run, before: float, after: float, num_validation: int
) -> tuple[float, float, bool]:
    """Return the 95% interval of the difference of two validation accuracies, and True if it is paired.

    The pictures are the same for both networks, so the interval of a pair of runs has the width of the paired
    bootstrap over the pictures, with the last weights of both, around the difference of the means. Several recorded
    runs have no common weights; their interval is that of two independent fractions.

    Args:
        plain: the first run; None for several.
        run: the second run.
        before: validation accuracy of the first, 0 to 1.
        after: validation accuracy of the second, 0 to 1.
        num_validation: number of validation pictures, at least 1.
    """
    said = on_the_same_pictures(plain, run) if plain else None
    if said:
        paired = compare_pairs(*said)
        shift = (after - before) - paired.difference
        return paired.interval[0] + shift, paired.interval[1] + shift, True
    return *gap_interval(after, num_validation, before, num_validation), False


def _with_numbers(history: History) -> list[Mapping[str, Any]]:
    return [row for row in history if is_number(row["clean_accuracy"]) and is_number(row["val_accuracy"])]


def _which_epochs(num_epochs: int) -> str:
    if num_epochs >= NUM_LAST:
        return _("Mean of the last ten epochs")
    return ngettext("Values of its only epoch", "Mean of the {num} epochs", num_epochs).format(num=num_epochs)


def _shown_gap(means: Means) -> str:
    """Return the gap as the difference of the two percentages beside it, so that the sentence adds up."""
    return in_points((round(100 * means.training) - round(100 * means.validation)) / 100)


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
