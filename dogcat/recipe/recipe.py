"""The recipe of a training: network, optimizer, batches, augmentation, seed, precision, device.

A recipe is plain data that can be compared, copied with `dataclasses.replace`, written as JSON and read again. The
constructor checks every value, so an invalid recipe cannot exist. A recipe does not name the pictures.
"""

import json
from dataclasses import Field, asdict, dataclass, fields, replace
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.recipe.bases import BASE_TRAININGS, BASES, FEATURE_TRAININGS, NO_BASE
from dogcat.recipe.combinations import refusal
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.rules import Choice, Pair, Real, Whole, WholeNumbers, ZoomRange, ruled

MAX_SEED = 2**31 - 1
# Pixels of 0 to 255 are divided by the first number, and the second is added.
PIXEL_RANGES = {"0..1": (255.0, 0.0), "-1..1": (127.5, -1.0)}
SCHEDULES = ("constant", "cosine")  # of the learning rate, see recipe/schedule.py
DEVICES = ("auto", "cpu")  # auto is the graphics card that TensorFlow sees, otherwise the processor
MACHINE_FIELDS = ("precision", "device")  # of `Recipe`: how it is computed, not what is trained
MIN_CLEAN_PICTURES = 300  # with fewer, the 95% interval of the accuracy can be wider than ±6 percentage points

_NO_RECIPE = N_("The recipe is {value}; allowed: an object with the fields {fields}.")
_NO_AUGMENTATION = N_("augmentation is {value}; allowed: an object with the fields {fields}.")


class RecipeError(DogcatError):
    """A recipe has an unknown field, or a field whose value is not allowed. The text names the field."""


def _check(instance: object, owner: str) -> None:
    """Check each field against its rule and store the value in the rule's type."""
    for item in fields(instance):  # type: ignore[arg-type]
        rule = item.metadata.get("allowed")
        if rule is None:
            continue
        value = getattr(instance, item.name)
        read = rule.read(value)
        if read is None:
            raise RecipeError(
                _("{field} is {value}; allowed: {rule}.").format(
                    field=f"{owner}{item.name}", value=_shown(value), rule=rule
                )
            )
        object.__setattr__(instance, item.name, read)


def _shown(value: object) -> str:
    text = json.dumps(value, default=repr)
    return text if len(text) <= 60 else f"{text[:57]}..."


@dataclass(frozen=True)
class Augmentation:
    """The strengths of the random changes of training pictures.

    Names and units up to `brightness_range` are those of Keras' `ImageDataGenerator`.
    """

    rotation_range: float = ruled(0.0, Real(0, 180))  # degrees, drawn from -range to +range
    width_shift_range: float = ruled(0.0, Real(0, 1))  # fraction of the width, to either side
    height_shift_range: float = ruled(0.0, Real(0, 1))  # fraction of the height, up or down
    shear_range: float = ruled(0.0, Real(0, 80))  # degrees, to either side
    zoom_range: tuple[float, float] = ruled((1.0, 1.0), ZoomRange(0.1, 10))  # > 1 shows more, smaller
    horizontal_flip: bool = ruled(False, Choice((False, True)))  # half of the pictures are mirrored
    vertical_flip: bool = ruled(False, Choice((False, True)))  # half of the pictures are turned upside down
    fill_mode: str = ruled("nearest", Choice(("nearest", "reflect", "wrap", "constant")))  # pixels beyond the edge
    cval: float = ruled(0.0, Real(0, 255))  # grey level beyond the edge, when fill_mode is constant
    channel_shift_range: float = ruled(0.0, Real(0, 255))  # levels, added to or subtracted from all channels
    brightness_range: tuple[float, float] = ruled((1.0, 1.0), Pair(0, 5))  # factor for all levels
    random_crop_area: tuple[float, float] = ruled((1.0, 1.0), Pair(0.01, 1))  # fraction of the area that is kept
    random_crop_aspect: tuple[float, float] = ruled((1.0, 1.0), Pair(0.1, 10))  # width : height of the crop
    noise_stddev: float = ruled(0.0, Real(0, 128))  # levels, Gaussian noise in each pixel and channel
    cutout_size: float = ruled(0.0, Real(0, 1))  # side of one grey square, fraction of the picture size
    mixup_alpha: float = ruled(0.0, Real(0, 4))  # 0 is off; pictures are mixed by Beta(alpha, alpha)
    contrast_range: tuple[float, float] = ruled((1.0, 1.0), Pair(0, 5))  # factor for the distance to the mean grey
    saturation_range: tuple[float, float] = ruled((1.0, 1.0), Pair(0, 5))  # factor for the distance to the pixel's grey
    cutmix_alpha: float = ruled(0.0, Real(0, 4))  # 0 is off; the area that is kept is from Beta(alpha, alpha)
    mixed_batches: float = ruled(1.0, Real(0, 1))  # fraction that mixup or cutmix changes; with both, half of it each

    def __post_init__(self) -> None:
        _check(self, "augmentation.")

    @property
    def changes_nothing(self) -> bool:
        """True if no setting changes a picture."""
        strengths = replace(self, fill_mode="nearest", cval=0.0, mixed_batches=1.0)
        if not self.mixes_pictures:
            strengths = replace(strengths, mixup_alpha=0.0, cutmix_alpha=0.0)
        if self.random_crop_area == (1, 1):  # without a crop, the aspect ratio has no effect
            strengths = replace(strengths, random_crop_aspect=(1.0, 1.0))
        return strengths == Augmentation()

    @property
    def mixes_pictures(self) -> bool:
        """True if pictures are mixed with others, so that labels lie between 0 and 1."""
        return self.mixed_batches > 0 and (self.mixup_alpha > 0 or self.cutmix_alpha > 0)


