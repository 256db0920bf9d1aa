"""Room on the disk: known before a training starts, refused with figures, waited for in the queue."""

import dataclasses
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.disk import DiskLimitError, check_room, needed_bytes
from dogcat.recipe.recipe import BASELINE, Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.store import list_runs
from dogcat.training.train import train

MEGABYTE = 10**6
SetFree = Callable[[int], None]


@pytest.fixture
def set_free(monkeypatch: pytest.MonkeyPatch) -> SetFree:
    def set_to(num_bytes: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=num_bytes, total=0))

    return set_to


@pytest.mark.slow
def test_as_much_is_needed_as_a_real_run_leaves(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    run = create_run(dataclasses.replace(tiny_recipe, filters=(32, 64), dense_units=2000), "tiny", os.getpid())
    train(run.recipe, run)
    kept = sum(path.stat().st_size for path in run.folder.iterdir())
    assert 1 < needed_bytes(run.recipe) / kept < 3


def test_what_does_not_fit_is_refused_with_figures(home: Path, set_free: SetFree) -> None:
    set_free(needed_bytes(BASELINE))
    check_room(BASELINE)
    set_free(99 * MEGABYTE)
    with pytest.raises(
        DiskLimitError, match=r"stores up to 11\d MB on the disk, but only 99 MB are free\. Delete runs"
    ):
        check_room(BASELINE)


def test_a_training_waits_for_room_and_then_starts(
    tiny_set: PictureSet, tiny_recipe: Recipe, set_free: SetFree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    run = create_run(tiny_recipe, "tiny")
    set_free(MEGABYTE)
    runner = LocalRunner()
    try:
        runner.tick()
        assert run.status().state == "queued"
        with pytest.raises(DiskLimitError):
            runner.submit(dataclasses.replace(tiny_recipe, seed=2), "tiny", COMMAND_LINE)
        assert len(list_runs()) == 1
        set_free(100 * MEGABYTE)
        runner.tick()
        assert run.status().state == "starting"
    finally:
        run.request_stop()
        runner.close()
