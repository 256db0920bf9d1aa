"""The tables of recorded seeds: which count, for which recipe and pictures they stand, and what really ships."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.recorded_seeds import orders
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED, Augmentation, Recipe
from dogcat.runs import recorded_seeds as module
from dogcat.runs.recorded_seeds import SEEDS_DIR, all_recorded_seeds, cell_name, recorded_seeds, seeds_like
from tests.recorded_tables import FINGERPRINT, write_table

NOTHING = replace(QUICK_REGULARIZED, dropout=0.0, augmentation=Augmentation(), precision="bfloat16")


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for tables."""
    monkeypatch.setattr(module, "SEEDS_DIR", tmp_path)
    return tmp_path


def test_a_table_has_a_history_for_each_seed(tables: Path) -> None:
    write_table(tables, "quick-nothing-2000-drawn", NOTHING, {10: [0.5, 0.7], 2: [0.6, 0.8]})
    found = recorded_seeds(cell_name("nothing", "drawn"))
    assert found
    assert (found.seeds, found.pictures, found.is_drawn, found.num_training) == ((2, 10), "drawn", True, 2000)
    assert [[row["val_accuracy"] for row in history] for history in found.histories] == [[0.6, 0.8], [0.5, 0.7]]
    assert [row["epoch"] for row in found.histories[0]] == [1, 2]
    assert found.test_accuracy == [0.8, 0.7]
    assert found.recipe == NOTHING


def test_a_seed_counts_when_both_files_have_it(tables: Path) -> None:
    write_table(tables, "a-drawn", NOTHING, {1: [0.5], 2: [0.6], 3: [0.7]})
    note = json.loads((tables / "a-drawn.json").read_text())
    del note["test_accuracy"]["2"]
    (tables / "a-drawn.json").write_text(json.dumps(note))
    found = recorded_seeds("a-drawn")
    assert found
    assert found.seeds == (1, 3)
    note["test_accuracy"] = {}
    (tables / "a-drawn.json").write_text(json.dumps(note))
    assert recorded_seeds("a-drawn") is None


def test_what_is_missing_or_damaged_is_left_out(tables: Path) -> None:
    assert recorded_seeds("a-drawn") is None
    assert all_recorded_seeds() == {}
    write_table(tables, "a-drawn", NOTHING, {1: [0.5]})
    write_table(tables, "b-photos", NOTHING, {1: [0.5]})
    (tables / "a-drawn.csv").write_text("seed,epoch\n1,1\n")
    (tables / "c-drawn.json").write_text("{")
    assert list(all_recorded_seeds()) == ["b-photos"]


def test_a_recipe_is_found_with_any_seed_and_precision_and_fewer_epochs(tables: Path) -> None:
    write_table(tables, "a-drawn", NOTHING, {1: [0.5]})
    wanted = replace(QUICK_BASELINE, seed=77)
    assert (QUICK_BASELINE.epochs, NOTHING.epochs) == (20, 32)
    found = seeds_like(wanted, FINGERPRINT)
    assert found
    assert found.name == "a-drawn"
    assert seeds_like(replace(wanted, num_training_pictures=2000), FINGERPRINT) == found, "that is all of them"


@pytest.mark.parametrize(
    "other",
    [
        replace(QUICK_BASELINE, epochs=33),
        replace(QUICK_BASELINE, dropout=0.5),
        replace(QUICK_BASELINE, pixel_range="0..1"),
        replace(QUICK_BASELINE, num_training_pictures=500),
    ],
)
def test_another_recipe_is_not_found(tables: Path, other: Recipe) -> None:
    write_table(tables, "a-drawn", NOTHING, {1: [0.5]})
    assert seeds_like(other, FINGERPRINT) is None


def test_other_pictures_are_not_found(tables: Path) -> None:
    write_table(tables, "a-drawn", NOTHING, {1: [0.5]})
    assert seeds_like(QUICK_BASELINE, FINGERPRINT.replace("0a141e", "ff141e")) is None
    assert seeds_like(QUICK_BASELINE, "") is None


# What really ships


@pytest.mark.parametrize("name", sorted(file.stem for file in SEEDS_DIR.glob("*.json")))
def test_a_shipped_table_is_of_the_recipe_that_its_name_says(name: str) -> None:
    found = recorded_seeds(name)
    assert found
    planned = {recipe.seed: recipe for order, _kind, recipe in orders() if order == name}
    assert found.recipe == replace(planned[1], seed=1)
    assert set(found.seeds) <= set(planned)
    for history in found.histories:
        assert [row["epoch"] for row in history] == list(range(1, found.recipe.epochs + 1))
        assert all(0 <= row[column] <= 1 for row in history for column in row if column.endswith("accuracy"))
    assert all(0.5 <= accuracy <= 1 for accuracy in found.test_accuracy)
    assert found.fingerprint.startswith("1000,1000,500,500:")
    assert "bfloat16" in found.processor


def test_all_tables_together_are_small_and_name_no_path() -> None:
    files = [file for file in SEEDS_DIR.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 5_000_000
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert "/home/" not in text
        assert "/tmp/" not in text  # noqa: S108 - is looked for, not used
