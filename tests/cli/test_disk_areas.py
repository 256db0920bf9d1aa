"""What `doctor` says about the space on the disk."""

from pathlib import Path

import pytest

from dogcat.cli import disk_areas as module
from dogcat.cli.disk_areas import disk_areas
from dogcat.cli.machine_check import _kept
from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.trash import delete_run


def test_each_kind_of_file_is_counted_once_with_its_limit(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    load_split(tiny_set, "train", 20)
    deleted = create_run(tiny_recipe, "tiny")
    deleted.append("stopped", message="")
    delete_run(deleted, COMMAND_LINE)
    kept = create_run(tiny_recipe, "tiny")
    sizes = {
        "cache/inspected/a.npz": 1_000,
        "cache/explained/b.npz": 2_000,
        f"runs/{kept.id}/trainer.log": 3_000,
        "tmp/model-1-x/model.keras": 4_000,
        "downloads/a.part": 5_000,
        "board/a.json": 600,
        "handed_in/b.json": 700,
        "class_photos/waiting/c.jpg": 800,
    }
    for name, size in sizes.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(bytes(size))
    used = {area.title: area.used for area in disk_areas()}
    assert used.pop("answers about networks") == 3_000
    assert used.pop("their logs") == 3_000
    assert used.pop("temporary files") == 4_000
    assert used.pop("downloads") == 5_000
    assert used.pop("class board and pages handed in") == 1_300
    assert used.pop("photos of the class's own test set") == 800
    assert used.pop("deleted trainings") > 0
    assert used.pop("trainings") > 3_000
    assert used.pop("decoded pictures") > 12 * 20 * 20 * 3
    assert used.pop("picture sets") > 0
    assert not used


def test_doctor_names_what_is_nearly_full(home: Path, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    words = _kept().words
    assert _kept().level == "good"
    assert "always stay free" in words
    assert "of at most 20 GB (a new set is refused)" in words
    monkeypatch.setattr(module, "quota_bytes", lambda: 100)
    assert _kept().level == "hint"
    assert _kept().words.startswith("nearly full: picture sets.")
