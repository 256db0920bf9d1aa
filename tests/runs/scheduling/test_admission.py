"""Every way to start a training passes the teacher's limits, the memory guard and the disk guard."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dogcat.cli.app import app
from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import PictureSet, PictureSetError
from dogcat.recipe import disk, memory
from dogcat.recipe.disk import DiskLimitError
from dogcat.recipe.memory import MemoryLimitError
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.recipe.settings import SettingsError
from dogcat.runs.run import Run
from dogcat.runs.scheduling import admission
from dogcat.runs.scheduling.admission import admit
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.store import list_runs
from tests.runs.scheduling.helpers import ended_early, occupy

Change = Callable[[pytest.MonkeyPatch], None]

LIMITS: list[tuple[Change, type[DogcatError], str]] = [
    (lambda patch: patch.setenv("DOGCAT_MAX_EPOCHS", "1"), SettingsError, "epochs.*but your teacher allows 1"),
    (lambda patch: patch.setenv("DOGCAT_PICTURE_SETS", "drawn"), SettingsError, "the pictures tiny now"),
    (lambda patch: patch.setattr(memory, "expected_bytes", lambda *_, **__: 2**60), MemoryLimitError, "of memory"),
    (lambda patch: patch.setattr(disk, "_free_bytes", lambda: 0), DiskLimitError, "on the disk"),
]
by_limit = pytest.mark.parametrize(("limit", "error", "words"), LIMITS, ids=["epochs", "pictures", "memory", "disk"])


@pytest.fixture
def runner(home: Path, monkeypatch: pytest.MonkeyPatch) -> LocalRunner:
    """A runner that starts nothing, since another training goes on."""
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    occupy()
    made = LocalRunner()
    made.close()
    return made


@by_limit
def test_a_new_training_is_refused(
    runner: LocalRunner,
    tiny_set: PictureSet,
    tiny_recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
    limit: Change,
    error: type[DogcatError],
    words: str,
) -> None:
    """As the Train page's form and its button “Again with another seed” start one."""
    num_before = len(list_runs())
    limit(monkeypatch)
    with pytest.raises(error, match=words):
        runner.submit(dataclasses.replace(tiny_recipe, seed=7), tiny_set.name, COMMAND_LINE)
    assert len(list_runs()) == num_before


@by_limit
def test_an_interrupted_training_is_not_continued(
    runner: LocalRunner,
    tiny_set: PictureSet,
    tiny_recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
    limit: Change,
    error: type[DogcatError],
    words: str,
) -> None:
    run = interrupted(dataclasses.replace(tiny_recipe, epochs=3), tiny_set)
    limit(monkeypatch)
    with pytest.raises(error, match=words):
        runner.continue_run(run.id, COMMAND_LINE)
    assert run.status().state == "stopped"


def test_an_interrupted_training_is_continued_within_the_limits(
    runner: LocalRunner, tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_MAX_EPOCHS", str(tiny_recipe.epochs - 1))  # as many as are left
    run = interrupted(tiny_recipe, tiny_set)
    runner.continue_run(run.id, COMMAND_LINE)
    assert run.status().state == "queued"


def test_only_the_epochs_that_are_left_count_as_time(
    tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_MAX_MINUTES", "1")
    monkeypatch.setattr(admission, "quiet_training_seconds", lambda recipe, *_: 10.0 * recipe.epochs)
    recipe = dataclasses.replace(tiny_recipe, epochs=10)
    with pytest.raises(SettingsError, match="about 2 minutes, but your teacher allows 1"):
        admit(recipe, tiny_set.name)
    admit(recipe, tiny_set.name, num_epochs_done=4)


def test_the_drawn_set_is_admitted_before_it_exists(home: Path, tiny_recipe: Recipe) -> None:
    admit(tiny_recipe, "drawn")
    assert not (home / "pictures" / "drawn").exists()
    with pytest.raises(PictureSetError):
        admit(tiny_recipe, "nobody")


def test_a_recipe_that_the_teacher_has_closed_is_refused(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_RECIPES", "quick-baseline")
    admit(RECIPES["quick-baseline"], tiny_set.name)
    with pytest.raises(SettingsError, match="the recipe baseline now"):
        admit(dataclasses.replace(RECIPES["baseline"], seed=7), tiny_set.name)


def test_the_command_line_trains_nothing_beyond_the_limits(
    tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_MAX_EPOCHS", "5")
    done = CliRunner().invoke(app, ["train", "--recipe", "quick-baseline", "--pictures", tiny_set.name])
    assert isinstance(done.exception, SettingsError)
    assert "20 epochs, but your teacher allows 5" in str(done.exception)
    assert list_runs() == []


def interrupted(recipe: Recipe, pictures: PictureSet) -> Run:
    """A run that was stopped after its first epoch."""
    run = ended_early(recipe, pictures.name)
    run.append("stopped")
    return run
