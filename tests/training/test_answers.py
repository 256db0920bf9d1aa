"""The metric that keeps P(dog) of the pictures that a network evaluates."""

import keras
import numpy as np
import tensorflow as tf

from dogcat.training.answers import Answers


def test_it_keeps_what_evaluate_computes_in_order_and_adds_nothing_to_the_logs() -> None:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dropout(0.5), keras.layers.Dense(1, "sigmoid")])
    answers = Answers(9)
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy", answers])
    pictures = np.random.default_rng(1).normal(size=(11, 3)).astype(np.float32)
    labels = np.ones((11, 1), np.float32)
    few = tf.data.Dataset.from_tensor_slices((pictures[:9], labels[:9])).batch(4)
    history = model.fit(pictures, labels, batch_size=11, epochs=1, validation_data=few, verbose=0).history
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert set(model.evaluate(few, verbose=0, return_dict=True)) == {"loss", "accuracy"}
    np.testing.assert_allclose(answers.read(), model.predict(pictures[:9], verbose=0)[:, 0], rtol=1e-5)
    model.evaluate(few.take(1), verbose=0)
    np.testing.assert_allclose(answers.read(), model.predict(pictures[:4], verbose=0)[:, 0], rtol=1e-5)
