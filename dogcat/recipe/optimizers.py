"""The optimizers that a recipe can choose: one row each, and all that the app needs to know of them.

To add an optimizer of Keras, add its row. The recipe, the choice on the Train page, the estimates of memory, disk and
time, the training and the exported code follow.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Optimizer:
    """What the app knows of an optimizer.

    Attributes:
        class_name: of the class in `keras.optimizers`; also shown to learners.
        num_slots: arrays that it keeps, each as large as the weights.
        decouples_weight_decay: True if `weight_decay` acts beside the gradient (I. Loshchilov and F. Hutter,
            2019) instead of as an L2 penalty in the loss.
    """

    class_name: str
    num_slots: int
    decouples_weight_decay: bool = False


OPTIMIZERS = {
    "rmsprop": Optimizer("RMSprop", num_slots=1),
    "sgd": Optimizer("SGD", num_slots=0),
    "adam": Optimizer("Adam", num_slots=2),
    "adamw": Optimizer("AdamW", num_slots=2, decouples_weight_decay=True),
}
