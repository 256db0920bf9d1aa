"""The recipe that the next training will use, as the visitor has changed it."""

from dataclasses import replace

from dogcat.common.language import N_
from dogcat.pictures.picture_set import CLASSES, open_picture_set
from dogcat.pictures.synthetic.dataset import NUM_PER_CLASS
from dogcat.recipe.recipe import REGULARIZED, Augmentation, Recipe
from pages.state.picture_sets import offered_sets
from pages.state.session import session

AUGMENTATIONS = {"none": N_("None"), "tutorial": N_("The tutorial's"), "own": N_("From the Augmentation page")}


def wanted_recipe() -> Recipe:
    """The recipe as it is set now."""
    augmentations = {
        "none": Augmentation(),
        "tutorial": REGULARIZED.augmentation,
        "own": session().augmentation,
    }
    return replace(session().draft, augmentation=augmentations[session().draft_augmentation])


def take_recipe(recipe: Recipe) -> None:
    """Starts from another recipe."""
    session().draft = recipe
    session().draft_number += 1
    session().shows_choices = True
    known = {Augmentation(): "none", REGULARIZED.augmentation: "tutorial"}
    session().draft_augmentation = known.get(recipe.augmentation, "own")
    if session().draft_augmentation == "own":
        session().augmentation = recipe.augmentation


def count_pictures() -> tuple[int, int]:
    """Training and validation pictures of the chosen set, which may not have been drawn yet."""
    if session().pictures in [pictures.name for pictures in offered_sets()]:
        counts = open_picture_set(str(session().pictures)).counts()
    else:
        counts = {split: dict.fromkeys(CLASSES, number) for split, number in NUM_PER_CLASS.items()}
    return sum(counts["train"].values()), sum(counts["validation"].values())
