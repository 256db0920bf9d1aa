"""Augmentation as code that a learner can copy: Keras layers, Keras' `ImageDataGenerator`, and `tf.data`.

Each text holds only settings that change something and are not the default. Comments in it say what the library cannot
do, or does in another way than this app.
"""

from dataclasses import fields

from dogcat.augmentation.photometric import CUTOUT_LEVEL
from dogcat.recipe.recipe import Augmentation

_GENERATOR_LACKS = (
    "random_crop_area",
    "random_crop_aspect",
    "noise_stddev",
    "cutout_size",
    "mixup_alpha",
    "contrast_range",
    "saturation_range",
    "cutmix_alpha",
    "mixed_batches",
)
_LAYERS_LACK = ("random_crop_area", "random_crop_aspect", "brightness_range")
_MOVES = ("rotation_range", "width_shift_range", "height_shift_range", "shear_range")
# keras.layers.RandomZoom refuses factors above 1, which would shrink pictures below half their size.
_LARGEST_LAYER_ZOOM = 2
_LARGEST_LAYER_CUTMIX = 1.0  # keras.layers.CutMix draws alpha from a range within 0 to 1
_TF_DATA = """\
import numpy as np
import tensorflow as tf

from dogcat.augmentation.augment import augment
{import_mix}from dogcat.augmentation.sampling import roll_dice
from dogcat.recipe.recipe import Augmentation

{settings}
generator = np.random.default_rng(1)


def vary(pixels, labels):
    dice = roll_dice(generator, len(pixels))
    pixels = augment(pixels, augmentation, dice)
    {returned}


def vary_batch(pixels, labels):
    varied, varied_labels = tf.numpy_function(vary, [pixels, labels], (tf.uint8, tf.float32))
    return tf.ensure_shape(varied, pixels.shape), tf.ensure_shape(varied_labels, labels.shape)


options = tf.data.Options()
options.autotune.enabled = False  # its thread can make a training wait for seconds
batches = (
    tf.data.Dataset.from_tensor_slices((pixels, labels))
    .shuffle(len(pixels), seed=1)
    .repeat()
    .batch(32, drop_remainder=True)
    .map(vary_batch, num_parallel_calls=1)
    .prefetch(2)
    .with_options(options)
)
"""


def keras_layers_code(augmentation: Augmentation) -> str:
    """Return code that makes `augmentation`, Keras layers for float or uint8 pixels (N, S, S, 3) from 0 to 255.

    In Keras, rotation is a fraction of a turn, zoom is a difference from 1, and channel shift and noise are fractions
    of 255. With mixup and cutmix, the code also makes `mixup` and `cutmix`, layers for batches with labels.
    """
    settings = _settings(augmentation)
    layers = _layers(augmentation, settings)
    lines = ["import math", ""] if "shear_range" in settings else []
    lines += ["import keras", ""]
    lacking = [name for name in _LAYERS_LACK if name in settings]
    if augmentation.zoom_range[1] > _LARGEST_LAYER_ZOOM:
        lacking.append("zoom_range")
    if "contrast_range" in settings and not _is_layer_contrast(augmentation):
        lacking.append("contrast_range")
    if lacking:
        lines.append(f"# No layer does {_listed(settings, lacking)}.")
    if layers:
        lines += ["augmentation = keras.Sequential(", "    [", *(f"        {each}" for each in layers), "    ]", ")"]
        lines.append("# Only in training: pixels = augmentation(pixels, training=True)")
    else:
        lines.append("augmentation = keras.layers.Identity()")
    lines += _mixing_layers(augmentation)
    return "\n".join(lines) + "\n"


