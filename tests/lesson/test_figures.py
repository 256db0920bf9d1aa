"""The figures in the lesson's texts: they come from recipes and recorded runs, and the texts agree with them."""

from pathlib import Path
from statistics import mean

import pytest

from dogcat.analysis.cures import quick_results, seed_cells, spread
from dogcat.common.statistics import mean_interval
from dogcat.lesson import figures
from dogcat.lesson.figures import LessonError
from dogcat.lesson.steps import STEPS, read_step
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.recipe import BASELINE
from dogcat.runs.recorded import exercise_pair


def test_the_figures_are_those_of_recipes_and_recorded_runs() -> None:
    found = figures.lesson_figures()
    last = exercise_pair()["baseline"].history()[-10:]
    training, validation = (mean([row[column] for row in last]) for column in ("clean_accuracy", "val_accuracy"))
    assert found["num_parameters"] == num_parameters(BASELINE) == 3_453_121
    assert found["num_values"] == 150 * 150 * 3
    assert found["baseline_validation"] == pytest.approx(validation)
    assert found["baseline_gap"] == pytest.approx(100 * (training - validation))
    assert (found["num_training"], found["num_validation"]) == (2000, 1000)


def test_what_the_texts_call_right_is_so_in_the_data() -> None:
    """If new recorded runs break one of these, change the texts as well."""
    found = figures.lesson_figures()
    assert found["dense_share"] > 0.5
    assert found["baseline_best_epoch"] < found["baseline_epochs"]
    assert found["baseline_last_loss"] > 1.5 * found["baseline_best_loss"]
    assert found["regularized_gap"] < found["baseline_gap"] / 2
    assert found["augmentation_low"] > found["same"] > found["dropout_effect"] > found["dropout_low"] > 0
    assert found["both_effect"] < found["augmentation_effect"] < found["both_effect"] + found["same"]
    assert found["regularized_best"] > found["regularized_validation"] > 0.8
    assert found["right_when_sure"] < found["sure"] - 0.05


def test_an_effect_has_the_95_percent_confidence_interval_of_its_mean_over_the_seeds() -> None:
    found, effects = figures.lesson_figures(), quick_results(seed_cells("photos")).effects()
    assert found["num_seeds"] == len(effects["both"].values) >= 10
    for cell, effect in effects.items():
        mean, low, high = mean_interval([100 * value for value in effect.values])
        assert (found[f"{cell}_effect"], found[f"{cell}_low"], found[f"{cell}_high"]) == pytest.approx(
            (mean, low, high)
        )


def test_the_level_of_an_epoch_is_the_mean_of_the_epochs_around_it() -> None:
    history = [{"epoch": epoch, "val_accuracy": accuracy} for epoch, accuracy in enumerate((0, 1, 2, 3, 4, 9, 9), 1)]
    assert figures.level_around(history, 3) == pytest.approx(2)
    assert figures.level_around(history, 1) == pytest.approx(1), "fewer epochs at an end"


def test_without_the_recorded_runs_a_sentence_says_so(shelf: Path) -> None:
    figures.lesson_figures.cache_clear()
    with pytest.raises(LessonError, match="'baseline' is missing"):
        read_step(STEPS[0])


def test_what_is_not_recorded_has_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = {"features": {figures.ALL_PHOTOS: spread([0.98, 1.0])}, "random-features": {}}
    monkeypatch.setattr("dogcat.analysis.further.pretrained_runs.accuracies", lambda _runs, way: recorded[way])
    assert figures.further_figures() == {"few_photos": figures.FEW_PHOTOS, "pretrained_accuracy": 0.99}
    recorded["features"][figures.FEW_PHOTOS] = recorded["random-features"][figures.ALL_PHOTOS] = spread([0.6])
    assert figures.further_figures().keys() == figures.FURTHER_FIGURES
