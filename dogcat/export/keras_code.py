"""A recipe as plain Keras code that a learner can copy and run without this app.

The code reads the pictures and builds, compiles and trains the recipe's network as the app does. Two things differ: the
random numbers, and the Keras layers for augmentation, see `augmentation_code`.
"""

import json

from dogcat.common.palette import TRAINING, VALIDATION
from dogcat.export.augmentation_code import keras_layers_code
from dogcat.export.base_code import base_parts, head_code, with_unpickler
from dogcat.export.ingredients_code import (
    averaging_code,
    learning_rate_code,
    loss_code,
    mirroring_code,
    shrinking_code,
)
from dogcat.export.network_code import layers_code
from dogcat.pictures.decoding import MAX_COPIED_PIXELS, MAX_JPEG_PIXELS, MAX_PIXELS
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import Augmentation, Recipe

MODEL_FILE = "dogs-vs-cats.keras"

# Comments of `keras_layers_code` that the code of `_VARY` makes redundant.
_HOW_TO_CALL = ("# Only ", "# On a whole batch,", "# batch = ")
_IMPORTS = """\
import io
import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from PIL import Image, PngImagePlugin, UnidentifiedImageError
from plotly.subplots import make_subplots

folder = Path({folder})  # holds train and validation, and each of them cats and dogs
keras.utils.set_random_seed({seed})
"""
_PICTURES = """\
options = tf.data.Options()
options.autotune.enabled = False  # deleting an autotuned iterator can stall for more than a minute
notes = folder / "left_out.json"  # names the pictures that the app was told to leave out
left_out = json.loads(notes.read_text("utf-8"))["mends"] if notes.exists() else []
left_out = {{name for part in left_out for name in part["names"]}}

try:
    from pillow_heif import register_heif_opener

    register_heif_opener()
except ImportError:
    print("Without the package pillow-heif, HEIC pictures are left out.")
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 2**30  # long texts in a PNG file do no harm
Image.init()
formats = [kind for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF") if kind in Image.OPEN]
most_pixels = dict.fromkeys(("PNG", "GIF", "BMP", "HEIF"), {plain:_}) | dict.fromkeys(("JPEG", "MPO"), {jpeg:_})
turns = [None, None, "FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM"]
turns += ["TRANSPOSE", "ROTATE_270", "TRANSVERSE", "ROTATE_90"]


def without_notes(data):  # a JPEG file without comments, EXIF and thumbnails, which may be malformed
    kept, at = data[:2], 2
    while data[at + 1] != 0xDA:  # where the pixels begin
        kind, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        is_note = kind == 0xFE or 0xE0 <= kind <= 0xEF
        if not is_note or (kind == 0xEE and end - at >= 16):  # Adobe's note tells how the colours are coded
            kept += data[at:end]
        at = end
    return kept + data[at:]


def read(file):
    try:
        picture = Image.open(file, formats=formats)
    except UnidentifiedImageError:
        data = file.read_bytes()
        if not data.startswith(b"\\xff\\xd8"):  # as each JPEG file starts
            raise
        picture = Image.open(io.BytesIO(without_notes(data)), formats=formats)
    with picture:
        if picture.width * picture.height > most_pixels.get(picture.format, {copied:_}):
            raise ValueError("too many pixels")
        picture.load()
    try:
        turn = turns[picture.getexif().get(0x0112, 1)]  # EXIF's orientation
    except Exception:  # malformed EXIF
        turn = None
    if turn:
        picture = picture.transpose(Image.Transpose[turn])  # upright
    if picture.mode.startswith("I"):  # grey with 16 bits
        picture = Image.fromarray(np.clip(np.asarray(picture) / 257, 0, 255).astype("uint8"))
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA"))
    return np.asarray(picture.convert("RGB").resize(({size}, {size}), Image.Resampling.BILINEAR))


def load(split):
    pixels, labels = [], []
    for label, animal in enumerate(("cats", "dogs")):
        for file in sorted((folder / split / animal).glob("[!.]*")):
            if f"{{split}}/{{animal}}/{{file.name}}" in left_out:
                continue
            try:
                pixels.append(read(file))
                labels.append([label])
            except Exception as error:  # a damaged file raises one of many kinds
                print(f"left out: {{file}} ({{error}})")
    print(f"{{split}}: {{len(labels):,}} pictures")
    return np.stack(pixels), np.array(labels, "float32")


pixels, labels = load("train")
validation = tf.data.Dataset.from_tensor_slices(load("validation")).batch(100).with_options(options)
"""
_FEWER = """\
cats, dogs = (generator.permutation(np.flatnonzero(labels == label)) for label in (0, 1))
chosen = np.concatenate([cats[:{num_cats}], dogs[:{num_dogs}]])
pixels, labels = pixels[chosen], labels[chosen]
"""
_FLIPPED = """\
# {share} of the labels of each class are wrong on purpose: such pictures can only be learned by heart.
cats, dogs = (generator.permutation(np.flatnonzero(labels == label)) for label in (0, 1))
flipped = np.concatenate([rows[: round({flipped_labels} * len(rows))] for rows in (cats, dogs)])
labels[flipped] = 1 - labels[flipped]
"""
_VARY = """\
def vary(pixels, labels):
    return augmentation(pixels, training=True), labels
"""
_VARY_AND_MIX = """\
def vary(pixels, labels):
    pixels = tf.cast(augmentation(pixels, training=True), "float32")
    batch = {{"images": pixels, "labels": labels}}
    die = tf.random.uniform(())  # one for the whole batch
    ways = [
{ways}
    ]
    mixed = tf.case(ways, default=lambda: batch)
    return mixed["images"], mixed["labels"]  # of mixed labels `accuracy` counts only those that are still 0 or 1
"""
_CURVES = """\
figure = make_subplots(cols=2, subplot_titles=("accuracy", "loss"))
for column, metric in enumerate(("accuracy", "loss"), start=1):
    for name, colour, dash in ((metric, "TRAINING", "dot"), (f"val_{metric}", "VALIDATION", "solid")):
        line = {"color": colour, "dash": dash}
        figure.add_scatter(x0=1, y=history.history[name], name=name, line=line, row=1, col=column)
figure.update_xaxes(title="epoch")
""".replace("TRAINING", TRAINING).replace("VALIDATION", VALIDATION)