def image_data_generator_code(augmentation: Augmentation) -> str:
    """Return code that makes `generator`, a Keras `ImageDataGenerator` with the same settings.

    Comments in the code name three differences of Keras 3 (3.15). It reads its matrices as (x, y), while Keras 2 and
    this app read them as (row, column): so the two shifts are swapped, and shear runs along the other axis. In Keras 2
    and 3, a shift is a fraction only below 1; a shift of 1 means one pixel.
    """
    settings = _settings(augmentation)
    lines = ["from tensorflow.keras.preprocessing.image import ImageDataGenerator", ""]
    lacking = [name for name in _GENERATOR_LACKS if name in settings]
    if lacking:
        lines.append(f"# ImageDataGenerator has nothing for {_listed(settings, lacking)}.")
    if augmentation.width_shift_range != augmentation.height_shift_range:
        lines.append(
            "# Keras 3 shifts pictures up and down by width_shift_range, and to the sides by height_shift_range."
        )
    if "shear_range" in settings:
        lines.append("# shear_range is in degrees. Keras 3 shears sideways, Keras 2 and dogcat up and down.")
    arguments = []
    for name, text in settings.items():
        if name in ("width_shift_range", "height_shift_range") and text == "1":
            arguments.append(f"{name}=0.999999,  # 1 would be one pixel")
        elif name not in _GENERATOR_LACKS:
            arguments.append(f"{name}={text},")
    return "\n".join([*lines, _call("generator = ImageDataGenerator", arguments)]) + "\n"


def tf_data_code(augmentation: Augmentation) -> str:
    """Return code that makes `batches` from arrays `pixels` and `labels`, augmented by this app's own functions.

    The code expects uint8 pixels (N, S, S, 3) and float32 labels (N,), and makes endless batches of 32.
    """
    settings = _settings(augmentation)
    mixes = augmentation.mixes_pictures
    return _TF_DATA.format(
        settings=_call("augmentation = Augmentation", [f"{name}={text}," for name, text in settings.items()]),
        import_mix="from dogcat.augmentation.mixing import mix_batch\n" if mixes else "",
        returned=f"return {'mix_batch(pixels, labels, augmentation, dice)' if mixes else 'pixels, labels'}",
    )


def _layers(augmentation: Augmentation, settings: dict[str, str]) -> list[str]:
    """Return the lines of the list of layers for `Sequential`, in the order of the steps of `augment`."""
    fill = f'fill_mode="{augmentation.fill_mode}"'  # always, because the default of the layers is reflect
    if "cval" in settings:
        fill += f", fill_value={settings['cval']}"
    layers: list[str] = []
    if "rotation_range" in settings:
        layers.append(f"keras.layers.RandomRotation({settings['rotation_range']} / 360, {fill}),")
    if "width_shift_range" in settings or "height_shift_range" in settings:
        down, right = _number(augmentation.height_shift_range), _number(augmentation.width_shift_range)
        layers.append(f"keras.layers.RandomTranslation(height_factor={down}, width_factor={right}, {fill}),")
    if "shear_range" in settings:
        layers += [
            "# Around the corner at the top left, not around the middle, and without making it wider:",
            f"keras.layers.RandomShear(y_factor=math.sin(math.radians({settings['shear_range']})), {fill}),",
        ]
    low, high = augmentation.zoom_range
    if "zoom_range" in settings and high <= _LARGEST_LAYER_ZOOM:
        factor = f"({_number(low)} - 1, {_number(high)} - 1)"
        layers.append(f"keras.layers.RandomZoom(height_factor={factor}, width_factor={factor}, {fill}),")
    flips = [way for way in ("horizontal", "vertical") if f"{way}_flip" in settings]
    if flips:
        layers.append(f'keras.layers.RandomFlip("{"_and_".join(flips)}"),')
    if "channel_shift_range" in settings:
        layers += [
            "# Stops at 0 and 255, not at the picture's own darkest and brightest level:",
            f"keras.layers.RandomBrightness({settings['channel_shift_range']} / 255),",
        ]
    if "contrast_range" in settings and _is_layer_contrast(augmentation):
        least, most = map(_number, augmentation.contrast_range)
        layers += [
            "# Around the mean of each channel, not around the mean grey:",
            f"keras.layers.RandomContrast((1 - {least}, {most} - 1)),",
        ]
    if "saturation_range" in settings:
        least, most = (f"{each} / (1 + {each})" for each in map(_number, augmentation.saturation_range))
        layers += [
            "# f / (1 + f) means the factor f. It keeps the brightest channel, not the grey:",
            f"keras.layers.RandomSaturation(({least}, {most}), value_range=(0, 1)),",
        ]
    if "noise_stddev" in settings:
        layers += [
            "keras.layers.Rescaling(1 / 255),  # GaussianNoise takes no more than 1",
            f"keras.layers.GaussianNoise({settings['noise_stddev']} / 255),",
            "keras.layers.Rescaling(255),",
        ]
    if "cutout_size" in settings:
        area = f"{settings['cutout_size']} ** 2"
        layers += [
            "# Never hangs over the picture's edge:",
            f"keras.layers.RandomErasing(factor=(1.0, 1.0), scale=({area}, {area}), fill_value={CUTOUT_LEVEL}),",
        ]
    return layers


