"""Averages the weights over the steps of a training, and evaluates the average."""

from pathlib import Path

import keras
import tensorflow as tf

from dogcat.training.callbacks.training_state import TrainingState, read_training_state, write_training_state


class WeightAverage(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps an exponential moving average of all weights, also of the moving statistics of batch normalization.

    After each step, the average moves towards the weights: average = m average + (1 - m) weight. In the first steps m
    is (1 + t) / (10 + t) after t steps, so that the initial weights are forgotten fast. Keras' own `use_ema` has no
    such warm-up, and leaves out the moving statistics.

    The network holds its weights while it trains. From the validation after an epoch to the next epoch it holds the
    averages: they are what is evaluated and saved.

    Args:
        network: the network that is trained; it is built.
        momentum: the largest m, from 0 to below 1.
    """

    def __init__(self, network: keras.Model, momentum: float) -> None:
        super().__init__()
        self.momentum = momentum
        self.network = network
        self.kept = [tf.Variable(weight.value, trainable=False) for weight in network.weights]  # the others of the two
        self.num_steps = tf.Variable(0.0, trainable=False)
        self.holds_averages = False  # the network
        self._average = tf.function(self._average_once, jit_compile=False)
        self._swap = tf.function(self._swap_once, jit_compile=False)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._hold(averages=False)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self._average()

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:
        self._hold(averages=True)

    def write_state(self, folder: Path, optimizer: keras.optimizers.Optimizer, num_steps: int) -> None:
        """Writes what the training needs to continue to a run's folder.

        Args:
            folder: of the run.
            optimizer: of the network, without a factor on the loss.
            num_steps: number of steps from the start of the training.
        """
        both = [weight.numpy() for weight in self.network.weights], [average.numpy() for average in self.kept]
        averages, weights = both if self.holds_averages else both[::-1]
        slots = [variable.numpy() for variable in optimizer.variables]
        write_training_state(folder, TrainingState(num_steps, weights, averages, slots))

    def take_up(self, folder: Path, optimizer: keras.optimizers.Optimizer) -> int:
        """Continues from the state in a run's folder.

        Args:
            folder: of the run.
            optimizer: of the network, built and without a factor on the loss.

        Returns:
            The number of steps from the start of the training; 0 if there is no state of this network.
        """
        state = read_training_state(folder)
        mine = (self.network.weights, self.kept, optimizer.variables)
        if state is None or [[tuple(one.shape) for one in some] for some in mine] != [
            [one.shape for one in some] for some in (state.weights, state.averages, state.optimizer)
        ]:
            return 0
        for variables, values in zip(mine, (state.weights, state.averages, state.optimizer), strict=True):
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value)
        optimizer.iterations.assign(state.num_steps)
        self.num_steps.assign(state.num_steps)
        return state.num_steps

    def _hold(self, averages: bool) -> None:
        if averages != self.holds_averages:
            self._swap()
            self.holds_averages = averages

    def _average_once(self) -> None:
        momentum = tf.minimum(self.momentum, (1 + self.num_steps) / (10 + self.num_steps))
        for average, weight in zip(self.kept, self.network.weights, strict=True):
            average.assign_add((1 - momentum) * (weight.value - average))
        self.num_steps.assign_add(1.0)

    def _swap_once(self) -> None:
        for one, other in zip(self.kept, self.network.weights, strict=True):
            held = tf.identity(one)
            with tf.control_dependencies([held]):
                one.assign(other.value)
            other.value.assign(held)
