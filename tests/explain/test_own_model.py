"""Models from elsewhere: what is read from a good one, and what a bad one costs (a sentence, nothing else)."""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import psutil
import pytest

from dogcat.common.errors import DogcatError
from dogcat.explain import own_model
from dogcat.explain.own_model import NUM_KNOWN, ForeignModel, ForeignModelError, known_pictures, score_on
from dogcat.explain.protocol import pixels_from_json
from dogcat.explain.worker.own_model import load_foreign
from dogcat.pictures.pixel_cache import SplitPixels

SIZE = 12
LABELS = np.repeat([0, 1], 20)


@pytest.fixture(scope="module")
def known() -> np.ndarray:
    """Dark cats and bright dogs, 20 of each."""
    generator = np.random.default_rng(1)
    low = np.where(LABELS == 1, 150, 0)[:, None, None, None]
    return (low + generator.integers(0, 100, (40, SIZE, SIZE, 3))).astype(np.uint8)


def network(outputs: int, scaled: bool, bright_output: int) -> keras.Sequential:
    """Calls bright pictures class `bright_output`; made for pixels of 0–1 if `scaled`."""
    activation = "sigmoid" if outputs == 1 else "softmax"
    layers = [keras.Input((SIZE, SIZE, 3)), keras.layers.GlobalAveragePooling2D()]
    model = keras.Sequential([*layers, keras.layers.Dense(outputs, activation=activation)])
    middle = 125 / 255 if scaled else 125
    slope = np.full((3, 1), (10 if scaled else 10 / 255) * (1 if bright_output else -1), np.float32)
    kernel = slope if outputs == 1 else np.hstack([-slope, slope])
    model.layers[-1].set_weights([kernel, -middle * kernel.sum(axis=0)])
    return model


def saved(model: keras.Model, folder: Path, ending: str = ".keras") -> bytes:
    file = folder / f"saved{ending}"
    model.save(file)
    return file.read_bytes()


