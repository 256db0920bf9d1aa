"""No name in a file is looked up: layers, activations and arguments come from a list."""

import inspect
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from dogcat.explain.worker.allowed_layers import LAYERS
from tests.explain.saved_models import network, rewritten, saved
from tests.explain.worker.keras_2_files import keras_2_file
from tests.explain.worker.loading import loads, refused
from tests.explain.worker.usual_models import PIXELS, SIDE


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_a_lambda_layer_is_refused(tmp_path: Path, ending: str) -> None:
    shape = keras.Input((SIDE, SIDE, 3))
    model = keras.Sequential([shape, keras.layers.Lambda(lambda x: x[:, 0, 0, :1], output_shape=(1,))])
    assert "This model has a Lambda layer, which contains code" in refused(saved(model, tmp_path, ending), tmp_path)


LAMBDA = {"class_name": "Lambda", "config": {"name": "evil", "function": {"class_name": "__lambda__", "config": {}}}}


GADGETS: list[Any] = [
    {"class_name": "TFSMLayer", "module": "keras.layers", "config": {"filepath": "/tmp"}},  # noqa: S108
    {"class_name": "function", "module": "keras.utils", "config": "get_file", "registered_name": "get_file"},
    {"class_name": "function", "module": "builtins", "config": "get_file", "registered_name": "get_file"},
    {"class_name": "function", "module": "builtins", "config": "deserialize", "registered_name": "function"},
    {"class_name": "function", "module": "os", "config": "system", "registered_name": "os>system"},
    {"class_name": ["Dense"], "config": {}},
    {"class_name": "__lambda__", "config": {"value": "4wEAAAA="}},
    {"class_name": "ReLU", "module": "os", "config": {"max_value": {"class_name": "Lambda", "config": {}}}},
    "keras.src.utils.file_utils.get_file",
    "__import__",
    LAMBDA,
]


@pytest.mark.parametrize("gadget", GADGETS, ids=range(len(GADGETS)))
@pytest.mark.parametrize("key", ["activation", "units"])
def test_what_could_run_or_fetch_is_refused(tmp_path: Path, key: str, gadget: Any) -> None:
    def change(description: Any) -> None:
        description["config"]["layers"][-1]["config"][key] = gadget

    message = refused(rewritten(saved(network(1, True, 1), tmp_path), change), tmp_path)
    if key == "activation" or not isinstance(gadget, str):
        assert "never runs code from a file" in message


@pytest.mark.parametrize("gadget", GADGETS, ids=range(len(GADGETS)))
def test_what_is_only_for_training_is_never_read(tmp_path: Path, gadget: Any) -> None:
    """The compile settings, initializers and regularizers may name anything: nobody looks at them."""

    def change(description: Any) -> None:
        description["compile_config"] = {"optimizer": gadget, "loss": gadget}
        description["config"]["layers"][-1]["config"] |= {
            "kernel_initializer": gadget, "kernel_regularizer": gadget, "bias_constraint": gadget, "dtype": gadget,
        }  # fmt: skip

    model = network(1, True, 1)
    loaded = loads(rewritten(saved(model, tmp_path), change), tmp_path)
    np.testing.assert_array_equal(loaded.get_weights()[0], model.get_weights()[0])


@pytest.mark.parametrize(
    ("class_name", "config"),
    [
        ("TimeDistributed", {"layer": LAMBDA}),
        ("Sequential", {"layers": [LAMBDA]}),
        ("Sequential", [{"class_name": "Bidirectional", "config": {"layer": LAMBDA}}]),
        ("Functional", {"layers": [{**LAMBDA, "inbound_nodes": []}], "input_layers": [["evil", 0, 0]],
                        "output_layers": [["evil", 0, 0]]}),
        ("my_package>Dense", {"units": 1}),
        ("TFOpLambda", {"function": "io.write_file"}),
        ("TensorFlowOpLayer", {"node_def": '{"op": "WriteFile"}', "constants": {}}),
        ("GetItem", {}),
    ],
)  # fmt: skip
def test_what_hides_inside_another_part_is_refused(tmp_path: Path, class_name: str, config: Any) -> None:
    def change(description: Any) -> None:
        description["config"]["layers"][1] = {"class_name": class_name, "module": "keras.layers", "config": config}

    assert "never runs code" in refused(rewritten(saved(network(1, True, 1), tmp_path), change), tmp_path)


def test_modules_and_registered_names_are_ignored(tmp_path: Path) -> None:
    def change(description: Any) -> None:
        description |= {"module": "subprocess", "registered_name": "Package>Popen"}
        description["config"]["layers"][-1] |= {"module": "os", "registered_name": "os>system", "shared_object_id": 1}

    loads(rewritten(saved(network(1, True, 1), tmp_path), change), tmp_path)


def test_channels_first_is_named(tmp_path: Path) -> None:
    def change(description: Any) -> None:
        description["config"]["layers"][1]["config"]["data_format"] = "channels_first"

    data = rewritten(saved(network(1, True, 1), tmp_path), change)
    assert 'data_format="channels_last"' in refused(data, tmp_path)


@pytest.mark.parametrize(("version", "expected"), [("2.13.1", 0.7), ("3.0.0", 2 / 3)])
def test_hard_sigmoid_is_that_of_the_version(tmp_path: Path, version: str, expected: float) -> None:
    model = keras.Sequential(
        [keras.Input((SIDE, SIDE, 3)), layers.Flatten(), layers.Dense(1, activation="hard_sigmoid")]
    )
    model.set_weights([np.zeros((SIDE * SIDE * 3, 1)), np.ones(1)])
    found = loads(keras_2_file(model, tmp_path, version), tmp_path)
    assert float(found(PIXELS)[0, 0]) == pytest.approx(expected)


def test_augmentation_in_a_pipeline_changes_nothing_and_other_layers_in_it_are_refused(tmp_path: Path) -> None:
    model = network(1, True, 1)

    def pipeline(*parts: Any) -> bytes:
        part = {"class_name": "Pipeline", "config": {"layers": list(parts)}}
        return rewritten(saved(model, tmp_path), lambda description: description["config"]["layers"].insert(1, part))

    flip = {"class_name": "RandomFlip", "config": {"mode": "horizontal"}}
    found = loads(pipeline(flip, {"class_name": "RandomHue", "config": {}}), tmp_path)
    pixels = PIXELS[:, :12, :12] / 255
    np.testing.assert_array_equal(found(pixels), model(pixels))
    assert "This model has 'Pipeline'" in refused(pipeline(flip, LAMBDA), tmp_path)


def test_a_quantized_model_is_named(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((9, 9, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
    model.quantize("int8")
    assert "This model is quantized" in refused(saved(model, tmp_path), tmp_path)


@pytest.mark.parametrize("name", sorted(name for name, cls in LAYERS.items() if cls is keras.layers.Identity))
def test_what_is_left_out_changes_nothing_when_a_model_predicts(name: str) -> None:
    cls = getattr(keras.layers, name, None)
    if cls is None:
        assert name in {"RandomHeight", "RandomWidth"}  # layers of Keras 2
        return
    needed = {"rate": 0.5, "stddev": 0.5, "height_factor": 0.5, "width_factor": 0.5}
    needed["factor"] = 4 if name == "RandomPosterization" else 0.5
    accepted = inspect.signature(cls.__init__).parameters.items()
    required = {key: needed[key] for key, value in accepted if value.default is value.empty and key in needed}
    np.testing.assert_array_equal(cls(**required)(PIXELS, training=False), PIXELS)
