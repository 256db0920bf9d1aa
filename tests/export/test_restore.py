"""A backup that is restored: the same home on an empty machine, or the home as it was."""

import io
import json
import os
import stat
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.storage import home_dir
from dogcat.explain.brought_models import BroughtModels
from dogcat.explain.protocol import AnswerError
from dogcat.export import restore as module
from dogcat.export.backup import BackupError, write_backup
from dogcat.export.restore import restore_backup
from dogcat.pictures.picture_set import PictureSet, list_picture_sets
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.annotations import Annotation, read_annotation, write_annotation
from dogcat.runs.run import Run, create_run
from dogcat.runs.store import list_runs
from tests.export.test_backup import run_and_kill
from tests.finished_runs import write_run


@pytest.fixture
def saved(tiny_set: PictureSet, tmp_path: Path) -> Path:
    """A backup of a home with a picture set, a run that ended, one in training, and an entry on the board."""
    run = create_run(QUICK_BASELINE, "tiny", owner="anna")
    write_run(run, 0.7, 0.8, num_epochs=3)
    write_annotation(run, Annotation("First"), COMMAND_LINE)
    busy = create_run(QUICK_BASELINE, "tiny", owner="ben", claimed_by=os.getpid())
    for event in run.read_events()[0][:-1]:
        busy.append(**event)
    busy.write_history(run.read_events()[0][1:-1])
    with (busy.folder / "events.jsonl").open("ab") as file:
        file.write(b'{"event": "batch", "ti')
    assert busy.status().is_busy
    (home_dir() / "board").mkdir()
    (home_dir() / "board" / "anna.json").write_text('{"nickname": "Anna"}')
    write_backup(tmp_path / "b.zip")
    return tmp_path / "b.zip"


