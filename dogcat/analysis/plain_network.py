"""The plain network that stands behind a regularized one: the same network on the same pictures, without cures.

It is the learner's own latest such training, one that ran to its end if there is any, otherwise the recorded ones. A
network that saw other pictures, or that differs in more than what fights overfitting and how long it trains, is never
taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from dogcat.analysis.comparison import Ribbon, num_measured, ribbon
from dogcat.analysis.own_pair import has_run_to_its_end, kind_of, own_runs
from dogcat.common.language import _, ngettext
from dogcat.common.statistics import is_number
from dogcat.pictures.fingerprint import are_same_pictures, fingerprint
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import MACHINE_FIELDS, Recipe
from dogcat.runs.recorded import recorded_runs
from dogcat.runs.recorded_seeds import all_recorded_seeds
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs

COLUMNS = ("clean_accuracy", "val_accuracy", "clean_loss", "val_loss")
# What two networks may differ in: what fights overfitting, how long and in which portions they train, and luck.
_MAY_DIFFER = frozenset(
    ("dropout", "augmentation", "weight_decay", "epochs", "steps_per_epoch", "batch_size", "early_stopping_patience",
     "seed", "num_training_pictures", *MACHINE_FIELDS)
)  # fmt: skip

History = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, eq=False)  # compared by identity: a page keeps one for each run
class PlainNetwork:
    """Trainings of a plain network.

    Attributes:
        runs: the run, or recorded runs that differ only in the seed; empty for a recorded table.
        histories: rows of each run that have numbers, at least one row each.
        curves: mean, lowest and highest value of the runs after each epoch, by column of `COLUMNS`.
        num_validation: number of validation pictures that each run is measured on.
        is_recorded: whether the runs ship with the app; otherwise the owner of the regularized run trained it.
        is_visitors: whether the visitor who looks at the run trained it.
    """

    runs: tuple[Run, ...]
    histories: tuple[History, ...]
    curves: Mapping[str, Ribbon]
    num_validation: int
    is_recorded: bool
    is_visitors: bool = False

    def curve(self, column: str) -> Ribbon:
        """The values of a column of `COLUMNS` by epoch."""
        return self.curves[column]

    @property
    def words(self) -> str:
        """What the network is called beside its curves."""
        if not self.is_recorded:
            return _("your plain network") if self.is_visitors else _("the same learner's plain network")
        number = len(self.histories)
        return ngettext("plain network, recorded, {num} seed", "plain network, recorded, {num} seeds", number).format(
            num=number
        )


def plain_network_behind(run: Run, pictures: PictureSet | None, visitor: str = "") -> PlainNetwork | None:
    """Return the plain network to compare a regularized run with.

    Args:
        run: a run that has started.
        pictures: the run's picture set; None if it does not exist any more.
        visitor: token of the browser that looks at it.

    Returns:
        None if the run is plain itself, has not started, or no plain network was trained on its pictures.
    """
    measured = num_measured(run)
    if kind_of(run.recipe) != "regularized" or measured is None:
        return None
    own = [
        other
        for other in own_runs(list_runs(), visitor if run.is_of(visitor) else run.owner)
        if _saw_the_same(run, other, pictures)
    ]
    alike = [other for other in own if is_plain_twin(other.recipe, run.recipe) and num_measured(other) == measured]
    if alike:
        chosen = next(filter(has_run_to_its_end, alike), alike[0])
        own_network = _network([chosen], [chosen.history()], measured[1], is_recorded=False)
        return own_network and replace(own_network, is_visitors=chosen.is_of(visitor))
    tables = [
        table
        for table in all_recorded_seeds().values()
        if is_plain_twin(table.recipe, run.recipe)
        and table.num_training == measured[0]
        and pictures is not None
        and are_same_pictures(table.fingerprint, fingerprint(pictures))
    ]
    if tables:
        table = max(tables, key=lambda one: len(one.seeds))
        return _network([], table.histories, measured[1], is_recorded=True)
    names = {picture.name for picture in pictures.pictures("validation")} if pictures else set()
    recorded = [
        other
        for other in recorded_runs().values()
        if is_plain_twin(other.recipe, run.recipe)
        and (other.request.get("drawn") is True) == (run.request.get("drawn") is True)
        and num_measured(other) == measured
        and names == set((other.evaluation("validation") or {"p_dog": ()})["p_dog"])
    ]
    seeds = seeds_of_first(recorded) if recorded else []
    return _network(seeds, [seed.history() for seed in seeds], measured[1], is_recorded=True)


def is_plain_twin(plain: Recipe, recipe: Recipe) -> bool:
    """Return True if `plain` is the network of `recipe` without regularization."""
    return kind_of(plain) == "plain" and all(
        getattr(plain, item.name) == getattr(recipe, item.name)
        for item in fields(Recipe)
        if item.name not in _MAY_DIFFER
    )


def seeds_of_first(runs: Iterable[Run]) -> list[Run]:
    """Return those of the runs that have the recipe of the one with the most seeds, apart from the seed."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        recipe = run.recipe
        key = repr(
            [getattr(recipe, item.name) for item in fields(Recipe) if item.name not in ("seed", *MACHINE_FIELDS)]
        )
        groups.setdefault(key, []).append(run)
    return max(groups.values(), key=len)


def _saw_the_same(run: Run, other: Run, pictures: PictureSet | None) -> bool:
    """Return True if both runs saw the same set, which was not made between them under the same name."""
    if other.id == run.id or other.pictures != run.pictures:
        return False
    if (other.request.get("drawn") is True) != (run.request.get("drawn") is True):
        return False
    made = pictures.made if pictures else None
    return made is None or min(float(one.request["created"]) for one in (run, other)) >= made


def _network(
    runs: Sequence[Run], histories: Sequence[History], num_validation: int, is_recorded: bool
) -> PlainNetwork | None:
    finite = [[row for row in rows if all(is_number(row.get(column)) for column in COLUMNS)] for rows in histories]
    whole = [history for history in finite if history]
    if not whole:
        return None
    curves = {column: ribbon(whole, column) for column in COLUMNS}
    if not curves["val_accuracy"].epochs:
        return None
    return PlainNetwork(tuple(runs), tuple(whole), curves, num_validation, is_recorded)
