"""Prepares a standby process before it gets a run, so that its training starts faster.

TensorFlow and Keras load and compile many parts when they are first used. A warm-up does not change results, because a
training sets all random seeds itself.
"""

import keras
import numpy as np

from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.recipe.device import Device
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.training.device import choose_device, computing_on
from dogcat.training.model import build_model
from dogcat.training.pipeline import evaluation_batches, training_batches
from dogcat.training.precision import choose_precision
from dogcat.training.product_convolution import products_pay


def rehearse() -> None:
    """Measures or reads the faster arithmetic, then trains and evaluates the quick network on one blank batch."""
    device = choose_device("auto")
    with computing_on(device):
        _rehearse(device)


def _rehearse(device: Device) -> None:
    precision, _ = choose_precision("auto", device)
    if precision == "float32" and device.kind == "cpu":
        products_pay()
    model = build_model(QUICK_BASELINE, precision, for_training=True, device=device)
    num_pictures, size = QUICK_BASELINE.batch_size, QUICK_BASELINE.picture_size
    blank = SplitPixels(
        np.zeros((num_pictures, size, size, 3), np.uint8), np.zeros(num_pictures, np.float32), [""] * num_pictures, []
    )
    model.fit(
        training_batches(blank, QUICK_BASELINE),
        steps_per_epoch=1,
        validation_data=evaluation_batches(blank),
        verbose=0,
    )
    keras.utils.clear_session()
