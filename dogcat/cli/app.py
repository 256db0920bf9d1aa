"""All commands in the order of the help, and the exit code and the line that an error becomes."""

import io
import os
import signal
import sys
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from dogcat.cli.backup import backup_command, restore_command
from dogcat.cli.classroom import doctor_command, prepare_command
from dogcat.cli.helpers import helpers_app, join_command
from dogcat.cli.pictures import pictures_app
from dogcat.cli.predict import predict_command
from dogcat.cli.recipes import augment_command, code_command, recipe_command, summary_command
from dogcat.cli.runs import runs_app
from dogcat.cli.terminal import say
from dogcat.cli.training import evaluate_command, train_command, work_command
from dogcat.cli.workers import foreign_command, inspect_command
from dogcat.common.errors import DogcatError
from dogcat.common.processes import prepare_environment

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The command line: everything that a teacher prepares, and a script repeats, without a browser.",
)
app.add_typer(pictures_app, name="pictures")
app.add_typer(runs_app, name="runs")
app.add_typer(helpers_app, name="helpers")
app.command("doctor")(doctor_command)
app.command("prepare")(prepare_command)
app.command("train")(train_command)
app.command("evaluate")(evaluate_command)
app.command("predict")(predict_command)
app.command("augment")(augment_command)
app.command("summary")(summary_command)
app.command("recipe")(recipe_command)
app.command("code")(code_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.command("join")(join_command)
app.command("work", hidden=True)(work_command)
app.command("inspect", hidden=True)(inspect_command)
app.command("foreign", hidden=True)(foreign_command)


def run_command_line() -> NoReturn:
    """Run the command of `sys.argv` and exit.

    An error that the user can fix ends in one line on stderr and exit code 2; a defect ends in exit code 1.
    """
    prepare_environment()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console may lack characters of a file's name
    # The handler raises KeyboardInterrupt, so that context managers clean up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
