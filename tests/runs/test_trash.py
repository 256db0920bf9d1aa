"""Deleting runs and thinking better of it."""

import os
from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, RunError, create_run
from dogcat.runs.store import list_runs
from dogcat.runs.trash import delete_run, empty_bin, remove_old_trash, restore_run


@pytest.fixture
def run(home: Path) -> Run:
    """An ended run."""
    made = create_run(Recipe(), "pets")
    made.append("stopped")
    return made


def test_an_active_run_is_not_deleted(home: Path) -> None:
    run = create_run(Recipe(), "pets")
    with pytest.raises(RunError, match=f"Run {run.id} is queued. Stop it first"):
        delete_run(run, COMMAND_LINE)
    run.claim(os.getpid())
    with pytest.raises(RunError, match=f"Run {run.id} is starting. Stop it first"):
        delete_run(run, COMMAND_LINE)
    assert run.recipe == Recipe()


def test_a_deleted_run_is_in_no_list_and_comes_back_whole(run: Run) -> None:
    events = run.read_events()
    delete_run(run, COMMAND_LINE)
    assert list_runs() == []
    assert restore_run(run.id, COMMAND_LINE).read_events() == events
    assert [found.id for found in list_runs()] == [run.id]


def test_an_emptied_bin_gives_nothing_back(home: Path, run: Run) -> None:
    other = create_run(Recipe(), "pets")
    delete_run(run, COMMAND_LINE)
    remove_old_trash(60)
    restore_run(run.id, COMMAND_LINE)
    delete_run(run, COMMAND_LINE)
    empty_bin(COMMAND_LINE)
    assert {path.name for path in (home / "runs").iterdir()} == {other.id, ".queue.lock"}
    with pytest.raises(RunError, match=f"Run {run.id} cannot be restored"):
        restore_run(run.id, COMMAND_LINE)


def test_what_was_deleted_long_ago_goes_first(home: Path, run: Run) -> None:
    delete_run(run, COMMAND_LINE)
    os.utime(home / "runs" / f".deleted-{run.id}", (0, 0))
    remove_old_trash(3600)
    with pytest.raises(RunError):
        restore_run(run.id, COMMAND_LINE)


def test_the_bin_keeps_the_last_run_and_what_fits(
    home: Path, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dogcat.runs.trash.MAX_BIN_BYTES", 290_000)
    runs = [create_run(tiny_recipe, "tiny") for _ in range(3)]
    for number, run in enumerate(runs):
        run.model_file.write_bytes(bytes(100_000))
        run.append("stopped", message="")
        delete_run(run, COMMAND_LINE)
        os.utime(home / "runs" / f".deleted-{run.id}", (10**9 + number,) * 2)
    for run in runs[1:]:
        restore_run(run.id, COMMAND_LINE)
    with pytest.raises(RunError, match="its files are gone"):
        restore_run(runs[0].id, COMMAND_LINE)


def test_a_broken_link_among_deleted_runs_harms_nothing(home: Path, tmp_path: Path) -> None:
    (home / "runs").mkdir(parents=True)
    (tmp_path / "kept").mkdir()
    (home / "runs" / ".deleted-broken").symlink_to(tmp_path / "nothing")
    (home / "runs" / ".deleted-link").symlink_to(tmp_path / "kept")
    remove_old_trash(0)
    empty_bin(COMMAND_LINE)
    assert (tmp_path / "kept").is_dir()
