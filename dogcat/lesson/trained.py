"""A learner's two trainings at the end of the lesson: curves, mean figures of the last ten epochs, one headline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dogcat.analysis.comparison import num_measured
from dogcat.analysis.history import Estimate
from dogcat.analysis.own_pair import PairName, has_figures, kind_of, latest_pair, own_runs
from dogcat.analysis.result_text import Means, difference_interval, last_means
from dogcat.analysis.run_figures import measured_counts
from dogcat.common.language import N_, _, ngettext
from dogcat.common.statistics import accuracy_interval, gap_interval, is_number
from dogcat.common.units import Signed
from dogcat.lesson.followed import Followed, followed_pictures
from dogcat.recipe.recipe import Recipe
from dogcat.runs.annotations import read_annotation
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.run import Run

LOWEST = 0.4  # accuracy at which the axis of the curves begins; guessing gives 0.5
KINDS: tuple[PairName, ...] = ("plain", "regularized")
_RECORDED: dict[PairName, str] = {"plain": "baseline", "regularized": "regularized"}  # keys of `exercise_pair`
_CURES = {  # show them through `_`
    (True, True): N_("augmentation and dropout"),
    (True, False): N_("augmentation"),
    (False, True): N_("dropout"),
    (False, False): N_("weight decay"),
}


ABOUT_CURVES = N_(  # show it through `_`
    "Solid: validation, on pictures that the network did not learn from. Dotted: training pictures. Grey: the gap."
)


@dataclass(frozen=True)
class Trained:
    """One training of the pair. Figures are means of its last ten epochs, with 95% confidence intervals.

    Attributes:
        kind: `plain` or `regularized`.
        run_id: name of the run's folder.
        title: “Plain”, or what regularizes the network, in the current language.
        name: the learner's own name for the run; empty without one.
        recipe: the recipe of the training.
        set_name: name of the picture set.
        points: by epoch the epoch, training accuracy and validation accuracy; None where there is no number.
        num_epochs: number of finished epochs.
        num_averaged: number of epochs that the figures are the mean of, at most `history.NUM_LAST`.
        num_training: number of training pictures.
        num_validation: number of validation pictures.
        training: training accuracy, 0 to 1.
        validation: validation accuracy, 0 to 1.
        gap: training minus validation accuracy, -1 to 1.
    """

    kind: PairName
    run_id: str
    title: str
    name: str
    recipe: Recipe
    set_name: str
    points: tuple[tuple[int, float | None, float | None], ...]
    num_epochs: int
    num_averaged: int
    num_training: int
    num_validation: int
    training: Estimate
    validation: Estimate
    gap: Estimate

    @property
    def gap_points(self) -> int:
        """The gap in percentage points, as the difference of the two percentages that stand beside it."""
        return round(100 * self.training.value) - round(100 * self.validation.value)

    @property
    def heading(self) -> str:
        """Return the title, and after it the learner's name for the run."""
        return f"{self.title}: {self.name}" if self.name else self.title

    @property
    def is_cut_short(self) -> bool:
        """Return True if the training ended before its last planned epoch."""
        return self.num_epochs < self.recipe.epochs


@dataclass(frozen=True)
class TrainedPair:
    """The trainings that the end of the lesson shows.

    Attributes:
        own: the learner's own trainings, the plain one first; both, one or none.
        recorded: the recorded pair; empty if `own` has both trainings.
        missing: kinds of training that the learner has not finished on the pictures of `own`.
        headline: what came out, one or two sentences.
        remarks: what limits it: uncertainty, a training that ended early, one that diverged.
        followed: the pictures of the set that were watched in all trainings of `own`.
    """

    own: tuple[Trained, ...]
    recorded: tuple[Trained, ...]
    missing: tuple[PairName, ...]
    headline: str
    remarks: tuple[str, ...]
    followed: tuple[Followed, ...] = ()

    @property
    def call(self) -> str:
        """Return what the learner may still train; empty if nothing is missing."""
        if len(self.missing) > 1:
            return _("Train two networks on the same pictures: first plain, then with augmentation and dropout.")
        if self.missing:
            return (
                _("Still missing: a plain training on the same pictures.")
                if self.missing[0] == "plain"
                else _("Still missing: a training with augmentation and dropout on the same pictures.")
            )
        return ""


