"""What changes in a training: learning rate and size of the pictures by step, and what is measured after an epoch.

Both depend only on the recipe and the number of the step, so that a training can continue at any step.
"""

import math
from dataclasses import replace

from dogcat.recipe.recipe import MIN_CLEAN_PICTURES, Recipe

_WARM_UP_PART = 20  # the warm-up is one twentieth of all steps: 5%


def num_steps(recipe: Recipe) -> int:
    """Return the number of steps of the whole training."""
    return recipe.epochs * recipe.steps_per_epoch


def num_warm_up_steps(recipe: Recipe) -> int:
    """Return the number of steps in which the learning rate of the schedule `cosine` rises."""
    return num_steps(recipe) // _WARM_UP_PART


def learning_rate_at(recipe: Recipe, step: int) -> float:
    """Return the learning rate of a step, counted from 0, as Keras' `CosineDecay` computes it.

    In the warm-up it rises in equal parts up to the recipe's learning rate, then it falls to 0 along half a cosine
    (I. Loshchilov and F. Hutter, 2017, arXiv:1608.03983).
    """
    if recipe.schedule == "constant":
        return recipe.learning_rate
    rising = num_warm_up_steps(recipe)
    if step < rising:
        first = recipe.learning_rate / rising
        return first + (recipe.learning_rate - first) * step / rising
    done = (step - rising) / (num_steps(recipe) - rising)
    return recipe.learning_rate * (1 + math.cos(math.pi * done)) / 2


def training_size(recipe: Recipe, step: int) -> int:
    """Return the picture size of a training step, counted from 0: each of `training_sizes` in an equal part."""
    sizes = recipe.training_sizes
    return sizes[step * len(sizes) // num_steps(recipe)] if sizes else recipe.picture_size


def growing_sizes(picture_size: int) -> tuple[int, int, int]:
    """Return the three sizes of a training whose pictures grow to 80% of the picture size: 96, 112, 128 of 160."""
    return round(0.6 * picture_size), round(0.7 * picture_size), round(0.8 * picture_size)


def training_recipes(recipe: Recipe) -> list[Recipe]:
    """Return the recipe at each of its picture sizes in training, to estimate what a step costs; one for each part."""
    return [replace(recipe, picture_size=size, training_sizes=()) for size in recipe.training_sizes] or [recipe]


def largest_training_recipe(recipe: Recipe) -> Recipe:
    """Return the recipe at its largest picture size in training, whose steps need the most memory."""
    return max(training_recipes(recipe), key=lambda each: each.picture_size)


def num_clean_turns(recipe: Recipe, num_training: int) -> int:
    """Return after how many epochs each training picture was measured without augmentation and dropout.

    The pictures take turns: a third of them after each epoch, but at least `MIN_CLEAN_PICTURES`, and at most a third of
    the pictures that an epoch trains on. Evaluating a picture takes a third of the time of training on it, so that a
    turn takes at most a ninth of the steps' time. After the last epoch, all are measured.

    Args:
        recipe: the recipe of the training.
        num_training: number of training pictures that are used.
    """
    affordable = max(3, math.ceil(3 * num_training / (recipe.steps_per_epoch * recipe.batch_size)))
    return max(1, min(num_training // MIN_CLEAN_PICTURES, affordable))


def clean_turn_size(recipe: Recipe, num_training: int) -> int:
    """Return the number of training pictures that are measured after each epoch except the last.

    The arguments are those of `num_clean_turns`. Pictures with a flipped label are evaluated in each turn.
    """
    num_flipped = round(recipe.flipped_labels * num_training)
    return num_flipped + math.ceil((num_training - num_flipped) / num_clean_turns(recipe, num_training))
