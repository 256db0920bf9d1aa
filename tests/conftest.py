"""What all tests share: a home folder of their own, tiny pictures that can be told apart, a tiny recipe."""

import gc
import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.common.processes import prepare_environment
from dogcat.common.storage import CODE_DIR, runs_dir
from dogcat.pictures import file_formats
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.duration import Speed
from dogcat.recipe.recipe import Recipe
from dogcat.runs import recorded, recorded_seeds
from dogcat.runs.run import RUN_FORMAT, Run, create_run
from dogcat.runs.scheduling import load
from dogcat.runs.store import list_runs

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # no test computes on the graphics card of the machine
prepare_environment()  # before a test loads TensorFlow
# Much as one machine was; with these kept, no page measures the machine in the middle of a test.
SPEEDS = {"auto": Speed(1e-11, 1e-10, 1e-10, 1e-9, 1e-9, 1e-4, 1e-4, 1e-8, 5.0)}
ROOT = CODE_DIR
DATA = ROOT / "tests" / "data"

MakeLayout = Callable[..., Path]
WaitUntil = Callable[..., None]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Hides the imported modules from the garbage collector.

    Streamlit collects all garbage after each run of a script. With TensorFlow among the modules, that takes longer
    than the run itself.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds dogcat/, for child processes to start in."""
    return ROOT


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty DOGCAT_HOME of this test alone."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DOGCAT_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def idle_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Estimates that do not depend on what else runs beside the tests."""
    monkeypatch.setattr(load, "demand_of_others", lambda: 0.0)


@pytest.fixture
def without_heif(monkeypatch: pytest.MonkeyPatch) -> None:
    """The formats that are read where the optional package pillow-heif is not installed."""
    monkeypatch.setattr(file_formats, "FORMATS", tuple(kind for kind in file_formats.FORMATS if kind != "HEIF"))


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of assets/runs, and `recorded-seeds` beside it in the place of assets/seeds."""
    folder = tmp_path / "recorded"
    folder.mkdir()
    monkeypatch.setattr(recorded, "RECORDED_DIR", folder)
    monkeypatch.setattr(recorded_seeds, "SEEDS_DIR", tmp_path / "recorded-seeds")
    return folder


@pytest.fixture(scope="session")
def make_layout() -> MakeLayout:
    """The function that fills a folder with tiny pictures in the tutorial's layout, see `_make_layout`."""
    return _make_layout


@pytest.fixture
def tiny_set(home: Path, tmp_path: Path, make_layout: MakeLayout) -> PictureSet:
    """An imported picture set called `tiny` with six pictures of each class in each split."""
    return import_pictures(make_layout(tmp_path / "tiny-source", per_class=6), "tiny").pictures


@pytest.fixture
def first_version_run(home: Path) -> Run:
    """A run that the very first commit trained."""
    shutil.copytree(DATA / "run_of_first_version", runs_dir() / "20260101-120000-custom-0001")
    return list_runs()[0]


@pytest.fixture
def newer_run(home: Path) -> Run:
    """A run in a format that only a later version reads."""
    run = create_run(Recipe(), "pets")
    (run.folder / "request.json").write_text(json.dumps({"format": RUN_FORMAT + 1, "asked": "otherwise"}))
    (run.folder / "recipe.json").write_text('{"attention_heads": 8}')
    return run


@pytest.fixture(scope="session")
def zeros_zips(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout) -> dict[str, Path]:
    """Small zips with a good layout and 400 MB of zeros, named once as some file and once as a picture."""
    folder = tmp_path_factory.mktemp("zeros")
    zips = {"bin": folder / "zeros-bin.zip", "jpg": folder / "zeros-jpg.zip"}
    source = make_layout(folder / "source", per_class=1)
    with zipfile.ZipFile(zips["bin"], "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(source.rglob("*.jpg")):
            archive.write(path, path.relative_to(source))
        with archive.open("train/cats/zeros.bin", "w") as zeros:
            for _ in range(50):
                zeros.write(bytes(8 * 10**6))
    zips["jpg"].write_bytes(zips["bin"].read_bytes().replace(b"zeros.bin", b"zeros.jpg"))
    return zips


@pytest.fixture(scope="session")
def tiny_recipe() -> Recipe:
    """A training of a second: six steps of a network with two blocks."""
    return Recipe(
        picture_size=22,
        filters=(4, 8),
        dense_units=8,
        batch_size=4,
        steps_per_epoch=3,
        epochs=2,
        precision="float32",
    )


@pytest.fixture(scope="session")
def wait_until() -> WaitUntil:
    """The function that polls until something is true, and fails the test when that takes too long."""

    def wait(condition: Callable[[], object], what: str, seconds: float = 90.0) -> None:
        give_up = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > give_up:
                pytest.fail(f"waited {seconds:.0f} s in vain for: {what}")
            time.sleep(0.05)

    return wait


def _make_layout(folder: Path, per_class: int = 4, size: tuple[int, int] = (30, 26)) -> Path:
    """Makes {train,validation,test}/{cats,dogs} with `per_class` JPEG files of `size` (width, height) in each.

    Cats are dark with lying stripes, dogs bright with standing ones, both under noise; no two are alike.
    """
    generator = np.random.default_rng(20)
    for split in ("train", "validation", "test"):
        for label, animal in enumerate(("cat", "dog")):
            class_folder = folder / split / f"{animal}s"
            class_folder.mkdir(parents=True)
            for number in range(1, per_class + 1):
                Image.fromarray(_striped(label, size, generator)).save(
                    class_folder / f"{animal}.{number}.jpg", quality=90
                )
    return folder


def _striped(label: int, size: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    width, height = size
    along = np.arange(width)[None, :, None] if label else np.arange(height)[:, None, None]
    light = np.where(along // 4 % 2 == 0, 40, 120) + (80 if label else 0)
    noise = generator.integers(-30, 31, (height, width, 3))
    return np.clip(light + noise, 0, 255).astype(np.uint8)