@dataclass(frozen=True)
class Recipe:
    """Everything about one training. The default values are the tutorial's network without regularization."""

    picture_size: int = ruled(150, Whole(8, 512))  # pixels, height and width of the network's input
    pixel_range: str = ruled("0..1", Choice(tuple(PIXEL_RANGES)))  # of the values that the network computes with
    filters: tuple[int, ...] = ruled((32, 64, 128, 128), WholeNumbers(Whole(1, 1024), 8))  # one per block or stage
    kernel_size: int = ruled(3, Choice((1, 3, 5, 7)))  # pixels, height and width of every filter
    pooling: str = ruled("flatten", Choice(("flatten", "average")))  # all values of the last maps, or a mean each
    dense_units: int = ruled(512, Whole(0, 8192))  # width of the layer before the output; 0 is no such layer
    batch_normalization: bool = ruled(False, Choice((False, True)))  # after every convolution, before ReLU
    residual: bool = ruled(False, Choice((False, True)))  # each number of `filters` is a stage of two residual blocks
    squeeze_excitation: bool = ruled(False, Choice((False, True)))  # in every residual block
    base: str = ruled(NO_BASE, Choice((NO_BASE, *BASES)))  # a network trained on ImageNet, instead of own convolutions
    base_training: str = ruled("features", Choice(BASE_TRAININGS))  # with a base: what of it is trained, and how
    dropout: float = ruled(0.0, Real(0, 0.95))  # fraction of the features that a step sets to 0
    optimizer: str = ruled("rmsprop", Choice(tuple(OPTIMIZERS)))
    learning_rate: float = ruled(1e-4, Real(0, 100, low_is_allowed=False))
    weight_decay: float = ruled(0.0, Real(0, 10))  # L2 penalty on kernels; for adamw its decoupled decay
    batch_size: int = ruled(20, Whole(1, 1024))  # pictures per step
    steps_per_epoch: int = ruled(100, Whole(1, 100_000))  # training steps between two evaluations
    epochs: int = ruled(30, Whole(1, 10_000))
    early_stopping_patience: int = ruled(0, Whole(0, 10_000))  # epochs without a lower validation loss; 0 is off
    label_smoothing: float = ruled(0.0, Real(0, 0.5))  # part of a label that goes to both classes alike, in training
    schedule: str = ruled("constant", Choice(SCHEDULES))  # of the learning rate
    weight_average: float = ruled(0.0, Real(0, 0.99999))  # momentum of the average that is evaluated; 0 is off
    training_sizes: tuple[int, ...] = ruled((), WholeNumbers(Whole(8, 512), 8, fewest=0))  # equal parts; () is off
    mirror_at_test: bool = ruled(False, Choice((False, True)))  # P(dog) is the mean of a picture and its mirror image
    num_training_pictures: int = ruled(0, Whole(0, 1_000_000))  # half of each class; 0 is all pictures of the split
    flipped_labels: float = ruled(0.0, Real(0, 0.5))  # fraction of the training labels that are wrong on purpose
    augmentation: Augmentation = Augmentation()
    seed: int = ruled(1, Whole(0, MAX_SEED))  # of initial weights, order, augmentation and dropout
    precision: str = ruled("auto", Choice(("auto", "float32", "bfloat16")))
    device: str = ruled("auto", Choice(DEVICES))

    def __post_init__(self) -> None:
        _check(self, "")
        if not isinstance(self.augmentation, Augmentation):
            raise RecipeError(_(_NO_AUGMENTATION).format(value=_shown(self.augmentation), fields=_names(Augmentation)))
        refused = refusal(self)
        if refused is not None:
            raise RecipeError(refused)
        if self.training_sizes:
            self._check_training_sizes()

    def _check_training_sizes(self) -> None:
        try:
            replace(self, picture_size=min(self.training_sizes), training_sizes=())
        except RecipeError as error:
            raise RecipeError(
                _("training_sizes is {value}, and the smallest is too small. Of a recipe with it: {why}").format(
                    value=_shown(self.training_sizes), why=error
                )
            ) from None

    @property
    def has_base(self) -> bool:
        """True if the network stands on a base; `filters`, `kernel_size` and `pixel_range` then have no effect."""
        return self.base != NO_BASE

    @property
    def takes_features(self) -> bool:
        """True if the training takes features that are computed once, so that each epoch is quick."""
        return self.has_base and self.base_training in FEATURE_TRAININGS


