"""Builds the network of a recipe as a compiled Keras model, copies its state, and loads saved models."""

import zipfile
from pathlib import Path

import keras
import tensorflow as tf

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.recipe.device import Device
from dogcat.recipe.layers import POOL_SIZE
from dogcat.recipe.memory import num_portions
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import PIXEL_RANGES, Recipe
from dogcat.recipe.schedule import largest_training_recipe, num_steps, num_warm_up_steps
from dogcat.training.fused_rmsprop import FusedRMSprop
from dogcat.training.gradient_accumulation import InPortions
from dogcat.training.late_bias import LateBiasConvolution, LateBiasPooling
from dogcat.training.product_convolution import ProductConvolution, has_short_patches, products_pay

WORTH_PRODUCTS = 96  # picture size from which matrix products make training faster
LATE_BIAS = ("float32",)  # precisions in which a processor trains faster with the bias after the pooling
FASTER_OPTIMIZERS = {"rmsprop": FusedRMSprop}  # for training on a processor; their state is that of Keras' own
# The weights are float32 in each.
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16", "float16": "mixed_float16"}


class _PoolThenRelu(keras.layers.MaxPooling2D):  # type: ignore[misc]
    """Max pooling, then ReLU: bit for bit the same as ReLU before pooling, on a quarter of the values."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        return keras.ops.relu(super().call(inputs))


def build_model(
    recipe: Recipe, precision: str, for_training: bool = False, device: Device | None = None
) -> keras.Sequential:
    """The compiled network of a recipe. It takes pixels of 0 to 255 and outputs P(dog) of shape (N, 1).

    The output layer uses float32 in each precision, since probabilities near 0 and 1 need it. In float16, a factor on
    the loss keeps small gradients from becoming 0.

    Args:
        recipe: gives the sizes, dropout, optimizer, learning rate and weight decay.
        precision: `float32`, `bfloat16` or `float16`; `choose_precision` replaces `auto`.
        for_training: builds the faster training variant: ReLU after pooling, on the processor also the faster optimizer
            and in float32 the bias after pooling and the faster filter gradient, and portions if a batch needs too much
            memory. It trains to the same weights up to rounding. Do not save this model: Keras cannot load its layers.
        device: the device of the training; None means the processor.
    """
    on_card = device is not None and device.kind == "gpu"
    policy = keras.DTypePolicy(POLICIES[precision])
    is_decoupled = OPTIMIZERS[recipe.optimizer].decouples_weight_decay
    penalty = keras.regularizers.L2(recipe.weight_decay) if recipe.weight_decay and not is_decoupled else None
    layers = _convolution_layers(recipe, policy, penalty, for_training, on_card)
    layers += _dense_layers(recipe, policy, penalty)
    card_bytes = device.memory_bytes if device else None
    parts = num_portions(largest_training_recipe(recipe), precision, card_bytes) if for_training else 1
    model = keras.Sequential(layers, name="dogcat") if parts == 1 else InPortions(parts, layers, name="dogcat")
    make = getattr(keras.optimizers, OPTIMIZERS[recipe.optimizer].class_name)
    if for_training and not on_card:
        make = FASTER_OPTIMIZERS.get(recipe.optimizer, make)
    decay = {"weight_decay": recipe.weight_decay} if is_decoupled else {}
    optimizer = make(learning_rate(recipe), **decay)
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


def _convolution_layers(
    recipe: Recipe,
    policy: keras.DTypePolicy,
    penalty: keras.Regularizer | None,
    for_training: bool,
    on_card: bool,
) -> list[keras.layers.Layer]:
    """The layers from the pixels to the last pooling."""
    grows = for_training and bool(recipe.training_sizes)
    size = None if grows else recipe.picture_size  # None: any, while the training goes through its sizes
    divisor, offset = PIXEL_RANGES[recipe.pixel_range]
    has_late_bias = for_training and not on_card and policy.compute_dtype in LATE_BIAS
    by_products = has_late_bias and not grows and recipe.picture_size >= WORTH_PRODUCTS and products_pay()
    layers = [
        keras.Input((size, size, 3), name="pixels"),
        keras.layers.Rescaling(1 / divisor, offset, name="rescaling", dtype=policy),
    ]
    for block, filters in enumerate(recipe.filters, start=1):
        # In the first block, with its many pixels, few filters do not justify the memory of the products.
        is_suited = block > 1 or has_short_patches(recipe.kernel_size, 3, filters)
        convolution = _convolution_class(has_late_bias, by_products and is_suited)(
            filters,
            recipe.kernel_size,
            activation=None if for_training else "relu",
            kernel_regularizer=penalty,
            name=f"conv_{block}",
            dtype=policy,
        )
        pool = {"pool_size": POOL_SIZE, "name": f"pool_{block}", "dtype": policy}
        if has_late_bias:
            pooling = LateBiasPooling(convolution, **pool)
        else:
            pooling = (_PoolThenRelu if for_training else keras.layers.MaxPooling2D)(**pool)
        layers += [convolution, pooling]
    return layers


def _convolution_class(has_late_bias: bool, by_products: bool) -> type[keras.layers.Conv2D]:
    if by_products:
        return ProductConvolution
    return LateBiasConvolution if has_late_bias else keras.layers.Conv2D


def _dense_layers(
    recipe: Recipe, policy: keras.DTypePolicy, penalty: keras.Regularizer | None
) -> list[keras.layers.Layer]:
    """The layers from the last feature maps to P(dog)."""
    layers = []
    if recipe.pooling == "average":
        layers.append(keras.layers.GlobalAveragePooling2D(name="average", dtype=policy))
    else:
        layers.append(keras.layers.Flatten(name="flatten", dtype=policy))
    if recipe.dropout > 0:
        layers.append(keras.layers.Dropout(recipe.dropout, name="dropout", dtype=policy))
    layers += [
        keras.layers.Dense(
            recipe.dense_units, activation="relu", kernel_regularizer=penalty, name="dense", dtype=policy
        ),
        keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty, name="output", dtype="float32"),
    ]
    return layers


def copy_state(model: keras.Sequential, copy: keras.Sequential, num_steps: int | None = None) -> None:
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


def advance_dropout(model: keras.Sequential, num_steps: int) -> None:
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
