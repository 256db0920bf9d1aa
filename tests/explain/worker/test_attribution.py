"""Maps, occlusion and stability of networks whose answer is known, and what a network makes of a split."""

import dataclasses

import keras
import numpy as np
import pytest

from dogcat.explain.out_of_distribution import pixel_statistics
from dogcat.explain.perturbations import AXES, along
from dogcat.explain.worker import attribution
from dogcat.explain.worker.activations import activations, open_network
from dogcat.explain.worker.attribution import NUM_DRAWS, class_map, look, look_at_split, occlusion, predict, stability
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.training.evaluation import predict as predict_batch

SIZE = 46
CAT, DOG = 0, 1
GENERATOR = np.random.default_rng(5)


@pytest.fixture(scope="module")
def sides() -> keras.Sequential:
    """A network for which light on the left speaks for the dog, and light on the right for the cat."""
    recipe = Recipe(picture_size=SIZE, filters=(1, 1), dense_units=2, precision="float32")
    model = open_network(recipe, None)
    for name in ("conv_1", "conv_2"):
        kernel, bias = model.get_layer(name).get_weights()
        kernel[:] = 0
        kernel[1, 1] = 1 / kernel.shape[2]
        model.get_layer(name).set_weights([kernel, bias])
    halves = np.zeros((10, 10, 2), np.float32)
    halves[:, :5, 0] = halves[:, 5:, 1] = 1
    model.get_layer("dense").set_weights([halves.reshape(-1, 2), np.zeros(2, np.float32)])
    model.get_layer("output").set_weights([np.array([[0.2], [-0.2]], np.float32), np.zeros(1, np.float32)])
    return model


@pytest.fixture
def spots() -> np.ndarray:
    """Grey, with a large white spot around row 14, column 10, and a smaller one around row 33, column 36."""
    pixels = np.full((SIZE, SIZE, 3), 128, np.uint8)
    pixels[10:19, 6:15] = 255
    pixels[31:36, 34:39] = 255
    return pixels


def noise(count: int, size: int) -> np.ndarray:
    return GENERATOR.integers(0, 256, (count, size, size, 3), dtype=np.uint8)


@pytest.mark.parametrize(("label", "row", "column"), [(DOG, 14, 10), (CAT, 33, 36)])
def test_what_speaks_for_a_class_is_where_it_is(
    sides: keras.Sequential, spots: np.ndarray, label: int, row: int, column: int
) -> None:
    found = class_map(sides, spots, label)
    assert (found.shape, found.dtype) == ((SIZE, SIZE), np.float32)
    places = np.arange(SIZE)
    middle = (found.sum(axis=1) @ places / found.sum(), found.sum(axis=0) @ places / found.sum())
    assert middle == pytest.approx((row, column), abs=2)
    away = np.hypot(*np.ogrid[-row : SIZE - row, -column : SIZE - column]) > 14
    assert found[away].max() < 0.02 * found.max()


def test_nothing_speaks_for_a_class_where_there_is_nothing(sides: keras.Sequential) -> None:
    assert not class_map(sides, np.full((SIZE, SIZE, 3), 128, np.uint8), DOG).any()


def test_a_map_is_not_lost_where_the_probability_is_1(sides: keras.Sequential) -> None:
    bright = np.zeros((SIZE, SIZE, 3), np.uint8)
    bright[:, :20] = 255
    assert predict(sides, bright[None])[0] > 0.9999
    assert class_map(sides, bright, DOG)[:, :20].mean() > 0.02


def test_a_patch_over_what_counts_lowers_the_odds(sides: keras.Sequential, spots: np.ndarray) -> None:
    whole = predict(sides, spots[None])[0]
    found = occlusion(sides, spots, DOG)
    drop = found["map"]
    assert found["patch"] == 9
    assert (found["starts"][0], found["starts"][-1]) == (0, SIZE - 9)
    assert found["p_dog"].shape == (13, 13)
    over_left_spot = found["p_dog"][3, 2]
    assert over_left_spot == pytest.approx(found["p_dog"].min(), abs=0.02)
    assert over_left_spot < whole - 0.05
    assert found["p_dog"].max() > whole, "where it covers what speaks for the cat"
    assert drop[14, 10] == pytest.approx(drop.max(), rel=0.2)
    assert drop[33, 36] < 0, "that one speaks for the cat"
    np.testing.assert_allclose(occlusion(sides, spots, CAT)["map"], -drop, atol=1e-6)


def test_where_nothing_is_changed_the_verdict_stays(tiny_recipe: Recipe) -> None:
    model, (pixels,) = open_network(tiny_recipe, None), noise(1, 22)
    whole = predict(model, pixels[None])[0]
    found = stability(model, pixels, seed=1)
    for name, axis in AXES.items():
        assert len(found[name]) == len(axis.values)
        np.testing.assert_allclose(found[name], predict(model, along(pixels, axis)), atol=1e-6)
        if name != "jpeg":
            assert found[name][axis.values.index(axis.unchanged)] == pytest.approx(whole, abs=1e-6)
    assert found["draws"].shape == (NUM_DRAWS,)
    assert len(np.unique(found["draws"])) == NUM_DRAWS


