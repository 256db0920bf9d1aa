"""What each layer sees, as AppTest shows it: maps, a convolution by hand, dropout."""

import base64
import dataclasses
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dogcat.common import language
from dogcat.common.errors import DogcatError
from dogcat.explain.activations import LAST, UNTRAINED, kept_networks
from dogcat.explain.feature_maps import (
    brightest_first,
    map_tiles,
)
from dogcat.explain.first_layer_maps import answers_to
from dogcat.explain.worker.activations import activations, dropout_passes, open_network
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import Recipe, recipe_to_json
from dogcat.runs.first_layer import FirstLayer, read_first_layer, write_first_layer
from dogcat.runs.run import Run, create_run
from dogcat.runs.watched import WatchedPicture
from pages.screens.model.layer_maps import TRAINED
from pages.state import resources
from pages.widgets.picture_choice import examples
from tests.pages.helpers import begin_lesson, grid, press, session_of, texts
from tests.spoken import speak_marked, untranslated

pytestmark = pytest.mark.slow

JPEG_ERROR = 15  # levels on average, of maps with sharp edges


@pytest.fixture(autouse=True, scope="module")
def worker_ends() -> Iterator[None]:
    """All tests share one process that looks into networks."""
    resources.activation_client.clear()
    yield
    resources.activation_client().close()
    resources.activation_client.clear()


@pytest.fixture
def pixels(tiny_set: PictureSet, tiny_recipe: Recipe) -> np.ndarray:
    """The picture that is chosen at first."""
    return decode_picture(examples(tiny_set.pictures("train"))[0].path, tiny_recipe.picture_size)


@pytest.fixture
def run(tiny_set: PictureSet, tiny_recipe: Recipe) -> Run:
    """A run with dropout whose model is that of another seed: as good as trained, and quick."""
    recipe = dataclasses.replace(tiny_recipe, dropout=0.5)
    made = create_run(recipe, tiny_set.name)
    open_network(dataclasses.replace(recipe, seed=2), None).save(made.model_file)
    return made


@pytest.fixture
def residual(tiny_set: PictureSet, tiny_recipe: Recipe) -> Run:
    """A run of a residual network in which each block adds something."""
    parts = {"batch_normalization": True, "residual": True, "squeeze_excitation": True}
    recipe = dataclasses.replace(tiny_recipe, filters=(8, 8), dense_units=0, **parts)
    made = create_run(recipe, tiny_set.name)
    model = open_network(recipe, None)
    for layer in model.layers:
        if layer.name.endswith("norm_2"):
            layer.gamma.assign(np.full(8, 0.5, np.float32))
    model.save(made.model_file)
    return made


def test_batch_normalization_is_calculated_by_hand_as_keras_does(residual: Run) -> None:
    app = view("normalization", residual)
    said = texts(app.markdown)
    assert "Learned: gamma = 1.0000, beta = 0.0000" in said
    assert re.search(r"after, in training \| -?0\.0000 \| 1\.0", said) or re.search(r"\| -?0\.000\d \| 0\.99", said)
    assert float(re.findall(r"The difference is (\S+)\.", said)[0]) < 1e-4
    app.slider(key="session.normalized_map").set_value(3).run()
    assert not app.exception
    assert texts(app.markdown) != said


def test_a_residual_block_shows_its_summands_and_its_factors(residual: Run) -> None:
    app = view("residual_block", residual)
    assert "as large as what went around" in texts(app.markdown)
    assert "starts at 0" not in texts(app.caption)
    assert "The means of all 8 maps go through two small dense layers" in texts(app.caption)
    app.select_slider(key="session.block").set_value("stage_2_block_1").run()
    assert not app.exception
    untrained = view("residual_block", residual.recipe)
    assert "the last gamma of each block starts at 0" in texts(untrained.caption)


def test_the_other_views_cope_with_a_residual_network(residual: Run) -> None:
    assert "a border of zeros" in texts(view("convolution_by_hand", residual).info)
    assert "P(dog)" in texts(view("activations", residual).markdown)
    assert "Nine out of ten" in texts(view("dropout", residual).caption)