def regularization_words(recipe: Recipe) -> str:
    """Return what regularizes a network, such as “augmentation and dropout”; a plain recipe has none of these."""
    return _(_CURES[not recipe.augmentation.changes_nothing, bool(recipe.dropout)])


def trained_pair(runs: Sequence[Run], owner: str) -> TrainedPair:
    """Return what the end of the lesson shows of a learner's trainings.

    Args:
        runs: all runs of this machine.
        owner: token of the learner's browser.
    """
    finished = own_runs(runs, owner)
    pair: Mapping[PairName, Run] = latest_pair(runs, owner) or {}
    if not pair:
        newest = next((run for run in finished if kind_of(run.recipe)), None)
        kind = newest and kind_of(newest.recipe)
        pair = {kind: newest} if newest and kind else {}
    own = tuple(trained(pair[kind], kind) for kind in KINDS if kind in pair)
    missing = tuple(kind for kind in KINDS if kind not in pair)
    followed = followed_pictures([pair[kind] for kind in KINDS if kind in pair])
    shown = exercise_pair() if missing else {}
    recorded = tuple(trained(shown[name], kind) for kind, name in _RECORDED.items() if name in shown)
    return TrainedPair(own, recorded, missing, _headline(own), tuple(_remarks(own, pair, runs, owner)), followed)


def trained(run: Run, kind: PairName) -> Trained:
    """Return the figures of a run.

    Args:
        run: a run for which `own_pair.has_figures` is true.
        kind: the side of the pair that it is shown on.
    """
    history, recipe = run.history(), run.recipe
    num_clean, num_validation = measured_counts(run)
    means = last_means(history) or Means(0.0, 0.0, 0)
    training, validation = means.training, means.validation
    return Trained(
        kind=kind,
        run_id=run.id,
        title=_("Plain network") if kind == "plain" else _("With {cures}").format(cures=regularization_words(recipe)),
        name=read_annotation(run).name,
        recipe=recipe,
        set_name=run.pictures,
        points=tuple(
            (int(row["epoch"]), _or_none(row["clean_accuracy"]), _or_none(row["val_accuracy"])) for row in history
        ),
        num_epochs=len(history),
        num_averaged=means.num_epochs,
        num_training=(num_measured(run) or (1, 1))[0],
        num_validation=num_validation,
        training=Estimate(training, *accuracy_interval(training, num_clean)),
        validation=Estimate(validation, *accuracy_interval(validation, num_validation)),
        gap=Estimate(training - validation, *gap_interval(training, num_clean, validation, num_validation)),
    )


def figures_of(training: Trained) -> str:
    """Return the three figures of a training with their 95% confidence intervals, and what they are the mean of."""
    ranges = {
        f"{name}_{end}": Signed(round(100 * getattr(found, end)))
        for name, found in (("training", training.training), ("new", training.validation), ("gap", training.gap))
        for end in found._fields
    } | {"gap_value": Signed(training.gap_points)}
    return ngettext(
        "After {num} epoch: training {training_value}% (95% confidence interval {training_low} to {training_high}),"
        " validation {new_value}% ({new_low} to {new_high}), gap {gap_value} percentage points ({gap_low} to"
        " {gap_high}).",
        "Mean of the last {num} epochs: training {training_value}% (95% confidence interval {training_low} to"
        " {training_high}), validation {new_value}% ({new_low} to {new_high}), gap {gap_value} percentage points"
        " ({gap_low} to {gap_high}).",
        training.num_averaged,
    ).format(num=training.num_averaged, **ranges)


