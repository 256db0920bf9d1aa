"""Builds a visitor's model from its description, without Keras' own reading of descriptions.

The description comes from the file and is untrusted. Every layer is made from the list in `allowed_layers`, every
operation from the one in `operations`. The layers are nested in the same `Sequential` and `Functional` models as in the
file, because the weights are found by these places.
"""

from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.explain.worker.allowed_layers import make_layer, not_allowed
from dogcat.explain.worker.calls import Call, Reference, read_calls, references
from dogcat.explain.worker.operations import find_operation

MAX_DEPTH = 12  # models inside models
MODELS = {"Sequential", "Functional", "Model"}
Description = dict[str, Any]


@dataclass(frozen=True)
class Writer:
    """The version of Keras that wrote a file, such as "2.13.1", or an empty text."""

    version: str

    @property
    def is_old(self) -> bool:
        """Whether it is older than Keras 3."""
        return self.version.startswith(("1.", "2."))

    def cannot_build(self, name: object, class_name: object) -> DogcatError:
        """The refusal of a part that Keras does not build."""
        return DogcatError(
            _(
                "Keras {version} cannot build the layer {name!r} ({class_name}) of this model. The file was written by"
                " Keras {writer}. Expected: a complete model written by model.save(). Save it again with a current"
                " version of Keras, or choose another file."
            ).format(
                version=keras.__version__,
                name=str(name)[:60],
                class_name=str(class_name)[:40],
                writer=self.version[:20] or "?",
            )
        )


def build_model(description: Description, writer: Writer) -> keras.Model:
    """Return the model of a description, with zeros for its weights.

    Args:
        description: as Keras 1, 2 or 3 writes it, read from JSON.
        writer: the version that wrote it.

    Raises:
        DogcatError: a part is not allowed, or cannot be built.
        Exception: the description is not one that Keras writes.
    """
    if _class_name(description) != "Sequential":
        return _model(description, writer, 0)
    shape = _input_shape(description, 0)
    if shape is None:
        raise DogcatError(
            _(
                "This model does not say how large its pictures are. Expected: a first layer"
                " keras.Input((150, 150, 3)), or a model that has seen a picture. Add this layer, or call"
                " model.build((None, 150, 150, 3)) with your own size, and save it again."
            )
        )
    model = _sequential(description, writer, 0)
    model.build((None, *shape[1:]))
    return model


def _model(description: Description, writer: Writer, depth: int) -> keras.Model:
    name = _class_name(description)
    if name not in MODELS:
        raise not_allowed(name)
    if depth > MAX_DEPTH:
        raise DogcatError(
            _("This model has more than {number} models inside each other. Choose another file.").format(
                number=MAX_DEPTH
            )
        )
    return (_sequential if name == "Sequential" else _functional)(description, writer, depth)


def _sequential(description: Description, writer: Writer, depth: int) -> keras.Sequential:
    made = [
        _part(layer, writer, depth)
        for layer in _layers_of_sequential(description)
        if layer["class_name"] != "InputLayer"
    ]
    return _with_trainability(keras.Sequential(made), description)


def _part(description: Description, writer: Writer, depth: int) -> Any:
    """A layer or a nested model."""
    class_name, config = description["class_name"], description["config"]
    if isinstance(class_name, str) and class_name in MODELS:
        return _model(description, writer, depth + 1)
    try:
        return make_layer(class_name, config, is_old=writer.is_old)
    except DogcatError:
        raise
    except (TypeError, ValueError, AttributeError, KeyError):
        raise writer.cannot_build(_name(description), class_name) from None


def _functional(description: Description, writer: Writer, depth: int) -> keras.Model:
    config = description["config"]
    calls = {_name(layer): read_calls(layer) for layer in config["layers"]}
    outputs = references(config["output_layers"])
    offsets = _offsets(calls, outputs)
    results: dict[str, list[Any]] = {}
    waiting = list(config["layers"])
    made: dict[str, Any] = {}
    while waiting:
        later = [layer for layer in waiting if not _call_all(layer, calls, offsets, results, made, writer, depth)]
        if len(later) == len(waiting):
            raise writer.cannot_build(_name(later[0]), later[0]["class_name"])
        waiting = later
    takes = [results[one.name][0] for one in references(config["input_layers"])]
    gives = [results[one.name][one.node - offsets.get(one.name, 0)] for one in outputs]
    return _with_trainability(keras.Model(_only(takes), _only(gives)), description)


