"""Parts of `keras_code` for what the tutorial does not use: schedule, growing pictures, averages, mirror images."""

from dogcat.recipe.recipe import Recipe
from dogcat.recipe.schedule import num_steps, num_warm_up_steps

_SHRINK = """\
sizes = tf.constant({sizes})  # of the pictures, each in an equal part of the training


def shrink(step, batch):
    pixels, labels = batch
    size = sizes[step * {num_sizes} // {num_steps}]
    return tf.image.resize(pixels, (size, size)), labels


"""
_AVERAGE = '''\

class WeightAverage(keras.callbacks.Callback):
    """Averages the weights over the steps; the average is what is validated and saved."""

    def on_train_begin(self, logs=None):
        self.average, self.step = self.model.get_weights(), 0

    def on_train_batch_end(self, batch, logs=None):
        momentum = min({momentum}, (1 + self.step) / (10 + self.step))  # forgets the first weights fast
        for average, weight in zip(self.average, self.model.get_weights()):
            average += (1 - momentum) * (weight - average)  # in place
        self.step += 1

    def on_test_begin(self, logs=None):
        self.weights = self.model.get_weights()
        self.model.set_weights(self.average)

    def on_test_end(self, logs=None):
        self.model.set_weights(self.weights)

    def on_train_end(self, logs=None):
        self.model.set_weights(self.average)


'''
_MIRROR = """\


def p_dog(pixels):  # the mean for each picture and its mirror image; `val_accuracy` is without mirror images
    return (model(pixels, training=False) + model(pixels[:, :, ::-1], training=False)) / 2


right = np.concatenate([(p_dog(pixels) > 0.5) == (labels > 0.5) for pixels, labels in validation])
print(f"validation accuracy with mirror images: {right.mean():.1%}")
"""


def learning_rate_code(recipe: Recipe) -> tuple[list[str], str]:
    """Return the lines that make the learning rate, and how the optimizer names it."""
    if recipe.schedule == "constant":
        return [], str(recipe.learning_rate)
    rising = num_warm_up_steps(recipe)
    settings = [f"{recipe.learning_rate / max(1, rising)}", f"decay_steps={num_steps(recipe) - rising}"]
    if rising:
        settings += [f"warmup_target={recipe.learning_rate}", f"warmup_steps={rising}"]
    return [f"rate = keras.optimizers.schedules.CosineDecay({', '.join(settings)})"], "rate"


def loss_code(recipe: Recipe) -> list[str]:
    """Return the arguments of `compile` for loss and metrics."""
    if not recipe.label_smoothing:
        return ['loss="binary_crossentropy",', 'metrics=["accuracy"],']
    return [
        f"loss=keras.losses.BinaryCrossentropy(label_smoothing={recipe.label_smoothing}),  # in `val_loss`, too",
        'metrics=["accuracy", keras.metrics.BinaryCrossentropy(name="cross_entropy")],  # with the true labels',
    ]


def shrinking_code(recipe: Recipe) -> tuple[str, list[str]]:
    """Return the function that shrinks a batch of a step, and the steps of `tf.data` that call it."""
    sizes = recipe.training_sizes
    if not sizes:
        return "", []
    made = _SHRINK.format(sizes=list(sizes), num_sizes=len(sizes), num_steps=num_steps(recipe))
    return made, [".enumerate()", ".map(shrink)"]


def averaging_code(recipe: Recipe) -> str:
    """Return the callback that averages the weights; empty if the recipe does not."""
    return _AVERAGE.format(momentum=recipe.weight_average) if recipe.weight_average else ""


def mirroring_code(recipe: Recipe) -> str:
    """Return the evaluation with mirror images; empty if the recipe has none."""
    return _MIRROR if recipe.mirror_at_test else ""
