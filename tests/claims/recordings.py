"""What the claims are computed from: recorded trainings, recipes, layer tables. And the same, changed in one thing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dogcat.analysis.cures import seed_cells
from dogcat.recipe.layers import LayerRow, layer_table
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.runs.recorded import augmented_validation, exercise_pair, fair_cells, recorded_runs, seeds_of
from dogcat.runs.recorded_seeds import PictureKind
from dogcat.runs.run import Run

Rows = Sequence[Mapping[str, float]]
KINDS: tuple[PictureKind, ...] = ("photos", "drawn")
SWAPPED = {"nothing": "both", "both": "nothing", "augmentation": "dropout", "dropout": "augmentation"}
SWAPPED_RECIPES = {
    "quick-baseline": "quick-regularized",
    "quick-regularized": "quick-baseline",
    "baseline": "regularized",
    "regularized": "baseline",
}


@dataclass(frozen=True)
class Training:
    """One recorded training.

    Attributes:
        recipe: its recipe.
        rows: its history.
        p_dog: P(dog) of the validation pictures after the last epoch, by name; empty if it is not recorded.
    """

    recipe: Recipe
    rows: Rows
    p_dog: Mapping[str, float]


@dataclass(frozen=True)
class Recordings:
    """Everything that a claim may use.

    Attributes:
        quick: trainings of the quick recipe by kind of pictures and cell of the 2 x 2 comparison, by seed in order.
        plain: the tutorial's plain network, all seeds.
        regularized: the tutorial's regularized network, all seeds.
        exercise: the two of them that the lesson names.
        fair: the tutorial's 2 x 2 comparison by cell, one training each.
        flipped: the training with flipped labels.
        augmented: validation accuracies by epoch of one training, as usual and on augmented pictures.
        recipes: the lesson's recipes by name, without those of the further steps.
        layers: the layer tables by recipe.
    """

    quick: Mapping[str, Mapping[str, Sequence[Training]]]
    plain: Sequence[Training]
    regularized: Sequence[Training]
    exercise: Mapping[str, Training]
    fair: Mapping[str, Training]
    flipped: Training
    augmented: Sequence[tuple[float, float]]
    recipes: Mapping[str, Recipe]
    layers: Mapping[str, Sequence[LayerRow]]


@cache
def recordings() -> Recordings:
    """Return what ships with the app."""
    quick = {
        kind: {
            cell: [Training(table.recipe, rows, {}) for rows in table.histories]
            for cell, table in seed_cells(kind).items()
        }
        for kind in KINDS
    }
    found = augmented_validation()
    assert found
    both = zip(found[0].history(), found[1], strict=True)
    return Recordings(
        quick=quick,
        plain=[_of(run) for run in seeds_of("baseline-photos")],
        regularized=[_of(run) for run in seeds_of("regularized-photos")],
        exercise={name: _of(run) for name, run in exercise_pair().items()},
        fair={cell: _of(run) for cell, run in fair_cells().items()},
        flipped=_of(recorded_runs()["memorisation-photos-seed1"]),
        augmented=[(usual["val_accuracy"], other["accuracy"]) for usual, other in both],
        recipes={name: RECIPES[name] for name in SWAPPED_RECIPES},
        layers={name: layer_table(RECIPES[name]) for name in SWAPPED_RECIPES},
    )


def _of(run: Run) -> Training:
    return Training(run.recipe, run.history(), (run.evaluation("validation") or {"p_dog": {}})["p_dog"])


def changed(data: Recordings, change: Callable[[Training], Training]) -> Recordings:
    """Return the recordings with each training changed."""
    return replace(
        data,
        quick={
            kind: {cell: [change(each) for each in found] for cell, found in cells.items()}
            for kind, cells in data.quick.items()
        },
        plain=[change(each) for each in data.plain],
        regularized=[change(each) for each in data.regularized],
        exercise={name: change(each) for name, each in data.exercise.items()},
        fair={cell: change(each) for cell, each in data.fair.items()},
        flipped=change(data.flipped),
    )


def swapped(data: Recordings) -> Recordings:
    """Return the recordings with wrong names: plain for regularized, augmentation for dropout."""
    return replace(
        data,
        quick={kind: {cell: cells[SWAPPED[cell]] for cell in cells} for kind, cells in data.quick.items()},
        plain=data.regularized,
        regularized=data.plain,
        exercise={"baseline": data.exercise["regularized"], "regularized": data.exercise["baseline"]},
        fair={cell: data.fair[SWAPPED[cell]] for cell in data.fair},
        recipes={name: data.recipes[SWAPPED_RECIPES[name]] for name in data.recipes},
    )


def with_columns(training: Training, **columns: Callable[[Mapping[str, float]], float]) -> Training:
    """Return a training with columns that are computed from the others."""
    rows = [{**row, **{name: value(row) for name, value in columns.items()}} for row in training.rows]
    return replace(training, rows=rows)


def _at_its_mean(training: Training) -> Training:
    """Return a training in which no curve moves."""
    means = {name: sum(row[name] for row in training.rows) / len(training.rows) for name in training.rows[0]}
    return replace(training, rows=[{**means, "epoch": row["epoch"]} for row in training.rows])


def _modest(training: Training) -> Training:
    return replace(training, p_dog={name: 0.5 + 0.41 * (1 if "/dogs/" in name else -1) for name in training.p_dog})


def _like_new_ones(training: Training) -> Training:
    """Return a training that is as good on new pictures as on those that it learns from."""
    return with_columns(
        training, val_accuracy=lambda row: row["clean_accuracy"], val_loss=lambda row: row["clean_loss"]
    )


def _forgetful(training: Training) -> Training:
    """Return a training whose validation accuracy falls to one half in the end."""
    end = len(training.rows)
    return with_columns(training, val_accuracy=lambda row: row["val_accuracy"] if row["epoch"] < end / 2 else 0.5)


CHANGES: dict[str, Callable[[Recordings], Recordings]] = {
    "the names are swapped": swapped,
    "no curve moves": lambda data: changed(data, _at_its_mean),
    "new pictures are as good as old ones": lambda data: changed(data, _like_new_ones),
    "validation accuracy falls in the end": lambda data: changed(data, _forgetful),
    "the networks are modest": lambda data: changed(data, _modest),
    "validation pictures are other ones": lambda data: changed(
        data, lambda each: replace(each, p_dog={f"{name[:-5]}9.jpg": p for name, p in each.p_dog.items()})
    ),
    "drawn pictures are photos": lambda data: replace(data, quick=dict.fromkeys(KINDS, data.quick["photos"])),
    "seeds are missing": lambda data: replace(
        data, quick={kind: {cell: found[:5] for cell, found in cells.items()} for kind, cells in data.quick.items()}
    ),
    "augmented validation is as usual": lambda data: replace(data, augmented=[(one, one) for one, _ in data.augmented]),
    "the layers are in reverse": lambda data: replace(
        data, layers={name: rows[::-1] for name, rows in data.layers.items()}
    ),
    "the layers are small": lambda data: replace(
        data,
        layers={
            name: [replace(row, num_parameters=min(50, row.num_parameters), flops=min(50, row.flops)) for row in rows]
            for name, rows in data.layers.items()
        },
    ),
}
