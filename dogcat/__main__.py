"""The command line: everything that a teacher prepares, and a script repeats, without a browser."""

import dataclasses
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from dogcat.analysis.history import diagnose
from dogcat.augmentation.contact_sheet import make_sheet, write_sheet
from dogcat.augmentation.presets import AUGMENTATION_PRESETS, augmentation_from_query
from dogcat.cli.classroom import doctor_command, prepare_command
from dogcat.cli.pictures import pictures_app
from dogcat.cli.terminal import ERASE, say, show_count
from dogcat.common.errors import DogcatError
from dogcat.common.processes import prepare_environment
from dogcat.export.bundle import write_file
from dogcat.export.keras_code import as_code
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import SPLITS
from dogcat.pictures.refusals import ANIMATION_NOTE, MAX_START, is_animated, refusal
from dogcat.pictures.synthetic.dataset import open_or_draw
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import RECIPES, Recipe, RecipeError, recipe_from_json, recipe_to_json
from dogcat.runs.run import Run, create_run, list_runs, newer_runs, open_run
from dogcat.runs.scheduling.standby import stand_by
from dogcat.runs.timeline import Timeline, clock
from dogcat.runs.trash import delete_run, empty_bin

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
runs_app = typer.Typer(no_args_is_help=True, help="Runs: list, show, export, delete.")
app.add_typer(pictures_app, name="pictures")
app.add_typer(runs_app, name="runs")
app.command("doctor")(doctor_command)
app.command("prepare")(prepare_command)

RecipeName = Annotated[str, typer.Argument(help="[quick-]baseline, [quick-]regularized, or a recipe's .json file.")]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A run's id or folder, or 'last'.")]


@app.command("train")
def train_command(
    recipe: Annotated[str, typer.Option(help="[quick-]baseline, [quick-]regularized, or a recipe's .json file.")],
    pictures: Annotated[str, typer.Option(help="Name of the picture set to train on.")],
    epochs: Annotated[int | None, typer.Option(help="Instead of the recipe's.")] = None,
    steps: Annotated[int | None, typer.Option(help="Steps per epoch, instead of the recipe's.")] = None,
    seed: Annotated[int | None, typer.Option(help="Instead of the recipe's.")] = None,
    precision: Annotated[str | None, typer.Option(help="auto, float32 or bfloat16, instead of the recipe's.")] = None,
) -> None:
    """Train here and now. Progress goes to stderr, the run's id to stdout. Ctrl-C stops after the current step."""
    changes: dict[str, Any] = {"epochs": epochs, "steps_per_epoch": steps, "seed": seed, "precision": precision}
    changed = dataclasses.replace(
        _read_recipe(recipe), **{name: value for name, value in changes.items() if value is not None}
    )
    open_or_draw(pictures, show_count)
    run = create_run(changed, pictures, claimed_by=os.getpid())
    _train(run, _show_training)
    print(run.id)


@app.command("work", hidden=True)
def work_command(
    folder: Annotated[Path | None, typer.Argument()] = None,
    spare: Annotated[bool, typer.Option(help="Prepare, and take the folder from standard input.")] = False,
) -> None:
    """Train a waiting run; this is what the app starts. It is handed a run's folder and knows nothing else."""
    # Keras loads these two where it finds them, which takes a second, and a trainer needs neither.
    sys.modules.update(dict.fromkeys(("sklearn", "pandas")))  # type: ignore[arg-type]
    if spare:
        folder = stand_by([lambda: _load("dogcat.training.train"), lambda: _load("dogcat.training.warm_up").rehearse()])
    if folder is None:
        raise DogcatError("Which run shall be trained? Expected: the folder of a run that waits.")
    run = Run(folder)
    run.claim(os.getpid())
    try:
        _train(run, None)
    except Exception:  # noqa: BLE001 - the process ends here in any case
        traceback.print_exc()  # to the run's trainer.log; learners read the sentence in events.jsonl
        raise typer.Exit(1) from None


@app.command("inspect", hidden=True)
def inspect_command() -> None:
    """Answer questions about networks from standard input, see answerer.py; this is what the app starts."""
    _answer("dogcat.explain.worker.activations")


@app.command("foreign", hidden=True)
def foreign_command() -> None:
    """The same about a model that a visitor trained elsewhere, see foreign.py."""
    _answer("dogcat.explain.worker.own_model")


def _answer(module: str) -> None:
    sys.modules.update(dict.fromkeys(("sklearn", "pandas")))  # type: ignore[arg-type]  # as for `work`
    with os.fdopen(os.dup(1), "wb") as replies:
        os.dup2(2, 1)  # whatever else is printed must not come between the replies
        _load(module).answer(sys.stdin.buffer, replies)


