"""What stands first below “What comes out”: the learner's own result, or one recorded on the same kind of pictures."""

from collections.abc import Mapping, Sequence
from statistics import mean

from dogcat.analysis.cures import Spread, gaps_of, levels_of, quick_results, seed_cells
from dogcat.analysis.own_pair import PairName, kind_of, latest_pair, own_runs
from dogcat.common.language import _
from dogcat.common.units import Signed
from dogcat.lesson.step_recipe import KINDS
from dogcat.lesson.trained import figures_of, trained, trained_pair
from dogcat.runs.recorded_seeds import RecordedSeeds
from dogcat.runs.run import Run

CURES = "6-compare"  # the step that asks what augmentation and dropout do alone
_CELLS: Mapping[PairName, str] = {"plain": "nothing", "regularized": "both"}  # of the recorded 2 x 2 comparison


def result_first(step: str, runs: Sequence[Run], owner: str, is_drawn: bool) -> str:
    """Return what a learner reads before the results that were recorded on photos, as Markdown; empty if nothing.

    Args:
        step: one of `steps.STEPS`.
        runs: all runs of this machine.
        owner: token of the learner's browser.
        is_drawn: whether the chosen pictures are drawn.
    """
    if step == CURES:
        pair = trained_pair(runs, owner).headline if latest_pair(runs, owner) else ""
        own = _("**First your own two trainings.** {result}").format(result=pair) if pair else ""
        return "  \n".join(filter(None, (own, _drawn_effects(comes_first=not own) if is_drawn else "")))
    if step not in KINDS:
        return ""
    return _own_training(KINDS[step], runs, owner) or (_drawn_level(KINDS[step]) if is_drawn else "")


def _own_training(kind: PairName, runs: Sequence[Run], owner: str) -> str:
    newest = next((run for run in own_runs(runs, owner) if kind_of(run.recipe) == kind), None)
    if newest is None:
        return ""
    if kind == "regularized" and latest_pair(runs, owner):
        return _("**First your own two trainings.** {result}").format(result=trained_pair(runs, owner).headline)
    return _("**First your own training.** {result}").format(result=figures_of(trained(newest, kind)))


def _drawn_level(kind: PairName) -> str:
    """Return the recorded accuracy and gap of one way to train on drawn pictures; empty if it is not recorded."""
    table = seed_cells("drawn").get(_CELLS[kind])
    if table is None:
        return ""
    sentence = (
        _(
            "**First drawn pictures, like yours.** Recorded without augmentation and dropout, {num} trainings of the"
            " quick recipe, in the mean of the last ten epochs: {training:.0%} of the training pictures right,"
            " {validation:.0%} of new ones."
        )
        if kind == "plain"
        else _(
            "**First drawn pictures, like yours.** Recorded with augmentation and dropout, {num} trainings of the quick"
            " recipe, in the mean of the last ten epochs: {training:.0%} of the training pictures right,"
            " {validation:.0%} of new ones."
        )
    )
    return sentence.format(num=len(table.seeds), **_means(table))


def _means(table: RecordedSeeds) -> dict[str, float]:
    validation, gap = mean(levels_of(table).values()), mean(gaps_of(table).values())
    return {"training": validation + gap, "validation": validation}


def _drawn_effects(comes_first: bool) -> str:
    """Return what augmentation, dropout and both changed on drawn pictures; empty if one of them is not recorded."""
    results = quick_results(seed_cells("drawn"))
    effects = results.effects()
    if not {"augmentation", "dropout", "both"} <= effects.keys():
        return ""
    opening = (
        _("**First drawn pictures, like yours.** {result}")
        if comes_first
        else _("**Then drawn pictures, like yours.** {result}")
    )
    effect_words = _(
        "Recorded with the quick recipe, {num} trainings of each kind, in the"
        " mean of the last ten epochs. Augmentation alone changed validation accuracy by {augmentation}, dropout"
        " alone by {dropout}, and both together by {both}."
    )
    result = effect_words.format(
        num=len(results.seeds), **{name: _in_words(effect) for name, effect in effects.items()}
    )
    augmentation, dropout, both = (effects[name] for name in ("augmentation", "dropout", "both"))
    if 0 < dropout.low <= dropout.high < augmentation.low and both.mean <= augmentation.mean:
        conclusion = _(
            "So on drawn pictures dropout alone helped clearly, augmentation alone helped more, and dropout on top of"
            " augmentation added nothing."
        )
        result = f"{result} {conclusion}"
    return opening.format(result=result)


def _in_words(effect: Spread) -> str:
    """Return a mean effect with its 95% confidence interval, or without one if there are too few trainings."""
    value = {"effect": Signed(100 * effect.mean), "low": Signed(100 * effect.low), "high": Signed(100 * effect.high)}
    if effect.low == effect.high:
        return _("{effect:+.1f} percentage points").format(**value)
    return _("{effect:+.1f} percentage points (95% confidence interval {low:+.1f} to {high:+.1f})").format(**value)
