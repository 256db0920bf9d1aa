"""Builds the network of a recipe as a compiled Keras model, copies its state, and loads saved models."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.recipe.blueprint import PIXELS, Part, blueprint
from dogcat.recipe.device import Device
from dogcat.recipe.memory import num_portions
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import Recipe
from dogcat.recipe.schedule import largest_training_recipe, num_steps, num_warm_up_steps
from dogcat.training.fused_rmsprop import FusedRMSprop
from dogcat.training.gradient_accumulation import InPortions
from dogcat.training.late_bias import LateBiasConvolution, LateBiasPooling
from dogcat.training.normalization.fused import FusedBatchNormalization
from dogcat.training.pretrained.prepare import prepare_base
from dogcat.training.product_convolution import ProductConvolution, has_short_patches, products_pay

WORTH_PRODUCTS = 96  # picture size from which matrix products make training faster
LATE_BIAS = ("float32",)  # precisions in which a processor trains faster with the bias after the pooling
FASTER_OPTIMIZERS = {"rmsprop": FusedRMSprop}  # for training on a processor; their state is that of Keras' own
UNDECAYED = ("bias", "gamma", "beta")  # variables that AdamW's decay leaves out in a network with batch normalisation
# The weights are float32 in each.
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16", "float16": "mixed_float16"}


class _PoolThenRelu(keras.layers.MaxPooling2D):  # type: ignore[misc]
    """Max pooling, then ReLU: bit for bit the same as ReLU before pooling, on a quarter of the values."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        return keras.ops.relu(super().call(inputs))


def build_model(
    recipe: Recipe, precision: str, for_training: bool = False, device: Device | None = None
) -> keras.Model:
    """The compiled network of a recipe. It takes pixels of 0 to 255 and outputs P(dog) of shape (N, 1).

    The output layer uses float32 in each precision, since probabilities near 0 and 1 need it. In float16, a factor on
    the loss keeps small gradients from becoming 0.

    Args:
        recipe: gives the layers, the optimizer, learning rate and weight decay.
        precision: `float32`, `bfloat16` or `float16`; `choose_precision` replaces `auto`.
        for_training: builds the faster training variant: ReLU after pooling, batch normalisation in one operation, on
            the processor also the faster optimizer and in float32 the bias after pooling and the faster filter
            gradient, and portions if a batch needs too much memory. It trains to the same weights up to rounding. Do
            not save this model: Keras cannot load its layers.
        device: the device of the training; None means the processor.
    """
    on_card = device is not None and device.kind == "gpu"
    card_bytes = device.memory_bytes if device else None
    make_layer = _TrainedLayers(recipe, precision, on_card) if for_training else _Layers(recipe, precision)
    parts = num_portions(largest_training_recipe(recipe), precision, card_bytes) if for_training else 1
    grows = for_training and bool(recipe.training_sizes)
    size = None if grows else recipe.picture_size  # None: any, while the training goes through its sizes
    pixels = keras.Input((size, size, 3), name=PIXELS)
    if recipe.residual or recipe.has_base:
        model = _with_shortcuts(recipe, pixels, make_layer)
    else:
        layers = [pixels, *(layer for part in blueprint(recipe) if (layer := make_layer(part)))]
        model = keras.Sequential(layers, name="dogcat") if parts == 1 else InPortions(parts, layers, name="dogcat")
    if recipe.has_base:
        prepare_base(model, recipe)
    optimizer = _optimizer(recipe, FASTER_OPTIMIZERS if for_training and not on_card else {})
    if precision == "float16":  # Keras does this itself only if the whole model has that policy
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    model.compile(
        optimizer=optimizer,
        loss=_training_loss(recipe) if for_training else "binary_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,  # XLA's convolutions are several times slower than oneDNN's on a processor
    )
    return model


def learning_rate(recipe: Recipe) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """The learning rate for an optimizer: the recipe's, or Keras' schedule that gives `learning_rate_at` a step."""
    if recipe.schedule == "constant":
        return recipe.learning_rate
    rising = num_warm_up_steps(recipe)
    warm_up = {"warmup_target": recipe.learning_rate, "warmup_steps": rising} if rising else {}
    first = recipe.learning_rate / max(1, rising)
    return keras.optimizers.schedules.CosineDecay(first, num_steps(recipe) - rising, **warm_up)


def _training_loss(recipe: Recipe) -> str | keras.Loss:
    """The loss of the training steps. Label smoothing belongs to it, and to no measurement."""
    if not recipe.label_smoothing:
        return "binary_crossentropy"
    return keras.losses.BinaryCrossentropy(label_smoothing=recipe.label_smoothing)


def _with_shortcuts(
    recipe: Recipe, pixels: keras.KerasTensor, make_layer: Callable[[Part], keras.layers.Layer | None]
) -> keras.Model:
    """A network whose layers may take the outputs of several layers."""
    outputs = {PIXELS: pixels}
    for part in blueprint(recipe):
        inputs = [outputs[name] for name in part.inputs]
        layer = make_layer(part)
        outputs[part.name] = layer(inputs if len(inputs) > 1 else inputs[0]) if layer else inputs[0]
    return keras.Model(pixels, outputs["output"], name="dogcat")


