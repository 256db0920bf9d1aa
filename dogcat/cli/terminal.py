"""Lines and counters on stderr, beside the results that the commands print to stdout."""

import sys

from dogcat.common.units import in_megabytes

ERASE = "\r\033[K"  # moves to the start of the terminal's line and clears it


def say(line: str) -> None:
    """Write a text to stderr as one line; line breaks become spaces."""
    print(" ".join(line.split()), file=sys.stderr, flush=True)


def show_count(done: int, in_all: int) -> None:
    """Write a counter to stderr if it is a terminal; the last count ends the line."""
    if sys.stderr.isatty():
        print(f"{ERASE}{done:,} of {in_all:,}", end="\n" if done == in_all else "", file=sys.stderr, flush=True)


def show_bytes(done: int, in_all: int) -> None:
    """Write a counter of megabytes to stderr if it is a terminal.

    Args:
        done: number of bytes so far.
        in_all: number of all bytes; 0 if it is unknown.
    """
    if sys.stderr.isatty():
        print(f"{ERASE}{in_megabytes(done, in_all)}", end="\n" if done == in_all else "", file=sys.stderr, flush=True)


def announce(line: str) -> None:
    """Write a line to stderr, over the counter that a broken download leaves there."""
    if sys.stderr.isatty():
        print(ERASE, end="", file=sys.stderr)
    say(line)
