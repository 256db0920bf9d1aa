"""The commands `backup` and `restore`: a home while a training goes on, and the same home on an empty machine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dogcat.cli.app import app
from dogcat.explain.brought_models import BroughtModels
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe, recipe_to_json
from dogcat.runs.store import list_runs
from tests.cli.conftest import Dogcat, check_refused
from tests.conftest import ROOT, WaitUntil


def test_a_mistake_is_answered_with_one_line(dogcat: Dogcat, folder: Path, run_id: str) -> None:
    saved = dogcat("backup", "--out", folder / "backup.zip")
    assert (saved.returncode, saved.stdout.strip()) == (0, str(folder / "backup.zip"))
    assert "saved: trainings 1, picture sets 1" in saved.stderr
    check_refused(dogcat("restore", folder / "backup.zip"), "has content already")
    check_refused(dogcat("restore", folder / "text.zip"), "has content already")
    check_refused(dogcat("backup", "--out", folder / "text.zip" / "b.zip"), "cannot be written")


@pytest.mark.slow
def test_a_home_is_saved_during_a_training_and_restored(
    tiny_set: PictureSet, tiny_recipe: Recipe, tmp_path: Path, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = json.loads(recipe_to_json(tiny_recipe)) | {"epochs": 3_000}
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    command = [sys.executable, "-m", "dogcat", "train", "--recipe", str(tmp_path / "recipe.json"), "--pictures", "tiny"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as busy:
        try:
            wait_until(lambda: list_runs() and len(list_runs()[0].history()) > 3, "some epochs")
            saved = CliRunner().invoke(app, ["backup", "--out", str(tmp_path / "b.zip")])
            assert saved.exit_code == 0, saved.output
            assert list_runs()[0].status().is_busy
        finally:
            busy.kill()
    shutil.rmtree(tmp_path / "home")
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "empty"))
    restored = CliRunner().invoke(app, ["restore", str(tmp_path / "b.zip")])
    assert restored.exit_code == 0, restored.output
    assert "restored: trainings 1, picture sets 1" in restored.output
    (run,) = list_runs()
    assert run.status().state == "stopped"
    with BroughtModels() as models:
        num_epochs = models.take(run.model_file, run.recipe) / run.recipe.steps_per_epoch
    assert num_epochs == int(num_epochs)
    assert 0 < num_epochs <= len(run.history()) < 3_000
