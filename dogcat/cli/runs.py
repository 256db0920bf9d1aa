"""The commands about runs: list, show, export, import, stop, withdraw, reorder and delete."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from dogcat.analysis.history import diagnose
from dogcat.cli.arguments import OutFile, RunName
from dogcat.cli.terminal import give, say, show, unwritable
from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.typed_path import typed_path
from dogcat.common.units import size_words
from dogcat.export.bring_back import bring_back
from dogcat.export.bundle import write_file
from dogcat.export.tflite_file import write_tflite
from dogcat.runs.run import Run
from dogcat.runs.scheduling.control import empty_queue, end_run, put_first, stop_run, withdraw_run
from dogcat.runs.store import list_runs, open_run, unreadable_runs
from dogcat.runs.trash import delete_run, empty_bin
from dogcat.training.load_tensorflow import load_tensorflow

runs_app = typer.Typer(no_args_is_help=True, help="Runs: list, show, export, import, stop, withdraw, first, delete.")


@runs_app.command("list")
def list_runs_command() -> None:
    """List all runs, oldest first: id, state, pictures, epochs done and planned, how many follow it."""
    for run in list_runs():
        progress = f"{len(run.history())}/{run.recipe.epochs} epochs"
        brought = "  brought in" if run.brought else ""
        followers = f"  watched by {len(run.followers)}" if len(run.followers) > 1 else ""
        show(f"{run.id}  {run.status().state:<9} {run.pictures_title}  {progress}{brought}{followers}")
    for error in unreadable_runs().values():
        say(str(error))


@runs_app.command("show")
def show_run_command(run: RunName, out: OutFile = None) -> None:
    """Print all facts about a run as JSON."""
    chosen = open_run(run)
    status, history = chosen.status(), chosen.history()
    facts: dict[str, Any] = {"id": chosen.id, "folder": str(chosen.folder), **dataclasses.asdict(status)}
    facts |= {"pictures": chosen.pictures, "drawn": chosen.request.get("drawn") is True}
    facts["recipe"] = dataclasses.asdict(chosen.recipe)
    facts["diagnosis"] = dataclasses.asdict(diagnose(history)) if history else None
    give(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", out)


@runs_app.command("export")
def export_run_command(
    run: RunName,
    out: Annotated[Path, typer.Option(metavar="FILE", parser=typed_path, help="File to write; its ending decides.")],
    int8: Annotated[bool, typer.Option("--int8", help="For .tflite: 8-bit integers, a quarter of the size.")] = False,
) -> None:
    """Export a run: all (.zip), its model (.keras, .h5, .tflite), notebook (.ipynb), code (.py) or table (.csv)."""
    chosen = open_run(run)
    if int8 and out.suffix != ".tflite":
        raise DogcatError(f"--int8 is for a file that ends in .tflite, and {out} does not. Change one of them.")
    if out.suffix in (".h5", ".tflite"):
        chosen.require_model()
        load_tensorflow()
    if out.suffix == ".tflite":
        _export_tflite(chosen, out, int8)
    else:
        write_file(chosen, out)
    show(str(out))


def _export_tflite(run: Run, out: Path, int8: bool) -> None:
    """Write a run's network as TFLite, and say its size and its test accuracy beside those of the original."""
    try:
        result = write_tflite(run, out, int8)
    except OSError as error:
        raise unwritable(out, error) from None
    say(
        f"{size_words(result.num_bytes)} instead of {size_words(result.original_bytes)}; test accuracy"
        f" {result.accuracy:.1%}, of the original {result.original_accuracy:.1%}, on {result.num_pictures:,} pictures"
    )


@runs_app.command("import")
def import_run_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=typed_path, help="A run's zip, from “Download” or 'runs export'.")
    ],
) -> None:
    """Bring a run back from its zip, as it was; print its id."""
    brought = bring_back(file, str(file))
    for sentence in brought.sentences():
        say(sentence)
    show(brought.run.id)


@runs_app.command("stop")
def stop_run_command(
    run: RunName,
    keep_best: Annotated[bool, typer.Option("--keep-best", help="Keep the network of the best epoch.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Kill the process of a training that does not stop.")] = False,
) -> None:
    """Stop a training after its current step, or withdraw a waiting one; print its state."""
    chosen = open_run(run)
    if now:
        end_run(str(chosen.folder), COMMAND_LINE)
    else:
        stop_run(str(chosen.folder), COMMAND_LINE, keep_best)
    show(chosen.status().state)


@runs_app.command("withdraw")
def withdraw_run_command(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="A waiting run's id or folder.")] = None,
    withdraws_all: Annotated[bool, typer.Option("--all", help="Withdraw all that wait.")] = False,
) -> None:
    """Take a waiting run, or all of them, out of the queue. They stay in the list as stopped."""
    if withdraws_all == bool(run):
        raise DogcatError("Name one waiting run, or give --all to withdraw all of them. 'runs list' shows what waits.")
    if run:
        withdraw_run(run, COMMAND_LINE)
    num = 1 if run else empty_queue(COMMAND_LINE)
    show(f"withdrawn: {num}")


@runs_app.command("first")
def first_run_command(run: RunName) -> None:
    """Make a waiting run the next one that starts."""
    put_first(run, COMMAND_LINE)


@runs_app.command("delete")
def delete_run_command(run: RunName) -> None:
    """Delete a run that is not waiting or training."""
    delete_run(open_run(run), COMMAND_LINE)
    empty_bin(COMMAND_LINE)
