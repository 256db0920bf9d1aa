"""The disk never fills below its floor, whoever writes."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dogcat.common.disk_space import DiskSpaceError, floor_bytes, folder_bytes, require_space, usable_bytes
from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE
from dogcat.explain.activations import ActivationClient, Network
from dogcat.explain.own_model import ForeignModel
from dogcat.export.backup import write_backup
from dogcat.export.bundle import keep_h5
from dogcat.export.restore import restore_backup
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet, open_picture_set
from dogcat.pictures.pixel_cache import load_split
from dogcat.pictures.synthetic.dataset import start_drawing
from dogcat.recipe.disk import check_room
from dogcat.recipe.recipe import BASELINE, Recipe
from dogcat.runs.run import create_run


def test_a_small_disk_has_a_small_floor(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert floor_bytes(10**12) == 2 * 10**9
    assert floor_bytes(10**9) == 50 * 10**6
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=60 * 10**6, total=10**9))
    assert usable_bytes(home / "not" / "there") == 10**7
    require_space(10**7)
    with pytest.raises(DiskSpaceError, match=r"needs 10 MB on the disk, but the app may use only 10 MB more"):
        require_space(10**7 + 1)


def test_every_writer_of_large_files_asks_first(
    home: Path, tiny_set: PictureSet, tiny_recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "backup.zip"
    write_backup(backup)
    run = create_run(tiny_recipe, "tiny")
    run.model_file.write_bytes(b"x" * 100)
    client = ActivationClient()
    monkeypatch.setattr(client.worker, "ask", lambda _question: {"conv_1": np.zeros(9)})
    writers: list[Callable[[], object]] = [
        lambda: import_pictures(tiny_set.folder, "again"),
        lambda: load_split(open_picture_set("tiny"), "train", 31),
        lambda: start_drawing(COMMAND_LINE, "more"),
        lambda: check_room(BASELINE),
        lambda: ForeignModel(b"\x89HDF\r\n\x1a\n"),
        lambda: client.filters(Network(tiny_recipe, None)),
        lambda: keep_h5(run),
        lambda: write_backup(tmp_path / "other.zip"),
    ]
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=2 * 10**9, total=10**12))
    for write in writers:  # two gigabytes are free, and stay free
        with pytest.raises(DogcatError, match="disk"):
            write()
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "empty"))
    with pytest.raises(DogcatError, match="disk"):
        restore_backup(backup)


def test_the_size_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    assert folder_bytes(tmp_path / "none") == 0
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "one").write_bytes(bytes(10))
    (tmp_path / "a" / "b" / ".two").write_bytes(bytes(5))
    (tmp_path / "a" / "link").symlink_to(tmp_path / "a" / "b")
    assert folder_bytes(tmp_path) - (tmp_path / "a" / "link").lstat().st_size == 15
