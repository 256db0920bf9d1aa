"""The figures in the lesson's texts: computed from recipes and recorded runs, never typed by hand."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import prod

from dogcat.analysis.calibration import calibration
from dogcat.analysis.comparison import num_measured
from dogcat.analysis.cures import Spread, quick_results, seed_cells
from dogcat.analysis.curve_reading import WINDOW
from dogcat.analysis.history import diagnose
from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.statistics import accuracy_interval
from dogcat.lesson.guesses import SAME
from dogcat.recipe.layers import features_shape, layer_table, num_parameters
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, REGULARIZED, Recipe
from dogcat.runs.recorded import CELLS, exercise_pair
from dogcat.runs.run import Run

FEW_PHOTOS, ALL_PHOTOS = 200, 2000  # training photos of the trainings that the further steps name
# A paragraph of a further step that names one of these figures is left out as long as the figure is missing.
FURTHER_FIGURES = frozenset({"few_photos", "pretrained_accuracy", "pretrained_few", "random_accuracy"})
SURE = 0.9  # lowest confidence of a prediction that the texts call sure


class LessonError(DogcatError):
    """A text of the lesson, or a recorded run that it names, is missing or damaged."""


@cache
def lesson_figures() -> Mapping[str, float]:
    """Return every figure that the lesson's texts may name, by name. Fractions are 0 to 1; gaps and effects are points.

    Those of `chosen_figures` are for the exercise's own network, pictures and the length of the quick recipe.

    Raises:
        LessonError: one of the recorded runs is missing.
    """
    try:
        pair = exercise_pair()
        baseline, regularized = pair["baseline"], pair["regularized"]
        cures = quick_results(seed_cells("photos"))  # the board that the Compare page opens with
        effects = cures.effects()
        effect_figures = {key: value for name in CELLS[1:] for key, value in _effect_figures(name, effects[name])}
    except KeyError as error:
        raise LessonError(
            _(
                "The recorded run {run} is missing in assets/runs. The lesson takes its numbers from it. Install"
                " dogcat again."
            ).format(run=error)
        ) from error
    num_training, num_validation = num_measured(baseline) or (0, 0)
    low, high = accuracy_interval(diagnose(baseline.history()).val_accuracy, num_validation)
    return {
        **chosen_figures(BASELINE, num_training, num_validation),
        **_epoch_figures(QUICK_BASELINE),
        "num_training": num_training,
        "num_validation": num_validation,
        "baseline_batch": BASELINE.batch_size,
        "baseline_steps": BASELINE.steps_per_epoch,
        "regularized_batch": REGULARIZED.batch_size,
        **_run_figures("baseline", baseline),
        **_run_figures("regularized", regularized),
        **effect_figures,
        "num_seeds": len(cures.seeds),
        "same": 100 * SAME,
        "half_interval": 100 * (high - low) / 2,  # of the 95% confidence interval of one validation accuracy
        "chance": 0.5,
        "sure": SURE,
        **_figures_when_sure(baseline),
    }


def chosen_figures(recipe: Recipe, num_training: int, num_validation: int) -> dict[str, float]:
    """Return the figures of a network and of pictures that a learner has chosen.

    Args:
        recipe: the network, with its epochs and its dropout.
        num_training: number of training pictures of the set.
        num_validation: number of validation pictures.
    """
    return {
        **_shape_figures(recipe),
        "parameters_per_photo": _two_digits(num_parameters(recipe) // max(1, num_training)),
        "your_training": num_training,
        "your_validation": num_validation,
        **_epoch_figures(recipe),
        "your_dropout": recipe.dropout or REGULARIZED.dropout,
    }


def _epoch_figures(recipe: Recipe) -> dict[str, float]:
    return {"your_epochs": recipe.epochs, "your_steps": recipe.steps_per_epoch, "your_batch": recipe.batch_size}


def _two_digits(number: int) -> int:
    """Return the number, rounded down to two digits."""
    unit = int(10 ** max(0, len(str(number)) - 2))
    return number // unit * unit


def _shape_figures(recipe: Recipe) -> dict[str, float]:
    table = layer_table(recipe)
    dense = next(row for row in table if row.name in ("dense", "output"))
    convolutions = sum(row.flops for row in table if row.kind == "Conv2D")
    return {
        "picture_size": recipe.picture_size,
        "num_pixels": recipe.picture_size**2,
        "num_values": 3 * recipe.picture_size**2,
        "num_parameters": num_parameters(recipe),
        "dense_units": recipe.dense_units,
        "num_features": prod(features_shape(recipe)),
        "dense_share": dense.num_parameters / num_parameters(recipe),
        "convolution_work": convolutions / sum(row.flops for row in table),
    }


def _run_figures(name: str, run: Run) -> dict[str, float]:
    history = run.history()
    found = diagnose(history)
    return {
        f"{name}_epochs": found.num_epochs,
        f"{name}_training": found.clean_accuracy,
        f"{name}_validation": found.val_accuracy,
        f"{name}_wrong": 1 - found.val_accuracy,
        f"{name}_gap": 100 * found.gap,
        f"{name}_best": found.best_val_accuracy,
        f"{name}_best_epoch": found.lowest_val_loss_epoch,
        f"{name}_level": level_around(history, found.lowest_val_loss_epoch),
        f"{name}_best_loss": min(row["val_loss"] for row in history),
        f"{name}_last_loss": history[-1]["val_loss"],
    }


def level_around(history: Sequence[Mapping[str, float]], epoch: int) -> float:
    """Return the mean validation accuracy, 0 to 1, of the `WINDOW` epochs around one epoch."""
    near = [row["val_accuracy"] for row in history if abs(row["epoch"] - epoch) <= WINDOW // 2]
    return sum(near) / len(near)


def _effect_figures(cell: str, effect: Spread) -> list[tuple[str, float]]:
    """Return the mean effect of a cell over the seeds and its 95% confidence interval, in points."""
    return [
        (f"{cell}_effect", 100 * effect.mean),
        (f"{cell}_low", 100 * effect.low),
        (f"{cell}_high", 100 * effect.high),
    ]


def _figures_when_sure(run: Run) -> dict[str, float]:
    """Return the figures of the validation pictures for which the confidence is at least `SURE`."""
    found = run.evaluation("validation")
    if found is None:
        raise LessonError(_("The recorded run {run} has no evaluation. Install dogcat again.").format(run=run.id))
    sure = [each for each in calibration(found["p_dog"]).bins if each.low >= SURE - 1e-9]
    num_sure = sum(each.count for each in sure)
    return {
        "num_sure": num_sure,
        "mean_when_sure": sum(each.confidence * each.count for each in sure) / num_sure,
        "right_when_sure": sum(each.accuracy * each.count for each in sure) / num_sure,
    }


def further_figures() -> dict[str, float]:
    """Return those of `FURTHER_FIGURES` whose trainings are recorded. Accuracies are means over the seeds, 0 to 1."""
    from dogcat.analysis.further.pretrained_runs import accuracies, pretrained_runs  # the lesson's steps need none

    runs = pretrained_runs()
    features, random = accuracies(runs, "features"), accuracies(runs, "random-features")
    found = {"few_photos": float(FEW_PHOTOS)}
    if ALL_PHOTOS in features:
        found["pretrained_accuracy"] = features[ALL_PHOTOS].mean
    if FEW_PHOTOS in features:
        found["pretrained_few"] = features[FEW_PHOTOS].mean
    if ALL_PHOTOS in random:
        found["random_accuracy"] = random[ALL_PHOTOS].mean
    return found
