"""The commands that train and use networks: train, work and evaluate."""

import dataclasses
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer

from dogcat.cli.arguments import RECIPE_HELP, OutFile, RunName, read_recipe
from dogcat.cli.terminal import ERASE, give, say, show, show_count
from dogcat.common.errors import DogcatError
from dogcat.common.processes import end_with
from dogcat.common.units import clock
from dogcat.pictures.picture_set import SPLITS
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.recipe.settings import read_settings
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.admission import admit
from dogcat.runs.scheduling.standby import stand_by
from dogcat.runs.store import open_run
from dogcat.runs.timeline import Timeline
from dogcat.training.load_tensorflow import load_tensorflow, load_with_tensorflow


def train_command(
    recipe: Annotated[str, typer.Option(help=RECIPE_HELP)],
    pictures: Annotated[str, typer.Option(help="Name of the picture set to train on.")],
    epochs: Annotated[int | None, typer.Option(help="Number of epochs, instead of the recipe's.")] = None,
    steps: Annotated[int | None, typer.Option(help="Steps per epoch, instead of the recipe's.")] = None,
    seed: Annotated[int | None, typer.Option(help="Random seed, instead of the recipe's.")] = None,
    precision: Annotated[str | None, typer.Option(help="auto, float32 or bfloat16, instead of the recipe's.")] = None,
    device: Annotated[str | None, typer.Option(help="auto or cpu, instead of the recipe's.")] = None,
) -> None:
    """Train here and now. Progress goes to stderr, the run's id to stdout. Ctrl-C stops after the current step."""
    changes: dict[str, Any] = {"epochs": epochs, "steps_per_epoch": steps, "seed": seed, "precision": precision}
    changes["device"] = device
    changed = dataclasses.replace(
        read_recipe(recipe), **{name: value for name, value in changes.items() if value is not None}
    )
    for fault in read_settings()[1]:
        say(fault)
    admit(changed, pictures)
    open_or_draw(pictures, show_count)
    run = create_run(changed, pictures, claimed_by=os.getpid())
    _train(run, shows_progress=True)
    show(run.id)


def work_command(
    folder: Annotated[Path | None, typer.Argument()] = None,
    spare: Annotated[bool, typer.Option(help="Prepare, and take the folder from standard input.")] = False,
    tied_to: Annotated[int | None, typer.Option("--with", help="End when the process of this id ends.")] = None,
) -> None:
    """Train a waiting run; this is what the app starts. It is handed a run's folder and knows nothing else."""
    if tied_to is not None:
        end_with(tied_to)
    # Keras imports these if they are installed, which takes a second; a trainer needs neither.
    sys.modules.update(dict.fromkeys(("sklearn", "pandas")))  # type: ignore[arg-type]
    if spare:
        folder = stand_by(
            [
                lambda: load_with_tensorflow("dogcat.training.train", sees_cards=True),
                lambda: load_with_tensorflow("dogcat.training.warm_up", sees_cards=True).rehearse(),
            ]
        )
    if folder is None:
        raise DogcatError("The folder of the run is missing. Expected: the folder of a run that waits.")
    run = Run(folder)
    run.claim(os.getpid())
    try:
        _train(run, shows_progress=False)
    except Exception:  # noqa: BLE001 - the process ends here in any case
        traceback.print_exc()  # to trainer.log of the run; learners read the sentence in events.jsonl
        raise typer.Exit(1) from None


def evaluate_command(
    run: RunName,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    pictures: Annotated[str | None, typer.Option(help="Name of another picture set to measure the run on.")] = None,
    out: OutFile = None,
) -> None:
    """Evaluate a run's model on a whole split and print the results as JSON. The run itself stays as it is."""
    if split not in SPLITS:
        raise DogcatError(f"There is no split {split!r}. Expected: {', '.join(SPLITS)}.")
    chosen = open_run(run)
    chosen.require_model()
    measured = open_or_draw(pictures or chosen.pictures, show_count)
    load_tensorflow()
    from dogcat.training.evaluation import evaluate_on, num_seen_in_training

    result = evaluate_on(chosen, measured, split)
    facts: dict[str, Any] = {"run": chosen.id, "split": split}
    if measured.name != chosen.pictures:
        num_seen = num_seen_in_training(chosen, measured, split)
        facts |= {"pictures": measured.name, "trained_on": chosen.pictures, "seen_in_training": num_seen}
        if num_seen:
            say(
                f"{num_seen:,} of these {result.n:,} pictures are also training pictures of {chosen.pictures}, so the"
                " accuracy says less about new pictures."
            )
    for line in result.left_out:
        say(f"left out: {line}")
    give(json.dumps(facts | result.figures()) + "\n", out)


def _train(run: Run, shows_progress: bool) -> None:
    def ask_to_stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.default_int_handler)  # a second signal stops immediately
        run.request_stop()
        if shows_progress:
            say("Stopping after this step; press Ctrl-C again to stop at once.")

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    load_with_tensorflow("dogcat.training.train", sees_cards=True)
    from dogcat.training.callbacks.reporting import Moment, ReportMoments
    from dogcat.training.train import train

    timeline = Timeline()

    def show(moment: Moment) -> None:
        timeline.follow(run)
        if moment == "start":
            for line in timeline.start["left_out"]:
                say(f"left out: {line}")
        else:
            show_progress(timeline, epoch_ended=moment == "epoch")

    train(run.recipe, run, [ReportMoments(show)] if shows_progress else [])


def show_progress(timeline: Timeline, epoch_ended: bool) -> None:
    """Write the progress of a training to stderr.

    A terminal shows one line that is rewritten; a file or pipe gets one line for each finished epoch.

    Args:
        timeline: events of the training so far.
        epoch_ended: True after the last event of an epoch.
    """
    terminal = sys.stderr.isatty()
    epoch, step = timeline.position
    if epoch_ended and timeline.epochs and timeline.epochs[-1]["epoch"] == epoch:
        row = timeline.epochs[-1]
        figures = (
            f"training accuracy {row['clean_accuracy']:.1%}, validation {row['val_accuracy']:.1%},"
            f" {row['seconds']:.1f} s, {row['pictures_per_second']:.0f} pictures/s"
        )
    elif terminal and timeline.batches:
        batch = timeline.batches[-1]
        figures = (
            f"step {step}/{timeline.start['steps_per_epoch']}, loss {_figure(batch['loss'])},"
            f" {batch['pictures_per_second']:.0f} pictures/s"
        )
    else:
        return
    left = "" if timeline.seconds_left is None else f", {clock(timeline.seconds_left)} left"
    start, end = ERASE if terminal else "", "\n" if epoch_ended else ""
    print(f"{start}epoch {epoch}/{timeline.start['epochs']}: {figures}{left}", end=end, file=sys.stderr, flush=True)


def _figure(value: float | None) -> str:
    return "not a number" if value is None else f"{value:.3f}"  # a training that diverged
