"""The graphics card of this machine against its processor, as a Markdown table.

    python -m benchmarks.on_a_card PICTURES [--device cpu] [--cpu-epochs 3] [--seeds 0] [--rehearse]

PICTURES is a picture set; `drawn` is drawn if it is missing. For both recipes of the tutorial, the card runs the whole
training of the app, in a process of its own with records, kept models, validation and evaluation. The processor trains
`--cpu-epochs` epochs, and the time of the whole is computed from their median without the first. `whole` is the wall
time of the process, with the loading of TensorFlow, and the first time with the measurement of the precisions.

`waits for data` compares bare training steps on batches of the app's pipeline with the same steps on one batch that is
always there. Both pass through the same queue, take turns, and end with a loss that has arrived. The fastest turn of
each counts. `XLA` is the step on that batch with `jit_compile`, which the app does not use.

At the end, a quick training begins on the card, continues on the processor and ends on the card. `--seeds N` trains
both quick recipes with N seeds on each device and compares their test accuracies with their spread.

`--device cpu` leaves out the card. `--rehearse` takes tiny networks and two or three epochs, to try the command out.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from statistics import mean, median, stdev
from typing import Any

from benchmarks.measuring import borrowed_pictures
from dogcat.common.processes import start_python
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.recipe.batch_queue import num_workers
from dogcat.recipe.device import Device, read_device
from dogcat.recipe.recipe import RECIPES, Recipe, recipe_from_json, recipe_to_json
from dogcat.runs.run import Run, create_run

NUM_TURNS = 3
STEP_SECONDS = 2.0  # of the bare steps of a turn
NO_CARD = "TensorFlow can use no graphics card here, so there is nothing to compare. {reason}"


@dataclass(frozen=True)
class Training:
    """What a training on a device took and reached.

    Attributes:
        device: name of the device.
        precision: the precision that was chosen.
        reason: the sentence that says why.
        epoch: median seconds of an epoch without the first.
        whole: seconds from the start of the process to its end.
        is_computed: whether fewer epochs were trained, and `whole` is computed from them.
        test_accuracy: fraction of the test pictures; None if not all epochs were trained.
    """

    device: str
    precision: str
    reason: str
    epoch: float
    whole: float
    is_computed: bool
    test_accuracy: float | None


@dataclass(frozen=True)
class Steps:
    """Milliseconds of a bare training step.

    Attributes:
        ready: on a batch that is always there.
        piped: on batches of the app's pipeline.
        compiled: on a batch that is always there, compiled by XLA; None if XLA fails.
    """

    ready: float
    piped: float
    compiled: float | None

    @property
    def waits(self) -> float:
        """The fraction of the time in which the device waits for data."""
        return max(0.0, 1 - self.ready / self.piped)


def main() -> None:
    """Measure everything and print it."""
    arguments = _arguments()
    recipes = {name: _rehearsed(RECIPES[name], arguments.rehearse) for name in ("baseline", "regularized")}
    quick = {name: _rehearsed(RECIPES[f"quick-{name}"], arguments.rehearse) for name in ("baseline", "regularized")}
    open_or_draw(arguments.pictures)
    with borrowed_pictures(arguments.pictures) as pictures:
        card = find_card() if arguments.device == "auto" else None
        devices = ["auto", "cpu"] if card else ["cpu"]
        rows = []
        for name, recipe in recipes.items():
            for device in devices:
                num_epochs = recipe.epochs if device == "auto" else min(recipe.epochs, arguments.cpu_epochs)
                training = train_on(device, recipe, pictures.name, num_epochs)
                steps = time_steps(device, recipe, pictures.name, training.precision)
                rows.append((name, training, steps))
                print(f"{name} on {training.device}: {training.reason}", file=sys.stderr, flush=True)
        print(table(rows))
        for reason in dict.fromkeys(training.reason for _, training, _ in rows):
            print(f"\n{reason}")
        print(f"\n{continued(devices, quick['baseline'], pictures.name)}")
        for name, recipe in quick.items() if arguments.seeds > 1 else ():
            print(f"\n{compare_seeds(devices, name, recipe, pictures.name, arguments.seeds)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures")
    parser.add_argument("--device", choices=("auto", "cpu"), default="auto")
    parser.add_argument("--cpu-epochs", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--rehearse", action="store_true")
    return parser.parse_args()


def _rehearsed(recipe: Recipe, is_rehearsal: bool) -> Recipe:
    if not is_rehearsal:
        return recipe
    return replace(recipe, picture_size=46, filters=(4, 8), dense_units=8, epochs=3, steps_per_epoch=5)


def find_card() -> Device:
    """Return the card that trainings use.

    Raises:
        SystemExit: there is none. The message says why.
    """
    _in_own_process("find")
    return card_or_exit(read_device())


def card_or_exit(found: Device | None) -> Device:
    """Return the device if it is a graphics card, otherwise end with a sentence."""
    if found is None or found.kind != "gpu":
        raise SystemExit(NO_CARD.format(reason=found.reason if found else ""))
    return found


def train_on(device: str, recipe: Recipe, pictures: str, num_epochs: int) -> Training:
    """Train a recipe, or its first epochs, in a process of its own.

    Args:
        device: `auto` or `cpu`.
        recipe: what to train.
        pictures: name of the picture set.
        num_epochs: number of epochs to train.
    """
    run = create_run(replace(recipe, epochs=num_epochs, device=device), pictures, claimed_by=os.getpid())
    began = time.perf_counter()
    _in_own_process("train", str(run.folder))
    return training_of(run, time.perf_counter() - began, recipe.epochs)


def training_of(run: Run, seconds: float, num_epochs: int) -> Training:
    """Return what an ended run took and reached.

    Args:
        run: the run.
        seconds: wall time of its process.
        num_epochs: number of epochs of the whole training.
    """
    each = [float(event["seconds"]) for event in run.read_events()[0] if event["event"] == "epoch"]
    epoch = median(each[1:] or each)
    environment = run.environment
    is_computed = len(each) < num_epochs
    return Training(
        device=str(environment["device_name"]),
        precision=str(environment["precision"]),
        reason=str(environment["precision_reason"]),
        epoch=epoch,
        whole=seconds + (num_epochs - len(each)) * epoch,
        is_computed=is_computed,
        test_accuracy=None if is_computed else (run.last_event() or {}).get("test_accuracy"),
    )


def time_steps(device: str, recipe: Recipe, pictures: str, precision: str) -> Steps:
    """Time bare training steps in a process of their own."""
    return Steps(**json.loads(_in_own_process("steps", device, recipe_to_json(recipe), pictures, precision)))


def table(rows: Sequence[tuple[str, Training, Steps]]) -> str:
    """Return the Markdown table of (recipe, training, steps)."""
    lines = [
        "| recipe | device | precision | step | with XLA | waits for data | epoch | whole | test accuracy |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, training, steps in rows:
        cells = [
            name,
            training.device,
            training.precision,
            f"{steps.ready:.1f} ms",
            "fails" if steps.compiled is None else f"{steps.compiled:.1f} ms",
            f"{steps.waits:.0%}",
            f"{training.epoch:.2f} s",
            f"{'about ' if training.is_computed else ''}{training.whole:.0f} s",
            "" if training.test_accuracy is None else f"{training.test_accuracy:.1%}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def continued(devices: Sequence[str], recipe: Recipe, pictures: str) -> str:
    """Train an epoch, continue on the other device for one, end on the first one, and say what happened."""
    run = create_run(replace(recipe, epochs=3), pictures, claimed_by=os.getpid())
    used = []
    for number, device in enumerate((devices[0], devices[-1], devices[0]), start=1):
        if number > 1:
            (run.folder / "stop").unlink(missing_ok=True)
            run.append("continue")
        _in_own_process("train", str(run.folder), device, *(["stop"] if number < 3 else []))
        environment = run.environment
        used.append(f"{environment['device_name']} in {environment['precision']}")
    losses = ", ".join(f"{row['val_loss']:.3f}" for row in run.history())
    state = run.status().state
    return f"Continued on {', '.join(used)}: {state}, {len(run.history())} epochs, validation losses {losses}."


def compare_seeds(devices: Sequence[str], name: str, recipe: Recipe, pictures: str, num_seeds: int) -> str:
    """Train each seed on each device and say how far the mean test accuracies are apart, and how much seeds vary."""
    found: dict[str, list[float]] = {}
    for seed in range(1, num_seeds + 1):
        for device in devices:
            training = train_on(device, replace(recipe, seed=seed), pictures, recipe.epochs)
            found.setdefault(training.device, []).append(training.test_accuracy or 0.0)
    return f"quick-{name}, {num_seeds} seeds: {spread_words(found)}"


def spread_words(accuracies: dict[str, list[float]]) -> str:
    """Return mean and standard deviation by device, and the difference of two devices in standard errors."""
    words = "; ".join(f"{name} {mean(each):.1%} ± {100 * stdev(each):.1f}" for name, each in accuracies.items())
    if len(accuracies) < 2:
        return words
    one, other = accuracies.values()
    error = sqrt((stdev(one) ** 2 + stdev(other) ** 2) / len(one))
    difference = mean(one) - mean(other)
    apart = abs(difference) / error if error else 0.0
    return f"{words}; difference {100 * difference:+.1f} percentage points, {apart:.1f} standard errors"


# In processes of their own


def _in_own_process(*arguments: str) -> str:
    """Return what a process of this module prints; TensorFlow keeps its first device until a process ends."""
    with start_python("-m", "benchmarks.on_a_card", *arguments, stdout=subprocess.PIPE, stderr=None) as process:
        output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{arguments[0]} failed with {process.returncode}")
    return output.decode()


def _find() -> None:
    from dogcat.training.device import choose_device

    choose_device("auto")  # keeps what it finds for `read_device`


def _train(folder: str, device: str = "", stops: str = "") -> None:
    """Train a run on the device of its recipe or on this one, to its end or for an epoch."""
    if device == "cpu":
        os.environ["DOGCAT_DEVICE"] = device
    import keras

    from dogcat.training.train import train

    class StopAfterEpoch(keras.callbacks.Callback):
        """Ask the training to stop after the first epoch."""

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            """Ask."""
            run.request_stop()
            self.model.stop_training = True

    run = Run(Path(folder))
    train(run.recipe, run, [StopAfterEpoch()] if stops else [])


def _steps(device_name: str, recipe_text: str, pictures: str, precision: str) -> None:
    """Print the milliseconds of bare steps as JSON."""
    import tensorflow as tf

    from benchmarks.measuring import without_autotune
    from dogcat.pictures.picture_set import open_picture_set
    from dogcat.pictures.pixel_cache import load_both_classes
    from dogcat.training.device import choose_device, computing_on
    from dogcat.training.model import build_model
    from dogcat.training.pipeline import training_batches, training_pictures

    recipe = recipe_from_json(recipe_text)
    device = choose_device(device_name)
    with computing_on(device):
        split = load_both_classes(open_picture_set(pictures), "train", recipe.picture_size)
        split, _ = training_pictures(split, recipe)
        endless = replace(recipe, epochs=10_000)
        piped = training_batches(split, endless, num_workers=num_workers(device.kind == "gpu"))
        ready = without_autotune(piped.take(1).cache().repeat().prefetch(2))
        jobs = {
            "ready": _stepper(build_model(recipe, precision, for_training=True, device=device), ready),
            "piped": _stepper(build_model(recipe, precision, for_training=True, device=device), piped),
        }
        seconds = timed_in_turn(jobs)
        try:
            model = build_model(recipe, precision, for_training=True, device=device)
            model.compile(model.optimizer, model.loss, metrics=["accuracy"], jit_compile=True)
            seconds |= timed_in_turn({"compiled": _stepper(model, ready)})
        except (tf.errors.OpError, RuntimeError, ValueError):  # XLA cannot compile it for this device
            seconds["compiled"] = None
    print(json.dumps({name: taken and 1000 * taken for name, taken in seconds.items()}))


def _stepper(model: Any, batches: Iterable[Any]) -> Callable[[int], float]:
    """Return a function that trains so many steps of a Keras model and waits for the last loss."""
    model.make_train_function()
    iterator = iter(batches)

    def steps(number: int) -> float:
        for _ in range(number):
            logs = model.train_function(iterator)
        return float(logs["loss"])

    return steps


def timed_in_turn(jobs: dict[str, Callable[[int], object]]) -> dict[str, float | None]:
    """Return the seconds of a step of each job; they take turns, and the fastest turn counts."""
    numbers = {}
    for name, steps in jobs.items():
        steps(2)  # builds the graph
        began = time.perf_counter()
        steps(3)
        numbers[name] = max(3, round(STEP_SECONDS * 3 / (time.perf_counter() - began)))
    fastest: dict[str, float | None] = {}
    for _ in range(NUM_TURNS):
        for name, steps in jobs.items():
            began = time.perf_counter()
            steps(numbers[name])
            taken = (time.perf_counter() - began) / numbers[name]
            fastest[name] = min(taken, fastest.get(name) or taken)
    return fastest


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["find"]:
            _find()
        case ["train", *rest]:
            _train(*rest)
        case ["steps", *rest]:
            _steps(*rest)
        case _:
            main()
