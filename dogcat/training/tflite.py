"""A network as a TFLite file, for phones and small computers, and what the conversion costs in accuracy."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from dogcat.pictures.pixel_cache import SplitPixels

_NUM_CALIBRATION = 100  # training pictures that set the ranges of the 8-bit numbers


def to_tflite(model: keras.Model, training: SplitPixels | None = None) -> bytes:
    """Return a network as a TFLite file. It takes one picture as float32 with values 0 to 255.

    Args:
        model: from `load_model`.
        training: pictures that set the ranges of the values, for a network that computes with 8-bit integers; None
            keeps float32.
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if training is not None:
        chosen = np.linspace(0, len(training) - 1, min(_NUM_CALIBRATION, len(training))).astype(int)

        def pictures() -> Iterator[list[np.ndarray]]:
            for number in chosen:
                yield [training.pixels[number : number + 1].astype(np.float32)]

        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = pictures
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    with _quiet():
        converted: bytes = converter.convert()
    return converted


def tflite_accuracy(converted: bytes, split: SplitPixels) -> float:
    """Return the fraction of right predictions that a TFLite file makes on a split, 0 to 1."""
    with _quiet():
        interpreter = tf.lite.Interpreter(model_content=converted)
        interpreter.allocate_tensors()
    asked, answered = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    num_right = 0
    for pixels, label in zip(split.pixels, split.labels, strict=True):
        interpreter.set_tensor(asked, pixels[None].astype(np.float32))
        interpreter.invoke()
        num_right += bool(interpreter.get_tensor(answered)[0, 0] > 0.5) == bool(label)
    return num_right / len(split)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the converter and its C++ part print out of the command's result and its sentences."""
    kept = os.dup(1), os.dup(2)
    with Path(os.devnull).open("w") as nowhere, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for number in (1, 2):
                os.dup2(nowhere.fileno(), number)
            with redirect_stdout(nowhere), redirect_stderr(nowhere):
                yield
        finally:
            for number, stream in zip((1, 2), kept, strict=True):
                os.dup2(stream, number)
                os.close(stream)
