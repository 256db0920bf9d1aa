"""Predictions of a trained network, and its results on a whole split."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from dogcat.common.statistics import wilson_interval
from dogcat.common.storage import write_text
from dogcat.pictures.picture_set import CLASSES, PictureSet, PictureSetError, open_picture_set
from dogcat.pictures.pixel_cache import SplitPixels, load_both_classes, load_split
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.runs.run import Run, finite
from dogcat.training.model import load_model
from dogcat.training.pipeline import evaluation_batches, pictures_at_once

PROBABILITY_FLOOR = 1e-7  # the limit of Keras' binary cross-entropy: a mistake with P = 1 has a finite loss


@dataclass(frozen=True)
class Evaluation:
    """The results of one split.

    Attributes:
        n: number of pictures.
        accuracy: fraction of correct predictions, 0 to 1.
        accuracy_interval: its 95% Wilson confidence interval.
        loss: mean binary cross-entropy, in nats; None if the network's outputs are not finite.
        confusion: counts by true class, then by predicted class, such as confusion["cat"]["dog"].
        p_dog: the network's output by picture name; None if it is not finite.
        left_out: one line for each picture that cannot be decoded.
    """

    n: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    loss: float | None
    confusion: dict[str, dict[str, int]]
    p_dog: dict[str, float | None]
    left_out: list[str]

    def figures(self) -> dict[str, object]:
        """The results without those of single pictures, ready for JSON."""
        return {name: value for name, value in vars(self).items() if name not in ("p_dog", "left_out")}


def predict(model: keras.Model, pixels: np.ndarray, mirror: bool = False) -> np.ndarray:
    """P(dog) of each picture, float64 of shape (N,).

    Args:
        model: from `load_model`.
        pixels: uint8 array of shape (N, picture_size, picture_size, 3), from `decode_picture`.
        mirror: the recipe's `mirror_at_test`: the mean of P(dog) for a picture and for its mirror image.
    """
    if mirror:
        both: np.ndarray = (predict(model, pixels) + predict(model, pixels[:, :, ::-1])) / 2
        return both
    few = max(1, pictures_at_once(pixels) // 2)  # half: eager execution keeps the outputs of all layers
    answers = [model(pixels[start : start + few], training=False) for start in range(0, len(pixels), few)]
    return np.concatenate(answers).astype(np.float64)[:, 0]


def mirror_tests(model: keras.Model) -> None:
    """Makes `model.evaluate`, also in `fit`, measure the mean of P(dog) for each picture and its mirror image."""

    def test_step(data: tuple[tf.Tensor, tf.Tensor]) -> dict[str, tf.Tensor]:
        pictures, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        p_dog = (model(pictures, training=False) + model(pictures[:, :, ::-1], training=False)) / 2
        loss = model.compute_loss(x=pictures, y=labels, y_pred=p_dog, training=False)
        for metric in model.metrics:
            if metric.name == "loss":
                metric.update_state(loss, sample_weight=tf.shape(pictures)[0])
        return model.compute_metrics(pictures, labels, p_dog)  # type: ignore[no-any-return]

    model.test_step = test_step


def label_of(p_dog: float) -> str:
    """The predicted class: `dog` above 0.5, otherwise `cat`, as in Keras' binary accuracy."""
    return CLASSES[int(p_dog > 0.5)]


def cross_entropy(p_dog: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The binary cross-entropy of each picture in nats, float64 in the shape of `p_dog`.

    Args:
        p_dog: P(dog), float.
        labels: 0 or 1, of the same shape.
    """
    p = p_dog.astype(np.float64)
    losses: np.ndarray = -np.log(np.clip(np.where(labels > 0.5, p, 1 - p), PROBABILITY_FLOOR, 1))
    return losses


def evaluate_split(
    model: keras.Model, split: SplitPixels, beat: Callable[[], None] = lambda: None, mirror: bool = False
) -> Evaluation:
    """The results of a network on every picture of a split, without augmentation; calls `beat` after each batch."""
    answers = []
    for pixels, _ in evaluation_batches(split):
        answers.append(predict(model, pixels, mirror))
        beat()
    p_dog = np.concatenate(answers)
    verdicts, truth = p_dog > 0.5, split.labels > 0.5
    num_right = int(np.sum(verdicts == truth))
    confusion = {
        true_class: {
            verdict: int(np.sum((truth == true_label) & (verdicts == label))) for label, verdict in enumerate(CLASSES)
        }
        for true_label, true_class in enumerate(CLASSES)
    }
    return Evaluation(
        n=len(split),
        accuracy=num_right / len(split),
        accuracy_interval=wilson_interval(num_right, len(split)),
        loss=finite(float(cross_entropy(p_dog, split.labels).mean())),
        confusion=confusion,
        p_dog=dict(zip(split.names, map(finite, p_dog.round(6).tolist()), strict=True)),
        left_out=split.left_out,
    )


def evaluate_run(run: Run, split: str) -> Evaluation:
    """The results of a run's model on a split of its picture set."""
    return evaluate_on(run, open_or_draw(run.pictures), split)


def evaluate_on(run: Run, pictures: PictureSet, split: str) -> Evaluation:
    """The results of a run's model on a split of any picture set; they are not written into the run."""
    model = load_model(run.model_file)
    found = load_both_classes(pictures, split, run.recipe.picture_size)
    return evaluate_split(model, found, mirror=run.recipe.mirror_at_test)


def num_seen_in_training(run: Run, pictures: PictureSet, split: str) -> int | None:
    """How many pictures of a split are, pixel by pixel, in the training split of a run; None if its set is gone."""
    try:
        own = open_picture_set(run.pictures)
    except PictureSetError:
        return None
    seen, asked = (
        [hashlib.sha256(pixels).digest() for pixels in load_split(each, name, run.recipe.picture_size).pixels]
        for each, name in ((own, "train"), (pictures, split))
    )
    known = set(seen)
    return sum(digest in known for digest in asked)


def write_evaluation(run: Run, model: keras.Model, splits: dict[str, SplitPixels]) -> dict[str, Evaluation]:
    """Evaluates whole splits, writes the results and P(dog) of every picture to `evaluation.json`, and returns them.

    Args:
        run: gets the file, and a heartbeat after each batch.
        model: from `load_model`.
        splits: the pixels by the split's name.
    """
    mirror = run.recipe.mirror_at_test
    results = {split: evaluate_split(model, pixels, run.beat, mirror) for split, pixels in splits.items()}
    text = json.dumps({split: vars(result) for split, result in results.items()}, ensure_ascii=False)
    write_text(run.folder / "evaluation.json", text + "\n")
    return results
