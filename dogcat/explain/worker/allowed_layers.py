"""The layers of a visitor's model that the app builds. No name from the file is ever looked up in Keras.

A layer is made by its constructor from plain values: numbers, words, and lists of them. Old names of arguments are
translated, and arguments that only concern training, or that other versions of Keras have, are dropped.
"""

import inspect
from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from dogcat.common.errors import DogcatError
from dogcat.common.language import _

LAYERS: dict[str, type[layers.Layer]] = {
    cls.__name__: cls
    for cls in (
        layers.Dense, layers.Activation, layers.ReLU, layers.LeakyReLU, layers.PReLU, layers.ELU, layers.Softmax,
        layers.Flatten, layers.Reshape, layers.Permute, layers.Conv2D, layers.SeparableConv2D, layers.DepthwiseConv2D,
        layers.Conv2DTranspose, layers.MaxPooling2D, layers.AveragePooling2D, layers.GlobalMaxPooling2D,
        layers.GlobalAveragePooling2D, layers.ZeroPadding2D, layers.Cropping2D, layers.UpSampling2D,
        layers.BatchNormalization, layers.LayerNormalization, layers.GroupNormalization, layers.Rescaling,
        layers.Resizing, layers.CenterCrop, layers.RandomCrop, layers.Normalization, layers.UnitNormalization,
        layers.Identity,
    )
}  # fmt: skip
LAYERS |= {"BatchNormalizationV1": layers.BatchNormalization, "SyncBatchNormalization": layers.BatchNormalization}
_ONLY_TRAINING = (
    "Dropout SpatialDropout2D AlphaDropout GaussianNoise GaussianDropout ActivityRegularization RandomFlip"
    " RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness RandomHeight RandomWidth RandomShear"
    " RandomHue RandomSaturation RandomColorJitter RandomGrayscale RandomSharpness RandomGaussianBlur RandomErasing"
    " RandomPerspective RandomElasticTransform RandomPosterization RandomInvert RandomColorDegeneration RandAugment"
    " AugMix"
)
LAYERS |= dict.fromkeys(_ONLY_TRAINING.split(), layers.Identity)  # when a model predicts, these change nothing
ACTIVATIONS: dict[str, Callable[..., Any]] = {
    name: getattr(keras.activations, name)
    for name in (
        "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "swish", "mish", "sigmoid", "hard_sigmoid",
        "hard_silu", "hard_swish", "tanh", "softmax", "softplus", "softsign", "exponential", "linear",
    )
}  # fmt: skip
_ACTIVATION_LAYERS = {"ReLU", "LeakyReLU", "ELU", "Softmax", "Activation"}
_OLD_ARGUMENTS = {"alpha": "negative_slope"}  # of LeakyReLU, before Keras 3
_SKIPPED = {"name", "dtype", "seed", "data_format", "activation", "trainable"}
_ONLY_BEFORE = ("_initializer", "_regularizer", "_constraint")  # arguments that matter before and in training
_VALUES = {"__numpy__", "__tensor__", "__tuple__"}  # how Keras writes arrays and tuples
_MAX_VALUES = 10_000  # numbers in one argument


