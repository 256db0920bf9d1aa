"""`python -m dogcat`: the command line."""

from dogcat.cli.app import run_command_line

if __name__ == "__main__":
    run_command_line()