def test_a_convolution_before_batch_normalization_is_calculated_with_its_factors(
    tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    app = view("convolution_by_hand", dataclasses.replace(tiny_recipe, batch_normalization=True))
    assert "in evaluation, both together are one convolution" in texts(app.caption)
    assert all(float(found) < 1e-5 for found in re.findall(r"The difference is (\S+)\.", texts(app.markdown)))


@pytest.mark.parametrize("name", ["normalization", "residual_block"])
def test_a_network_without_the_part_says_so(name: str, run: Run) -> None:
    assert "This network has no" in texts(view(name, run).info)


def view(name: str, chosen: Run | Recipe) -> AppTest:
    def script(name: str, recipe: str, folder: str) -> None:
        import importlib
        from pathlib import Path

        from dogcat.recipe.recipe import recipe_from_json
        from dogcat.runs.run import Run

        show = getattr(importlib.import_module(f"pages.screens.model.{name}"), f"show_{name}")
        show(Run(Path(folder)) if folder else recipe_from_json(recipe))

    recipe, folder = ("", str(chosen.folder)) if isinstance(chosen, Run) else (recipe_to_json(chosen), "")
    app = AppTest.from_function(script, default_timeout=60, args=(name, recipe, folder)).run()
    assert not app.exception
    return app


def tiles(app: AppTest, key: str) -> list[tuple[str, np.ndarray]]:
    items: list[dict[str, str]] = grid(app, key)["items"]  # type: ignore[assignment]
    return [
        (item["caption"], np.asarray(Image.open(io.BytesIO(base64.b64decode(item["source"].split(",")[1])))))
        for item in items
    ]


def test_through_shows_every_layer_and_the_maps_brightest_first(tiny_recipe: Recipe, pixels: np.ndarray) -> None:
    app = view("activations", tiny_recipe)
    found = activations(open_network(tiny_recipe, None), pixels)
    assert [caption for caption, _ in tiles(app, "way")] == [
        "the picture", "conv_1", "pool_1", "conv_2", "pool_2", "dense",
    ]  # fmt: skip
    app.select_slider[0].set_value("pool_2").run()
    order = brightest_first(found["pool_2"])
    shown = tiles(app, "maps-Before training")
    assert [caption for caption, _ in shown[1:]] == [f"filter {number + 1}" for number in order]
    expected = map_tiles(found["pool_2"], order, float(found["pool_2"].max()))
    for (_, picture), tile in zip(shown[1:], expected, strict=True):
        assert np.abs(picture.astype(float) - tile).mean() < JPEG_ERROR
    seen = next(row.receptive_field for row in layer_table(tiny_recipe) if row.name == "pool_2")
    assert f"sees {seen} × {seen} pixels" in texts(app.markdown)
    assert "This network has not been trained yet" in texts(app.caption)


def test_untrained_and_trained_are_in_one_scale_and_in_the_same_places(run: Run, pixels: np.ndarray) -> None:
    app = view("activations", run)
    before, after = (activations(open_network(run.recipe, file), pixels)["conv_1"] for file in (None, run.model_file))
    order = brightest_first(after)
    strongest = float(max(before.max(), after.max()))
    for name, maps in (("Before training", before), ("After training", after)):
        shown = tiles(app, f"maps-{name}")
        assert [caption for caption, _ in shown[1:]] == [f"filter {number + 1}" for number in order]
        for (_, picture), tile in zip(shown[1:], map_tiles(maps, order, strongest), strict=True):
            assert np.abs(picture.astype(float) - tile).mean() < JPEG_ERROR
    app.select_slider[0].set_value("dense").run()
    assert not app.exception
    assert "one of 8 units" in texts(app.caption)


def test_the_first_layer_is_shown_for_every_epoch_that_was_kept(
    tiny_set: PictureSet, tiny_recipe: Recipe, pixels: np.ndarray
) -> None:
    watched = np.roll(pixels, 5, axis=0)
    run = create_run(tiny_recipe, tiny_set.name, watched=[WatchedPicture("a", 0, watched)])
    for epoch in (0, 1, 2):
        model = open_network(dataclasses.replace(tiny_recipe, seed=epoch), None)
        kernels, biases = model.get_layer("conv_1").get_weights()
        write_first_layer(run.folder, epoch, FirstLayer(kernels, biases, activations(model, watched)["pool_1"]))
    app = view("activations", run)
    layers = {epoch: read_first_layer(run.folder, epoch) for epoch in (0, 1, 2)}
    maps = {epoch: answers_to(pixels, layer, tiny_recipe) for epoch, layer in layers.items() if layer}
    order = brightest_first(maps[2])
    for epoch in (2, 0):
        app.select_slider(key="layer_epoch").set_value(epoch).run()
        assert not app.exception
        shown = tiles(app, "maps-of-an-epoch")
        assert [caption for caption, _ in shown[1:]] == [f"filter {number + 1}" for number in order]
        for (_, picture), tile in zip(shown[1:], map_tiles(maps[epoch], order, float(maps[2].max())), strict=True):
            assert np.abs(picture.astype(float) - tile).mean() < JPEG_ERROR


def test_a_run_that_watched_nothing_says_why_there_are_no_epochs(run: Run) -> None:
    app = view("activations", run)
    assert "no picture was watched" in texts(app.caption)
    assert [slider.label for slider in app.select_slider] == ["Layer"]
    assert "Weights" not in [group.label for group in app.get("button_group")], "there is only one trained state"


def test_a_run_that_came_with_the_app_says_how_to_get_epochs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.screens.model.first_layer_epochs.RECORDED_DIR", run.folder.parent)
    speak_marked(monkeypatch)
    app = view("activations", run)
    assert "It keeps its first layer after every epoch" in texts(app.caption)
    assert untranslated(app) == []


def test_a_picture_of_ones_own_goes_through(tiny_recipe: Recipe, tiny_set: PictureSet) -> None:
    app = view("activations", tiny_recipe)
    app.get("button_group")[0].set_value("My own").run()
    assert not app.exception
    white = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(white, "PNG")
    app.file_uploader[0].upload("white.png", white.getvalue(), "image/png").run()
    assert not app.exception
    _, picture = tiles(app, "way")[0]
    assert picture.shape == (22, 22, 3)
    assert picture.min() > 250


def test_by_hand_the_figure_shown_is_that_of_keras(run: Run, pixels: np.ndarray) -> None:
    app = view("convolution_by_hand", run)
    for label, value in (("Filter", 3), ("Row of the output", 4), ("Column of the output", 17)):
        next(slider for slider in app.slider if slider.label == label).set_value(value).run()
    assert not app.exception
    found = activations(open_network(run.recipe, run.model_file), pixels)
    shown = texts(app.markdown)
    value = float(re.findall(r"relu: .*?\*\*([\d.]+)\*\*", shown)[0])
    assert value == pytest.approx(float(found["conv_1"][4, 17, 2]), abs=1e-5)
    sums = re.search(r"products: (\S+) \(red\) (\S+) \(green\) (\S+) \(blue\) = \*\*(\S+)\*\*", shown)
    assert sums
    red, green, blue, total = (float(text.replace("−", "-")) for text in sums.groups())
    assert red + green + blue == pytest.approx(total, abs=2e-6)
    assert "become row 2, column 8" in shown
    largest = re.search(r"max → <strong>([\d.]+)</strong>", " ".join(one.proto.body for one in app.get("html")))
    assert largest
    assert float(largest[1]) == pytest.approx(float(found["pool_1"][2, 8, 2]), abs=1e-5)
    assert f"Keras computes {found['pool_1'][2, 8, 2]:.6f}" in shown


def test_the_strongest_place_is_found(run: Run, pixels: np.ndarray) -> None:
    app = view("convolution_by_hand", run)
    press(app, "Go to the strongest response")
    found = activations(open_network(run.recipe, run.model_file), pixels)["conv_1"][..., 0]
    row, column = np.unravel_index(np.argmax(found), found.shape)
    assert [slider.value for slider in app.slider[1:3]] == [row, column]
    assert f"Keras computes {found.max():.6f}" in texts(app.markdown)


def test_the_lesson_sees_a_chosen_place_and_the_maps(run: Run, tiny_recipe: Recipe, tiny_set: PictureSet) -> None:
    app = view("convolution_by_hand", tiny_recipe)
    done = begin_lesson(app)
    app.run()
    assert done == [], "the place at which the view opens was not chosen"
    press(app, "Go to the strongest response")
    assert done == ["calculated-value"]
    app = view("activations", run)
    done = begin_lesson(app)
    for seen in ((), (UNTRAINED,), (TRAINED,)):
        session_of(app).model.seen_maps = set(seen)
        app.run()
        assert done == [], "only what was on the screen was looked at"
    session_of(app).model.seen_maps.add(UNTRAINED)
    app.run()
    assert done == ["looked-through"]


def test_a_place_beyond_a_smaller_picture_becomes_its_middle(tiny_recipe: Recipe, tiny_set: PictureSet) -> None:
    app = view("convolution_by_hand", tiny_recipe)
    assert [slider.value for slider in app.slider[1:3]] == [10, 10]


def test_dropout_switches_off_another_half_at_each_press(run: Run, pixels: np.ndarray) -> None:
    app = view("dropout", run)
    passes = dropout_passes(open_network(run.recipe, run.model_file), pixels, 0.5, 1)
    for place in (0, 1):
        num_on = int(passes["is_on"][place].sum())
        assert f"P(dog) is **{passes['p_dog'][place]:.1%}**" in texts(app.markdown)
        (image,) = app.get("image")
        assert f"Pass {place + 1}: {num_on} on" in image.proto.imgs[0].caption
        press(app, "Switch off another half")
    chart = next(one for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart")
    drawn = json.loads(chart.proto.json)["figure"]["data"][0]
    np.testing.assert_allclose(drawn["y"], passes["p_dog"], atol=1e-6)
    assert "one reason why validation can look better" in texts(app.info)


def test_a_network_without_dropout_is_given_one_and_told_so(tiny_recipe: Recipe, tiny_set: PictureSet) -> None:
    app = view("dropout", tiny_recipe)
    assert "This network has no dropout" in texts(app.caption)


@pytest.mark.parametrize("name", ["activations", "convolution_by_hand", "dropout"])
def test_a_damaged_model_is_answered_with_a_sentence(run: Run, name: str) -> None:
    run.model_file.write_bytes(b"PK")
    app = view(name, run)
    assert "not a complete Keras model" in app.error[0].value


@pytest.mark.parametrize("name", ["activations", "convolution_by_hand", "dropout"])
def test_without_a_picture_set_there_is_a_drawn_cat(home: Path, tiny_recipe: Recipe, name: str) -> None:
    assert not view(name, tiny_recipe).error


def test_every_sentence_about_what_layers_see_is_translated(
    run: Run, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    untrained = dataclasses.replace(tiny_recipe, filters=(32, 8), dropout=0.25)
    for name in ("activations", "convolution_by_hand", "dropout"):
        for chosen in (run, untrained, tiny_recipe):
            assert untranslated(view(name, chosen)) == []
    app = view("activations", untrained)
    for layer in ("pool_2", "dense"):
        app.select_slider[0].set_value(layer).run()
        assert untranslated(app) == []


def test_every_sentence_about_the_epochs_of_the_first_layer_is_translated(
    tiny_set: PictureSet, tiny_recipe: Recipe, pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create_run(tiny_recipe, tiny_set.name, watched=[WatchedPicture("a", 0, pixels)])
    for epoch in (0, 1):
        kernels, biases = open_network(tiny_recipe, None).get_layer("conv_1").get_weights()
        write_first_layer(run.folder, epoch, FirstLayer(kernels, biases, np.zeros((10, 10, 4), np.float32)))
    speak_marked(monkeypatch)
    app = view("activations", run)
    assert app.select_slider(key="layer_epoch")
    assert untranslated(app) == []


def test_the_process_that_looks_into_networks_answers_in_the_language_of_whoever_asks(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_network(dataclasses.replace(run.recipe, dense_units=9), None).save(run.model_file)
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    with pytest.raises(DogcatError, match=r"다시 훈련하세요\.$"):
        resources.activation_client().filters(kept_networks(run)[LAST])