def rewritten(data: bytes, change: Callable[[Any], None]) -> bytes:
    """A .keras file with another description."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "config.json":
                description = json.loads(content)
                change(description)
                content = json.dumps(description).encode()
            new.writestr(name, content)
    return copy.getvalue()


def refused(data: bytes, folder: Path, ending: str = ".keras") -> str:
    """What is said of a file in the process that looks into it."""
    file = folder / f"refused{ending}"
    file.write_bytes(data)
    with pytest.raises(DogcatError) as caught:
        load_foreign(file)
    return str(caught.value)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignModel]:
    """A softmax over dog and cat, in this order, on pixels of 0–1, saved as .h5."""
    model = ForeignModel("mine.H5", saved(network(2, True, 0), tmp_path_factory.mktemp("foreign"), ".h5"))
    yield model
    model.close()


def test_a_good_model_is_read_and_used(asked: ForeignModel, known: np.ndarray) -> None:
    assert (asked.picture_size, asked.num_outputs, asked.num_parameters) == (SIZE, 2, 8)
    reading = asked.find_reading(known, LABELS)
    assert (reading.divisor, reading.dog_output, reading.num_right) == (255, 0, 40)
    assert reading.text == "With pixels of 0–1 and its class 1 as the cat, 40 of 40 known pictures are right."
    verdicts = asked.predict(known, reading)
    assert [verdict.label for verdict in verdicts] == LABELS.tolist()
    expected = network(2, True, 0)(known / np.float32(255))[:, 0]
    np.testing.assert_allclose([verdict.p_dog for verdict in verdicts], expected, atol=1e-5)


def test_a_model_is_scored_on_a_split(asked: ForeignModel, known: np.ndarray) -> None:
    reading, done = asked.find_reading(known, LABELS), []
    labels = LABELS.astype(np.float32)
    labels[0] = 1 - labels[0]
    split = SplitPixels(np.concatenate([known, known]), np.concatenate([labels, labels]), [""] * 80, [])
    found = score_on(split, asked, reading, lambda *each: done.append(each))
    assert (found.num_right, found.num_all) == (78, 80)
    assert done == [(50, 80), (80, 80)]


def test_the_known_pictures_are_some_of_each_class() -> None:
    labels = np.repeat([0.0, 1.0], [NUM_KNOWN + 5, 4]).astype(np.float32)
    pixels = np.arange(len(labels), dtype=np.uint8)[:, None, None, None]
    found, their_labels = known_pictures(SplitPixels(pixels, labels, [""] * len(labels), []))
    assert found.ravel().tolist() == [*range(NUM_KNOWN), *range(NUM_KNOWN + 5, NUM_KNOWN + 9)]
    assert their_labels.tolist() == [0.0] * NUM_KNOWN + [1.0] * 4


def test_a_model_that_guesses_is_said_to_guess(asked: ForeignModel, known: np.ndarray) -> None:
    shuffled = np.tile([0, 1], 20)
    assert "hardly more than chance" in asked.find_reading(known, shuffled).text


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("divisor", [1, 255])
@pytest.mark.parametrize("dog_output", [0, 1])
def test_scaling_and_class_order_are_found(
    monkeypatch: pytest.MonkeyPatch, known: np.ndarray, outputs: int, divisor: int, dog_output: int
) -> None:
    model = network(outputs, divisor == 255, dog_output)

    def ask(_self: ForeignModel, what: str, **details: Any) -> dict[str, np.ndarray]:
        pixels = pixels_from_json(details)
        return {"outputs": np.asarray(model(pixels / np.float32(details["divisor"])))}

    monkeypatch.setattr(ForeignModel, "_ask", ask)
    reading = ForeignModel.find_reading(object.__new__(ForeignModel), known, LABELS)
    assert (reading.divisor, reading.dog_output, reading.num_right) == (divisor, dog_output, 40)


def test_outputs_that_are_no_probabilities_are_refused(monkeypatch: pytest.MonkeyPatch, known: np.ndarray) -> None:
    for outputs in (np.full((40, 1), -3.0), np.full((40, 2), 0.9), np.full((40, 1), np.nan)):
        monkeypatch.setattr(ForeignModel, "_ask", lambda *_, found=outputs, **__: {"outputs": found})
        with pytest.raises(ForeignModelError, match="not probabilities"):
            ForeignModel.find_reading(object.__new__(ForeignModel), known, LABELS)


@pytest.mark.parametrize("layers_alone", [True, False], ids=["2.0", "2.2.4"])
def test_a_file_of_keras_2_is_read(tmp_path: Path, layers_alone: bool) -> None:
    """As the tutorial's readers have it: the first layer has `batch_input_shape`, there is no layer for the input."""
    layers = [
        {"class_name": "Conv2D", "config": {
            "name": "conv2d_1", "trainable": True, "batch_input_shape": [None, SIZE, SIZE, 3], "dtype": "float32",
            "filters": 2, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid",
            "data_format": "channels_last", "dilation_rate": [1, 1], "activation": "relu", "use_bias": True,
            "kernel_initializer": {"class_name": "VarianceScaling", "config": {
                "scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}},
            "bias_initializer": {"class_name": "Zeros", "config": {}}, "kernel_regularizer": None,
            "bias_regularizer": None, "activity_regularizer": None, "kernel_constraint": None,
            "bias_constraint": None}},
        {"class_name": "Flatten", "config": {"name": "flatten_1", "trainable": True, "data_format": "channels_last"}},
        {"class_name": "Dense", "config": {"name": "dense_1", "trainable": True, "units": 1, "activation": "sigmoid"}},
    ]  # fmt: skip
    generator = np.random.default_rng(1)
    weights = {
        "conv2d_1": {"kernel:0": generator.normal(size=(3, 3, 3, 2)), "bias:0": np.zeros(2)},
        "flatten_1": {},
        "dense_1": {"kernel:0": generator.normal(size=(200, 1)), "bias:0": np.ones(1)},
    }
    with h5py.File(tmp_path / "old.h5", "w") as file:
        config = layers if layers_alone else {"name": "sequential_1", "layers": layers}
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": config}).encode()
        file.attrs["keras_version"] = b"2.2.4"
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in weights]
        for name, arrays in weights.items():
            layer = group.create_group(name)
            layer.attrs["weight_names"] = [f"{name}/{which}".encode() for which in arrays]
            for which, values in arrays.items():
                layer[f"{name}/{which}"] = values.astype(np.float32)
    model = load_foreign(tmp_path / "old.h5")
    assert model.input_shape == (None, SIZE, SIZE, 3)
    np.testing.assert_array_equal(model.layers[-1].bias, [1])


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_a_lambda_layer_is_refused_before_keras_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    shape = keras.Input((SIZE, SIZE, 3))
    model = keras.Sequential([shape, keras.layers.Lambda(lambda x: x[:, 0, 0, :1], output_shape=(1,))])
    data = saved(model, tmp_path, ending)
    monkeypatch.setattr(keras.saving, "load_model", lambda *_, **__: pytest.fail("the file was loaded"))
    assert "This model has a Lambda layer, which holds code" in refused(data, tmp_path, ending)


@pytest.mark.parametrize(
    "gadget",
    [
        {"class_name": "TFSMLayer", "module": "keras.layers", "config": {"filepath": "/tmp"}},  # noqa: S108
        {"class_name": "function", "module": "keras.utils", "config": "get_file", "registered_name": "get_file"},
        {"class_name": ["Dense"], "config": {}},
    ],
)
def test_what_could_run_or_fetch_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gadget: dict[str, Any]
) -> None:
    def change(description: Any) -> None:
        description["config"]["layers"][-1]["config"]["activation"] = gadget

    data = rewritten(saved(network(1, True, 1), tmp_path), change)
    monkeypatch.setattr(keras.saving, "load_model", lambda *_, **__: pytest.fail("the file was loaded"))
    assert "only Keras' common layers for pictures are allowed" in refused(data, tmp_path)


