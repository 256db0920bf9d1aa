"""The ladder: recipes that differ in one ingredient at a time, from the tutorial's plain network upwards.

Every recipe is shown equally many pictures of one size, so a rung is no longer training under another name. Early
stopping is the exception: it shows fewer, which is its purpose.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from dogcat.recipe.recipe import BASELINE, REGULARIZED, Augmentation, Recipe

Part = Literal["alone", "up", "pictures"]
PARTS: tuple[Part, ...] = ("up", "alone", "pictures")
NUM_SHOWN = 120_000  # pictures that each training is shown, 60 passes over 2,000
NUM_EPOCHS = 25  # divides `NUM_SHOWN` into whole batches of 32 and of 64
PATIENCE = 5  # epochs of early stopping
SIZES = (1000, 500, 250)  # numbers of training pictures besides all 2,000
PLAIN = "plain"  # the first rung
GEOMETRY = Augmentation(
    rotation_range=20,
    horizontal_flip=True,
    fill_mode="reflect",
    random_crop_area=(0.3, 1.0),
    random_crop_aspect=(3 / 4, 4 / 3),
)


@dataclass(frozen=True)
class Rung:
    """One way to train.

    Attributes:
        name: short name, also of its files.
        part: `up` adds an ingredient to the rung before, `alone` adds one to the plain network, and `pictures` trains
            on fewer pictures.
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
    return {rung.name: rung for rung in (*_up(), *_alone(), *_fewer_pictures())}


def _up() -> Iterable[Rung]:
    """Yield the rungs from the plain network on, each with one ingredient more than the one before."""
    before, recipe = "", _plain()
    yield Rung(PLAIN, "up", PLAIN, recipe, before)
    before = PLAIN
    for name, fields in _STEPS.items():
        recipe = with_budget(replace(recipe, **fields))  # type: ignore[arg-type]
        yield Rung(name, "up", name, recipe, before)
        before = name


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
    """Yield the plain network with fewer training pictures."""
    for number in SIZES:
        recipe = replace(_plain(), num_training_pictures=number)
        yield Rung(f"{PLAIN}-{number}", "pictures", "pictures", recipe, PLAIN)


def _plain() -> Recipe:
    """Return the tutorial's plain network, in the batches of its second training."""
    return with_budget(replace(BASELINE, batch_size=REGULARIZED.batch_size))


# The fields that each rung changes, by name of the rung, upwards.
_STEPS: dict[str, dict[str, object]] = {
    "geometry": {"augmentation": GEOMETRY},
}
