"""Settings as code: every text is run, and what it makes does the same as the settings, within the same ranges."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from dogcat.augmentation.augment import augment
from dogcat.augmentation.mixing import mix_batch
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.augmentation.sampling import roll_dice
from dogcat.export.augmentation_code import image_data_generator_code, keras_layers_code, tf_data_code
from dogcat.recipe.recipe import Augmentation

SIZE = 40
MIDDLE = (SIZE - 1) / 2
MANY = 300
STEP = 6  # levels from one pixel to the next
ONLY_OURS = {
    *("random_crop_area", "random_crop_aspect", "noise_stddev", "cutout_size", "mixup_alpha"),
    *("contrast_range", "saturation_range", "cutmix_alpha", "mixed_batches"),
}
TUTORIAL = AUGMENTATION_PRESETS["tutorial"]


def test_the_classic_call_reads_as_in_the_tutorial() -> None:
    assert image_data_generator_code(replace(TUTORIAL, shear_range=0)) == (
        "from tensorflow.keras.preprocessing.image import ImageDataGenerator\n"
        "\n"
        "generator = ImageDataGenerator(\n"
        "    rotation_range=40,\n"
        "    width_shift_range=0.2,\n"
        "    height_shift_range=0.2,\n"
        "    zoom_range=(0.8, 1.2),\n"
        "    horizontal_flip=True,\n"
        ")\n"
    )


@pytest.mark.parametrize("name", AUGMENTATION_PRESETS)
def test_the_classic_generator_has_the_same_attributes(name: str) -> None:
    preset = AUGMENTATION_PRESETS[name]
    generator = _run(image_data_generator_code(preset))["generator"]
    for item in fields(Augmentation):
        wanted = getattr(preset, item.name)
        if item.name in ONLY_OURS:
            assert not hasattr(generator, item.name)
        elif item.name == "brightness_range" and wanted == (1, 1):
            assert generator.brightness_range is None
        elif isinstance(wanted, tuple):
            assert tuple(getattr(generator, item.name)) == wanted
        else:
            assert getattr(generator, item.name) == wanted, item.name


def test_the_classic_generators_shift_of_the_whole_size_is_not_one_pixel() -> None:
    generator = _run(image_data_generator_code(Augmentation(width_shift_range=1, height_shift_range=1)))["generator"]
    shifts = [generator.get_random_transform((SIZE, SIZE, 3), seed=seed) for seed in range(MANY)]
    for axis in ("tx", "ty"):
        assert SIZE * 0.95 < max(abs(shift[axis]) for shift in shifts) <= SIZE


def test_what_the_classic_generator_lacks_or_does_otherwise_is_said() -> None:
    assert "# ImageDataGenerator has nothing for noise_stddev=10, cutout_size=0.5." in image_data_generator_code(
        Augmentation(noise_stddev=10, cutout_size=0.5)
    )


@pytest.mark.parametrize(("name", "entry"), [("width_shift_range", (1, 2)), ("height_shift_range", (0, 2))])
def test_keras_3_exchanges_the_shifts_as_the_comment_says(name: str, entry: tuple[int, int]) -> None:
    """When this fails, Keras has put it right, and the comments and this test can go."""
    code = image_data_generator_code(Augmentation(**{name: 0.1}))
    assert "# Keras 3 shifts pictures up and down by width_shift_range" in code
    moved = _maps(_classic(code))
    largest = np.abs(moved).max(axis=0)
    assert 3.5 < largest[entry] <= 4.01
    assert largest[(1 - entry[0], 2)] < 0.01


def test_keras_3_shears_along_the_other_axis_as_the_comment_says() -> None:
    code = image_data_generator_code(Augmentation(shear_range=15))
    assert "Keras 3 shears sideways, Keras 2 and dogcat up and down." in code
    classic = np.abs(_maps(_classic(code))).max(axis=0)
    ours = np.abs(_maps(_ours(Augmentation(shear_range=15)))).max(axis=0)
    assert classic[0, 1] > 0.2
    assert ours[1, 0] > 0.2
    assert max(classic[1, 0], ours[0, 1]) < 0.05


@pytest.mark.parametrize(
    ("changes", "row", "column", "low", "high"),
    [
        ({"rotation_range": 40}, 0, 1, -np.sin(np.deg2rad(40)), np.sin(np.deg2rad(40))),
        ({"width_shift_range": 0.1}, 0, 2, -4, 4),
        ({"height_shift_range": 0.2}, 1, 2, -8, 8),
        ({"shear_range": 15}, 1, 0, -np.sin(np.deg2rad(15)), np.sin(np.deg2rad(15))),
        ({"zoom_range": (0.8, 1.3)}, 0, 0, 0.8, 1.3),
        ({"zoom_range": (0.8, 1.3)}, 1, 1, 0.8, 1.3),
        ({"horizontal_flip": True}, 0, 0, -1, 1),
        ({"vertical_flip": True}, 1, 1, -1, 1),
    ],
)
def test_layers_move_pictures_within_the_range_of_the_settings(
    changes: dict[str, Any], row: int, column: int, low: float, high: float
) -> None:
    """Both the layers and `augment`, by an entry of the map from output to input."""
    for pictures, slack in ((_layers(Augmentation(**changes)), 0.002), (_ours(Augmentation(**changes)), 0.05)):
        values = _maps(pictures)[:, row, column]
        reach = slack + 0.05 * (high - low)
        assert low - slack <= values.min() < low + reach
        assert high - reach < values.max() <= high + slack


def test_layers_of_the_tutorial_do_what_augment_does_on_the_whole() -> None:
    layers, ours = _maps(_layers(TUTORIAL)), _maps(_ours(TUTORIAL))
    np.testing.assert_allclose(layers[:, 0, 0].std(), ours[:, 0, 0].std(), rtol=0.1)
    np.testing.assert_allclose(np.abs(layers).mean(axis=0), np.abs(ours).mean(axis=0), rtol=0.2, atol=0.02)


@pytest.mark.parametrize("mode", ["nearest", "reflect", "wrap", "constant"])
def test_layers_fill_as_the_settings_say(mode: str) -> None:
    augmentation = Augmentation(rotation_range=40, zoom_range=(1, 2), fill_mode=mode, cval=200)
    for layer in _run(keras_layers_code(augmentation))["augmentation"].layers:
        assert layer.fill_mode == mode
        assert layer.fill_value == (200 if mode == "constant" else 0)


def test_layers_change_levels_as_the_settings_say() -> None:
    grey = np.full((100, SIZE, SIZE, 3), 100, np.uint8)
    noisy = _layers(Augmentation(noise_stddev=12), grey)
    assert abs(noisy.std() - 12) < 0.2
    shifted = _layers(Augmentation(channel_shift_range=30), grey)
    assert 70 <= shifted.min() < 75
    assert 125 < shifted.max() <= 130
    halves = np.concatenate([grey[:, :20] // 2, grey[:, 20:]], axis=1)
    contrasts = np.ptp(_layers(Augmentation(contrast_range=(0.6, 1.5)), halves), axis=(1, 2, 3))
    assert 50 * 0.59 <= contrasts.min() < 50 * 0.65
    assert 50 * 1.45 < contrasts.max() <= 50 * 1.51
    brown = grey * np.array([1, 0.5, 0.5])
    colours = np.ptp(_layers(Augmentation(saturation_range=(0.5, 1.5)), brown.astype(np.uint8)), axis=(1, 2, 3))
    assert 50 * 0.49 <= colours.min() < 50 * 0.55
    assert 50 * 1.45 < colours.max() <= 50 * 1.51
    covered = _layers(Augmentation(cutout_size=0.25), grey)
    assert (covered == 128).sum(axis=(1, 2, 3)).tolist() == [3 * 10 * 10] * 100


def test_layers_that_mix_are_beside_those_of_single_pictures() -> None:
    made = _run(keras_layers_code(Augmentation(mixup_alpha=0.4, horizontal_flip=True)))
    batch = {"images": np.zeros((8, SIZE, SIZE, 3), np.float32), "labels": np.eye(8, dtype=np.float32)}
    mixed = made["mixup"](batch, training=True)
    np.testing.assert_allclose(np.asarray(mixed["labels"]).sum(axis=1), 1, rtol=1e-5)
    assert [type(layer).__name__ for layer in made["augmentation"].layers] == ["RandomFlip"]


@pytest.mark.parametrize("alpha", [0.3, 1, 4])
def test_the_layer_of_cutmix_mixes_labels_by_area(alpha: float) -> None:
    code = keras_layers_code(Augmentation(cutmix_alpha=alpha, mixed_batches=0.5))
    assert "# Only 0.5 of the batches are mixed.\n" in code
    black_or_white = 255 * np.arange(8, dtype=np.float32)[:, None, None, None] % 510
    batch = {"images": np.tile(black_or_white, (1, SIZE, SIZE, 3)), "labels": black_or_white[:, :, 0, 0] / 255}
    mixed = _run(code)["cutmix"](batch, training=True)
    white = np.asarray(mixed["images"]).mean(axis=(1, 2, 3)) / 255
    assert ((white > 0) & (white < 1)).any()
    np.testing.assert_allclose(np.asarray(mixed["labels"])[:, 0], white, atol=0.06)  # the layer's boxes end in pixels
    assert "half of them each way" in keras_layers_code(Augmentation(cutmix_alpha=alpha, mixup_alpha=0.4))


def test_what_no_layer_does_is_said() -> None:
    code = keras_layers_code(Augmentation(zoom_range=(0.5, 3), random_crop_area=(0.5, 1), brightness_range=(0.8, 1.2)))
    said = "# No layer does random_crop_area=(0.5, 1), brightness_range=(0.8, 1.2), zoom_range=(0.5, 3).\n"
    assert said in code
    assert "RandomZoom(" not in code
    for limits in ((0.2, 1.5), (0.5, 0.9)):
        assert f"# No layer does contrast_range={limits}.\n" in keras_layers_code(Augmentation(contrast_range=limits))


@pytest.mark.parametrize(
    "augmentation",
    [
        Augmentation(),
        Augmentation(fill_mode="wrap", cval=7),
        Augmentation(random_crop_aspect=(0.5, 2)),
        Augmentation(mixed_batches=0.5),
        Augmentation(mixup_alpha=1, cutmix_alpha=1, mixed_batches=0),
    ],
    ids=["none", "fill", "aspect", "batches", "no batch"],
)
def test_what_changes_nothing_is_not_printed(augmentation: Augmentation) -> None:
    assert image_data_generator_code(augmentation).endswith("\n\ngenerator = ImageDataGenerator()\n")
    assert "\naugmentation = Augmentation()\n" in tf_data_code(augmentation)
    code = keras_layers_code(augmentation)
    assert code == "import keras\n\naugmentation = keras.layers.Identity()\n"
    np.testing.assert_array_equal(_layers(augmentation), _places())


@pytest.mark.parametrize("name", AUGMENTATION_PRESETS)
def test_every_preset_runs_as_layers(name: str) -> None:
    assert _layers(AUGMENTATION_PRESETS[name]).shape == (MANY, SIZE, SIZE, 3)


@pytest.mark.parametrize(
    "augmentation",
    [*AUGMENTATION_PRESETS.values(), Augmentation(mixup_alpha=0.4), Augmentation(cutmix_alpha=1, mixed_batches=0.5)],
    ids=[*AUGMENTATION_PRESETS, "mixup", "cutmix"],
)
def test_tf_data_gives_what_the_app_trains_on(augmentation: Augmentation) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (64, SIZE, SIZE, 3), dtype=np.uint8)
    labels = np.arange(64, dtype=np.float32) % 2
    code = tf_data_code(augmentation)
    imports = [line for line in code.splitlines() if line.startswith("from dogcat")]
    assert imports == sorted(imports)
    made = _run(code, pixels=pixels, labels=labels)
    assert made["augmentation"] == augmentation
    plain = _run(tf_data_code(Augmentation()), pixels=pixels, labels=labels)
    generator = np.random.default_rng(1)
    for (batch, soft), (before, hard) in zip(made["batches"].take(2), plain["batches"].take(2), strict=True):
        dice = roll_dice(generator, 32)
        expected = augment(before.numpy(), augmentation, dice), hard.numpy()
        expected = mix_batch(*expected, augmentation, dice)
        np.testing.assert_array_equal(batch, expected[0])
        np.testing.assert_array_equal(soft, expected[1])


def test_a_model_trains_on_the_batches() -> None:
    import keras

    made = _run(
        tf_data_code(replace(TUTORIAL, mixup_alpha=0.2)),
        pixels=np.zeros((40, SIZE, SIZE, 3), np.uint8),
        labels=np.zeros(40, np.float32),
    )
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(1, "sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(made["batches"], steps_per_epoch=2, epochs=1, shuffle=False, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def _run(code: str, **names: Any) -> dict[str, Any]:
    """What the code has made, by name."""
    exec(compile(code, "copied.py", "exec"), names)  # noqa: S102 - our own text
    return names


def _places() -> np.ndarray:
    """Pictures whose red says how far to the right a pixel is, and whose green how far down."""
    down, right = np.mgrid[:SIZE, :SIZE]
    return np.tile((STEP * np.stack([right, down, 0 * down], axis=2)).astype(np.uint8), (MANY, 1, 1, 1))


def _maps(pictures: np.ndarray) -> np.ndarray:
    """The affine maps (N, 2, 3) from output (x, y) to input, around the middle, read in the middle of the pictures."""
    inner = slice(SIZE // 2 - 3, SIZE // 2 + 3)
    down, right = np.mgrid[inner, inner] - MIDDLE
    outputs = np.stack([right.ravel(), down.ravel(), np.ones(right.size)], axis=1)
    came_from = pictures[:, inner, inner, :2].reshape(len(pictures), -1, 2).astype(float) / STEP - MIDDLE
    return (np.linalg.pinv(outputs) @ came_from).transpose(0, 2, 1)


def _layers(augmentation: Augmentation, pictures: np.ndarray | None = None) -> np.ndarray:
    layers = _run(keras_layers_code(augmentation))["augmentation"]
    return np.asarray(layers(_places() if pictures is None else pictures, training=True))


def _ours(augmentation: Augmentation) -> np.ndarray:
    return augment(_places(), augmentation, roll_dice(np.random.default_rng(1), MANY))


def _classic(code: str) -> np.ndarray:
    generator = _run(code)["generator"]
    return np.stack([generator.random_transform(picture) for picture in _places().astype(np.float32)])