def _call_all(
    layer: Description,
    calls: dict[str, list[Call]],
    offsets: dict[str, int],
    results: dict[str, list[Any]],
    made: dict[str, Any],
    writer: Writer,
    depth: int,
) -> bool:
    """Calls a layer as often as its inputs are known; returns whether that is all."""
    name, class_name = _name(layer), layer["class_name"]
    found = results.setdefault(name, [])
    if class_name == "InputLayer":
        found.append(keras.Input(_shape_of(layer["config"])[1:]))
        return True
    if name not in made:
        made[name] = find_operation(class_name, layer["config"]) or _part(layer, writer, depth)
    part = made[name]
    for call in calls[name][len(found) :]:
        values = []
        for value in call.values:
            if isinstance(value, Reference):
                node, known = value.node - offsets.get(value.name, 0), results.get(value.name, [])
                if node >= len(known):
                    return False
                value = known[node]  # noqa: PLW2901 - the tensor in the place of its name
            values.append(value)
        try:
            found.append(part(*values) if isinstance(part, keras.layers.Layer) else part(values, call.options))
        except (MemoryError, tf.errors.ResourceExhaustedError, DogcatError):
            raise
        except Exception:  # noqa: BLE001 - Keras and TensorFlow raise many types for arguments that do not fit
            raise writer.cannot_build(name, class_name) from None
    return True


def _offsets(calls: dict[str, list[Call]], outputs: list[Reference]) -> dict[str, int]:
    """By how much the numbers of a part's calls are too high: by 1 for nested models of Keras 2."""
    highest: dict[str, int] = {}
    for one in outputs + [value for each in calls.values() for call in each for value in call.references]:
        highest[one.name] = max(one.node, highest.get(one.name, 0))
    return {name: 1 for name, node in highest.items() if node and node >= len(calls.get(name, []))}


def _layers_of_sequential(description: Description) -> list[Description]:
    config = description["config"]
    return config if isinstance(config, list) else config["layers"]  # before Keras 2.2.3 it was the list of layers


def _input_shape(description: Description, depth: int) -> list[int | None] | None:
    """The shape of a model's input with the batch, wherever the description says it."""
    config = description["config"]
    if depth > MAX_DEPTH:
        return None
    if isinstance(config, dict):
        shape = _shape_of(config)
        if shape:
            return shape
        if description["class_name"] != "Sequential" and "input_layers" in config:
            first = references(config["input_layers"])[0].name
            return _shape_of(next(layer for layer in config["layers"] if _name(layer) == first)["config"])
    if description["class_name"] == "Sequential":
        inner = _layers_of_sequential(description)
        return _input_shape(inner[0], depth + 1) or _build_shape(description) if inner else None
    return _build_shape(description)


def _shape_of(config: Description) -> list[int | None]:
    for key in ("batch_shape", "batch_input_shape", "build_input_shape"):
        shape = config.get(key)
        if isinstance(shape, dict):  # as Keras 2 writes a TensorShape
            shape = shape.get("items")
        if isinstance(shape, list) and all(size is None or isinstance(size, int) for size in shape):
            return shape
    return []


def _build_shape(description: Description) -> list[int | None] | None:
    built = description.get("build_config")
    return _shape_of({"batch_shape": built.get("input_shape")}) or None if isinstance(built, dict) else None


def _class_name(description: Any) -> object:
    return description["class_name"]


def _name(description: Description) -> str:
    return str(description.get("name") or description["config"].get("name") or description["class_name"])


def _with_trainability(model: keras.Model, description: Description) -> keras.Model:
    """The model, as trainable as in the file: an `.h5` file has the trainable weights first."""
    config = description["config"]
    if isinstance(config, dict) and config.get("trainable") is False:
        model.trainable = False
    return model


def _only(tensors: list[Any]) -> Any:
    if len(tensors) != 1:
        raise DogcatError(
            _(
                "This model takes or gives {number} tensors. Expected: one picture and one row of outputs. Choose a"
                " model that tells cats from dogs."
            ).format(number=len(tensors))
        )
    return tensors[0]