def as_code(recipe: Recipe, folder: str = "dogs-vs-cats-small") -> str:
    """Return a recipe as one Python script that also saves the model and writes its curves to `curves.html`.

    The script needs tensorflow with Keras 3, numpy, plotly and pillow. It trains on the pictures that the app trains
    on, and names each file that cannot be read. The precision `auto` becomes float32, which every machine supports.

    Args:
        recipe: recipe to train.
        folder: folder of the pictures, with {train,validation}/{cats,dogs}.
    """
    parts = [*code_parts(recipe, folder).values(), _CURVES + 'figure.write_html("curves.html")\n']
    return "\n".join(parts)


def code_parts(recipe: Recipe, folder: str) -> dict[str, str]:
    """Return the parts of the script by title, in order and without the curves; each part uses the parts before it.

    Args:
        recipe: recipe to train.
        folder: folder of the pictures, see `as_code`.
    """
    beginning = _IMPORTS.format(folder=json.dumps(folder, ensure_ascii=False), seed=recipe.seed)
    if recipe.augmentation.shear_range:
        beginning = beginning.replace("import json\n", "import json\nimport math\n")
    if recipe.has_base and "Weights" in base_parts(recipe):
        beginning = with_unpickler(beginning)
    parts = {"Setup": beginning, "Pictures": _pictures(recipe)}
    if not recipe.augmentation.changes_nothing:
        parts["Augmentation"] = _augmentation(recipe)
    if recipe.has_base:
        parts |= base_parts(recipe)
    network = head_code(recipe) if recipe.has_base else _layers(recipe)
    return parts | {"Batches": _batches(recipe), "Network": network + _compiled(recipe), "Training": _training(recipe)}


