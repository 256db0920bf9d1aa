"""The layers of a recipe's network as Keras code; the residual one with a function for its block."""

from dogcat.recipe.blueprint import LEAST_SQUEEZED, NORMALIZATION, POOL_SIZE, REDUCTION, stem
from dogcat.recipe.recipe import Recipe

_SCALES = {"0..1": '1 / 255, name="rescaling"', "-1..1": '1 / 127.5, offset=-1, name="rescaling"'}
_NORMALIZATION = f"momentum={NORMALIZATION['momentum']}"  # epsilon is Keras' own
_FUNCTIONS = """\
def convolve(x, filters, name, size={size}, strides=1, gamma="ones"):  # with batch normalisation instead of a bias
    settings = {{"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"}}
    x = keras.layers.Conv2D(filters, size, strides{penalty}, name=name, **settings)(x)
    name = name.replace("conv", "norm")
    return keras.layers.BatchNormalization({normalization}, gamma_initializer=gamma, name=name)(x)


def block(x, filters, strides, name):
    around = x
    x = convolve(x, filters, f"{{name}}_conv_1", strides=strides)
    x = keras.layers.ReLU(name=f"{{name}}_relu_1")(x)
    x = convolve(x, filters, f"{{name}}_conv_2", gamma="zeros")  # at first, the block changes nothing
{excitation}\
    if strides > 1:
        around = keras.layers.AveragePooling2D(2, padding="same", name=f"{{name}}_shortcut_pool")(around)
        around = convolve(around, filters, f"{{name}}_shortcut_conv", size=1)
    x = keras.layers.Add(name=f"{{name}}_add")([around, x])
    return keras.layers.ReLU(name=f"{{name}}_relu_2")(x)


"""
_EXCITATION = """\
    factor = keras.layers.GlobalAveragePooling2D(keepdims=True, name=f"{{name}}_average")(x)
    units = max({least}, filters // {reduction})
    factor = keras.layers.Dense(units, activation="relu"{penalty}, name=f"{{name}}_squeeze")(factor)
    factor = keras.layers.Dense(filters, activation="sigmoid"{penalty}, name=f"{{name}}_excite")(factor)
    x = keras.layers.Multiply(name=f"{{name}}_scale")([x, factor])
"""
_STEM_AND_STAGES = """\
for number, (filters, strides) in enumerate({stem}, start=1):
    x = convolve(x, filters, f"stem_conv_{{number}}", strides=strides)
    x = keras.layers.ReLU(name=f"stem_relu_{{number}}")(x)
x = keras.layers.MaxPooling2D({pool}, name="stem_pool")(x)
for stage, filters in enumerate({filters}, start=1):
    for number in (1, 2):
        strides = 2 if stage > 1 and number == 1 else 1
        x = block(x, filters, strides, f"stage_{{stage}}_block_{{number}}")
"""


def layers_code(recipe: Recipe, penalty: str) -> str:
    """Return the code that makes `model`, not compiled.

    Args:
        recipe: the recipe of the network.
        penalty: an argument for each layer with weights, such as `, kernel_regularizer=decay`, or nothing.
    """
    size = None if recipe.training_sizes else recipe.picture_size  # None: any
    pixels = f'Input(({size}, {size}, 3), name="pixels")'
    first = f"layers.Rescaling({_SCALES[recipe.pixel_range]})"
    if not recipe.residual:
        layers = [pixels, first, *_plain_layers(recipe, penalty), *_last_layers(recipe, penalty)]
        return "\n".join(
            ["model = keras.Sequential(", "    [", *(f"        keras.{each}," for each in layers), "    ]", ")"]
        )
    excitation = _EXCITATION.format(least=LEAST_SQUEEZED, reduction=REDUCTION, penalty=penalty)
    code = _FUNCTIONS.format(
        size=recipe.kernel_size,
        penalty=penalty,
        normalization=_NORMALIZATION,
        excitation=excitation.replace("{{", "{").replace("}}", "}") if recipe.squeeze_excitation else "",
    )
    code += f"pixels = keras.{pixels}\nx = keras.{first}(pixels)\n"
    code += _STEM_AND_STAGES.format(stem=list(stem(recipe)), pool=POOL_SIZE, filters=list(recipe.filters))
    code += "".join(f"x = keras.{layer}(x)\n" for layer in _last_layers(recipe, penalty))
    return code + "model = keras.Model(pixels, x)"


def _plain_layers(recipe: Recipe, penalty: str) -> list[str]:
    layers = []
    for block, filters in enumerate(recipe.filters, start=1):
        convolution = f"layers.Conv2D({filters}, {recipe.kernel_size}"
        if recipe.batch_normalization:
            layers += [
                f'{convolution}, use_bias=False{penalty}, name="conv_{block}")',
                f'layers.BatchNormalization({_NORMALIZATION}, name="norm_{block}")',
                f'layers.ReLU(name="relu_{block}")',
            ]
        else:
            layers.append(f'{convolution}, activation="relu"{penalty}, name="conv_{block}")')
        layers.append(f'layers.MaxPooling2D({POOL_SIZE}, name="pool_{block}")')
    return layers


def _last_layers(recipe: Recipe, penalty: str) -> list[str]:
    is_mean = recipe.pooling == "average"
    layers = ['layers.GlobalAveragePooling2D(name="average")' if is_mean else 'layers.Flatten(name="flatten")']
    if recipe.dropout > 0:
        layers.append(f'layers.Dropout({recipe.dropout}, name="dropout")')
    if recipe.dense_units:
        layers.append(f'layers.Dense({recipe.dense_units}, activation="relu"{penalty}, name="dense")')
    full_precision = ', dtype="float32"' if recipe.precision == "bfloat16" else ""
    return [*layers, f'layers.Dense(1, activation="sigmoid"{penalty}{full_precision}, name="output")']
