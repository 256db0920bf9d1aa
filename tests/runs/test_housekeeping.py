"""What a killed server has left is removed, and nothing that somebody uses."""

import os
import time
from pathlib import Path

import pytest

from dogcat.pictures import pixel_cache
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import Recipe
from dogcat.runs import housekeeping
from dogcat.runs.housekeeping import clean_up
from dogcat.runs.run import create_run


def _old(file: Path, days: float = 2) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x")
    os.utime(file, (time.time() - 86400 * days,) * 2)
    return file


def test_remains_go_and_what_is_used_stays(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create_run(tiny_recipe, "tiny")
    gone = [
        _old(home / "cache" / "inspected" / ".half.npz"),
        _old(home / "cache" / "tiny" / ".train-26-x.npy"),
        _old(home / "downloads" / "abc.part"),
        _old(run.folder / ".model-x1.keras"),
        _old(home / "runs" / ".deleted-old" / "request.json"),
        _old(home / "pictures" / ".deleted-pets" / "a.jpg"),
        _old(home / "pictures" / ".making-999999999-x" / "a.jpg"),
        _old(home / "tmp" / "model-1-x" / "model.keras"),
    ]
    for folder in (home / "runs" / ".deleted-old", home / "tmp" / "model-1-x"):
        os.utime(folder, (0, 0))
    stays = [
        _old(run.model_file),
        _old(home / "pictures" / f".making-{os.getpid()}-x" / "a.jpg"),
        _old(home / "downloads" / "abc.lock"),
        _old(home / "downloads" / "now.part", days=0.1),
        _old(home / "cache" / "inspected" / "whole.npz"),
        _old(home / "cache" / "inspected" / ".now.npz", days=0.1),
        _old(home / "runs" / ".deleted-now" / "request.json", days=0.1),
    ]
    clean_up()
    assert [file for file in gone if file.exists()] == []
    assert [file for file in stays if not file.exists()] == []


def test_a_smaller_limit_of_the_cache_holds_from_the_start(
    home: Path, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in (20, 21, 22):
        load_split(tiny_set, "train", size)
    load_split(tiny_set, "train", 20)  # used again
    used = {file.name.split("-")[1]: file.stat().st_size for file in (home / "cache" / "tiny").glob("*.npy")}
    monkeypatch.setattr(housekeeping, "MAX_CACHE_BYTES", used["20"] + used["22"])
    clean_up()
    left = {file.name.split("-")[1] for file in (home / "cache" / "tiny").glob("*")}
    assert left == {"20", "22"}


def test_the_cache_makes_room_for_new_pictures_and_decodes_again(
    home: Path, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_split(tiny_set, "train", 20).pixels.copy()
    monkeypatch.setattr(pixel_cache, "MAX_CACHE_BYTES", 20_000)
    for size in (21, 22, 23, 24):
        load_split(tiny_set, "train", size)
        assert sum(file.stat().st_size for file in (home / "cache" / "tiny").glob("*")) < 25_000
    assert (load_split(tiny_set, "train", 20).pixels == first).all()
