"""Gradient accumulation: training steps that process a large batch in portions, one after another, to save memory.

The gradient of a batch is the mean of its portions' gradients, weighted by their sizes. The weights are therefore the
same up to rounding. Only the layer outputs of one portion are in memory at a time.
"""

import keras
import tensorflow as tf


class InPortions(keras.Sequential):  # type: ignore[misc]
    """A network that computes the gradients of a training batch in `num_portions` portions, then updates its weights.

    Dropout draws new random numbers for each portion.
    """

    def __init__(self, num_portions: int, layers: list[keras.layers.Layer], name: str) -> None:
        super().__init__(layers, name=name)
        self.num_portions = num_portions

    def train_step(self, data: tuple[tf.Tensor, tf.Tensor]) -> dict[str, tf.Tensor]:
        """One training step of `fit`, on a batch with a known number of pictures."""
        pictures, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        num_pictures, weights = pictures.shape[0], self.trainable_weights

        def look(
            portion: tf.Tensor, gradients: list[tf.Tensor], loss: tf.Tensor, said: tf.TensorArray
        ) -> tuple[tf.Tensor, list[tf.Tensor], tf.Tensor, tf.TensorArray]:
            start, stop = (num_pictures * bound // self.num_portions for bound in (portion, portion + 1))
            share = tf.cast(stop - start, tf.float32) / num_pictures
            with tf.GradientTape() as tape:
                p_dog = self(pictures[start:stop], training=True)
                part = share * self.compute_loss(x=pictures[start:stop], y=labels[start:stop], y_pred=p_dog)
                scaled = self.optimizer.scale_loss(part)  # in float16; otherwise the same
            sums = [sum_ + more for sum_, more in zip(gradients, tape.gradient(scaled, weights), strict=True)]
            return portion + 1, sums, loss + part, said.write(portion, p_dog)

        _, gradients, loss, said = tf.while_loop(
            lambda portion, *_: portion < self.num_portions,
            look,
            (
                tf.constant(0),
                [tf.zeros_like(weight) for weight in weights],
                tf.constant(0.0),
                tf.TensorArray(tf.float32, self.num_portions, infer_shape=False, element_shape=(None, 1)),
            ),
            parallel_iterations=1,  # by default TensorFlow runs several portions at a time
        )
        self.optimizer.apply(gradients, weights)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss, sample_weight=num_pictures)
        return self.compute_metrics(pictures, labels, said.concat())  # type: ignore[no-any-return]
