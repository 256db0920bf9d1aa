"""The first layer after an epoch: written and read again, also after damage."""

from pathlib import Path

import numpy as np

from dogcat.runs.first_layer import FirstLayer, read_first_layer, write_first_layer


def layer_of(responses: np.ndarray, kernels: np.ndarray | None = None) -> FirstLayer:
    silent = np.zeros((3, 3, 3, responses.shape[-1]), np.float32)
    return FirstLayer(silent if kernels is None else kernels, np.zeros(responses.shape[-1], np.float32), responses)


def test_a_first_layer_is_kept_to_a_255th(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    made = FirstLayer(
        generator.normal(size=(3, 3, 3, 4)).astype(np.float32),
        generator.normal(size=4).astype(np.float32),
        generator.random((5, 6, 4)).astype(np.float32) * 7,
    )
    write_first_layer(tmp_path, 12, made)
    read = read_first_layer(tmp_path, 12)
    assert read
    np.testing.assert_array_equal(read.kernels, made.kernels)
    np.testing.assert_array_equal(read.biases, made.biases)
    np.testing.assert_allclose(read.responses, made.responses, atol=made.responses.max() / 255 / 1.99)
    assert read_first_layer(tmp_path, 13) is None


def test_a_first_layer_that_never_answers_is_kept_as_well(tmp_path: Path) -> None:
    write_first_layer(tmp_path, 0, layer_of(np.zeros((5, 5, 2), np.float32)))
    read = read_first_layer(tmp_path, 0)
    assert read
    assert not read.responses.any()


def test_a_damaged_file_is_no_first_layer(tmp_path: Path) -> None:
    write_first_layer(tmp_path, 3, layer_of(np.ones((5, 5, 2), np.float32)))
    file = tmp_path / "learning" / "epoch-0003.npz"
    file.write_bytes(file.read_bytes()[:100])
    assert read_first_layer(tmp_path, 3) is None