def _is_layer_contrast(augmentation: Augmentation) -> bool:
    """Return True if `RandomContrast` has the range. It sorts its limits, so less contrast may not reach farther."""
    low, high = augmentation.contrast_range
    return high >= 1 and round(1 - low, 9) <= round(high - 1, 9)


def _mixing_layers(augmentation: Augmentation) -> list[str]:
    """Return the lines that make the layers for whole batches with labels."""
    if not augmentation.mixes_pictures:
        return []
    made = {}
    if augmentation.mixup_alpha:
        made["mixup"] = [f"mixup = keras.layers.MixUp(alpha={_number(augmentation.mixup_alpha)})"]
    if augmentation.cutmix_alpha:
        alpha = _number(min(augmentation.cutmix_alpha, _LARGEST_LAYER_CUTMIX))
        made["cutmix"] = [
            "# No rectangle extends beyond the picture's edge, and alpha is at most 1:",
            f"cutmix = keras.layers.CutMix(factor=({alpha}, {alpha}))",
        ]
    lines = ["# On a whole batch, after that; it mixes the labels too:"]
    lines += [f'# batch = {way}({{"images": pixels, "labels": labels}}, training=True)' for way in made]
    if len(made) > 1 or augmentation.mixed_batches < 1:
        each_way = ", half of them each way" if len(made) > 1 else ""
        lines.append(f"# Only {_number(augmentation.mixed_batches)} of the batches are mixed{each_way}.")
    return [*lines, *(line for layer in made.values() for line in layer)]


def _listed(settings: dict[str, str], names: list[str]) -> str:
    return ", ".join(f"{name}={settings[name]}" for name in names)


def _settings(augmentation: Augmentation) -> dict[str, str]:
    """Return the fields that change something, as Python text by name, in the order of the dataclass."""
    none = Augmentation()
    values = {item.name: getattr(augmentation, item.name) for item in fields(augmentation)}
    if augmentation.random_crop_area == (1, 1):
        del values["random_crop_aspect"]  # the whole picture has only one aspect ratio
    if augmentation.fill_mode != "constant":
        del values["cval"]
    if not augmentation.mixes_pictures:
        for name in ("mixup_alpha", "cutmix_alpha", "mixed_batches"):
            del values[name]
    if augmentation.zoom_range[1] <= 1 and not any(values[name] for name in _MOVES):
        values.pop("cval", None)
        del values["fill_mode"]  # no pixel beyond the edge is visible
    return {name: _python(value) for name, value in values.items() if value != getattr(none, name)}


def _call(start: str, arguments: list[str]) -> str:
    return "\n".join([f"{start}(", *(f"    {each}" for each in arguments), ")"]) if arguments else f"{start}()"


def _python(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(_number(each) for each in value)})"
    if isinstance(value, str):
        return f'"{value}"'
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    return str(value).removesuffix(".0")
