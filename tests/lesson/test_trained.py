"""The two trainings at the end of a lesson: which are shown, their figures, and what the headline may claim."""

from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.analysis.history import diagnose
from dogcat.analysis.result_text import difference_interval
from dogcat.common.statistics import accuracy_interval
from dogcat.lesson.trained import figures_of, last_epoch, regularization_words, trained, trained_pair
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED, Augmentation, Recipe
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.store import list_runs
from tests.lesson.learners import diverges, trains, trains_both


def test_the_headline_is_the_learner_s_own_result(home: Path) -> None:
    plain, regularized = trains_both()
    found = trained_pair(list_runs(), "me")
    assert found.headline == (
        "Your plain network gets 63% of new pictures right. With augmentation and dropout it is 81%."
        " The gap fell from 37 to 4 percentage points."
    )
    assert [each.kind for each in found.own] == ["plain", "regularized"]
    assert (found.recorded, found.missing, found.call) == ((), (), "")
    low, high, is_paired = difference_interval(plain, regularized, 0.63, 0.81, 1000)
    assert is_paired
    interval = f"+{100 * low:.0f} to +{100 * high:.0f}"
    sentence = f"That is 18 percentage points more on new pictures (95% confidence interval {interval})."
    assert found.remarks == (sentence,)


@pytest.mark.parametrize(
    ("validation", "clean", "headline", "remark"),
    [
        (0.62, 0.99, "The gap stayed at 37 percentage points.", "That may be chance."),
        (0.50, 0.99, "The gap grew from 37 to 49 percentage points.", "13 percentage points less"),
        (0.64, 0.66, "The gap fell from 37 to 2 percentage points.", "That may be chance."),
    ],
)
def test_no_claim_is_stronger_than_the_figures(
    home: Path, validation: float, clean: float, headline: str, remark: str
) -> None:
    trains(QUICK_BASELINE, 0.63, 1.0, num_epochs=20)
    regularized = trains(QUICK_REGULARIZED, validation, clean, num_epochs=42, created=2)
    (regularized.folder / "evaluation.json").unlink()  # without answers to the same pictures the interval is wider
    found = trained_pair(list_runs(), "me")
    assert headline in found.headline
    assert remark in found.remarks[0]
    assert len(found.remarks) == 1


def test_a_figure_is_the_mean_of_the_last_ten_epochs_with_its_interval(home: Path) -> None:
    run = exercise_pair()["regularized"]
    history = run.history()
    found = trained(run, "regularized")
    assert found.validation.value == pytest.approx(diagnose(history).mean_val_accuracy)
    assert found.training.value == pytest.approx(sum(row["clean_accuracy"] for row in history[-10:]) / 10)
    assert found.gap.value == pytest.approx(found.training.value - found.validation.value)
    assert found.validation[1:] == accuracy_interval(found.validation.value, 1000)
    assert found.gap.low < found.gap.value < found.gap.high
    assert len(found.points) == found.num_epochs == last_epoch([found]) == len(history)
    words = figures_of(found)
    assert words.startswith("Mean of the last 10 epochs: training ")
    assert words.count("95% confidence interval") == 1, "the first brackets say what all of them are"
    assert f"validation {found.validation.value:.0%} (" in words


def test_without_a_training_the_recorded_pair_is_shown(home: Path) -> None:
    found = trained_pair([], "me")
    assert found.headline == "You have not finished a training of your own yet."
    assert found.call == "Train two networks on the same pictures: first plain, then with augmentation and dropout."
    assert [each.run_id for each in found.recorded] == [run.id for run in exercise_pair().values()]
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("recipe", "headline", "call"),
    [
        (
            QUICK_BASELINE,
            "Your plain network gets 70% of new pictures right, with a gap of 20",
            "a training with augmentation",
        ),
        (QUICK_REGULARIZED, "Your network with augmentation and dropout gets 70%", "a plain training"),
    ],
)
def test_with_one_training_the_other_is_named(home: Path, recipe: Recipe, headline: str, call: str) -> None:
    run = trains(recipe, 0.7, 0.9, num_epochs=recipe.epochs)
    found = trained_pair(list_runs(), "me")
    assert found.headline.startswith(headline)
    assert call in found.call
    assert [each.run_id for each in found.own] == [run.id]
    assert len(found.recorded) == 2


def test_a_deleted_training_is_gone(home: Path) -> None:
    plain, _regularized = trains_both()
    for file in plain.folder.iterdir():
        file.unlink()
    plain.folder.rmdir()
    assert trained_pair(list_runs(), "me").missing == ("plain",)


def test_a_training_that_diverged_has_no_result(home: Path) -> None:
    plain, regularized = trains_both()
    diverges(regularized)
    found = trained_pair(list_runs(), "me")
    assert [each.run_id for each in found.own] == [plain.id]
    assert found.remarks == ("Your latest training diverged, so it has no result to show.",)


def test_a_training_that_goes_on_or_ended_early_is_said_to(home: Path, tiny_recipe: Recipe) -> None:
    trains(QUICK_BASELINE, 0.6, 0.7, num_epochs=3)
    waiting = trains(QUICK_REGULARIZED, 0.6, 0.7, created=2)
    (waiting.folder / "events.jsonl").unlink()  # it waits
    found = trained_pair(list_runs(), "me")
    assert found.remarks == (
        "Plain network: stopped after 3 of 20 epochs.",
        "Your training is still running. You will see its result here when it has ended.",
    )
    assert figures_of(found.own[0]).startswith("Mean of the last 3 epochs")


def test_trainings_of_others_are_not_shown(home: Path) -> None:
    trains_both(owner="somebody")
    assert trained_pair(list_runs(), "me").own == ()
    assert trained_pair(list_runs(), "").own == ()


def test_epochs_without_a_number_are_left_out_of_the_mean(home: Path) -> None:
    run = trains(QUICK_BASELINE, 0.7, 0.9, num_epochs=12)
    history = run.history()
    history[-3] |= {"val_accuracy": float("nan")}
    run.write_history(history)
    found = trained(run, "plain")
    assert found.validation.value == pytest.approx(0.7)
    assert found.points[-3] == (10, 0.9, None)


def test_regularization_is_named_by_what_it_is() -> None:
    turned = Augmentation(rotation_range=20)
    assert regularization_words(QUICK_REGULARIZED) == "augmentation and dropout"
    assert regularization_words(replace(QUICK_BASELINE, augmentation=turned)) == "augmentation"
    assert regularization_words(replace(QUICK_BASELINE, dropout=0.3)) == "dropout"
    assert regularization_words(replace(QUICK_BASELINE, weight_decay=0.1)) == "weight decay"
    assert last_epoch([]) == 1
