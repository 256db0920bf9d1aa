"""A parcel holds the files of a run and nothing else."""

import io
import zipfile
from pathlib import Path

import pytest

from dogcat.helpers.parcels import names_for_helper, names_of_state, pack, unpack, write_files
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.run_files import ContentError


def parcel(**files: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return data.getvalue()


def test_a_run_travels_without_what_is_said_of_its_owner(home: Path, tmp_path: Path) -> None:
    run = create_run(Recipe(), "pets", owner="a secret token")
    names = names_for_helper(run.folder)
    assert names == ["recipe.json"]
    files = unpack(pack(run.folder, names, {"request.json": "{}"}), is_from_helper=False)
    write_files(tmp_path / "there", files)
    assert {file.name for file in (tmp_path / "there").iterdir()} == {"recipe.json", "request.json"}
    assert (tmp_path / "there" / "recipe.json").read_bytes() == (run.folder / "recipe.json").read_bytes()


def test_the_models_come_before_the_history(home: Path) -> None:
    run = create_run(Recipe(), "pets")
    (run.folder / "learning").mkdir()
    for name in ("history.csv", "model.keras", "learning/epoch-0001.npz", "learning/epoch-0002.npz"):
        (run.folder / name).write_text("x")
    assert names_of_state(run.folder, ["learning/epoch-0001.npz"]) == [
        "model.keras", "history.csv", "learning/epoch-0002.npz",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["../outside", "heartbeat", "request.json", "stop", "recipe.json", "learning/x.npz"])
def test_a_helper_sends_only_what_a_training_writes(name: str) -> None:
    with pytest.raises(ContentError, match="no file of a training"):
        unpack(parcel(**{name: "x"}), is_from_helper=True)


def test_sizes_are_bounded(home: Path) -> None:
    with pytest.raises(ContentError, match="too large"):
        unpack(parcel(**{"history.csv": "0" * 3_000_000}), is_from_helper=True)
    with pytest.raises(ContentError, match="damaged"):
        unpack(b"no zip", is_from_helper=True)
