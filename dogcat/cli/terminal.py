"""Lines and counters on stderr, and the results of the commands on stdout or in a file."""

import sys
from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.shown_text import one_line, visible
from dogcat.common.storage import whole_path
from dogcat.common.units import in_megabytes

ERASE = "\r\033[K"  # moves to the start of the terminal's line and clears it


def say(line: str) -> None:
    """Write a text to stderr as one line; line breaks become spaces."""
    print(one_line(line), file=sys.stderr, flush=True)


def show(text: str) -> None:
    """Print a text to stdout. A name in it may hold what controls a terminal, so such characters are replaced."""
    print(visible(text), flush=True)


def give(text: str, out: Path | None) -> None:
    """Print a command's result to stdout, or write it to a file in UTF-8, atomically, and print the file's name.

    Args:
        text: the result, which ends in a line feed.
        out: file to write, from --out; None prints the text.
    """
    if out is None:
        print(visible(text), end="")
    else:
        write_bytes(text.encode("utf-8"), out)
        show(str(out))


def write_bytes(data: bytes, out: Path) -> None:
    """Write a file atomically, or raise `DogcatError` with what to do."""
    try:
        with whole_path(out) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise unwritable(out, error) from None


def unwritable(out: Path, error: OSError) -> DogcatError:
    """Return the error that says why a file cannot be written, and what to do."""
    return DogcatError(
        f"{out} cannot be written ({error.strerror or error}). Choose a folder that you may write to and that has"
        " space."
    )


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
