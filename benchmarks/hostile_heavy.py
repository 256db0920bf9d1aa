"""Attacks of `hostile_learner` with large pictures, models and sets, and the server killed while it works."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.bounds import NUM_TABS, large_pictures
from benchmarks.hostile_attacks import LIVE, Scene, live, require
from benchmarks.killed_server import KILL_AFTER_SECONDS, kill_at, make_model
from dogcat.common.processes import run_python
from dogcat.common.units import GIGABYTE, MEGABYTE
from dogcat.explain.model_files import MAX_MODEL_BYTES
from dogcat.pictures.picture_set import open_picture_set

PATIENCE = 400.0  # seconds for the eight answers, which come one after the other
UPLOADER = "Drop or choose JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF pictures, one or several"
# A model of zeros, which HDF5 packs.
MAKE_MODEL = """
import sys, h5py, keras
from keras import layers
zeros = {"kernel_initializer": "zeros"}
parts = [keras.Input((150, 150, 3)), layers.MaxPooling2D(4), layers.Flatten(), layers.Dense(8000, **zeros)]
keras.Sequential([*parts, layers.Dense(1, "sigmoid", **zeros)]).save(sys.argv[1] + ".large.h5")
with h5py.File(sys.argv[1] + ".large.h5") as large, h5py.File(sys.argv[1], "w") as small:
    def copy(name, each):
        if isinstance(each, h5py.Dataset):
            packs = {"compression": "gzip"} if each.size > 1000 else {}
            made = small.create_dataset(name, data=each[()], **packs)
        else:
            made = small.require_group(name)
        for key, value in each.attrs.items():
            made.attrs[key] = value
    for key, value in large.attrs.items():
        small.attrs[key] = value
    large.visititems(copy)
"""
_BEFORE = set(LIVE)


def write_model(home: Path) -> None:
    """Write a small file of a model with large weights."""
    run_python("-c", MAKE_MODEL, str(home / "zeros.h5"), timeout=120).check_returncode()
    (home / "zeros.h5.large.h5").unlink()
    require((home / "zeros.h5").stat().st_size < 5 * MEGABYTE < MAX_MODEL_BYTES, "the model is not small")


def fill_quota(home: Path) -> None:
    """Write a picture set that takes a gigabyte, of which the disk keeps nothing."""
    folder = home / "pictures" / "full"
    folder.mkdir()
    with (folder / "hole").open("wb") as file:
        file.truncate(GIGABYTE)


def model_for_killed(home: Path) -> None:
    """Write the model that a server opens when it is killed."""
    make_model(home / "mine.h5")


@live("growing")
def large_pictures_at_once(scene: Scene) -> None:
    """Eight tabs with four PNGs of 50 megapixels each."""
    files = {f"{number}.png": data for number, data in enumerate(large_pictures())}
    require(max(map(len, files.values())) < MEGABYTE, "a file has more than 1 MB")

    def show(_turn: int) -> tuple[str, list[str]]:
        tab = scene.tab("try")
        tab.patience = PATIENCE
        tab.kept = [WidgetState(id=tab.widgets["Picture"], string_array_value=StringArray(data=["My pictures"]))]
        tab.run()
        tab.kept.append(tab.give(UPLOADER, files))
        return tab.run(), tab.errors

    with ThreadPoolExecutor(NUM_TABS) as pool:
        answers = list(pool.map(show, range(NUM_TABS)))
    for said, errors in answers:
        require(not errors, str(errors))
        require("Forget my pictures" in said and "cannot be read" not in said, f"not decoded: {said[-160:]}")


@live("growing", {}, write_model)
def own_models_uploaded_at_once(scene: Scene) -> None:
    """Eight own models with 131 MB of weights, in files below 5 MB."""
    data = (scene.home / "zeros.h5").read_bytes()

    def open_model(_turn: int) -> tuple[str, list[str]]:
        tab = scene.tab("try", query="try=Own+model")
        tab.patience = PATIENCE
        tab.kept.append(tab.give("A Keras model, .keras or .h5", {"zeros.h5": data}))
        tab.run()
        return tab.run(tab.press("Open this model")), tab.errors

    with ThreadPoolExecutor(NUM_TABS) as pool:
        answers = list(pool.map(open_model, range(NUM_TABS)))
    require(not any(errors for _said, errors in answers), str(answers[0][1]))
    num_opened = sum("Close this model" in said for said, _errors in answers)
    require(num_opened == NUM_TABS, f"only {num_opened} were opened: {[said[-100:] for said, _errors in answers][:2]}")


@live("growing", {"DOGCAT_MAX_PICTURE_GIGABYTES": "1"}, fill_quota)
def quota_of_sets(scene: Scene) -> None:
    """One more picture set where all together may not take more."""
    packed = io.BytesIO()
    pictures = open_picture_set("drawn")
    with zipfile.ZipFile(packed, "w") as archive:
        for split in ("train", "validation", "test"):
            for picture in pictures.pictures(split):
                archive.write(picture.path, str(picture.path.relative_to(pictures.folder)))
    tab = scene.tab("pictures", query="view=Sets")
    tab.kept.append(tab.give("Zip or tar file", {"one.zip": packed.getvalue()}))
    tab.run()
    said = tab.run(tab.press("Import these pictures"))
    require("All picture sets together may take" in said, f"it is imported: {said[-160:]}")
    require(not (scene.home / "pictures" / "photos").exists(), "a set is left of it")


# The folders of files that may stay: a drawing can be continued, and files of the cache are whole.
KILLED = {"import": (), "own model": (), "check": ("cache/",), "drawing": ("pictures/",)}
HELPED = ("own model", "check")  # what a process of its own does


def kill_while(moment: str, _scene: Scene) -> None:
    """Kill a server at a moment."""
    left = kill_at(moment, KILL_AFTER_SECONDS)
    require(left.num_helpers or moment not in HELPED, "no helper had started")
    require(not left.num_alive, f"{left.num_alive} processes go on")
    strange = [file for file in left.files if not file.startswith(KILLED[moment])]
    require(not strange, f"left: {strange}")


for _moment in KILLED:
    _attack = partial(kill_while, _moment)
    _attack.__doc__ = f"Kill -9 of a server during: {_moment}."
    _attack.__name__ = f"killed_during_{_moment.replace(' ', '_')}"  # type: ignore[attr-defined]
    live("processes", {}, model_for_killed)(_attack)

HEAVY = {name: attack for name, attack in LIVE.items() if name not in _BEFORE}
