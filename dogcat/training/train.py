"""One training, from a recipe to a finished run folder. It runs in this process until the training ends."""

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from dogcat.common import heap
from dogcat.common.errors import DogcatError
from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.common.storage import is_disk_full, whole_path
from dogcat.common.text_file import is_plain_file
from dogcat.pictures.picture_set import SPLITS
from dogcat.pictures.pixel_cache import SplitPixels, load_both_classes
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.recipe.bases import RANDOM_TRAININGS
from dogcat.recipe.batch_queue import num_workers
from dogcat.recipe.device import Device
from dogcat.recipe.recipe import Recipe
from dogcat.runs.by_picture.picture_history import TrainedPictures, start_picture_history
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from dogcat.runs.watched import read_watched
from dogcat.training.answers import Answers
from dogcat.training.callbacks.checkpoints import KeepModels
from dogcat.training.callbacks.clean_accuracy import CleanTraining, CrossEntropyAlone
from dogcat.training.callbacks.heartbeat import Heartbeat
from dogcat.training.callbacks.picture_history import KeepPictureHistory
from dogcat.training.callbacks.recording import RunRecorder
from dogcat.training.callbacks.stopping import StopEarly, StopWhenAsked, StopWhenDiverged
from dogcat.training.callbacks.watching import WatchPictures
from dogcat.training.callbacks.weight_average import WeightAverage
from dogcat.training.device import choose_device, computing_on, is_out_of_memory
from dogcat.training.environment import note_environment
from dogcat.training.evaluation import mirror_tests, write_evaluation
from dogcat.training.model import advance_dropout, bare_optimizer, build_model, copy_state, load_model
from dogcat.training.pipeline import evaluation_batches, training_batches, training_pictures
from dogcat.training.precision import choose_precision
from dogcat.training.pretrained.head import fit_head, head_of
from dogcat.training.pretrained.inputs import StoppedBeforeEpochsError, as_features, settle_statistics

_NOTHING_TO_KEEP = N_(
    "Stopped on request before the end of the first epoch: there is no result to keep. Train it again."
)
MAX_ERROR = 300  # maximum length of an error message shown (TensorFlow lists every layer)


def train(recipe: Recipe, run: Run, callbacks: Sequence[keras.callbacks.Callback] = ()) -> None:
    """Trains the recipe's network on the run's pictures and records everything in the run's folder.

    Returns when the training has ended or was stopped on request. Any other error is recorded, then raised.

    Args:
        recipe: what to train.
        run: the run folder to write to; this process must have claimed it.
        callbacks: further Keras callbacks, called after those that record.

    Raises:
        DogcatError: the pictures are missing, no picture of a class can be decoded, or the training diverges.
    """
    heap.keep()
    device = None
    try:
        device = choose_device(recipe.device)
        with computing_on(device):
            _train(recipe, run, device, callbacks)
    except DogcatError as error:
        run.fail(error.args[0])
        raise
    except StoppedBeforeEpochsError:
        run.append("stopped", message=_NOTHING_TO_KEEP)
    except KeyboardInterrupt:
        run.append("stopped", message=N_("Stopped by the user; the model of the last completed epoch was kept."))
        raise
    except Exception as error:
        run.fail(_why(error, device))
        raise


