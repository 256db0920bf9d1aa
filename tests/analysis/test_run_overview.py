"""The row of a run in the table of all runs."""

import json
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from dogcat.analysis.run_overview import overview_row
from dogcat.common.permission import COMMAND_LINE
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.run import create_run

EPOCH = {
    "epoch": 1, "seconds": 1.0, "pictures_per_second": 12.0, "loss": 0.7, "accuracy": 0.5, "val_loss": 0.69,
    "val_accuracy": 0.5, "clean_loss": 0.69, "clean_accuracy": 0.625,
}  # fmt: skip


def test_the_row_of_a_run_has_percentages_and_what_was_changed(home: Path) -> None:
    run = create_run(replace(QUICK_BASELINE, batch_size=7, seed=3), "pets")
    run.write_history([EPOCH, {**EPOCH, "epoch": 2, "val_accuracy": 0.25}])
    write_annotation(run, Annotation(name="mine", note="slow", colour="#0072B2"), COMMAND_LINE)
    row = overview_row(run, owner="you", is_sealed=False)
    assert (row["Name"], row["Colour"], row["Note"], row["Pictures"]) == ("mine", "● blue", "slow", "pets")
    assert row["Started by"] == "you"
    assert row["Changed"] == "batch size 7, seed 3"
    assert row["Epochs"] == f"2 of {QUICK_BASELINE.epochs}"
    assert (row["Training"], row["Validation"], row["Gap"]) == (62.5, 25, 37.5), "of its last epoch, until its end"
    run.append("end", message="")
    row = overview_row(run, owner="you", is_sealed=False)
    assert (row["Training"], row["Validation"], row["Gap"]) == (62.5, 37.5, 25)
    begun = datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone()
    assert row["Started"] == begun.replace(tzinfo=None)


def test_an_accuracy_that_is_no_number_is_left_out(home: Path) -> None:
    run = create_run(QUICK_BASELINE, "pets")
    run.write_history([{**EPOCH, "clean_accuracy": float("nan")}])
    row = overview_row(run, "you", is_sealed=True)
    assert (row["Training"], row["Validation"], row["Gap"]) == (None, 50, None)


def test_the_test_accuracy_is_sealed_shown_or_not_there(home: Path) -> None:
    run = create_run(QUICK_BASELINE, "pets")
    assert overview_row(run, "you", is_sealed=True)["Test"] == ""
    (run.folder / "evaluation.json").write_text(json.dumps({"test": {"accuracy": 0.75}}))
    assert overview_row(run, "you", is_sealed=True)["Test"] == "sealed"
    assert overview_row(run, "you", is_sealed=False)["Test"] == "75.0%"


def test_a_changed_recipe_is_named_by_the_one_it_is_nearest_to(home: Path) -> None:
    assert overview_row(create_run(replace(QUICK_BASELINE, batch_size=7), "pets"), "", False)["Name"] == (
        "quick-baseline, changed"
    )
    row = overview_row(create_run(replace(QUICK_BASELINE, seed=7), "pets"), "", False)
    assert (row["Name"], row["Changed"]) == ("quick-baseline", "seed 7"), "another seed is the same recipe"


def test_a_run_that_has_not_begun_has_no_figures(home: Path) -> None:
    row = overview_row(create_run(QUICK_BASELINE, "pets"), owner="you", is_sealed=True)
    assert row["Name"] == "quick-baseline"
    assert row["Changed"] == row["Colour"] == row["Test"] == ""
    assert {row[name] for name in ("Training", "Validation", "Gap")} == {None}
