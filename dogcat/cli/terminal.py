"""What the commands write to the terminal beside their results: lines on stderr, and counters."""

import sys

ERASE = "\r\033[K"  # back to the start of the terminal's line, and empty it


def say(line: str) -> None:
    """Writes one line to stderr, whatever breaks the text has."""
    print(" ".join(line.split()), file=sys.stderr, flush=True)


def show_count(done: int, in_all: int) -> None:
    """A counter on a terminal; nothing in a file or pipe."""
    if sys.stderr.isatty():
        print(f"{ERASE}{done:,} of {in_all:,}", end="\n" if done == in_all else "", file=sys.stderr, flush=True)


def show_bytes(done: int, in_all: int) -> None:
    """The same for bytes; in all is 0 when it is not known."""
    if sys.stderr.isatty():
        figures = f"{done / 2**20:,.1f} of {in_all / 2**20:,.1f} MB" if in_all else f"{done / 2**20:,.1f} MB"
        print(f"{ERASE}{figures}", end="\n" if done == in_all else "", file=sys.stderr, flush=True)


def announce(line: str) -> None:
    """A line in the middle of a counter, which a download that broke off leaves there."""
    if sys.stderr.isatty():
        print(ERASE, end="", file=sys.stderr)
    say(line)