def _train(recipe: Recipe, run: Run, device: Device, callbacks: Sequence[keras.callbacks.Callback]) -> None:
    watched = read_watched(run.folder)
    precision, reason = choose_precision("float32" if recipe.takes_features else recipe.precision, device)
    whole = _build(recipe, precision, device)
    pictures = _load_pictures(recipe, run, whole)
    model = _head_to_train(whole) if recipe.takes_features else whole
    answers = Answers(max(len(pictures.training), len(pictures.validation)))
    _measure(model, recipe, answers)
    clean = CleanTraining(pictures.training, pictures.flipped, recipe, answers, run)
    average = WeightAverage(model, recipe.weight_average) if recipe.weight_average else None
    first_epoch = _take_up(run, recipe, whole, average)
    if recipe.has_base and recipe.base_training == "fine-tuning" and not first_epoch:
        (known,) = as_features(whole, recipe, [pictures.training], run)
        fit_head(whole, known.pixels, known.labels)
    note_environment(run, device, precision, reason, first_epoch)
    former = _former_epochs(run, first_epoch)
    run.beat()
    run.append(
        "start",
        epochs=recipe.epochs,
        steps_per_epoch=recipe.steps_per_epoch,
        batch_size=recipe.batch_size,
        first_epoch=first_epoch,
        **pictures.counts(),
        num_clean=clean.num_measured,
        clean_turns=len(clean.turns),
        watched=[{"name": picture.name, "label": picture.label} for picture in watched],
        precision=precision,
        left_out=pictures.left_out,
    )
    start_picture_history(run.folder, pictures.as_trained(), first_epoch)
    recorder = RunRecorder(run, recipe, former)
    early = [StopEarly(recipe.early_stopping_patience, recorder)] if recipe.early_stopping_patience else []
    model.fit(
        training_batches(
            pictures.training, recipe, first_epoch * recipe.steps_per_epoch, num_workers(device.kind == "gpu")
        ),
        steps_per_epoch=recipe.steps_per_epoch,
        initial_epoch=first_epoch,
        epochs=recipe.epochs,
        validation_data=evaluation_batches(pictures.validation),
        shuffle=False,  # the batches are shuffled already
        verbose=0,
        callbacks=[  # in this order: some add to the logs that later ones read
            *([average] if average else []),
            *([CrossEntropyAlone()] if _has_other_loss(recipe) else []),
            StopWhenDiverged(recipe),
            Heartbeat(run),
            StopWhenAsked(run),
            *early,
            clean,
            KeepPictureHistory(run, clean, answers),
            recorder,
            KeepModels(
                run,
                recipe,
                min((row["val_loss"] for row in former), default=math.inf),
                average,
                whole if recipe.takes_features else None,
            ),
            *([WatchPictures(run, watched, whole)] if watched else []),
            *callbacks,
        ],
    )
    _finish(run, pictures, has_stopped_early=any(callback.has_stopped for callback in early))


@dataclass(frozen=True)
class _Pictures:
    """The decoded pictures of a training.

    Attributes:
        training: the pictures that the recipe trains on, with its labels.
        flipped: boolean array of shape (N,), true where the label of a training picture is flipped.
        validation: the validation split.
        test: the test split.
        left_out: one line for each picture that cannot be decoded.
    """

    training: SplitPixels
    flipped: np.ndarray
    validation: SplitPixels
    test: SplitPixels
    left_out: list[str]

    def counts(self) -> dict[str, int]:
        """The numbers of pictures, as the `start` event has them."""
        return {
            "num_training": len(self.training),
            "num_flipped": int(self.flipped.sum()),
            "num_validation": len(self.validation),
        }

    def as_trained(self) -> TrainedPictures:
        """Names and labels of the training and validation pictures."""
        return TrainedPictures(
            names=(*self.training.names, *self.validation.names),
            labels=tuple(np.concatenate([self.training.labels, self.validation.labels]).astype(int).tolist()),
            num_training=len(self.training),
            flipped=tuple(np.flatnonzero(self.flipped).tolist()),
        )


def _load_pictures(recipe: Recipe, run: Run, whole: keras.Model) -> _Pictures:
    def beat(_done: int, _all: int) -> None:
        run.beat()

    found = open_or_draw(run.pictures, beat)
    split, validation, test = (  # test is used only at the end; loading it now reports its faults before the training
        load_both_classes(found, name, recipe.picture_size, beat) for name in SPLITS
    )
    training, flipped = training_pictures(split, recipe)
    if recipe.takes_features:
        if recipe.base_training in RANDOM_TRAININGS:
            settle_statistics(whole, recipe, training.pixels)
        training, validation, test = as_features(whole, recipe, (training, validation, test), run)
    return _Pictures(
        training=training,
        flipped=flipped,
        validation=validation,
        test=test,
        left_out=split.left_out + validation.left_out + test.left_out,
    )


def _build(recipe: Recipe, precision: str, device: Device) -> keras.Model:
    """The network with the weights that the recipe's seed gives, ready for the first step."""
    keras.utils.set_random_seed(recipe.seed)
    # With features, the network that is built is also the one that is saved.
    model = build_model(recipe, precision, for_training=not recipe.takes_features, device=device)
    model.optimizer.build(model.trainable_variables)  # otherwise TensorFlow traces the training step twice
    return model


def _head_to_train(whole: keras.Model) -> keras.Model:
    """The layers after the features, with the optimizer of the whole network."""
    head = head_of(whole)
    head.compile(whole.optimizer, whole.loss, jit_compile=False)
    return head


def _former_epochs(run: Run, first_epoch: int) -> list[dict[str, Any]]:
    """The epoch events of an interrupted training up to the epoch from which it resumes."""
    former = Timeline()
    former.follow(run)
    former.forget(after=first_epoch)
    return former.epochs


