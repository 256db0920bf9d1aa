"""Listing runs and opening one by its name: what is found, what is passed over, what is refused."""

import time
from pathlib import Path

import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, RunError, create_run
from dogcat.runs.status import RunStatus
from dogcat.runs.store import list_runs, open_run

CUSTOM = Recipe(epochs=3, dropout=0.25)


@pytest.fixture
def run(home: Path) -> Run:
    """A waiting run."""
    return create_run(CUSTOM, "pets")


def test_what_a_killed_creator_or_deleter_left_is_no_run(home: Path, run: Run) -> None:
    for name in (".new-20240101-000000-custom-aaaa", ".deleted-20240101-000000-custom-bbbb"):
        other = create_run(CUSTOM, "pets")
        other.folder.rename(home / "runs" / name)
    (home / "runs" / "notes").mkdir()
    (home / "runs" / "file").touch()
    assert [found.id for found in list_runs()] == [run.id]


def test_a_run_with_a_broken_request_is_passed_over(home: Path, run: Run) -> None:
    for text in ("", "{", "[]", "{}", '{"created": "today"}'):
        broken = create_run(CUSTOM, "pets")
        (broken.folder / "request.json").write_text(text)
    assert [found.id for found in list_runs()] == [run.id]


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"epochs": 0}', '{"colour": 1}', "\xff"])
def test_a_run_with_a_broken_recipe_is_passed_over(home: Path, run: Run, text: str) -> None:
    broken = create_run(CUSTOM, "pets")
    (broken.folder / "recipe.json").write_bytes(text.encode("latin-1"))
    assert [found.id for found in list_runs()] == [run.id]
    assert broken.status() == RunStatus("queued")


def test_runs_are_listed_oldest_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list_runs() == []
    made = {}
    for created in (3e8, 1e8, 2e8):
        monkeypatch.setattr(time, "time", lambda now=created: now)
        made[created] = create_run(CUSTOM, "pets").id
    assert [run.id for run in list_runs()] == [made[1e8], made[2e8], made[3e8]]
    assert open_run("last").id == made[3e8]


def test_a_run_is_opened_by_id_by_folder_and_as_the_last(run: Run) -> None:
    for name in (run.id, str(run.folder), "last"):
        opened = open_run(name)
        assert opened.id == run.id
        assert opened.folder == run.folder


@pytest.mark.parametrize("name", ["nothing", "", ".", "..", "../pictures", "/", "a b", "x" * 300, "20240101\n"])
def test_an_unknown_run_is_refused(home: Path, run: Run, name: str) -> None:
    with pytest.raises(RunError, match=r"There is no run .*Expected: an id from 'runs list'"):
        open_run(name)


def test_there_is_no_last_run_before_the_first(home: Path) -> None:
    with pytest.raises(RunError, match="There is no run yet"):
        open_run("last")