@app.command("evaluate")
def evaluate_command(
    run: RunName,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
) -> None:
    """Evaluate a run's model on a whole split and print the figures as JSON."""
    if split not in SPLITS:
        raise DogcatError(f"There is no split {split!r}. Expected: {', '.join(SPLITS)}.")
    chosen = open_run(run)
    chosen.require_model()
    _load_tensorflow()
    from dogcat.training.evaluation import evaluate_run

    result = evaluate_run(chosen, split)
    for line in result.left_out:
        say(f"left out: {line}")
    print(json.dumps({"run": chosen.id, "split": split, **result.figures()}))


@app.command("predict")
def predict_command(run: RunName, files: Annotated[list[str], typer.Argument(metavar="FILE...")]) -> None:
    """Print P(dog) and the verdict for each picture file, one JSON object a line."""
    chosen = open_run(run)
    chosen.require_model()
    size, decoded, failed = chosen.recipe.picture_size, {}, False
    for file in files:
        try:
            decoded[file] = decode_picture(Path(file), size)
        except PictureError as error:
            failed = True
            say(f"{file} {_why_refused(Path(file), error)}.")
    if decoded:
        _load_tensorflow()
        from dogcat.training.evaluation import label_of, predict
        from dogcat.training.model import load_model

        model = load_model(chosen.model_file)
        for file, pixels in decoded.items():
            p_dog = float(predict(model, pixels[None])[0])
            row = {"file": file, "p_dog": round(p_dog, 6), "label": label_of(p_dog)}
            if is_animated(Path(file).read_bytes()):
                row["note"] = ANIMATION_NOTE
            print(json.dumps(row))  # in ASCII: a name may hold what this terminal or pipe cannot write
    if failed:
        raise typer.Exit(2)


@app.command("augment")
def augment_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A JPEG, PNG or WebP picture.")],
    out: Annotated[Path, typer.Option(metavar="SHEET.png", help="Where the sheet goes.")],
    preset: Annotated[str, typer.Option(help=f"{', '.join(AUGMENTATION_PRESETS)}.")] = "tutorial",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Instead of the preset's; any number of them."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=64, help="How many variants.")] = 8,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Of the dice; the same seed, the same sheet.")] = 1,
    picture_size: Annotated[int, typer.Option(min=8, max=512, help="Height and width of each, in pixels.")] = 150,
) -> None:
    """Write a sheet with a picture and variants of it in a row, made as in training."""
    if preset not in AUGMENTATION_PRESETS:
        raise DogcatError(f"There is no preset {preset!r}. Expected: {', '.join(AUGMENTATION_PRESETS)}.")
    augmentation = augmentation_from_query(_read_settings(settings or []), AUGMENTATION_PRESETS[preset])
    if out.resolve() == file.resolve():
        raise DogcatError(f"--out {out} is the picture itself, which would be lost. Choose another name.")
    try:
        pixels = decode_picture(file, picture_size)
    except PictureError as error:
        raise DogcatError(f"{file} {error}. Expected: a JPEG, PNG or WebP picture.") from None
    write_sheet(make_sheet(pixels, augmentation, count, seed), out)
    if augmentation.mixup_alpha > 0:
        say("mixup_alpha mixes two pictures of a batch; a sheet of one picture is without it.")
    print(f"{out}: the original and {count} variants")


@app.command("summary")
def summary_command(recipe: RecipeName) -> None:
    """Print the network's layers: name, kind, output shape and parameters."""
    table = layer_table(_read_recipe(recipe))
    lines = [("layer", "kind", "output shape", "parameters")]
    lines += [(row.name, row.kind, str(row.output_shape), f"{row.num_parameters:,}") for row in table]
    lines.append(("total", "", "", f"{sum(row.num_parameters for row in table):,}"))
    for name, kind, shape, parameters in lines:
        print(f"{name:<12}{kind:<14}{shape:<18}{parameters:>12}")


@app.command("recipe")
def recipe_command(recipe: RecipeName) -> None:
    """Print a recipe as JSON, to be changed and given to train --recipe FILE.json."""
    print(recipe_to_json(_read_recipe(recipe)), end="")


@app.command("code")
def code_command(recipe: RecipeName) -> None:
    """Print a recipe as plain Keras code: a script that trains its network on a folder of pictures."""
    print(as_code(_read_recipe(recipe)), end="")


@runs_app.command("list")
def list_runs_command() -> None:
    """List all runs, oldest first: id, state, pictures, epochs done and planned."""
    for run in list_runs():
        progress = f"{len(run.history())}/{run.recipe.epochs} epochs"
        print(f"{run.id}  {run.status().state:<9} {run.pictures_title}  {progress}")
    for error in newer_runs().values():
        print(error, file=sys.stderr)


