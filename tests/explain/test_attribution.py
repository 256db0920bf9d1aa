"""What the page asks: the same verdict everywhere, answers for the right visitor, and nothing left on disk."""

import dataclasses
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keras
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.errors import DogcatError
from dogcat.common.storage import cache_dir
from dogcat.explain import out_of_distribution
from dogcat.explain.activations import InspectionError, Network
from dogcat.explain.attribution import AttributionClient, Occlusion, network_of
from dogcat.explain.out_of_distribution import Reference, shipped_file
from dogcat.explain.perturbations import AXES
from dogcat.explain.protocol import WorkerProcess
from dogcat.export.bundle import write_file
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet, open_picture_set
from dogcat.recipe.recipe import Recipe
from dogcat.runs import recorded
from dogcat.runs.run import Run, RunError, create_run
from dogcat.training.train import train
from pages.screens.try_picture import heat_maps, training_likeness, verdict
from tests.conftest import MakeLayout
from tests.pages.helpers import session_of
from tests.pages.try_picture.helpers import html, open_try


@pytest.fixture(scope="module")
def home_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder and an empty temporary folder for this module and the process that it asks."""
    folder = tmp_path_factory.mktemp("attribution_client")
    (folder / "temporary").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(folder / "home"))
        patch.setenv("TMPDIR", str(folder / "temporary"))
        patch.setattr(tempfile, "tempdir", str(folder / "temporary"))
        yield folder


@pytest.fixture(scope="module")
def run(home_of_all: Path, make_layout: MakeLayout, tiny_recipe: Recipe) -> Run:
    import_pictures(make_layout(home_of_all / "source", per_class=6), "tiny")
    made = create_run(tiny_recipe, "tiny", os.getpid())
    train(tiny_recipe, made)
    return made


@pytest.fixture(scope="module")
def pictures(run: Run) -> PictureSet:
    return open_picture_set("tiny")


@pytest.fixture(scope="module")
def attribution_client(run: Run) -> Iterator[AttributionClient]:
    worker = WorkerProcess()
    yield AttributionClient(worker)
    worker.close()


def visitors(count: int, seed: int) -> list[np.ndarray]:
    return list(np.random.default_rng(seed).integers(0, 256, (count, 22, 22, 3), dtype=np.uint8))


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_a_picture_has_the_same_probability_everywhere(
    run: Run, pictures: PictureSet, attribution_client: AttributionClient, root: Path, tmp_path: Path
) -> None:
    listing = pictures.pictures("validation")
    evaluated = [run.evaluation("validation")["p_dog"][picture.name] for picture in listing]  # type: ignore[index]

    pixels = [decode_picture(picture.path, run.recipe.picture_size) for picture in listing]
    verdicts = attribution_client.predict(network_of(run), pixels)
    np.testing.assert_allclose([verdict.p_dog for verdict in verdicts], evaluated, atol=1e-5)

    command = [sys.executable, "-m", "dogcat", "predict", run.id, *(str(picture.path) for picture in listing)]
    printed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=120).stdout
    lines = [json.loads(line) for line in printed.splitlines()]
    np.testing.assert_allclose([line["p_dog"] for line in lines], evaluated, atol=1e-5)
    assert [line["label"] for line in lines] == [("cat", "dog")[verdict.label] for verdict in verdicts]

    size = (run.recipe.picture_size, run.recipe.picture_size)
    plain = np.stack(
        [keras.utils.img_to_array(keras.utils.load_img(picture.path, target_size=size, interpolation="bilinear"))
         for picture in listing]
    )  # fmt: skip
    for ending in (".keras", ".h5"):
        write_file(run, tmp_path / f"model{ending}")
        model = keras.saving.load_model(tmp_path / f"model{ending}")
        np.testing.assert_allclose(model.predict(plain, verbose=0)[:, 0], evaluated, atol=1e-5)


def test_each_visitor_gets_the_answer_to_their_own_picture(run: Run, attribution_client: AttributionClient) -> None:
    asked = visitors(20, seed=1)
    alone = [attribution_client.predict(network_of(run), [pixels])[0].p_dog for pixels in asked]
    assert len({round(p_dog, 6) for p_dog in alone}) == 20
    with ThreadPoolExecutor(20) as threads:
        at_once = list(
            threads.map(lambda pixels: attribution_client.predict(network_of(run), [pixels])[0].p_dog, asked)
        )
    np.testing.assert_allclose(at_once, alone, atol=1e-6)


def test_a_picture_is_explained(run: Run, attribution_client: AttributionClient) -> None:
    (pixels,) = visitors(1, seed=2)
    network = network_of(run)
    (verdict,) = attribution_client.predict(network, [pixels])
    shown = attribution_client.class_map(network, pixels, verdict.label)
    assert (shown.evidence.shape, shown.label) == ((22, 22), verdict.label)
    assert shown.evidence.min() >= 0
    occlusion = attribution_client.occlusion(network, pixels, verdict.label)
    assert occlusion.drop.shape == (22, 22)
    assert occlusion.p_dog.shape == (len(occlusion.starts),) * 2
    assert occlusion.starts[-1] + occlusion.patch == 22
    stability = attribution_client.stability(network, pixels)
    assert {name: len(curve) for name, curve in stability.curves.items()} == {
        name: len(axis.values) for name, axis in AXES.items()
    }
    assert stability.wobble == pytest.approx(np.std(stability.draws))
    assert stability.num_cats == sum(p_dog <= 0.5 for p_dog in stability.draws)


def test_no_pictures_no_verdicts(run: Run, attribution_client: AttributionClient) -> None:
    assert attribution_client.predict(network_of(run), []) == []


def test_what_a_training_picture_resembles_most_is_itself(
    run: Run, pictures: PictureSet, attribution_client: AttributionClient
) -> None:
    seen: list[tuple[int, int]] = []
    picture = pictures.pictures("train")[3]
    pixels = decode_picture(picture.path, 22)
    found = attribution_client.likeness(network_of(run), pixels, pictures, lambda *progress: seen.append(progress))
    assert found.neighbours[0].name == picture.name
    assert found.neighbours[0].similarity == pytest.approx(1, abs=1e-5)
    assert not found.is_unlike
    assert seen == [(12, 12), (12, 12)], "training, then validation"
    black = attribution_client.likeness(
        network_of(run),
        np.zeros((22, 22, 3), np.uint8),
        pictures,
        lambda *_: pytest.fail("the set was looked at again"),
    )
    assert black.is_unlike
    assert black.distance > 3 * found.distance


def test_without_its_set_only_a_network_that_ships_with_the_app_is_judged(
    run: Run,
    pictures: PictureSet,
    attribution_client: AttributionClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network, black = network_of(run), np.zeros((22, 22, 3), np.uint8)
    assert attribution_client.likeness(network, black, None) is None
    with_pictures = attribution_client.likeness(network, black, pictures)
    assert with_pictures
    monkeypatch.setattr(out_of_distribution, "SHIPPED_DIR", tmp_path)
    (kept,) = (cache_dir() / "explained").glob("*.npz")
    Reference.read(kept).without_pictures().write(shipped_file(run.model_file))
    kept.unlink()
    assert attribution_client.likeness(network, black, None) == dataclasses.replace(with_pictures, neighbours=())
    seen: list[tuple[int, int]] = []
    again = attribution_client.likeness(network, black, pictures, lambda *progress: seen.append(progress))
    assert again == with_pictures
    assert seen == [(12, 12)], "the validation pictures are known"


def test_when_the_set_changes_it_is_looked_at_again(
    run: Run, pictures: PictureSet, attribution_client: AttributionClient
) -> None:
    picture = pictures.pictures("train")[3]
    pixels = decode_picture(picture.path, 22)
    attribution_client.likeness(network_of(run), pixels, pictures)
    kept = picture.path.read_bytes()
    picture.path.unlink()
    try:
        found = attribution_client.likeness(network_of(run), pixels, pictures)
    finally:
        picture.path.write_bytes(kept)
    assert picture.name not in [neighbour.name for neighbour in found.neighbours]


def test_flips_are_places_at_which_the_other_class_is_named() -> None:
    p_dog = np.array([[0.4, 0.5], [0.6, 0.9]])
    assert [Occlusion(p_dog, label, (0, 1), 1, p_dog).num_flips for label in (0, 1)] == [2, 2]
    assert Occlusion(p_dog, 1, (0, 1), 1, np.full((2, 2), 0.7)).num_flips == 0


def test_a_visitors_picture_is_kept_nowhere(
    run: Run, pictures: PictureSet, attribution_client: AttributionClient, home_of_all: Path
) -> None:
    network = network_of(run)
    attribution_client.likeness(network, visitors(1, seed=3)[0], pictures)  # looks at the set, and keeps that
    before = contents(home_of_all)
    for pixels in visitors(50, seed=4):
        (verdict,) = attribution_client.predict(network, [pixels])
        attribution_client.class_map(network, pixels, verdict.label)
        attribution_client.occlusion(network, pixels, verdict.label)
        attribution_client.stability(network, pixels)
        attribution_client.likeness(network, pixels, pictures)
    assert contents(home_of_all) == before


def test_the_page_shows_the_same_probability(
    run: Run,
    pictures: PictureSet,
    attribution_client: AttributionClient,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recorded, "RECORDED_DIR", tmp_path)
    for module in (verdict, heat_maps, training_likeness):
        monkeypatch.setattr(module, "attribution_client", lambda: attribution_client)
    app = open_try(AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=60))
    session_of(app).try_picture.tried_split = "validation"
    evaluated = run.evaluation("validation")["p_dog"]  # type: ignore[index]
    for picture in pictures.pictures("validation")[::3]:
        session_of(app).try_picture.tried = picture.name
        app.run()
        assert not app.exception
        (shown,) = re.findall(r"Network 1: P\(dog\) is ([0-9.]+)%", html(app))
        assert float(shown) / 100 == pytest.approx(evaluated[picture.name], abs=1e-3)


def test_a_run_without_a_model_is_named(home: Path, tiny_recipe: Recipe) -> None:
    with pytest.raises(RunError, match=r"has no model yet \(queued\)"):
        network_of(create_run(tiny_recipe, "tiny"))


def test_what_cannot_be_asked_is_a_sentence(run: Run, attribution_client: AttributionClient, tmp_path: Path) -> None:
    (pixels,) = visitors(1, seed=5)
    with pytest.raises(InspectionError, match=r"gone\.keras is gone; its run may have been deleted"):
        attribution_client.predict(Network(run.recipe, tmp_path / "gone.keras"), [pixels])
    with pytest.raises(InspectionError, match="at most 256 MB are allowed"):
        attribution_client.predict(Network(Recipe(picture_size=512, filters=(1024, 8)), None), [pixels])
    (tmp_path / "broken.keras").write_bytes(b"PK")
    with pytest.raises(DogcatError, match="not a complete Keras model"):
        attribution_client.class_map(Network(run.recipe, tmp_path / "broken.keras"), pixels, 1)
