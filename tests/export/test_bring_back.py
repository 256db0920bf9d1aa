"""A run's zip that comes back: it is the run that left, owned by who brings it, and nothing else gets in."""

import dataclasses
import itertools
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE
from dogcat.export import bring_back as module
from dogcat.export.bring_back import BringBackError, bring_back
from dogcat.export.run_check import RunFileError
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE, Recipe
from dogcat.runs.annotations import Annotation, read_annotation, write_annotation
from dogcat.runs.run import NewerRunError, Run, create_run
from dogcat.runs.scheduling.runner import LocalRunner, RunnerError
from dogcat.runs.store import list_runs
from dogcat.runs.watched import WatchedPicture, read_watched
from tests.export.zips import HOSTILE, changed, contents, packed, with_entry
from tests.finished_runs import write_run


@pytest.fixture
def run(home: Path) -> Run:
    """A run of three epochs that ended, with an annotation and a watched picture, owned by `anna`."""
    pixels = np.arange(64 * 64 * 3, dtype=np.uint8).reshape(64, 64, 3)
    made = create_run(QUICK_BASELINE, "pets", owner="anna", watched=[WatchedPicture("train/cats/1.jpg", 0, pixels)])
    write_run(made, 0.7, 0.8, num_epochs=3)
    write_annotation(made, Annotation("First", "a note", guess="rises, then falls"), COMMAND_LINE)
    return made


