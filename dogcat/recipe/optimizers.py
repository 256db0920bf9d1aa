"""The table of the optimizers that a recipe can choose.

To add an optimizer of Keras, add a row. The recipe, the choice on the Train page, the estimates of memory, disk and
time, the training and the exported code follow.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Optimizer:
    """One optimizer.

    Attributes:
        class_name: name of the class in `keras.optimizers`; learners see it too.
        num_slots: number of arrays that the optimizer stores, each as large as the weights.
        decouples_weight_decay: whether `weight_decay` is separate from the gradient (I. Loshchilov and F. Hutter,
            2019) and not an L2 penalty in the loss.
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
