"""The fields of a recipe that a learner may change, with an explanation and the allowed values of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dogcat.common.language import N_
from dogcat.recipe.optimizers import OPTIMIZERS
from dogcat.recipe.recipe import MAX_SEED, PIXEL_RANGES, SCHEDULES


@dataclass(frozen=True)
class Control:
    """One field of a recipe that a learner may change.

    Attributes:
        field: name of the field of `Recipe`.
        sentence: what the field does, marked by `N_`.
        limits: smallest and largest value of a number; None for a choice.
        options: the values of a choice, in order; empty for a number.
    """

    field: str
    sentence: str
    limits: tuple[int, int] | None = None
    options: Sequence[Any] = ()


WHY_CENTRE = N_(
    "From 0 to 1, all inputs of the first layer are positive or zero, so they push in the same direction. From −1 to"
    " 1, dark pixels are negative and a middle grey is 0. The tutorial uses 0…1."
)
STEPS = (
    Control(
        "epochs", N_("Number of epochs. After each one the network is evaluated on the validation pictures."), (1, 1000)
    ),
    Control("steps_per_epoch", N_("Number of weight updates in one epoch."), (1, 1000)),
    Control("batch_size", N_("How many pictures go into one weight update."), (1, 256)),
    Control(
        "optimizer", N_("The rule that changes the weights. The tutorial uses RMSprop."),
        options=tuple(OPTIMIZERS),
    ),
    Control(
        "pixel_range",
        WHY_CENTRE,
        options=tuple(PIXEL_RANGES),
    ),
    Control(
        "learning_rate",
        N_("How large each change is. If it is too small, hardly anything changes. If it is too large, the loss jumps"
            " or grows (diverges)."),
        options=(1e-6, 1e-5, 5e-5, 1e-4, 2e-4, 5e-4, 7e-4, 1e-3, 2e-3, 5e-3, 1e-2, 1e-1, 1.0, 10.0),
    ),
)  # fmt: skip
DROPOUT_CHOICES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
CURES = (
    Control(
        "dropout",
        N_(
            "Switches off this fraction of the features, different ones in each step. So the network cannot rely on any"
            " single one."
        ),
        options=DROPOUT_CHOICES,
    ),
    Control(
        "weight_decay",
        N_(
            "L2 regularization (weight decay): penalises large weights, because small ones make a simpler model. With"
            " AdamW the weights shrink directly, without a term in the loss."
        ),
        options=(0.0, 1e-5, 1e-4, 1e-3, 1e-2, 5e-2, 1e-1),
    ),
    Control(
        "early_stopping_patience",
        N_(
            "Stops training when validation loss has not decreased for this many epochs. It is off by default, to show"
                " what happens without it."
        ),
        options=(0, 1, 2, 3, 5, 8, 10, 20),
    ),
)  # fmt: skip
PICTURES = (
    Control(
        "num_training_pictures",
        N_("The easiest way to see overfitting: the fewer pictures there are, the faster the network learns them by"
            " heart."),
        options=(100, 250, 500, 1000, 1500, 2000, 0),
    ),
    Control(
        "flipped_labels",
        N_(
            "The memorisation probe: gives this fraction of the training pictures the wrong label on purpose. No rule"
                " fits them, so a network that gets them “right” has learned them by heart."
        ),
        options=(0.0, 0.05, 0.1, 0.2, 0.3, 0.5),
    ),
    Control(
        "seed", N_("Random seed: decides the first weights, the order of the pictures, augmentation and dropout."),
        (0, MAX_SEED),
    ),
)  # fmt: skip
FURTHER_NETWORK = (
    Control(
        "pooling",
        N_(
            "What the layers after the convolutions get: all values of the last feature maps (flatten), or only the"
            " mean of each map (global average). Averages need far fewer weights and accept pictures of any size."
        ),
        options=("flatten", "average"),
    ),
    Control(
        "dense_units",
        N_(
            "Number of units in the dense layer before the output. With “no dense layer”, the output adds up the"
            " features itself, which leaves out most of the weights."
        ),
        options=(0, 32, 64, 128, 256, 512, 1024),
    ),
    Control(
        "batch_normalization",
        N_(
            "After each convolution, brings each map to mean 0 and standard deviation 1 over the batch, then lets the"
            " network scale and shift it. Larger learning rates work, and deep networks learn."
        ),
        options=(False, True),
    ),
    Control(
        "residual",
        N_(
            "Each number of filters is a stage of two residual blocks, which add their input to their output. So the"
            " network can be deep: a block only has to learn what to change. Needs batch normalisation."
        ),
        options=(False, True),
    ),
    Control(
        "squeeze_excitation",
        N_(
            "In each residual block, two small dense layers look at the mean of each map and turn each map up or down"
            " for this picture. Needs residual blocks."
        ),
        options=(False, True),
    ),
)
FURTHER_LEARNING = (
    Control(
        "schedule",
        N_(
            "Constant: each step has the same learning rate. Warm-up, then cosine: in the first 5% of the steps the"
            " learning rate rises, then it falls slowly to 0. Large steps find a good region; small steps at the end"
            " settle in it."
        ),
        options=SCHEDULES,
    ),
    Control(
        "label_smoothing",
        N_(
            "This fraction of each label is given to both classes alike while training: with 0.1, a dog has the label"
            " 0.95. So the network gains nothing by being ever more sure. Validation is measured with the true labels."
        ),
        options=(0.0, 0.05, 0.1, 0.2, 0.3),
    ),
    Control(
        "weight_average",
        N_(
            "Evaluates and saves an average of the weights over the last steps, not the weights of the last step, which"
            " jump up and down. With 0.998, about the last 500 steps count. The training itself goes on with the"
            " weights."
        ),
        options=(0.0, 0.9, 0.99, 0.995, 0.998, 0.999),
    ),
)
FURTHER_PICTURES = (
    Control(
        "training_sizes",
        N_(
            "Trains with smaller pictures that grow in equal parts of the training. Smaller pictures take less time,"
            " so more of them fit into the same time. Validation always uses the full picture size. Needs the global"
            " average."
        ),
        options=((),),  # and sizes that fit the picture size, see `schedule.growing_sizes`
    ),
    Control(
        "mirror_at_test",
        N_(
            "Predicts for each picture and for its mirror image, and takes the mean of both answers. Evaluation then"
            " takes twice as long; training does not change."
        ),
        options=(False, True),
    ),
)  # fmt: skip


def bounds(control: Control, value: int) -> tuple[int, int]:
    """Return the smallest and the largest number to choose from, widened so that the current value is allowed.

    Args:
        control: a control with limits.
        value: the current value, which may lie outside the limits.
    """
    low, high = control.limits or (value, value)
    return min(low, value), max(high, value)


def choices(control: Control, value: Any, num_training: int) -> tuple[list[Any], Any]:
    """Return the values to choose from and the current value, which is inserted if it is not among the options.

    Args:
        control: a control with options.
        value: the current value.
        num_training: number of training pictures in the set. Larger options of `num_training_pictures` are left out,
            and a larger current value becomes 0, which means all pictures.

    Returns:
        The values in order, and the one of them that is selected.
    """
    options = list(control.options)
    if control.field == "num_training_pictures":
        options = [number for number in options if number < num_training]
        value = value if value < num_training else 0
    if value not in options:
        last = 0 if options[-1] == 0 else None  # 0 means all, so it stays at the end
        options = sorted({*options, value}, key=lambda option: (option == last, option))
    return options, value