BASELINE = Recipe()
REGULARIZED = Recipe(
    dropout=0.5,
    batch_size=32,
    epochs=100,
    augmentation=Augmentation(
        rotation_range=40,
        width_shift_range=0.2,
        height_shift_range=0.2,
        shear_range=0.2,  # degrees, as in Keras 2.2.4, which the tutorial used
        zoom_range=(0.8, 1.2),
        horizontal_flip=True,
    ),
)
# What later networks are trained with: large random crops, light, and two pictures in one on most batches.
MODERN_AUGMENTATION = Augmentation(
    rotation_range=20,
    horizontal_flip=True,
    fill_mode="reflect",
    brightness_range=(0.7, 1.3),
    random_crop_area=(0.25, 1),
    random_crop_aspect=(3 / 4, 4 / 3),
    mixup_alpha=0.8,
    contrast_range=(0.7, 1.3),
    saturation_range=(0.7, 1.3),
    cutmix_alpha=1,
    mixed_batches=0.75,
)

# The same comparison in about a minute. Both have batch size 32, so that their epochs have equally many pictures.
# They leave the level of chance within three epochs; `benchmarks/quick_recipes.py` measures it.
QUICK_BASELINE = Recipe(
    picture_size=64,
    pixel_range="-1..1",
    filters=(16, 32, 64),
    dense_units=256,
    optimizer="adam",
    learning_rate=1e-3,
    batch_size=32,
    epochs=20,
)
QUICK_REGULARIZED = replace(QUICK_BASELINE, dropout=0.5, epochs=32, augmentation=REGULARIZED.augmentation)