@runs_app.command("show")
def show_run_command(run: RunName) -> None:
    """Print what is known of a run as JSON."""
    chosen = open_run(run)
    status, history = chosen.status(), chosen.history()
    facts: dict[str, Any] = {"id": chosen.id, "folder": str(chosen.folder), **dataclasses.asdict(status)}
    facts |= {"pictures": chosen.pictures, "drawn": chosen.request.get("drawn") is True}
    facts["recipe"] = dataclasses.asdict(chosen.recipe)
    facts["diagnosis"] = dataclasses.asdict(diagnose(history)) if history else None
    print(json.dumps(facts, ensure_ascii=False, indent=2))


@runs_app.command("export")
def export_run_command(
    run: RunName,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Its ending says what is written.")],
) -> None:
    """Write a run to take home: all (.zip), its model (.keras, .h5), notebook (.ipynb), code (.py) or table (.csv)."""
    chosen = open_run(run)
    if out.suffix == ".h5":
        _load_tensorflow()
    write_file(chosen, out)
    print(out)


@runs_app.command("delete")
def delete_run_command(run: RunName) -> None:
    """Delete a run that is not waiting or training."""
    delete_run(open_run(run))
    empty_bin()


def _why_refused(file: Path, error: PictureError) -> str:
    try:
        if file.is_file():
            with file.open("rb") as opened:
                return refusal(opened.read(MAX_START), error)
    except OSError:  # it may not be read, or its name is longer than any can be
        pass
    return f"{error}. Expected: a JPEG, PNG or WebP picture"


def _read_recipe(name: str) -> Recipe:
    if name in RECIPES:
        return RECIPES[name]
    try:
        return recipe_from_json(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise RecipeError(
            f"There is no recipe {name!r}. Expected: {', '.join(RECIPES)}, or the path of a recipe's .json file."
        ) from None


def _read_settings(settings: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for setting in settings:
        name, is_there, value = setting.partition("=")
        if not is_there:
            raise DogcatError(f"--set {setting!r} is not NAME=VALUE. Expected, for example: --set zoom_range=0.8,1.2")
        if name in values:
            raise DogcatError(f"--set names {name!r} twice. Expected: each name once.")
        values[name] = value
    return values


def _train(run: Run, show: Callable[[Timeline, bool], None] | None) -> None:
    def ask_to_stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.default_int_handler)  # the second time at once
        run.request_stop()
        if show:
            say("Stopping after this step; press Ctrl-C again to break off at once.")

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    _load("dogcat.training.train")
    import keras

    from dogcat.training.train import train

    callbacks, timeline = [], Timeline()
    if show:

        def name_left_out(*_: object, **__: object) -> None:
            timeline.follow(run)
            for line in timeline.start["left_out"]:
                say(f"left out: {line}")

        def show_step(*_: object, **__: object) -> None:
            timeline.follow(run)
            show(timeline, False)

        def show_epoch(*_: object, **__: object) -> None:
            timeline.follow(run)
            show(timeline, True)

        hooks = {"on_train_begin": name_left_out, "on_train_batch_end": show_step, "on_epoch_end": show_epoch}
        callbacks.append(keras.callbacks.LambdaCallback(**hooks))
    train(run.recipe, run, callbacks)


@cache
def _load(module: str) -> ModuleType:
    """Imports TensorFlow and a module that needs it.

    None of what they make is garbage: it is not looked for meanwhile, which would be a tenth of the time, nor later.
    """
    gc.disable()
    _load_tensorflow()
    loaded = importlib.import_module(module)
    gc.freeze()
    gc.enable()
    return loaded


def _load_tensorflow() -> None:
    """Imports TensorFlow without the lines that its C++ part writes to stderr before it can be told not to."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        importlib.import_module("tensorflow")
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _show_training(timeline: Timeline, epoch_ended: bool) -> None:
    """A line that is rewritten on a terminal; in a file or pipe only one line for each finished epoch."""
    terminal = sys.stderr.isatty()
    epoch, step = timeline.position
    if epoch_ended and timeline.epochs and timeline.epochs[-1]["epoch"] == epoch:
        row = timeline.epochs[-1]
        figures = (
            f"clean training accuracy {row['clean_accuracy']:.1%}, validation {row['val_accuracy']:.1%},"
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


def main() -> NoReturn:
    """Runs the command line; whatever the user can put right ends in one line on stderr and exit code 2."""
    prepare_environment()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what is half-done is cleaned up
    try:
        code = app(prog_name="python -m dogcat", standalone_mode=False)
    except (DogcatError, TyperException) as error:
        say(error.format_message() if isinstance(error, TyperException) else str(error))
        code = 2
    except KeyboardInterrupt:
        code = 130
    except Exception as error:
        if "DOGCAT_DEBUG" in os.environ:
            raise
        say(f"{type(error).__name__}: {error}. This is a defect of dogcat; with DOGCAT_DEBUG=1 it says where.")
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
