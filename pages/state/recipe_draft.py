"""The recipe that the next training will use, as the visitor has changed it."""

from dataclasses import replace

from dogcat.common.language import N_
from dogcat.pictures.picture_set import CLASSES, open_picture_set
from dogcat.pictures.synthetic.dataset import NUM_PER_CLASS
from dogcat.recipe.recipe import MODERN_AUGMENTATION, REGULARIZED, Augmentation, Recipe
from pages.state.picture_sets import offered_sets
from pages.state.session import session

# Translators: which augmentation the next training uses.
AUGMENTATIONS = {
    "none": N_("None"),
    "tutorial": N_("As in the tutorial"),
    # Translators: settings as newer networks use them
    "modern": N_("Modern"),
    "own": N_("From the Augmentation page"),
}


def wanted_recipe() -> Recipe:
    """Returns the recipe of the next training with its augmentation."""
    augmentations = {
        "none": Augmentation(),
        "tutorial": REGULARIZED.augmentation,
        "modern": MODERN_AUGMENTATION,
        "own": session().augmentation.chosen,
    }
    return replace(session().draft.changed, augmentation=augmentations[session().draft.draft_augmentation])


def take_recipe(recipe: Recipe) -> None:
    """Replaces the draft by another recipe."""
    session().draft.changed = recipe
    session().draft.number += 1
    session().draft.refused = ""
    session().draft.shows_choices = True
    known = {Augmentation(): "none", REGULARIZED.augmentation: "tutorial", MODERN_AUGMENTATION: "modern"}
    session().draft.draft_augmentation = known.get(recipe.augmentation, "own")
    if session().draft.draft_augmentation == "own":
        session().augmentation.chosen = recipe.augmentation


def chosen_set_is_drawn() -> bool:
    """Returns True if the chosen set is drawn, or will be drawn because there is no other."""
    if session().pictures.set_name in [pictures.name for pictures in offered_sets()]:
        return open_picture_set(str(session().pictures.set_name)).is_drawn
    return True


def count_chosen_pictures() -> tuple[int, int]:
    """Returns the numbers of training and of validation pictures of the chosen set, also if it is not drawn yet."""
    if session().pictures.set_name in [pictures.name for pictures in offered_sets()]:
        counts = open_picture_set(str(session().pictures.set_name)).counts()
    else:
        counts = {split: dict.fromkeys(CLASSES, number) for split, number in NUM_PER_CLASS.items()}
    return sum(counts["train"].values()), sum(counts["validation"].values())
