"""The ladder: recipes that differ in one ingredient at a time, from the tutorial's plain network to a modern one.

Every recipe is shown equally many pictures of one size, so a rung is no longer training under another name. Early
stopping is the exception: it shows fewer, which is its purpose. The top rung has the ingredients of the recipe `modern`
with a smaller number of pictures, so that the whole ladder can be trained on two cores.

The order upwards: first what changes the pictures, which works with any network; then batch normalisation, because
without it neither larger steps nor deeper networks train well; then the optimizer and the network; at last what needs
a network that learns fast enough to be held back.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from dogcat.recipe.recipe import BASELINE, MODERN_AUGMENTATION, REGULARIZED, Augmentation, Recipe

Part = Literal["up", "down", "alone", "pictures"]
PARTS: tuple[Part, ...] = ("up", "down", "alone", "pictures")
NUM_SHOWN = 120_000  # pictures that each training is shown, 60 passes over 2,000
NUM_EPOCHS = 25  # divides `NUM_SHOWN` into whole batches of 32 and of 64
PATIENCE = 5  # epochs of early stopping
SIZES = (1000, 500, 250)  # numbers of training pictures besides all 2,000
PLAIN, TOP = "plain", "mirror"  # the first rung and the last one upwards


@dataclass(frozen=True)
class Rung:
    """One way to train.

    Attributes:
        name: short name, also of its files.
        part: `up` adds an ingredient to the rung before, `down` takes one away from the top, `alone` adds one to the
            plain network, and `pictures` trains on fewer pictures.
        ingredient: what is added or taken away, a key of `ladder_text.INGREDIENTS`.
        recipe: the whole recipe, with the first seed.
        before: name of the rung that differs only in the ingredient; empty for the first rung.
    """

    name: str
    part: Part
    ingredient: str
    recipe: Recipe
    before: str


def with_budget(recipe: Recipe) -> Recipe:
    """Return the recipe with the ladder's picture size and number of pictures shown."""
    steps = NUM_SHOWN // (NUM_EPOCHS * recipe.batch_size)
    return replace(recipe, picture_size=128, epochs=NUM_EPOCHS, steps_per_epoch=steps)


def rungs() -> dict[str, Rung]:
    """Return every rung by name, in the order in which they are recorded."""
    return {rung.name: rung for rung in (*_up(), *_alone(), *_down(), *_fewer_pictures())}


def top_recipe() -> Recipe:
    """Return the recipe with all ingredients."""
    return [rung.recipe for rung in _up()][-1]


def _up() -> Iterable[Rung]:
    """Yield the rungs from the plain network on, each with one ingredient more than the one before."""
    recipe = _plain()
    yield Rung(PLAIN, "up", PLAIN, recipe, "")
    before = PLAIN
    for name, changes in _STEPS.items():
        recipe = _changed(recipe, changes)
        yield Rung(name, "up", name, recipe, before)
        before = name


def _down() -> Iterable[Rung]:
    """Yield the top without one ingredient. Two of them need others, and are compared with the top without those.

    Residual blocks need batch normalisation, and growing pictures need averages. The top without the mirror image is
    the rung below it.
    """
    top = top_recipe()
    for name in ("geometry", "light", "cutmix-mixup", "schedule", "residual", "label-smoothing", "weight-average",
                 "growing"):  # fmt: skip
        yield _without(name, _taken_back(top, name), TOP)
    yield _without("squeeze-excitation", replace(top, squeeze_excitation=False), TOP)
    yield _without("weight-decay", replace(top, weight_decay=0.0), TOP)
    plain_convolutions = _taken_back(top, "residual")
    yield _without("batch-normalization", replace(plain_convolutions, batch_normalization=False), "without-residual")
    yield _without("average", _taken_back(_taken_back(top, "growing"), "average"), "without-growing")


def _without(name: str, recipe: Recipe, before: str) -> Rung:
    return Rung(f"without-{name}", "down", name, recipe, before)


def _alone() -> Iterable[Rung]:
    """Yield the rungs that add one ingredient to the plain network, and the tutorial's own second network."""
    plain = _plain()
    added = {
        "early-stopping": replace(plain, early_stopping_patience=PATIENCE),
        "l2": replace(plain, weight_decay=1e-3),
        "dropout": replace(plain, dropout=REGULARIZED.dropout),
        "smaller": replace(plain, filters=(16, 32, 64, 64), dense_units=64),
        "tutorial": replace(plain, dropout=REGULARIZED.dropout, augmentation=REGULARIZED.augmentation),
    }
    for name, recipe in added.items():
        yield Rung(name, "alone", name, recipe, PLAIN)


def _fewer_pictures() -> Iterable[Rung]:
    """Yield the plain network and the top with fewer training pictures."""
    for prefix, recipe, before in ((PLAIN, _plain(), PLAIN), ("modern", top_recipe(), TOP)):
        for number in SIZES:
            fewer = replace(recipe, num_training_pictures=number)
            yield Rung(f"{prefix}-{number}", "pictures", "pictures", fewer, before)


def _plain() -> Recipe:
    """Return the tutorial's plain network, in the batches of its second training."""
    return with_budget(replace(BASELINE, batch_size=REGULARIZED.batch_size))


def _changed(recipe: Recipe, changes: dict[str, Any]) -> Recipe:
    """Return the recipe with other values of some fields. Names that it lacks are fields of its augmentation."""
    own = {item.name for item in fields(Recipe)}
    inner = {name: value for name, value in changes.items() if name not in own}
    outer = {name: value for name, value in changes.items() if name in own}
    return with_budget(replace(recipe, augmentation=replace(recipe.augmentation, **inner), **outer))


def _taken_back(recipe: Recipe, ingredient: str) -> Recipe:
    """Return the recipe with the plain network's values of an ingredient's fields."""
    plain = _plain()
    known = {**asdict(Augmentation()), **{item.name: getattr(plain, item.name) for item in fields(Recipe)}}
    return _changed(recipe, {name: known[name] for name in _STEPS[ingredient]})


def _of_modern(*names: str) -> dict[str, Any]:
    """Return fields of the modern augmentation."""
    return {name: getattr(MODERN_AUGMENTATION, name) for name in names}


# The fields that each rung upwards changes, by its name; those of the augmentation stand beside those of the recipe.
_STEPS: dict[str, dict[str, Any]] = {
    "geometry": _of_modern("rotation_range", "horizontal_flip", "fill_mode", "random_crop_area", "random_crop_aspect"),
    "light": _of_modern("brightness_range", "contrast_range", "saturation_range"),
    "batch-normalization": {"batch_normalization": True, "pixel_range": "-1..1"},
    "average": {"pooling": "average", "dense_units": 0},
    "optimizer": {"optimizer": "adamw", "learning_rate": 2e-3, "weight_decay": 0.05, "batch_size": 64},
    "schedule": {"schedule": "cosine"},
    "residual": {"filters": (64, 128, 256), "residual": True, "squeeze_excitation": True},
    "label-smoothing": {"label_smoothing": 0.1},
    "cutmix-mixup": _of_modern("mixup_alpha", "cutmix_alpha", "mixed_batches"),
    "weight-average": {"weight_average": 0.998},
    "growing": {"training_sizes": (96, 112, 128)},
    TOP: {"mirror_at_test": True},
}
