"""What a trained network says about pictures: P(dog) of arrays and files, and the figures of a whole split."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np

from dogcat.common.statistics import wilson_interval
from dogcat.common.storage import write_text
from dogcat.pictures.picture_set import CLASSES
from dogcat.pictures.pixel_cache import SplitPixels, load_both_classes
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.recipe.recipe import evaluation_batch_size
from dogcat.runs.run import Run, finite
from dogcat.training.model import load_model
from dogcat.training.pipeline import evaluation_batches

PROBABILITY_FLOOR = 1e-7  # as Keras' binary cross-entropy clips, so that a sure mistake has a finite loss


@dataclass(frozen=True)
class Evaluation:
    """The figures of one split.

    Attributes:
        n: number of pictures.
        accuracy: share of right verdicts, 0 to 1.
        accuracy_interval: its 95 % Wilson interval.
        loss: mean binary cross-entropy, in nats; None when the network gives no numbers any more.
        confusion: counts by true class, then by verdict, such as confusion["cat"]["dog"].
        p_dog: the network's output by picture name; None where it is not a number.
        left_out: one line for each picture that could not be decoded.
    """

    n: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    loss: float | None
    confusion: dict[str, dict[str, int]]
    p_dog: dict[str, float | None]
    left_out: list[str]

    def figures(self) -> dict[str, object]:
        """All but the single pictures, ready for JSON."""
        return {name: value for name, value in vars(self).items() if name not in ("p_dog", "left_out")}


def predict(model: keras.Model, pixels: np.ndarray) -> np.ndarray:
    """P(dog) of pictures, float64 of shape (N,).

    Args:
        model: from `load_model`.
        pixels: uint8 array of shape (N, picture_size, picture_size, 3), from `decode_picture`.
    """
    few = max(1, evaluation_batch_size(pixels.shape[1]) // 2)  # a model that is not compiled keeps all layers' outputs
    answers = [model(pixels[start : start + few], training=False) for start in range(0, len(pixels), few)]
    return np.concatenate(answers).astype(np.float64)[:, 0]


def label_of(p_dog: float) -> str:
    """`dog` above 0.5, else `cat`: the threshold of Keras' binary accuracy."""
    return CLASSES[int(p_dog > 0.5)]


def evaluate_split(model: keras.Model, split: SplitPixels, beat: Callable[[], None] = lambda: None) -> Evaluation:
    """Every picture of a split once, without augmentation; calls `beat` after each batch."""
    answers = []
    for pixels, _ in evaluation_batches(split):
        answers.append(predict(model, pixels))
        beat()
    p_dog = np.concatenate(answers)
    verdicts, truth = p_dog > 0.5, split.labels > 0.5
    num_right = int(np.sum(verdicts == truth))
    likelihood = np.clip(np.where(truth, p_dog, 1 - p_dog), PROBABILITY_FLOOR, 1)
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
        loss=finite(float(np.mean(-np.log(likelihood)))),
        confusion=confusion,
        p_dog=dict(zip(split.names, map(finite, p_dog.round(6).tolist()), strict=True)),
        left_out=split.left_out,
    )


def evaluate_run(run: Run, split: str) -> Evaluation:
    """Evaluates the model that a run has kept on a split of the pictures it was trained on."""
    model = load_model(run.model_file)
    pixels = load_both_classes(open_or_draw(run.pictures), split, run.recipe.picture_size)
    return evaluate_split(model, pixels)


def write_evaluation(run: Run, model: keras.Model, splits: dict[str, SplitPixels]) -> dict[str, Evaluation]:
    """Evaluates whole splits, by name, and writes `evaluation.json`: the figures and P(dog) of every picture."""
    results = {split: evaluate_split(model, pixels, run.beat) for split, pixels in splits.items()}
    text = json.dumps({split: vars(result) for split, result in results.items()}, ensure_ascii=False)
    write_text(run.folder / "evaluation.json", text + "\n")
    return results