def test_a_file_that_refers_to_another_is_refused(tmp_path: Path) -> None:
    (tmp_path / "linked.h5").write_bytes(saved(network(1, True, 1), tmp_path, ".h5"))
    with h5py.File(tmp_path / "linked.h5", "a") as file:
        file["model_weights/other"] = h5py.ExternalLink("saved.h5", "/model_weights")
    data = (tmp_path / "linked.h5").read_bytes()
    assert "refers to other files" in refused(data, tmp_path, ".h5")


@pytest.mark.parametrize("kept", [0.95, 0.5, 0.02])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: float) -> None:
    whole = saved(network(1, True, 1), tmp_path, ".h5")
    assert "Save it again" in refused(whole[: int(kept * len(whole))], tmp_path, ".h5")


def test_a_model_of_another_task_is_refused(tmp_path: Path) -> None:
    ten = keras.Sequential([keras.Input((SIZE, SIZE, 3)), keras.layers.Flatten(), keras.layers.Dense(10)])
    assert "This model gives (N, 10). Expected: one probability or two" in refused(saved(ten, tmp_path), tmp_path)
    row = keras.Sequential([keras.Input((7,)), keras.layers.Dense(1)])
    assert "This model takes (N, 7). Expected: square colour pictures" in refused(saved(row, tmp_path), tmp_path)
    grey = keras.Sequential([keras.Input((SIZE, SIZE, 1)), keras.layers.Flatten(), keras.layers.Dense(1)])
    assert "This model takes (N, 12, 12, 1)" in refused(saved(grey, tmp_path), tmp_path)


def test_declared_weights_of_2_gb_are_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "declared.h5").write_bytes(saved(network(1, True, 1), tmp_path, ".h5"))
    with h5py.File(tmp_path / "declared.h5", "a") as file:
        file.create_dataset("model_weights/large", (2**29,), "f4", chunks=(2**20,), compression="gzip")
    data = (tmp_path / "declared.h5").read_bytes()
    assert len(data) < 2**20
    assert "This model has 2,048 MB of weights; at most 300 MB" in refused(data, tmp_path, ".h5")


def enlarge(description: Any) -> None:
    """537 million weights, 2 GB, in the description and none in the file."""
    last = description["config"]["layers"][-1]
    last["config"]["units"] = 179_000_000
    last["build_config"] = {"input_shape": [None, 3]}


def test_a_network_of_2_gb_costs_its_own_process_and_a_sentence(tmp_path: Path) -> None:
    data = rewritten(saved(network(1, True, 1), tmp_path), enlarge)
    before = processes(), copies()
    with pytest.raises(ForeignModelError, match=r"needs more than 1\.5 GB of memory to be loaded"):
        ForeignModel("large.keras", data)
    assert (processes(), copies()) == before


def processes() -> set[int]:
    return {one.pid for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE}


def copies() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("dogcat-foreign-*"))


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_model, "MAX_SECONDS", 0.5)
    with pytest.raises(ForeignModelError, match="its process ended"):
        ForeignModel("slow.keras", saved(network(1, True, 1), tmp_path))


# What is seen from outside, without a process


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("metadata.json", "{}")
        with archive.open("model.weights.h5", "w") as zeros:
            for _ in range(40):
                zeros.write(bytes(8 * 2**20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("model.pkl", b"\x80\x04", "does not end in .keras or .h5"),
        ("model", b"", "does not end in .keras or .h5"),
        ("../../etc/passwd", b"", "does not end in .keras or .h5"),
        ("model.keras", b"", "not a whole Keras model"),
        ("model.keras", b"<html>", "not a whole Keras model"),
        ("model.keras", zipped(notes__txt=b"x"), "not a whole Keras model"),
        ("model.keras", zipped(config__json=b"{}", metadata__json=b"{}"), "not a whole Keras model"),
        ("model.h5", b"PK", "not a whole Keras model"),
        ("model.keras", bomb(), r"says that it unpacks to 320 MB; at most 300 MB"),
    ],
    ids=["pickle", "no ending", "path", "empty", "html", "other zip", "no weights", "zip as h5", "bomb"],
)
def test_what_is_no_model_starts_no_process(
    monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, words: str
) -> None:
    monkeypatch.setattr(own_model, "WorkerProcess", lambda *_: pytest.fail("a process was started"))
    with pytest.raises(ForeignModelError, match=words):
        ForeignModel(name, data)


def test_a_large_file_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_model, "MAX_MODEL_FILE_BYTES", 2**20)
    with pytest.raises(ForeignModelError, match="has 2 MB; at most 1 MB are allowed"):
        ForeignModel("model.h5", bytes(2 * 2**20))