def _optimizer(recipe: Recipe, faster: dict[str, type[keras.Optimizer]]) -> keras.Optimizer:
    """The recipe's optimizer.

    The decay of AdamW leaves out biases and batch normalisation's gamma and beta: they are no weights of a sum, and
    gamma near 0 would silence a channel. Without batch normalisation it includes the biases, as Keras does by itself
    and as recipes before this choice were trained.
    """
    row = OPTIMIZERS[recipe.optimizer]
    make = faster.get(recipe.optimizer, getattr(keras.optimizers, row.class_name))
    optimizer = make(
        learning_rate(recipe), **({"weight_decay": recipe.weight_decay} if row.decouples_weight_decay else {})
    )
    if row.decouples_weight_decay and recipe.batch_normalization:
        optimizer.exclude_from_weight_decay(var_names=list(UNDECAYED))
    return optimizer


class _Layers:
    """Makes the layers of the network that is kept: Keras' own.

    Args:
        recipe: gives the penalty on the weights.
        precision: of all layers except the output.
    """

    def __init__(self, recipe: Recipe, precision: str) -> None:
        self.recipe = recipe
        self.policy = keras.DTypePolicy(POLICIES[precision])
        is_decoupled = OPTIMIZERS[recipe.optimizer].decouples_weight_decay
        self.penalty = keras.regularizers.L2(recipe.weight_decay) if recipe.weight_decay and not is_decoupled else None

    def __call__(self, part: Part) -> keras.layers.Layer | None:
        """The layer, or None if the one before it does its work."""
        return getattr(keras.layers, part.kind)(**self._settings(part))

    def _settings(self, part: Part) -> dict[str, Any]:
        policy = "float32" if part.name == "output" else self.policy
        settings = {**part.settings, "name": part.name, "dtype": policy}
        if part.kind in ("Conv2D", "Dense"):
            settings["kernel_regularizer"] = self.penalty
        return settings


class _TrainedLayers(_Layers):
    """Makes the layers of the network that is trained, which are faster.

    Args:
        recipe: the recipe of the network.
        precision: of all layers except the output.
        on_card: whether a graphics card trains it.
    """

    def __init__(self, recipe: Recipe, precision: str, on_card: bool) -> None:
        super().__init__(recipe, precision)
        has_whole_bias = on_card or precision not in LATE_BIAS or recipe.residual or recipe.has_base
        self.has_late_bias = not has_whole_bias and not recipe.batch_normalization
        is_large = recipe.picture_size >= WORTH_PRODUCTS and not recipe.training_sizes
        self.by_products = not has_whole_bias and is_large and products_pay()
        self.convolution: Any = None  # the one before

    def __call__(self, part: Part) -> keras.layers.Layer | None:
        """The layer, or None if the one before it does its work."""
        settings = self._settings(part)
        if self.recipe.has_base:
            return super().__call__(part)
        if part.kind == "BatchNormalization":
            return FusedBatchNormalization(**settings)
        if self.recipe.residual:
            return super().__call__(part)
        if part.kind == "Conv2D":
            # In the first block, with its many pixels, few filters do not justify the memory of the products.
            is_suited = part.name != "conv_1" or has_short_patches(self.recipe.kernel_size, 3, part.settings["filters"])
            kind = LateBiasConvolution if self.has_late_bias else keras.layers.Conv2D
            self.convolution = (ProductConvolution if self.by_products and is_suited else kind)(
                **settings | {"activation": None}
            )
            return self.convolution
        if part.kind == "MaxPooling2D":
            return LateBiasPooling(self.convolution, **settings) if self.has_late_bias else _PoolThenRelu(**settings)
        return None if part.kind == "ReLU" else super().__call__(part)


def copy_state(model: keras.Model, copy: keras.Model, num_steps: int | None = None) -> None:
    """Copies the weights and optimizer state of `model` to `copy`, a model of the same recipe in any precision.

    A factor that scales the loss is not copied: it belongs to float16, and is found again within a few steps.

    Args:
        model: the network to copy from.
        copy: the network to copy to.
        num_steps: how many steps `model` was trained, for the copy's optimizer; None if its own optimizer counts all.
            One that scales the loss skips steps in which a gradient overflows, and does not count them.
    """
    copy.set_weights(model.get_weights())
    copy.optimizer.build(copy.trainable_variables)  # does nothing the second time
    mine, theirs = bare_optimizer(copy), bare_optimizer(model)
    for my_variable, their_variable in zip(mine.variables, theirs.variables, strict=True):
        my_variable.assign(their_variable)
    if num_steps is not None:
        mine.iterations.assign(num_steps)


def bare_optimizer(model: keras.Model) -> keras.optimizers.Optimizer:
    """The optimizer of a model without the one around it that scales the loss."""
    return getattr(model.optimizer, "inner_optimizer", model.optimizer)


def advance_dropout(model: keras.Model, num_steps: int) -> None:
    """Sets the random state of dropout to that after this many training steps, which saved models do not contain."""
    numbers = num_steps * (model.num_portions if isinstance(model, InPortions) else 1)  # each portion draws once
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            seed, _position = layer.seed_generator.state.numpy()
            layer.seed_generator.state.assign([seed, numbers])


def load_model(file: Path) -> keras.Model:
    """A model saved by a training; never runs code from the file.

    Raises:
        DogcatError: the file is not a complete Keras model.
    """
    try:
        model: keras.Model = keras.saving.load_model(file, safe_mode=True)
    except (ValueError, OSError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise DogcatError(
            _("{file} is not a complete Keras model ({error}). Train the run again.").format(file=file, error=error)
        ) from None
    return model
