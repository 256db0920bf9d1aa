"""`python -m dogcat`: the command line."""

import sys

try:
    from dogcat.cli.app import run_command_line
except ModuleNotFoundError as error:
    if str(error.name).split(".")[0] == "dogcat":
        raise
    sys.exit(f"{error.name} is not installed. Run the first command of README.md, and use the Python of .venv.")

if __name__ == "__main__":
    run_command_line()