def _finish(run: Run, pictures: _Pictures, has_stopped_early: bool) -> None:
    """Evaluates the run's model and writes the last event."""
    heap.trim()  # the training's memory is free now, and the evaluation uses another network
    if run.best_requested():
        _make_best_the_model(run)
    splits = {"validation": pictures.validation, "test": pictures.test}
    model = load_model(run.model_file)
    results = write_evaluation(run, head_of(model) if run.recipe.takes_features else model, splits)
    if run.stop_requested():
        best, newest = (
            N_("Stopped on request; the model of the best epoch was kept."),
            N_("Stopped on request; the current model was kept."),
        )
        message = _NOTHING_TO_KEEP if not run.history() else best if run.best_requested() else newest
        run.append("stopped", message=message)
        return
    figures = {f"{split}_accuracy": result.accuracy for split, result in results.items()}
    run.append("end", **figures, early=has_stopped_early)


def _why(error: Exception, device: Device | None) -> Sentence:
    """The sentence for the learner about an unexpected error; the device is None before it was chosen."""
    if is_disk_full(error):
        return Sentence(
            N_(
                "The disk is full, so the app could no longer store the training. Free some space, then continue the"
                " training."
            )
        )
    if device and device.kind == "gpu" and is_out_of_memory(error):
        return Sentence(
            N_(
                "The graphics card {name} has no memory left for this training. Smaller batches, smaller pictures or"
                " fewer filters need less. Closing other programs that use the card helps too."
            ),
            name=device.name,
        )
    if isinstance(error, (MemoryError, tf.errors.ResourceExhaustedError)):
        return Sentence(
            N_(
                "This computer has no memory left for this training. Smaller batches, smaller pictures or fewer"
                " filters need less. Closing other programs helps too."
            )
        )
    return Sentence(
        N_("The training was interrupted: {error} (see trainer.log)."),
        error=f"{type(error).__name__}: {error}"[:MAX_ERROR],
    )


def _measure(model: keras.Model, recipe: Recipe, answers: Answers) -> None:
    """Compiles the model with the metrics that the recipe needs. Saved models do not have them.

    With mixup and cutmix, a prediction for a mixed picture counts as correct if it names the class with the larger
    part. Keras' own accuracy compares with the exact label, so that every mixture of a cat and a dog counts as a
    mistake.
    """

    def accuracy(labels: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
        return keras.metrics.binary_accuracy(keras.ops.round(labels), probabilities)

    metrics = [
        keras.metrics.MeanMetricWrapper(accuracy, name="accuracy") if recipe.augmentation.mixes_pictures else "accuracy"
    ]
    if _has_other_loss(recipe):
        metrics.append(keras.metrics.BinaryCrossentropy(name="cross_entropy"))
    metrics.append(answers)
    model.compile(model.optimizer, model.loss, metrics=metrics, jit_compile=model.jit_compile)
    if recipe.mirror_at_test:
        mirror_tests(model)


def _has_other_loss(recipe: Recipe) -> bool:
    """Return True if the loss of the training steps is not the cross-entropy of the labels, which is recorded."""
    return recipe.weight_decay > 0 or recipe.label_smoothing > 0


def _take_up(run: Run, recipe: Recipe, model: keras.Model, average: WeightAverage | None) -> int:
    """Restores the state after the last whole epoch if the training was interrupted.

    Returns:
        The number of finished epochs; 0 if there is nothing to resume.
    """
    finished = len(run.history())
    if average and finished:
        num_steps = average.take_up(run.folder, bare_optimizer(model))
        advance_dropout(model, num_steps)
        return min(num_steps // recipe.steps_per_epoch, finished)
    for file in (run.last_epoch_file, run.model_file):
        if not finished or not is_plain_file(file):
            continue
        kept = load_model(file)
        num_steps = int(kept.optimizer.iterations)
        epochs, part = divmod(num_steps, recipe.steps_per_epoch)
        if part == 0 and epochs:
            copy_state(kept, model)
            advance_dropout(model, num_steps)
            return min(epochs, finished)  # a killed training may have written only the history or only the model
    return 0


def _make_best_the_model(run: Run) -> None:
    """Makes the model of the epoch with the lowest validation loss the run's model."""
    if is_plain_file(run.best_model_file):
        if not run.last_epoch_file.exists():
            run.model_file.replace(run.last_epoch_file)
        with whole_path(run.model_file) as copy:
            shutil.copyfile(run.best_model_file, copy)
