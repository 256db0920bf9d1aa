"""Keeps P(dog) of the pictures that a network evaluates, so that no picture is computed twice."""

import keras
import numpy as np
import tensorflow as tf


class Answers(keras.metrics.Metric):  # type: ignore[misc]
    """P(dog) of the pictures since the metrics were reset, in the order in which the model saw them.

    It is a metric of the model, so that it gets what `evaluate` and the validation in `fit` compute anyway. It adds
    nothing to the logs. In the training steps it keeps the answers, too; nobody reads them.

    Args:
        most: number of pictures that it keeps; further ones overwrite the last.
    """

    def __init__(self, most: int) -> None:
        super().__init__(name="answers", dtype="float32")
        self.most = most
        self.p_dog = self.add_variable((most,), "zeros", name="p_dog")
        self.num_seen = self.add_variable((), "zeros", dtype="int64", name="num_seen")

    def update_state(self, _labels: tf.Tensor, p_dog: tf.Tensor, sample_weight: object = None) -> None:  # noqa: ARG002
        """Keeps the answers for a batch."""
        new = tf.reshape(tf.cast(p_dog, tf.float32), [-1])[: self.most]
        num_new = tf.size(new, out_type=tf.int64)
        start = tf.minimum(self.num_seen.value, self.most - num_new)
        self.p_dog.value[start : start + num_new].assign(new)
        self.num_seen.assign(start + num_new)

    def reset_state(self) -> None:
        """Starts again. The old answers stay until they are overwritten, and are not read."""
        self.num_seen.assign(0)

    def result(self) -> dict[str, float]:
        """Nothing for the logs."""
        return {}

    def read(self) -> np.ndarray:
        """Return the answers since the metrics were reset, float32 of shape (n,)."""
        return np.array(self.p_dog.value[: int(self.num_seen)])
