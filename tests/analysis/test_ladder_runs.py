"""The files of the ladder: what is kept of a training, which files count, and what the recorder writes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import ladder as recorder
from dogcat.analysis import ladder_runs as module
from dogcat.analysis.ladder import PLAIN, rungs
from dogcat.analysis.ladder_runs import is_recorded, ladder_runs, pack_predictions
from tests.recorded_tables import write_rung


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the ladder's files."""
    monkeypatch.setattr(module, "LADDER_DIR", tmp_path)
    return tmp_path


def test_an_output_stays_on_its_side_of_one_half() -> None:
    said = {"test/cats/b": 0.5, "test/cats/a": 0.0, "test/dogs/a": 0.500001, "test/dogs/b": 1.0, "test/dogs/c": None}
    assert pack_predictions(said) == {"cat": bytes([0, 127]).hex(), "dog": bytes([128, 255, 0]).hex()}
    assert pack_predictions({"test/cats/a": None}) == {"cat": "ff", "dog": ""}, "no number is a confident mistake"


def test_a_training_is_read_with_its_predictions(files: Path) -> None:
    write_rung(files, PLAIN, 2, 75, training=0.99)
    write_rung(files, PLAIN, 1, 70)
    first, second = ladder_runs()[PLAIN]
    assert (first.seed, second.seed) == (1, 2)
    assert (first.accuracy("test"), second.accuracy("validation")) == (0.7, 0.75)
    assert (second.training_accuracy, second.num_training, second.seconds) == (0.99, 2000, 600)
    assert second.right["test"].tolist() == [True] * 75 + [False] * 25


def test_a_file_counts_while_it_is_whole_and_of_the_present_recipe(files: Path) -> None:
    rung = rungs()[PLAIN]
    assert not is_recorded(rung, 1)
    assert ladder_runs() == {}
    write_rung(files, PLAIN, 1, 70)
    assert is_recorded(rung, 1)
    assert not is_recorded(rung, 2)
    assert not is_recorded(replace(rung, recipe=replace(rung.recipe, learning_rate=0.1)), 1)
    assert is_recorded(replace(rung, recipe=replace(rung.recipe, precision="float32")), 1), "another machine"
    file = files / f"{PLAIN}-seed1.json"
    file.write_text(file.read_text()[:-20])
    assert not is_recorded(rung, 1)
    assert ladder_runs() == {}


def test_what_ships_is_small_and_counts() -> None:
    shipped = sorted(module.LADDER_DIR.glob("*.json"))
    assert sum(file.stat().st_size for file in shipped) <= 1_500_000
    counted = {(run.rung, run.seed) for runs in ladder_runs().values() for run in runs}
    noted = [json.loads(file.read_text()) for file in shipped]
    assert counted == {(note["rung"], note["seed"]) for note in noted}
    for runs in ladder_runs().values():
        assert all(len(run.right[split]) == 1000 for run in runs for split in module.SPLITS)


def test_the_first_seed_of_all_rungs_comes_first(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def record(rung: recorder.Rung, seed: int, pictures: str) -> None:
        made.append((rung.name, seed, pictures))

    monkeypatch.setattr(recorder, "record", record)
    monkeypatch.setattr(recorder.os, "nice", lambda _by: 0)
    monkeypatch.setattr(recorder.signal, "signal", lambda *_: None)
    write_rung(files, "l2", 1, 70)
    recorder.main("photos", 2, ["plain", "l2"])
    assert made == [("plain", 1, "photos"), ("plain", 2, "photos"), ("l2", 2, "photos")]
    with pytest.raises(SystemExit, match="no rung nothing"):
        recorder.main("photos", 1, ["nothing"])


def test_a_repeated_epoch_replaces_its_first_try(tmp_path: Path) -> None:
    lines = [{"event": "epoch", "time": 1.0, "epoch": epoch, "seconds": seconds} for epoch, seconds in
             ((1, 9.0), (2, 99.0), (2, 8.0))]  # fmt: skip
    (tmp_path / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert [epoch["seconds"] for epoch in recorder.last_epochs(recorder.Run(tmp_path))] == [9.0, 8.0]


def test_the_mirror_image_needs_no_training_of_its_own() -> None:
    known = rungs()
    growing = known["growing"]
    shared = recorder.sharing(growing, replace(growing.recipe, seed=3))
    assert [rung.name for rung in shared] == ["growing", "mirror"]
    for name in ("plain", "mirror", "without-light"):
        assert [rung.name for rung in recorder.sharing(known[name], known[name].recipe)] == [name]
