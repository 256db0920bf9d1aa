import shutil
from pathlib import Path

import pytest

from dogcat import recorded
from dogcat.recorded import fair_cells, recorded_runs, seeds_of, tutorial_histories
from dogcat.runs import Run

FILES = ("recipe.json", "request.json", "environment.json", "events.jsonl", "history.csv", "evaluation.json")
NAMES = (
    "baseline-photos-seed10", "baseline-photos-seed2", "baseline-photos-seed1", "regularized-photos-seed1",
    "fair-nothing-photos-seed1", "quick-dropout-250-photos-seed1", "quick-both-2000-photos-seed1",
)  # fmt: skip


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of recorded runs whose files are empty."""
    for name in NAMES:
        (tmp_path / name).mkdir()
        for file in FILES:
            (tmp_path / name / file).touch()
    monkeypatch.setattr(recorded, "RECORDED_DIR", tmp_path)
    return tmp_path


def test_only_whole_runs_are_found(shipped: Path) -> None:
    (shipped / NAMES[0] / "evaluation.json").unlink()
    (shipped / NAMES[1]).rename(shipped / f".{NAMES[1]}")
    assert list(recorded_runs()) == sorted(NAMES[2:])


def test_seeds_come_in_their_order(shipped: Path) -> None:
    assert [run.id for run in seeds_of("baseline-photos")] == [NAMES[2], NAMES[1], NAMES[0]]
    assert seeds_of("baseline") == []


def test_the_cells_that_are_there_are_found(shipped: Path) -> None:
    assert _ids(fair_cells("tutorial")) == {
        "nothing": "fair-nothing-photos-seed1", "both": "regularized-photos-seed1"
    }  # fmt: skip
    assert _ids(fair_cells("quick")) == {"both": "quick-both-2000-photos-seed1"}
    assert _ids(fair_cells("quick", 250)) == {"dropout": "quick-dropout-250-photos-seed1"}
    shutil.rmtree(shipped)
    assert fair_cells("quick") == {}


def test_the_tutorials_log_is_as_it_was_published() -> None:
    histories = tutorial_histories()
    assert {name: len(rows) for name, rows in histories.items()} == {"baseline": 30, "regularized": 100}
    assert histories["baseline"][-1]["val_accuracy"] == 0.72
    assert max(row["val_accuracy"] for row in histories["regularized"]) == 0.8318


def _ids(cells: dict[str, Run]) -> dict[str, str]:
    return {cell: run.id for cell, run in cells.items()}
