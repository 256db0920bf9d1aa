"""What the texts claim of networks and recipes, each claim computed from layer tables and recipes.

Each public function is a claim. It returns True as long as they bear it out.
"""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from dogcat.augmentation.augment import variants_of
from dogcat.augmentation.sampling import dice_of_seed
from dogcat.recipe.recipe import Augmentation, Recipe
from tests.claims.recordings import Recordings

PLAIN_NAMES, REGULARIZED_NAMES = ("quick-baseline", "baseline"), ("quick-regularized", "regularized")


def the_four_cells_differ_in_nothing_else(data: Recordings) -> bool:
    """The recipes of the four cells are the same without augmentation and dropout."""

    def rest(recipe: Recipe) -> Recipe:
        return replace(recipe, dropout=0.0, augmentation=Augmentation(), seed=1)

    def differ_rightly(cells: dict[str, Recipe]) -> bool:
        regularizers = {
            cell: (recipe.augmentation != Augmentation(), recipe.dropout > 0) for cell, recipe in cells.items()
        }
        wanted = {"nothing": (False, False), "augmentation": (True, False), "dropout": (False, True),
                  "both": (True, True)}  # fmt: skip
        return regularizers == wanted and len({rest(recipe) for recipe in cells.values()}) == 1

    quick = [{cell: found[0].recipe for cell, found in cells.items()} for cells in data.quick.values()]
    return all(differ_rightly(cells) for cells in quick)


def the_plain_recipe_is_not_regularized(data: Recordings) -> bool:
    """It has no augmentation, dropout, L2 regularization or early stopping; the regularized one has the first two."""
    plain, regularized = ([data.recipes[name] for name in names] for names in (PLAIN_NAMES, REGULARIZED_NAMES))
    return all(
        (recipe.augmentation, recipe.dropout, recipe.weight_decay, recipe.early_stopping_patience)
        == (Augmentation(), 0, 0, 0)
        for recipe in plain
    ) and all(recipe.augmentation != Augmentation() and recipe.dropout for recipe in regularized)


def a_picture_has_three_numbers_a_pixel(data: Recordings) -> bool:
    """The input of each network has three channels."""
    return all(rows[0].output_shape[2:] == (3,) for rows in data.layers.values())


def the_dense_layer_has_most_parameters(data: Recordings) -> bool:
    """More than half of all, in every recipe: a weight for each unit and value, and a bias for each unit."""
    for rows in data.layers.values():
        places = {row.name: place for place, row in enumerate(rows)}
        dense = rows[places["dense"]]
        values = math.prod(rows[places["dense"] - 1].output_shape)
        if dense.num_parameters != dense.output_shape[0] * (values + 1):
            return False
        if dense.num_parameters < sum(row.num_parameters for row in rows) / 2:
            return False
    return True


def convolutions_do_most_of_the_work(data: Recordings) -> bool:
    """More than half of all operations with less than half of all parameters, in every recipe."""
    for rows in data.layers.values():
        convolutions = [row for row in rows if row.kind == "Conv2D"]
        if sum(row.flops for row in convolutions) < sum(row.flops for row in rows) / 2:
            return False
        if sum(row.num_parameters for row in convolutions) > sum(row.num_parameters for row in rows) / 2:
            return False
    return True


def maps_shrink_and_their_number_grows(data: Recordings) -> bool:
    """From block to block, in every recipe; the number never falls, and is largest in the last convolution."""
    for rows in data.layers.values():
        shapes = [row.output_shape for row in rows if row.kind == "Conv2D"]
        for (before, _width, fewer), (after, _same, more) in pairwise(shapes):
            if after >= before or more < fewer:
                return False
        if shapes[-1][2] <= shapes[0][2]:
            return False
    return True


def there_are_far_more_parameters_than_pictures(data: Recordings) -> bool:
    """More than 100 for each of 2,000 training pictures, in every recipe."""
    return all(sum(row.num_parameters for row in rows) > 100 * 2000 for rows in data.layers.values())


def the_network_has_one_output(data: Recordings) -> bool:
    """The last layer of every recipe has one unit."""
    return all(rows[-1].output_shape == (1,) for rows in data.layers.values())


def the_original_exercise_is_as_the_texts_say(data: Recordings) -> bool:
    """Its optimizer is RMSprop, and an epoch of the plain one is one pass through 2,000 training pictures."""
    recipe = data.recipes["baseline"]
    return recipe.optimizer == "rmsprop" and recipe.steps_per_epoch * recipe.batch_size == 2000


def other_recipes_show_some_pictures_twice(data: Recordings) -> bool:
    """Every recipe but the original plain one has the same batch size, and draws more than 2,000 pictures an epoch."""
    others = [data.recipes[name] for name in (*PLAIN_NAMES, *REGULARIZED_NAMES) if name != "baseline"]
    batch = data.recipes["regularized"].batch_size
    return all(each.batch_size == batch and each.steps_per_epoch * batch > 2000 for each in others)


def augmented_pictures_differ_each_time(data: Recordings) -> bool:
    """Of 300 variants of one picture no two are alike, with the settings of every regularized recipe."""
    picture = np.random.default_rng(1).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    dice = dice_of_seed(1, 300)
    variants = [variants_of(picture, data.recipes[name].augmentation, dice) for name in REGULARIZED_NAMES]
    return all(len({each.tobytes() for each in found}) == len(dice) for found in variants)