def _pictures(recipe: Recipe) -> str:
    number = recipe.num_training_pictures
    code = _PICTURES.format(size=recipe.picture_size, jpeg=MAX_JPEG_PIXELS, plain=MAX_PIXELS, copied=MAX_COPIED_PIXELS)
    if number or recipe.flipped_labels:
        code += f"\ngenerator = np.random.default_rng({recipe.seed})\n"
    if number:
        code += _FEWER.format(num_cats=number - number // 2, num_dogs=number // 2)
    if recipe.flipped_labels:
        code += _FLIPPED.format(share=f"{100 * recipe.flipped_labels:g}%", flipped_labels=recipe.flipped_labels)
    return code


def _augmentation(recipe: Recipe) -> str:
    lines = keras_layers_code(recipe.augmentation).splitlines()
    kept = [line for line in lines if not line.startswith(("import ", *_HOW_TO_CALL))]
    vary = _vary_and_mix(recipe.augmentation) if recipe.augmentation.mixes_pictures else _VARY
    return "\n".join(kept).strip() + f"\n\n\n{vary}\n"


def _vary_and_mix(augmentation: Augmentation) -> str:
    names = [way for way in ("cutmix", "mixup") if getattr(augmentation, f"{way}_alpha") > 0]
    limits = {way: augmentation.mixed_batches * place / len(names) for place, way in enumerate(names, start=1)}
    ways = [f"        (die < {limit}, lambda: {way}(batch, training=True))," for way, limit in limits.items()]
    return _VARY_AND_MIX.format(ways="\n".join(ways))


def _batches(recipe: Recipe) -> str:
    shrink, shrinking = shrinking_code(recipe)
    steps = [
        "tf.data.Dataset.from_tensor_slices((pixels, labels))",
        f".shuffle(len(pixels), seed={recipe.seed})",
        ".repeat()  # an epoch is a number of steps, not once all pictures",
        f".batch({recipe.batch_size})",
        *([] if recipe.augmentation.changes_nothing else [".map(vary)"]),
        *shrinking,
        ".prefetch(2)",
        ".with_options(options)",
    ]
    return shrink + "\n".join(["training = (", *(f"    {step}" for step in steps), ")"]) + "\n"


def _layers(recipe: Recipe) -> str:
    lines = []
    if recipe.precision == "bfloat16":
        lines.append('keras.config.set_dtype_policy("mixed_bfloat16")  # only now: augmentation needs float32')
    decoupled = OPTIMIZERS[recipe.optimizer].decouples_weight_decay
    penalty = ""
    if recipe.weight_decay and not decoupled:
        lines.append(f"decay = keras.regularizers.L2({recipe.weight_decay})  # Keras adds it to `loss` and `val_loss`")
        penalty = ", kernel_regularizer=decay"
    code = layers_code(recipe, penalty)
    blank = ("\n\n" if lines else "\n") if code.startswith("def ") else ""  # two lines before a function
    lines.append(blank + code)
    return "\n".join(lines) + "\n"


def _compiled(recipe: Recipe) -> str:
    decoupled = OPTIMIZERS[recipe.optimizer].decouples_weight_decay
    own_decay = f", weight_decay={recipe.weight_decay}" if decoupled else ""
    class_name = OPTIMIZERS[recipe.optimizer].class_name
    made, rate = learning_rate_code(recipe)
    optimizer = f"keras.optimizers.{class_name}(learning_rate={rate}{own_decay})"
    lines = [
        *made,
        "model.compile(",
        f"    optimizer={optimizer},",
        *(f"    {each}" for each in loss_code(recipe)),
        "    jit_compile=False,  # on a processor XLA's convolutions are several times slower",
        ")",
    ]
    if decoupled and recipe.batch_normalization:
        lines.append('model.optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])')
    lines.append("model.summary()")
    return "\n".join(lines) + "\n"


def _training(recipe: Recipe) -> str:
    patience = recipe.early_stopping_patience
    lines = [
        "history = model.fit(",
        "    training,",
        f"    steps_per_epoch={recipe.steps_per_epoch},",
        f"    epochs={recipe.epochs},",
        "    validation_data=validation,",
        "    shuffle=False,  # the batches come shuffled",
    ]
    callbacks = ["WeightAverage()"] if recipe.weight_average else []
    if patience:
        callbacks.append(f'keras.callbacks.EarlyStopping(monitor="val_loss", patience={patience})')
    if callbacks:
        lines.append(f"    callbacks=[{', '.join(callbacks)}],")
    fitted = "\n".join([*lines, ")"]) + "\n"
    if recipe.takes_features:
        fitted += "model = keras.Model(pictures, head(base(pictures)))  # takes pixels again\n"
    return averaging_code(recipe) + fitted + mirroring_code(recipe) + f'model.save("{MODEL_FILE}")\n'
