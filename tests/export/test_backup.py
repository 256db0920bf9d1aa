"""The home folder as one zip: what it holds, while a training goes on, and when it is killed half-way."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dogcat.common.storage import home_dir
from dogcat.export.backup import BackupError, largest_size, write_backup
from dogcat.export.bundle import write_zip
from dogcat.export.run_check import max_bytes
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.followers import join
from dogcat.runs.run import Run, create_run
from tests.conftest import ROOT
from tests.finished_runs import write_picture_history, write_run


@pytest.fixture
def run(tiny_set: PictureSet) -> Run:
    """A run beside a picture set, in a home with everything that a backup does not hold."""
    made = create_run(QUICK_BASELINE, "tiny", owner="anna")
    write_run(made, 0.7, 0.8, num_epochs=3)
    write_picture_history(made)
    home = home_dir()
    for name in ("board/anna.json", "handed_in/anna.json", "opened_tests/x.json", "dogcat.toml", "cache/speed.json",
                 "downloads/set.zip", "server.log", f"runs/{made.id}/trainer.log", f"runs/{made.id}/heartbeat",
                 f"runs/{made.id}/model.h5", "runs/.queue.lock", "runs/.deleted-x/recipe.json",
                 "pictures/.being-drawn/train/cats/1.jpg", f"runs/{made.id}/.tmp-1.json"):  # fmt: skip
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("{}")
    (home / "pictures" / "tiny" / "train" / "cats" / "link.jpg").symlink_to("/etc/passwd")
    return made


def names_in(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return set(archive.namelist())


def test_a_backup_holds_what_cannot_be_made_again(run: Run, tiny_set: PictureSet, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    counts = write_backup(tmp_path / "b.zip", lambda done, total: steps.append((done, total)))
    assert (counts.num_runs, counts.num_sets) == (1, 1)
    of_run = {f"runs/{run.id}/{name}" for name in ("recipe.json", "request.json", "environment.json", "evaluation.json",
                                                   "history.csv", "events.jsonl", "picture_history.bin")}  # fmt: skip
    of_set = {f"pictures/tiny/{picture.name}" for split in ("train", "validation", "test")
              for picture in tiny_set.all_pictures(split) if "link" not in picture.name}  # fmt: skip
    others = {"board/anna.json", "handed_in/anna.json", "opened_tests/x.json", "dogcat.toml", "pictures/tiny/set.json"}
    assert names_in(tmp_path / "b.zip") == of_run | of_set | others
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1] > 0


def test_a_run_that_is_deleted_meanwhile_is_whole_or_not_there(run: Run, tmp_path: Path) -> None:
    other = create_run(QUICK_BASELINE, "tiny")
    write_run(other, 0.7, 0.8, num_epochs=3)
    doomed = max(run.id, other.id)

    def delete(_done: int, _total: int) -> None:
        folder = home_dir() / "runs" / doomed
        if folder.is_dir():
            folder.rename(folder.with_name(f".deleted-{doomed}"))

    write_backup(tmp_path / "b.zip", delete)
    kept = {name.split("/")[1] for name in names_in(tmp_path / "b.zip") if name.startswith("runs/")}
    assert kept == {min(run.id, other.id)}


KILLED = """
import os, signal, sys
from pathlib import Path
from dogcat.export.{module} import {function}
def die(done, total):
    if 2 * done >= total:
        os.kill(os.getpid(), signal.SIGKILL)
{function}(Path(sys.argv[1]), die)
"""


def run_and_kill(module: str, function: str, file: Path) -> None:
    """Run a function in a process that is killed when half of the bytes are done."""
    code = KILLED.format(module=module, function=function)
    assert subprocess.run([sys.executable, "-c", code, str(file)], cwd=ROOT, check=False).returncode == -9


@pytest.mark.parametrize("old", [None, b"the old backup"])
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_backup_that_is_killed_leaves_the_old_file(run: Run, tmp_path: Path, old: bytes | None) -> None:
    file = tmp_path / "out" / "b.zip"
    file.parent.mkdir()
    if old:
        file.write_bytes(old)
    run_and_kill("backup", "write_backup", file)
    assert (file.read_bytes() if file.exists() else None) == old
    assert [path.name[0] for path in file.parent.iterdir() if path != file] == ["."], "it was killed while it wrote"
    write_backup(file)
    assert f"runs/{run.id}/recipe.json" in names_in(file)


def test_a_folder_that_cannot_be_written_is_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BackupError, match=r"cannot be written \(.*\)\. Choose a folder with space"):
        write_backup(tmp_path / "file" / "b.zip")


def test_an_old_backup_in_the_home_is_no_part_of_the_next(run: Run) -> None:
    write_backup(home_dir() / "b.zip")
    before = names_in(home_dir() / "b.zip")
    write_backup(home_dir() / "b.zip")
    assert names_in(home_dir() / "b.zip") == before


@pytest.mark.parametrize(
    "name",
    ["cache/x.json", "../x.json", "runs/x/trainer.log", "runs/.x/recipe.json", "pictures/x/train/cats/x.exe",
     "pictures/x/train/x.jpg", "pictures/x/train/cats/a/b.jpg", "pictures/x.jpg", "board/x.html", "x/dogcat.toml",
     "pictures/x/train/cats/.x.jpg"],
)  # fmt: skip
def test_other_files_are_no_part_of_a_home(name: str) -> None:
    assert largest_size(name) is None
    assert largest_size("dogcat.toml") == 1_000_000


def test_a_run_in_training_has_no_model_ahead_of_its_history(run: Run, tmp_path: Path) -> None:
    """The trainer writes the history, then the model; the backup opens the model first."""
    (run.folder / "model.keras").write_bytes(b"x")
    write_backup(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        of_run = [name.rsplit("/", 1)[1] for name in archive.namelist() if name.startswith("runs/")]
    assert of_run[0] == "model.keras"
    assert "history.csv" in of_run[1:]


def test_a_backup_keeps_who_follows_a_training_and_its_zip_does_not(run: Run, tmp_path: Path) -> None:
    join(run, "bob")
    write_backup(tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert b'"bob"' in archive.read(f"runs/{run.id}/followers.json")
    write_zip(run, tmp_path / "run.zip")
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        assert not any(b"bob" in archive.read(name) for name in archive.namelist())
    assert max_bytes("followers.json") is None  # so a zip brings in no followers