@pytest.fixture
def empty(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of another machine, which is not there yet."""
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "empty" / "home"))
    return tmp_path / "empty" / "home"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_home_is_restored_on_an_empty_machine(saved: Path, empty: Path, tmp_path: Path) -> None:
    counts = restore_backup(saved)
    assert (counts.num_runs, counts.num_sets, counts.left_out) == (2, 1, ())
    ended, busy = sorted(list_runs(), key=lambda run: run.owner)
    assert (ended.owner, ended.status().state, read_annotation(ended).name) == ("anna", "done", "First")
    original = Run(tmp_path / "home" / "runs" / ended.id)
    assert (ended.history(), ended.evaluation("test")) == (original.history(), original.evaluation("test"))
    assert (busy.owner, busy.status().state, len(busy.history())) == ("ben", "stopped", 3)
    assert [pictures.counts() for pictures in list_picture_sets()] == [
        PictureSet("tiny", tmp_path / "home" / "pictures" / "tiny").counts()
    ]
    assert (empty / "board" / "anna.json").read_text() == '{"nickname": "Anna"}'
    assert not list(empty.glob(".*"))


def test_a_home_with_content_is_never_touched(saved: Path, empty: Path) -> None:
    (empty / "cache").mkdir(parents=True)
    (empty / "runs").mkdir()
    (empty / "runs" / ".queue.lock").touch()
    (empty / "board").mkdir()
    (empty / "board" / "x.json").write_text("{}")
    before = everything(empty)
    with pytest.raises(BackupError, match=r"has content already: board\. .* Set DOGCAT_HOME to a new folder"):
        restore_backup(saved)
    assert everything(empty) == before
    (empty / "board" / "x.json").unlink()
    restore_backup(saved)
    assert len(list_runs()) == 2


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_restore_that_is_killed_leaves_the_home_as_it_was(saved: Path, empty: Path) -> None:
    run_and_kill("restore", "restore_backup", saved)
    assert [path.name.startswith(".restoring-") for path in empty.iterdir()] == [True]
    assert list_runs() == []
    assert list_picture_sets() == []
    restore_backup(saved)
    assert len(list_runs()) == 2
    assert not list(empty.glob(".*"))


def test_a_failure_at_the_last_moment_leaves_the_home_as_it_was(
    saved: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fail_for_runs(self: Path, target: Path) -> Path:
        if target.parent.name == "runs":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_runs)
    with pytest.raises(BackupError, match="Nothing was changed; make room"):
        restore_backup(saved)
    assert everything(empty) == {}


def test_a_busy_machine_costs_no_training(saved: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*_arguments: object) -> None:
        raise AnswerError("The network did not answer.")

    monkeypatch.setattr(BroughtModels, "take", too_slow)
    with zipfile.ZipFile(saved) as archive:
        name = next(name for name in archive.namelist() if name.endswith("recipe.json"))
    with pytest.raises(AnswerError):
        restore_backup(repacked(saved, {name.replace("recipe.json", "model.keras"): b"x"}))
    assert everything(empty) == {}


def test_a_disk_that_is_too_small_is_told_before(saved: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _path: SimpleNamespace(free=10, total=0))
    with pytest.raises(BackupError, match=r"needs .* on the disk, and .* are free"):
        restore_backup(saved)
    assert everything(empty) == {}


def repacked(saved: Path, changes: dict[str, bytes], mode: int = 0) -> Path:
    """Write the backup again with files replaced or added."""
    with zipfile.ZipFile(saved) as archive:
        files = {name: archive.read(name) for name in archive.namelist()} | changes
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (mode if name in changes else 0) << 16
            archive.writestr(entry, data)
    saved.write_bytes(buffer.getvalue())
    return saved


@pytest.mark.parametrize(
    ("name", "mode"),
    [("../evil.txt", 0), ("/etc/evil", 0), ("runs/link", stat.S_IFLNK | 0o777), ("runs/a?b", 0)],
)
def test_a_hostile_backup_is_refused_whole(saved: Path, empty: Path, name: str, mode: int) -> None:
    with pytest.raises(DogcatError, match="was not read: "):
        restore_backup(repacked(saved, {name: b"x"}, mode))
    assert everything(empty) == {}


def test_pictures_whose_names_differ_in_case_come_back(saved: Path, empty: Path) -> None:
    files = {"pictures/tiny/train/cats/a.jpg": b"one", "pictures/tiny/train/cats/A.jpg": b"other"}
    restore_backup(repacked(saved, files))
    assert {name: (empty / name).read_bytes() for name in files} == files


def test_what_is_no_backup_is_refused(saved: Path, empty: Path, tmp_path: Path) -> None:
    with pytest.raises(DogcatError, match="There is no file"):
        restore_backup(tmp_path / "missing.zip")
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("cats/1.jpg", b"x")
    with pytest.raises(BackupError, match="holds nothing of this app"):
        restore_backup(saved)
    saved.write_bytes(b"no zip")
    with pytest.raises(DogcatError, match="it is not a whole zip"):
        restore_backup(saved)
    assert everything(empty) == {}


def test_each_thing_that_is_not_as_the_app_writes_it_is_left_out_and_named(saved: Path, empty: Path) -> None:
    ended = next(name for name in zipfile.ZipFile(saved).namelist() if name.endswith("evaluation.json")).split("/")[1]
    wide = {"source_parts": {"message": "{a:>999999999}", "values": {"a": "x"}}}
    counts = restore_backup(
        repacked(
            saved,
            {
                f"runs/{ended}/evaluation.json": b"[]",
                "runs/x/virus.exe": b"x",
                "pictures/tiny/set.json": json.dumps(wide).encode(),
                "pictures/bad name/set.json": b"{}",
                "dogcat.toml": bytes(10**6 + 1),
            },
        )
    )
    lines = " | ".join(counts.left_out)
    for words in (
        "runs/x/virus.exe: no file of this app",
        f"runs/{ended}: evaluation.json is not as this app writes it",
        "pictures/tiny/set.json: damaged",
        "'bad name' cannot be the name of a picture set",
        "dogcat.toml: it has 1",
    ):
        assert words in lines
    assert [run.owner for run in list_runs()] == ["ben"]
    assert not (empty / "dogcat.toml").exists()
    assert not (empty / "pictures" / "tiny" / "set.json").exists()
    assert (empty / "pictures" / "tiny" / "train").is_dir()
