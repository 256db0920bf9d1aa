"""Records what the network predicts for the watched pictures, and its first layer, after each epoch."""

from collections.abc import Sequence

import keras
import numpy as np

from dogcat.recipe.layers import first_block
from dogcat.runs.first_layer import FirstLayer, write_first_layer
from dogcat.runs.run import Run, finite
from dogcat.runs.watched import WatchedPicture
from dogcat.training.callbacks.whole_epochs import WholeEpochs
from dogcat.training.evaluation import predict
from dogcat.training.normalization.folding import folded


class WatchPictures(WholeEpochs):
    """Writes the predictions for a few pictures and the first layer, before the training and after each epoch.

    The first layer of a network with a base is left out: it learns nothing, or hardly anything.

    Args:
        run: gets a `watch` event and a file of the first layer for each epoch.
        watched: one picture or more; the feature maps of the first layer are those of the first picture.
        whole: the network from pixels to P(dog); the one that is trained may be its head.
    """

    def __init__(self, run: Run, watched: Sequence[WatchedPicture], whole: keras.Model) -> None:
        super().__init__()
        self.run = run
        self.mirror = run.recipe.mirror_at_test
        self.whole = whole
        self.pixels = np.stack([picture.pixels for picture in watched])

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.first_block: keras.Model | None = None
        if not self.run.recipe.has_base:
            convolution, responses = first_block(self.run.recipe)
            self.convolution = convolution.name
            self.first_block = keras.Model(self.whole.inputs[0], self.whole.get_layer(responses.name).output)
        if not self.run.history():
            self._write(0)

    def on_whole_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        self._write(epoch + 1)

    def _write(self, epoch: int) -> None:
        self.run.append(
            "watch",
            epoch=epoch,
            p_dog=[finite(p) for p in predict(self.whole, self.pixels, self.mirror).round(6).tolist()],
        )
        if self.first_block is None:
            return
        kernels, biases = folded(self.whole, self.convolution)
        responses = np.asarray(self.first_block(self.pixels[:1], training=False), dtype=np.float32)[0]
        write_first_layer(self.run.folder, epoch, FirstLayer(kernels, biases, responses))