def make_layer(class_name: object, config: dict[str, Any], *, is_old: bool) -> layers.Layer:
    """Return a layer of the list, not yet built.

    Args:
        class_name: its name in the file.
        config: its arguments in the file.
        is_old: whether a version before Keras 3 wrote the file.

    Raises:
        DogcatError: the layer is not on the list, or takes pictures with the channels first.
        Exception: the constructor refuses an argument.
    """
    if class_name == "Pipeline" and all(part.get("class_name") in _ONLY_TRAINING.split() for part in config["layers"]):
        return layers.Identity()
    if not isinstance(class_name, str) or class_name not in LAYERS:
        raise not_allowed(class_name)
    if config.get("quantization_config") or "Quantized" in str(config.get("dtype")):
        raise _quantized()
    if config.get("data_format") == "channels_first":
        raise channels_first()
    cls = LAYERS[class_name]
    accepted = inspect.signature(cls.__init__).parameters
    values: dict[str, Any] = {}
    for key, value in config.items():
        renamed = _OLD_ARGUMENTS.get(key, key) if key not in accepted else key
        if renamed in accepted and renamed not in _SKIPPED and not renamed.endswith(_ONLY_BEFORE):
            values[renamed] = plain(value)
    values |= {
        name: keras.initializers.Zeros() for name in accepted if name.endswith("_initializer")
    }  # the file has the weights
    if cls is layers.BatchNormalization and isinstance(values.get("axis"), list):
        (values["axis"],) = values["axis"]
    if cls is layers.DepthwiseConv2D and config.get("groups", 1) not in {1, None}:
        raise not_allowed(f"DepthwiseConv2D, groups={config['groups']}")
    if "activation" in accepted:
        values["activation"] = activation(config.get("activation"), is_old=is_old)
    return cls(**values, trainable=config.get("trainable") is not False)


def activation(value: object, *, is_old: bool) -> Any:
    """Return the activation that a file names, which may be a layer without weights."""
    if value is None:
        return None
    if isinstance(value, dict):
        name, config = str(value.get("class_name")), value.get("config")
        if name in _ACTIVATION_LAYERS and isinstance(config, dict):
            return make_layer(name, config, is_old=is_old)
        value = config if name == "function" else name
    if isinstance(value, str) and value in ACTIVATIONS:
        return _old_hard_sigmoid if is_old and value == "hard_sigmoid" else ACTIVATIONS[value]
    raise not_allowed(value)


def _old_hard_sigmoid(features: Any) -> Any:
    return keras.ops.clip(0.2 * features + 0.5, 0.0, 1.0)  # Keras 3 divides by 6 instead


def plain(value: Any) -> Any:
    """Return a number, a word, or a list of them. Raises `DogcatError` for anything else."""
    if isinstance(value, dict) and str(value.get("class_name")) in _VALUES:
        inner = value.get("config", value)
        value = inner.get("value", inner.get("items")) if isinstance(inner, dict) else None
    waiting, count = [value], 0
    while waiting:
        each = waiting.pop()
        count += 1
        if isinstance(each, list):
            waiting += each
        elif not (each is None or isinstance(each, (str, int, float))):
            raise not_allowed(each.get("class_name", each) if isinstance(each, dict) else each)
        elif isinstance(each, int) and abs(each) > 2**31:
            raise too_large_value()
    if count > _MAX_VALUES:
        raise too_large_value()
    return value


def not_allowed(name: object) -> DogcatError:
    """The refusal of a layer, an activation or an operation that is not on a list."""
    if name == "Lambda":
        return DogcatError(
            _(
                "This model has a Lambda layer, which contains code. The app never runs code from a file, so it"
                " allows only Keras' common layers for pictures. Replace the Lambda layer by such a layer and save"
                " the model again."
            )
        )
    return DogcatError(
        _(
            "This model has {name!r}, which the app does not build. It builds Keras' common layers for pictures, and"
            " never runs code from a file. Replace it by such a layer and save the model again."
        ).format(name=str(name)[:40])
    )


def _quantized() -> DogcatError:
    return DogcatError(
        _(
            "This model is quantized: its weights are small whole numbers. Expected: a model as it was trained. Save it"
            " before you call model.quantize()."
        )
    )


def too_large_value() -> DogcatError:
    """The refusal of an argument with too many or too large numbers."""
    return DogcatError(
        _(
            "The description of this model has a list or a number that is too large. Expected: a model written by"
            " model.save(). Choose another file."
        )
    )


def channels_first() -> DogcatError:
    """The refusal of a model whose pictures have the channels before height and width."""
    return DogcatError(
        _(
            "This model takes pictures with the channels first, (N, 3, H, W), which needs a graphics card. Expected:"
            " channels last, (N, H, W, 3), as Keras does by default. Build the model with"
            ' data_format="channels_last", copy the weights, and save it again.'
        )
    )