# What practice adds to such a training, from scratch and with the same photos: act three of the lesson.
MODERN = Recipe(
    picture_size=160,
    pixel_range="-1..1",
    filters=(64, 128, 256),
    pooling="average",
    dense_units=0,
    batch_normalization=True,
    residual=True,
    squeeze_excitation=True,
    optimizer="adamw",
    learning_rate=2e-3,
    weight_decay=0.05,
    batch_size=64,
    steps_per_epoch=100,
    epochs=80,
    label_smoothing=0.1,
    schedule="cosine",
    weight_average=0.999,
    training_sizes=(96, 112, 128),
    mirror_at_test=True,
    augmentation=MODERN_AUGMENTATION,
)
# The three ways to stand on a network that has seen ImageNet; `benchmarks/pretrained.py` measures them.
PRETRAINED_FEATURES = Recipe(
    picture_size=224,
    pooling="average",
    dense_units=0,
    base="efficientnet-lite0",
    optimizer="adam",
    learning_rate=1e-3,
    weight_decay=1e-3,
    batch_size=32,
    steps_per_epoch=63,
    epochs=20,
)
PRETRAINED_HEAD = replace(
    PRETRAINED_FEATURES,
    base_training="head",
    epochs=3,
    augmentation=Augmentation(rotation_range=20, zoom_range=(0.8, 1.2), horizontal_flip=True),
)
FINE_TUNING = replace(PRETRAINED_HEAD, base_training="fine-tuning", learning_rate=1e-5)
LESSON_RECIPES = ("quick-baseline", "quick-regularized", "baseline", "regularized")  # not those of the further steps
RECIPES = {
    "quick-baseline": QUICK_BASELINE,
    "quick-regularized": QUICK_REGULARIZED,
    "baseline": BASELINE,
    "regularized": REGULARIZED,
    "modern": MODERN,
    "pretrained-features": PRETRAINED_FEATURES,
    "pretrained-head": PRETRAINED_HEAD,
    "fine-tuning": FINE_TUNING,
}


def num_used_pictures(recipe: Recipe, num_training: int) -> int:
    """Return how many of the training split's `num_training` pictures the recipe trains on."""
    return min(recipe.num_training_pictures or num_training, num_training)


def on_machine_of(recipe: Recipe, other: Recipe) -> Recipe:
    """Return a recipe with the fields of `MACHINE_FIELDS` of another one, to compare what the two train."""
    machine: dict[str, Any] = {name: getattr(other, name) for name in MACHINE_FIELDS}
    return replace(recipe, **machine)


def with_next_seed(recipe: Recipe) -> Recipe:
    """Return the recipe with the next seed, which is 1 after the largest."""
    return replace(recipe, seed=recipe.seed % MAX_SEED + 1)


def evaluation_batch_size(picture_size: int) -> int:
    """Return the batch size of an evaluation: 50 at 150 x 150, scaled so that the number of pixels stays the same."""
    return max(1, 50 * BASELINE.picture_size**2 // picture_size**2)


def recipe_kind(recipe: Recipe) -> str:
    """Return the name in `RECIPES` of a recipe, ignoring length, seed, precision and device; otherwise `custom`."""
    for name, known in RECIPES.items():
        alike = replace(known, epochs=recipe.epochs, steps_per_epoch=recipe.steps_per_epoch, seed=recipe.seed)
        if on_machine_of(alike, recipe) == recipe:
            return name
    return "custom"


def recipe_to_json(recipe: Recipe) -> str:
    """Return the recipe as an indented JSON object with all fields; `recipe_from_json` reads it."""
    return json.dumps(asdict(recipe), indent=2) + "\n"


def recipe_from_json(text: str) -> Recipe:
    """Read a recipe from JSON. Missing fields have the value of `BASELINE`.

    Raises:
        RecipeError: the text is not a JSON object, or has an unknown field or an invalid value.
    """
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecipeError(
            _('The recipe is not JSON ({error}). Expected: an object such as {{"epochs": 5}}.').format(error=error)
        ) from None
    values = _known_fields(read, Recipe, _NO_RECIPE, "")
    if "augmentation" in values:
        inner = _known_fields(values["augmentation"], Augmentation, _NO_AUGMENTATION, "augmentation.")
        values["augmentation"] = Augmentation(**inner)
    return Recipe(**values)


def _known_fields(read: object, kind: type, refusal: str, prefix: str) -> dict[str, Any]:
    if not isinstance(read, dict):
        raise RecipeError(_(refusal).format(value=_shown(read), fields=_names(kind)))
    known = {item.name for item in fields(kind)}
    for name in read:
        if name not in known:
            raise RecipeError(
                _("{field} is not a field of a recipe; allowed: {fields}.").format(
                    field=f"{prefix}{_shown(name)}", fields=_names(kind)
                )
            )
    return read


def _names(kind: type) -> str:
    items: tuple[Field[Any], ...] = fields(kind)
    return ", ".join(item.name for item in items)
