"""The fused RMSprop updates as Keras' own does, and its state is that of Keras."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dogcat.training.fused_rmsprop import FusedRMSprop


def test_updates_and_state_are_those_of_keras() -> None:
    generator = np.random.default_rng(1)
    starts = [generator.normal(size=shape).astype(np.float32) for shape in ((3, 3, 2, 4), (4,))]
    scales = (1e-6, 1e-3, 1, 1e-6)  # so that the constant added to the mean square counts in some steps
    steps = [[tf.constant(scale * generator.normal(size=one.shape), tf.float32) for one in starts] for scale in scales]
    results = []
    for kind in (FusedRMSprop, keras.optimizers.RMSprop):
        variables = [keras.Variable(start) for start in starts]
        optimizer = kind(1e-3)
        for gradients in steps:
            optimizer.apply(gradients, variables)
        results.append([np.array(one) for one in (*variables, *optimizer.variables)])
    for start, end in zip(starts, results[0], strict=False):
        assert np.abs(end - start).min() > 1e-4
    for one, other in zip(*results, strict=True):
        assert one == pytest.approx(other, rel=1e-5, abs=1e-7)