def followed_words(pair: TrainedPair) -> str:
    """Return what stands in the line below each followed picture."""
    titles = " → ".join(training.title for training in pair.own)
    return _("Answers of the networks after the last epoch: {titles}.").format(titles=titles)


def last_epoch(trainings: Sequence[Trained]) -> int:
    """Return the last epoch of the axis that all these trainings are drawn on, at least 1."""
    return max((epoch for each in trainings for epoch, *_shares in each.points), default=1)


def _or_none(value: float | None) -> float | None:
    return value if is_number(value) else None


def _headline(own: Sequence[Trained]) -> str:
    if not own:
        return _("You have not finished a training of your own yet.")
    if len(own) == 1:
        only = own[0]
        sentence = (
            _(
                "Your plain network gets {validation:.0%} of new pictures right, with a gap of {gap:.0f} percentage"
                " points."
            )
            if only.kind == "plain"
            else _(
                "Your network with {cures} gets {validation:.0%} of new pictures right, with a gap of {gap:.0f}"
                " percentage points."
            )
        )
        return sentence.format(
            cures=regularization_words(only.recipe), validation=only.validation.value, gap=Signed(only.gap_points)
        )
    plain, regularized = own
    before, after = plain.gap_points, regularized.gap_points
    if after < before:
        sentence = _("The gap fell from {before} to {after} percentage points.")
    elif after > before:
        sentence = _("The gap grew from {before} to {after} percentage points.")
    else:
        sentence = _("The gap stayed at {after} percentage points.")
    accuracies = _(
        "Your plain network gets {plain:.0%} of new pictures right. With {cures} it is {validation:.0%}."
    ).format(
        plain=plain.validation.value,
        cures=regularization_words(regularized.recipe),
        validation=regularized.validation.value,
    )  # fmt: skip
    return f"{accuracies} {sentence.format(before=Signed(before), after=Signed(after))}"


def _remarks(own: Sequence[Trained], pair: Mapping[PairName, Run], runs: Sequence[Run], owner: str) -> list[str]:
    remarks = [_difference(own[0], own[1], pair)] if len(own) == len(KINDS) else []
    remarks += [
        _("{training}: stopped after {num} of {planned} epochs.").format(
            training=each.title, num=each.num_epochs, planned=each.recipe.epochs
        )
        for each in own
        if each.is_cut_short
    ]
    return remarks + _left_out(runs, owner)


def _difference(plain: Trained, regularized: Trained, pair: Mapping[PairName, Run]) -> str:
    """Return how far the two validation accuracies lie apart, and whether that may be chance."""
    before, after = plain.validation.value, regularized.validation.value
    found = after - before
    low, high, _is_paired = difference_interval(pair["plain"], pair["regularized"], before, after, plain.num_validation)
    if low <= 0 <= high:
        sentence = _(
            "On new pictures the two differ by {found} percentage points (95% confidence interval of the difference:"
            " {low:+} to {high:+}). That may be chance."
        )
    elif found > 0:
        sentence = _(
            "That is {found} percentage points more on new pictures (95% confidence interval {low:+} to {high:+})."
        )
    else:
        sentence = _(
            "That is {found} percentage points less on new pictures (95% confidence interval {low:+} to {high:+})."
        )
    return sentence.format(found=abs(round(100 * found)), low=Signed(round(100 * low)), high=Signed(round(100 * high)))


def _left_out(runs: Sequence[Run], owner: str) -> list[str]:
    """Return a sentence if the learner's newest training diverged or still goes on."""
    mine = [run for run in runs if run.is_of(owner)]
    newest = max(mine, key=lambda run: float(run.request["created"]), default=None)
    if newest is None:
        return []
    if newest.status().is_active:
        return [_("Your training is still running. You will see its result here when it has ended.")]
    if newest.history() and not has_figures(newest):
        return [_("Your latest training diverged, so it has no result to show.")]
    return []