@pytest.fixture
def away(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of another computer."""
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "away"))
    return tmp_path / "away"


def kept(home: Path) -> list[str]:
    """Return everything in the folder of runs, hidden or not, without the lock of the queue."""
    found = (home / "runs").glob("*") if (home / "runs").is_dir() else ()
    return sorted(path.name for path in found if path.name != ".queue.lock")


def test_a_run_comes_back_as_it_left(run: Run, away: Path) -> None:
    brought = bring_back(packed(contents(run)), "run.zip", owner="ben")
    assert brought.is_new
    assert brought.left_out == ()
    back = brought.run
    assert [one.id for one in list_runs()] == [back.id] == [run.id]
    assert (back.recipe, back.history(), back.environment) == (run.recipe, run.history(), run.environment)
    assert back.evaluation("test") == run.evaluation("test")
    assert back.read_events()[0][1:] == run.read_events()[0][1:]
    assert read_annotation(back) == read_annotation(run)
    (watched,) = read_watched(back.folder)
    assert np.array_equal(watched.pixels, read_watched(run.folder)[0].pixels)
    assert back.status() == run.status()
    assert (back.pictures, back.request["created"]) == (run.pictures, run.request["created"])
    assert (back.owner, back.brought["id"]) == ("ben", run.id)
    assert run.brought == {}


def test_the_same_zip_twice_is_one_run(run: Run, away: Path) -> None:
    zipped = packed(contents(run))
    first = bring_back(zipped, "run.zip", owner="ben").run
    write_annotation(first, Annotation("Renamed"), COMMAND_LINE)
    again = bring_back(zipped, "run.zip", owner="ben")
    assert (again.is_new, again.run.id) == (False, first.id)
    assert again.sentences() == [f"You have this training already: {first.id}."]
    assert kept(away) == [first.id]
    assert read_annotation(first).name == "Renamed"


def test_a_run_that_is_still_here_is_not_doubled(run: Run, home: Path) -> None:
    assert bring_back(packed(contents(run)), "run.zip").run.id == run.id
    assert bring_back(packed(contents(run)), "run.zip", owner="anna").run.id == run.id
    assert kept(home) == [run.id]


def test_a_run_never_replaces_another(run: Run, home: Path) -> None:
    of_another = bring_back(packed(contents(run)), "run.zip", owner="ben")
    assert of_another.is_new
    assert of_another.run.id != run.id
    longer = changed(run, "environment.json", b"{}")
    with_other_content = bring_back(longer, "run.zip", owner="anna")
    assert len({run.id, of_another.run.id, with_other_content.run.id}) == 3
    assert run.environment
    assert run.owner == "anna"


@pytest.mark.parametrize("name", ["quick-photos-seed1", "x", "CON", "20260101-000000-custom-00zz"])
def test_a_name_that_no_run_has_becomes_one(run: Run, away: Path, name: str) -> None:
    files = {path.replace(run.id, name): data for path, data in contents(run).items()}
    back = bring_back(packed(files), "run.zip").run
    assert back.id != name
    assert back.id.endswith(back.id[-4:])
    assert "quick-baseline" in back.id


def test_what_is_no_part_of_a_run_is_left_out_and_named(run: Run, away: Path) -> None:
    files = contents(run) | {f"{run.id}/virus.exe": b"x", "__MACOSX/._x": b"x", f"{run.id}/heartbeat": b"{}"}
    brought = bring_back(packed(files), "run.zip")
    assert set(brought.left_out) == {f"{run.id}/virus.exe", "__MACOSX/._x", f"{run.id}/heartbeat"}
    assert any("virus.exe" in sentence for sentence in brought.sentences())
    names = {path.name for path in brought.run.folder.rglob("*")}
    assert not names & {"virus.exe", "._x", "heartbeat", "README.txt", "repeat.py"}


def test_a_zip_of_the_first_versions_is_read(
    first_version_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """These zips had no request: the code says which pictures it was."""
    known = (
        "README.txt",
        "recipe.json",
        "history.csv",
        "evaluation.json",
        "environment.json",
        "events.jsonl",
        "repeat.py",
    )
    files = {path: data for path, data in contents(first_version_run).items() if path.split("/")[1] in known}
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "away"))
    back = bring_back(packed(files), "run.zip").run
    assert back.pictures == "tiny"
    assert back.request["created"] == first_version_run.read_events()[0][0]["time"]
    assert back.history() == first_version_run.history()
    assert back.status().state == "done"


def test_a_zip_that_does_not_name_its_pictures_is_refused(run: Run, away: Path) -> None:
    files = contents(run)
    del files[f"{run.id}/request.json"], files[f"{run.id}/repeat.py"]
    with pytest.raises(RunFileError, match="does not say which pictures"):
        bring_back(packed(files), "run.zip")
    assert kept(away) == []


def test_a_run_of_a_newer_version_is_refused_as_everywhere(run: Run, away: Path) -> None:
    newer = json.dumps({**run.request, "format": 99}).encode()
    with pytest.raises(NewerRunError, match="Update the app"):
        bring_back(changed(run, "request.json", newer), "run.zip")
    assert kept(away) == []


def test_a_run_that_had_not_ended_does_not_go_on_by_itself(
    home: Path, tiny_recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = create_run(tiny_recipe, "pets")
    zipped = packed(contents(waiting))
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "away"))
    back = bring_back(zipped, "run.zip").run
    assert back.status().state == "stopped"
    assert "had not ended when its zip was made" in back.status().message


@pytest.mark.parametrize("num_runs", [0, 2])
def test_a_zip_of_another_number_of_runs_is_refused(run: Run, away: Path, num_runs: int) -> None:
    files = {f"{number}/{path}": data for number in range(num_runs) for path, data in contents(run).items()}
    with pytest.raises(BringBackError, match=r"it holds (no training|2 trainings)\. Expected: the zip of one training"):
        bring_back(packed(files or {"cat.jpg": b"x"}), "run.zip")
    assert kept(away) == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_zip_leaves_nothing(run: Run, away: Path, tmp_path: Path, kind: str) -> None:
    arguments, why = HOSTILE[kind]
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DogcatError, match=why):
        bring_back(with_entry(run, *arguments), "run.zip")  # type: ignore[arg-type]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_full_disk_is_a_sentence_and_leaves_nothing(run: Run, away: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "check_run", full)
    with pytest.raises(BringBackError, match=r"could not be kept \(No space left on device\)\. Make room"):
        bring_back(packed(contents(run)), "run.zip")
    assert kept(away) == []


def test_what_a_killed_process_left_is_removed_after_a_day(
    run: Run, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (away / "runs" / ".brought-old").mkdir(parents=True)
    bring_back(packed(contents(run)), "run.zip")
    assert kept(away) == [".brought-old", run.id]
    monkeypatch.setattr(module, "_DRAFT_SECONDS", -1.0)
    bring_back(packed(contents(run)), "run.zip")
    assert kept(away) == [run.id]


@pytest.mark.slow
def test_a_stopped_training_goes_on_where_it_was(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    """It stops in the middle of an epoch, leaves as a zip, is wiped, comes back and is trained to its end."""
    import keras  # here, because the other tests need no TensorFlow

    from dogcat.training.train import train

    recipe = dataclasses.replace(tiny_recipe, epochs=4)
    run = create_run(recipe, "tiny", claimed_by=os.getpid())
    steps = itertools.count(1)
    stop = keras.callbacks.LambdaCallback(on_train_batch_end=lambda *_, **__: next(steps) == 7 and run.request_stop())
    train(recipe, run, [stop])
    assert run.last_epoch_file.is_file()
    files = contents(run)
    without = packed({name: data for name, data in files.items() if "last_epoch" not in name})
    shutil.rmtree(run.folder)

    stuck = bring_back(without, "run.zip")
    assert stuck.run.lacks_state
    assert any("cannot be continued" in sentence for sentence in stuck.sentences())
    runner = LocalRunner()
    with pytest.raises(RunnerError, match="no network after a whole epoch"):
        runner.continue_run(stuck.run.id, COMMAND_LINE)
    runner.close()
    shutil.rmtree(stuck.run.folder)

    back = bring_back(packed(files), "run.zip").run
    assert not back.lacks_state
    back.wait_again("continue")
    back.claim(os.getpid())
    train(back.recipe, back)
    starts = [event for event in back.read_events()[0] if event["event"] == "start"]
    assert [event["first_epoch"] for event in starts] == [0, 2]
    assert len(back.history()) == 4
    assert back.status().state == "done"
