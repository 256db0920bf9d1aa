"""The row of a run in the table of all runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.analysis.run_overview import overview_row
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.run import create_run

EPOCH = {
    "epoch": 1, "seconds": 1.0, "pictures_per_second": 12.0, "loss": 0.7, "accuracy": 0.5, "val_loss": 0.69,
    "val_accuracy": 0.5, "clean_loss": 0.69, "clean_accuracy": 0.625,
}  # fmt: skip


def test_the_row_of_a_run_has_percentages_and_what_was_changed(home: Path) -> None:
    run = create_run(replace(QUICK_BASELINE, batch_size=7), "pets")
    run.write_history([EPOCH, {**EPOCH, "epoch": 2, "val_accuracy": 0.25}])
    write_annotation(run, Annotation(name="mine", note="slow", colour="#0072B2"))
    row = overview_row(run, {"accuracy": 0.75})
    assert (row["Name"], row["Colour"], row["Note"], row["Pictures"]) == ("mine", "● blue", "slow", "pets")
    assert "7" in row["Changed"]
    assert row["Epochs"] == f"2 of {QUICK_BASELINE.epochs}"
    assert (row["Training, clean"], row["Validation"], row["Best validation"]) == (62.5, 37.5, 50)
    assert (row["Gap"], row["Test"]) == (25, 75)
    assert row["Begun"].timestamp() == pytest.approx(run.request["created"], abs=1e-3)


def test_a_run_that_has_not_begun_has_no_figures(home: Path) -> None:
    row = overview_row(create_run(QUICK_BASELINE, "pets"), None)
    assert row["Name"] == "quick-baseline"
    assert row["Changed"] == row["Colour"] == ""
    assert {row[name] for name in ("Training, clean", "Validation", "Best validation", "Gap", "Test")} == {None}