def test_the_same_dice_show_every_network_the_same_pictures(tiny_recipe: Recipe) -> None:
    model, (pixels,) = open_network(tiny_recipe, None), noise(1, 22)
    first, again, other = (stability(model, pixels, seed)["draws"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_many_pictures_are_looked_at_in_parts(tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    model, pixels = open_network(tiny_recipe, None), noise(7, 22)
    together = predict_batch(model, pixels)
    sizes = []

    def spy(asked: keras.Model, part: np.ndarray, mirror: bool) -> np.ndarray:
        sizes.append(len(part))
        return predict_batch(asked, part, mirror)

    monkeypatch.setattr(attribution, "predict_batch", spy)
    monkeypatch.setattr(attribution, "MAX_BATCH_BYTES", 3 * 4 * (22 * 22 * 3 + 20 * 20 * 4 + 900))
    np.testing.assert_allclose(predict(model, pixels), together, atol=1e-6)
    assert max(sizes) <= 3
    assert sum(sizes) == 7


def test_a_look_is_what_the_layers_say(tiny_recipe: Recipe) -> None:
    model, pixels = open_network(tiny_recipe, None), noise(3, 22)
    found = look(model, pixels)
    for number, picture in enumerate(pixels):
        layers = activations(model, picture)
        maps = layers["pool_2"].reshape(-1, 8)
        np.testing.assert_allclose(found["hidden"][number], layers["dense"], atol=1e-6)
        of_pixels = pixel_statistics(picture[None])[0]
        expected = np.concatenate([maps.mean(axis=0), maps.std(axis=0), of_pixels])
        np.testing.assert_allclose(found["texture"][number], expected, atol=1e-6)


def test_a_network_with_one_block_has_looks_as_well() -> None:
    model = open_network(Recipe(picture_size=8, filters=(3,), dense_units=2, precision="float32"), None)
    assert look(model, noise(2, 8))["texture"].shape == (2, 6 + 31)
    assert class_map(model, noise(1, 8)[0], DOG).shape == (8, 8)


def test_a_network_that_averages_its_maps_has_a_class_map() -> None:
    recipe = Recipe(picture_size=22, filters=(4, 8), dense_units=8, pooling="average", precision="float32")
    model, (pixels,) = open_network(recipe, None), noise(1, 22)
    assert class_map(model, pixels, DOG).any() or class_map(model, pixels, CAT).any()


def test_a_split_is_looked_at_in_blocks(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    model = open_network(tiny_recipe, None)
    blocks = [look_at_split(model, tiny_recipe, "tiny", "validation", first, 5) for first in (0, 5, 10)]
    assert [len(block["names"]) for block in blocks] == [5, 5, 2]
    assert {int(block["num_all"]) for block in blocks} == {12}
    names = [str(name) for block in blocks for name in block["names"]]
    assert names == [picture.name for picture in tiny_set.pictures("validation")]
    whole = look_at_split(model, tiny_recipe, "tiny", "validation", 0, 12)
    np.testing.assert_allclose(np.concatenate([block["hidden"] for block in blocks]), whole["hidden"], atol=1e-6)


def test_only_what_the_recipe_trains_on_counts_as_training(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    recipe = dataclasses.replace(tiny_recipe, num_training_pictures=4)
    found = look_at_split(open_network(recipe, None), recipe, "tiny", "train", 0, 100)
    assert sorted(name.split("/")[1] for name in found["names"].tolist()) == ["cats", "cats", "dogs", "dogs"]


def test_of_a_large_split_some_of_both_classes_are_picked(
    tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attribution, "MAX_OF_SPLIT", 4)
    found = look_at_split(open_network(tiny_recipe, None), tiny_recipe, "tiny", "train", 0, 100)
    assert sorted(name.split("/")[1] for name in found["names"].tolist()) == ["cats", "cats", "dogs", "dogs"]


@pytest.mark.parametrize("is_residual", [False, True], ids=["normalized", "residual"])
@pytest.mark.parametrize("size", [46, 47])
def test_networks_with_batch_normalization_are_explained_at_the_right_place(is_residual: bool, size: int) -> None:
    recipe = Recipe(
        picture_size=size,
        filters=(8, 8),
        pooling="average",
        dense_units=0,
        batch_normalization=True,
        residual=is_residual,
        squeeze_excitation=is_residual,
        precision="float32",
    )
    model = open_network(recipe, None)
    model.get_layer("output").set_weights([np.ones((8, 1), np.float32), np.zeros(1, np.float32)])
    pixels = np.full((size, size, 3), 128, np.uint8)
    pixels[30:39, 8:17] = 255
    maps = [class_map(model, pixels, label) for label in (CAT, DOG)]
    total = maps[CAT] + maps[DOG]
    places = np.arange(size)
    middle = (total.sum(axis=1) @ places / total.sum(), total.sum(axis=0) @ places / total.sum())
    assert middle == pytest.approx((34, 12), abs=4)
    found = look(model, noise(3, size))
    assert found["hidden"].shape == (3, 8)
    assert found["texture"].shape == (3, 2 * 8 + 31)
    assert occlusion(model, pixels, DOG)["map"].shape == (size, size)
    assert activations(model, pixels)["output"] == pytest.approx(predict(model, pixels[None])[0], abs=1e-5)


def test_a_base_is_explained_where_the_picture_is_not_grey() -> None:
    fields = {"base": "efficientnet-lite0", "base_training": "features", "pooling": "average", "dense_units": 0}
    model = open_network(Recipe(picture_size=160, precision="float32", **fields), None)
    pixels = np.full((160, 160, 3), 128, np.uint8)
    pixels[96:144, 96:144] = np.random.default_rng(0).integers(0, 256, (48, 48, 3))
    evidence = class_map(model, pixels, CAT) + class_map(model, pixels, DOG)
    assert evidence[80:, 80:].sum() > 2 * evidence[:80, :80].sum() > 0
    assert look(model, pixels[None])["hidden"].shape == (1, 1280)
