"""The runs that ship with the app: which of them are found, and that those in assets/runs are what they should be."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.recorded_runs import recorded_recipes, watched_pictures
from dogcat.runs import recorded
from dogcat.runs.recorded import exercise_pair, fair_cells, recorded_runs, seeds_of, tutorial_histories
from dogcat.runs.run import Run
from dogcat.runs.watched import read_watched

FILES = ("recipe.json", "request.json", "environment.json", "events.jsonl", "history.csv", "evaluation.json")
# SHA-256 of the watched pictures of 150 x 150, as the program drew them before faces became larger.
FORMER_DRAWING = "6e610358b985917bab38343c831622da34fa2ebf4eb45b9799414d73f20da4f7"
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


def test_the_pair_of_the_exercise_is_the_one_with_networks(shipped: Path) -> None:
    assert _ids(exercise_pair()) == {"baseline": NAMES[2], "regularized": NAMES[3]}
    (shipped / NAMES[1] / "model.keras").touch()
    assert _ids(exercise_pair()) == {"baseline": NAMES[1], "regularized": NAMES[3]}
    shutil.rmtree(shipped / NAMES[3])
    assert _ids(exercise_pair()) == {"baseline": NAMES[1]}


def test_the_cells_that_are_there_are_found(shipped: Path) -> None:
    assert _ids(fair_cells()) == {"nothing": "fair-nothing-photos-seed1", "both": "regularized-photos-seed1"}
    shutil.rmtree(shipped)
    assert fair_cells() == {}


def test_the_tutorials_log_is_as_it_was_published() -> None:
    histories = tutorial_histories()
    assert {name: len(rows) for name, rows in histories.items()} == {"baseline": 30, "regularized": 100}
    assert histories["baseline"][-1]["val_accuracy"] == 0.72
    assert max(row["val_accuracy"] for row in histories["regularized"]) == 0.8318


def _ids(cells: dict[str, Run]) -> dict[str, str]:
    return {cell: run.id for cell, run in cells.items()}


# What really ships


@pytest.fixture(params=sorted(path.name for path in recorded.RECORDED_DIR.glob("[!.]*")))
def recorded_run(request: pytest.FixtureRequest) -> Run:
    return Run(recorded.RECORDED_DIR / request.param)


def test_a_shipped_run_is_whole_and_of_the_recipe_that_its_name_says(recorded_run: Run) -> None:
    assert recorded_run.recipe == recorded_recipes()[recorded_run.id]
    assert recorded_run.id in recorded_runs()
    assert recorded_run.status().state == "done"
    assert len(recorded_run.history()) == recorded_run.recipe.epochs
    for split in ("validation", "test"):
        evaluation = recorded_run.evaluation(split)
        assert evaluation
        assert len(evaluation["p_dog"]) == evaluation["n"] == 1000
    assert json.loads((recorded_run.folder / "environment.json").read_text())["seed"] == recorded_run.recipe.seed


def test_a_shipped_run_holds_no_photo_no_owner_and_no_path(recorded_run: Run) -> None:
    assert recorded_run.owner == ""
    assert recorded_run.pictures == "photos"
    pictures = [path for path in recorded_run.folder.rglob("*") if path.suffix in {".png", ".jpg", ".jpeg", ".webp"}]
    assert len(pictures) == len(read_watched(recorded_run.folder))
    watched, drawn = read_watched(recorded_run.folder), watched_pictures(recorded_run.recipe.picture_size)
    is_former = hashlib.sha256(b"".join(one.pixels.tobytes() for one in watched)).hexdigest() == FORMER_DRAWING
    assert is_former or all(np.array_equal(a.pixels, b.pixels) for a, b in zip(watched, drawn, strict=True))
    for path in recorded_run.folder.glob("*.json*"):
        assert "/home/" not in path.read_text(encoding="utf-8")
        assert "/tmp/" not in path.read_text(encoding="utf-8")  # noqa: S108 - is looked for, not used


@pytest.mark.slow
@pytest.mark.parametrize("name", ["baseline", "regularized"])
def test_a_shipped_model_is_small_and_anybodys_keras_loads_it(name: str) -> None:
    file = exercise_pair()[name].model_file
    assert file.stat().st_size < 9_000_000
    code = (
        "import keras, numpy, sys\n"
        "model = keras.saving.load_model(sys.argv[1])\n"
        "print(model.count_params(), model(numpy.zeros((1, 150, 150, 3), 'uint8')).shape)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "3453121 (1, 1)"
