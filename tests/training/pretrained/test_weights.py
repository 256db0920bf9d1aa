"""The published weights: where they are, that they are compared before they are read, and what is said without them."""

from pathlib import Path

import keras
import numpy as np
import pytest

from dogcat.recipe.bases import BASES
from dogcat.training.pretrained import weights
from dogcat.training.pretrained.weights import BaseWeightsError, base_weights, imagenet_classifier

NAME = "efficientnet-lite0"


@pytest.fixture(autouse=True)
def afresh() -> None:
    base_weights.cache_clear()
    imagenet_classifier.cache_clear()


def test_the_first_block_computes_what_the_published_weights_say_by_hand() -> None:
    """Convolution, batch normalization and ReLU of the stem at one place, in NumPy, with the numbers of the file."""
    tensors = weights._lite0()
    pixels = np.random.default_rng(2).integers(0, 256, (1, 6, 6, 3)).astype(np.float32)
    inputs = pixels / 128 - 127 / 128
    row, column = 1, 2  # an even size gets its row of zeros at the end, so the window starts at twice the place
    window = np.zeros((3, 3, 3))
    part = inputs[0, 2 * row : 2 * row + 3, 2 * column : 2 * column + 3]
    window[: part.shape[0], : part.shape[1]] = part
    kernel = tensors["_conv_stem.weight"].astype(np.float64)  # output, input, row, column
    sums = np.array([(window * each.transpose(1, 2, 0)).sum() for each in kernel])
    gamma, beta, mean, variance = (
        tensors[f"_bn0.{name}"] for name in ("weight", "bias", "running_mean", "running_var")
    )
    by_hand = np.clip((sums - mean) / np.sqrt(variance + 1e-3) * gamma + beta, 0, 6)

    values = keras.Input((6, 6, 3))
    outputs = values
    for name, kind, _inputs, settings in BASES[NAME].rows[:4]:
        outputs = getattr(keras.layers, kind)(**settings, name=name)(outputs)
    stem = keras.Model(values, outputs)
    stem.set_weights(list(base_weights(NAME)[:5]))
    np.testing.assert_allclose(np.asarray(stem(pixels))[0, row, column], by_hand, atol=1e-5)


def test_the_classifier_has_the_thousand_classes() -> None:
    kernel, bias = imagenet_classifier()
    assert kernel.shape == (BASES[NAME].num_features, 1000)
    assert bias.shape == (1000,)


def test_other_weights_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = weights.weights_file()
    assert file
    changed = tmp_path / "changed"
    changed.write_bytes(file.read_bytes()[:-1] + b"\x01")
    monkeypatch.setattr(weights, "weights_file", lambda: changed)
    monkeypatch.setattr(weights, "read_tensors", lambda _file: pytest.fail("read before it was compared"))
    with pytest.raises(BaseWeightsError, match="SHA-256"):
        base_weights(NAME)


def test_without_the_package_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(BaseWeightsError, match="no-such-package-anywhere"):
        base_weights(NAME)


def test_without_internet_the_sentence_says_what_else_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_internet(**_options: object) -> None:
        raise Exception("URL fetch failure")  # noqa: TRY002 - what Keras raises

    monkeypatch.setattr(keras.applications, "VGG16", no_internet)
    with pytest.raises(BaseWeightsError, match=r"VGG16.*URL fetch failure.*EfficientNet-Lite0"):
        base_weights("vgg16")


@pytest.mark.parametrize("name", ["mobilenet-v2", "vgg16"])
def test_a_base_is_the_network_of_keras_with_the_same_weights(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built by hand and by Keras, with the same random weights, both give the same maps."""
    kind = {"mobilenet-v2": "MobileNetV2", "vgg16": "VGG16"}[name]
    make = getattr(keras.applications, kind)
    theirs = make(include_top=False, weights=None, input_shape=(34, 34, 3))
    monkeypatch.setattr(keras.applications, kind, lambda **_options: theirs)
    values = keras.Input((34, 34, 3), name="pixels")
    outputs = {"pixels": values}
    for layer, kind, inputs, settings in BASES[name].rows:
        taken = [outputs[each] for each in inputs]
        outputs[layer] = getattr(keras.layers, kind)(**settings, name=layer)(taken if len(taken) > 1 else taken[0])
    ours = keras.Model(values, outputs[BASES[name].rows[-1][0]])
    ours.set_weights(list(base_weights(name)))
    pixels = np.random.default_rng(3).integers(0, 256, (1, 34, 34, 3)).astype(np.float32)
    prepare = {"mobilenet-v2": keras.applications.mobilenet_v2, "vgg16": keras.applications.vgg16}[
        name
    ].preprocess_input
    expected = np.asarray(theirs(prepare(pixels.copy()), training=False))
    found = np.asarray(ours(pixels, training=False))
    np.testing.assert_allclose(found, expected, atol=1e-4 * max(1.0, float(np.abs(expected).max())))
