"""Starts Python processes, and sets the environment variables that TensorFlow and Arrow read.

Both libraries read the environment when they are imported. So every process of the app calls `prepare_environment`
first: the server, the command line, and through `start_python` each process that they start. Importing `dogcat` sets
nothing, so that a learner's own script keeps its environment.
"""

import contextlib
import functools
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import IO, Any

import psutil

from dogcat.common.storage import CODE_DIR, home_dir

_USERS_CARDS = "DOGCAT_USERS_CARDS"  # keeps the user's own CUDA_VISIBLE_DEVICES for the trainings
_ALL_CARDS = "all"  # if the user has set none

_Stream = int | IO[bytes]
_TIE_SECONDS = 0.5  # between two looks at the process that this one ends with


def prepare_environment() -> None:
    """Set the environment variables of TensorFlow and Arrow for this process and its child processes.

    Variables that are already set keep their value, except `KERAS_BACKEND`, because the code needs TensorFlow, and
    `CUDA_VISIBLE_DEVICES`: only a training gets the user's own value back, see `show_cards`.
    """
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault(_USERS_CARDS, os.environ.get("CUDA_VISIBLE_DEVICES", _ALL_CARDS))
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # Arrow's own pool reserves megabytes
    if platform.machine().lower() in {"x86_64", "amd64"}:
        # By default, TensorFlow uses oneDNN only where the processor has AVX-512; see benchmarks/onednn.py.
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def show_cards() -> bool:
    """Let TensorFlow see the graphics cards in this process, before it looks for them.

    Returns:
        False if the user's own `CUDA_VISIBLE_DEVICES` hides all of them.
    """
    shown = os.environ.get(_USERS_CARDS, os.environ.get("CUDA_VISIBLE_DEVICES", _ALL_CARDS))
    if shown == _ALL_CARDS:
        os.environ.pop("CUDA_VISIBLE_DEVICES", None)
    else:
        os.environ["CUDA_VISIBLE_DEVICES"] = shown
    return bool(shown.strip()) and not shown.strip().startswith("-1")


def start_python(
    *arguments: str,
    stdin: _Stream = subprocess.DEVNULL,
    stdout: _Stream = subprocess.DEVNULL,
    stderr: _Stream | None = subprocess.DEVNULL,
    outlives: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start this Python interpreter in `CODE_DIR`, with the home folder of this process.

    Args:
        arguments: the interpreter's arguments, such as `"-m", "dogcat", "work"`.
        stdin: standard input, as in `subprocess.Popen`.
        stdout: standard output, as in `subprocess.Popen`.
        stderr: standard error, as in `subprocess.Popen`; None inherits the stream of this process.
        outlives: whether the process keeps running when this one ends or receives Ctrl-C. Otherwise Linux ends it when
            this process ends, however that happens. Elsewhere it ends when it next uses a stream of this process.

    Raises:
        OSError: the process cannot be started.
    """
    prepare_environment()
    with _end_of_lifeline(is_tied=not outlives) as end:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=CODE_DIR,
            env={**os.environ, "DOGCAT_HOME": str(home_dir())},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=() if end is None else (end,),
            start_new_session=outlives,  # Ctrl-C in the server's terminal must not reach it
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if outlives else 0,  # on Windows
        )
        if end is not None:
            _end_with(end, process.pid)
    return process


def run_python(*arguments: str, timeout: float) -> "subprocess.CompletedProcess[str]":
    """Run this Python interpreter in `CODE_DIR` and wait until it ends.

    Args:
        arguments: the interpreter's arguments.
        timeout: seconds after which the process is killed.

    Returns:
        The return code and the two output streams as text.

    Raises:
        OSError: the process cannot be started.
        subprocess.TimeoutExpired: the process took longer than `timeout`.
    """
    with start_python(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    texts = (text.decode("utf-8", errors="replace") for text in (stdout, stderr))
    return subprocess.CompletedProcess(process.args, process.returncode, *texts)


@functools.cache
def _lifeline() -> tuple[int, int]:
    """Return a pipe whose writing end stays open until this process ends, even if it is killed."""
    return os.pipe()


@contextlib.contextmanager
def _end_of_lifeline(is_tied: bool) -> Iterator[int | None]:
    """Yield a reading end of the lifeline for one child process; None if it is not tied to this one."""
    if not (is_tied and sys.platform == "linux"):
        yield None
        return
    # A new open file, so that each child has an owner of its own to get the signal.
    end = os.open(f"/proc/self/fd/{_lifeline()[0]}", os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield end
    finally:
        os.close(end)


def _end_with(end: int, pid: int) -> None:
    """Make Linux send SIGIO, which ends a process, to a child when the lifeline closes.

    `PR_SET_PDEATHSIG` would end it already with the thread that started it, such as that of a visitor's page.
    """
    import fcntl  # missing on Windows

    fcntl.fcntl(end, fcntl.F_SETOWN, pid)
    fcntl.fcntl(end, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)


def end_with(pid: int) -> None:
    """End this process at once when the process `pid` ends, however that happens, on every system."""
    note = process_note(pid)

    def look() -> None:
        while is_alive(note):
            time.sleep(_TIE_SECONDS)
        os._exit(1)

    threading.Thread(target=look, name="dogcat-tie", daemon=True).start()


def process_note(pid: int) -> dict[str, float]:
    """Return what identifies a process also after another one got its id: the id and the time when it started."""
    try:
        return {"pid": pid, "started": psutil.Process(pid).create_time()}
    except psutil.Error:  # it has already ended
        return {"pid": pid, "started": 0.0}


def is_alive(note: Any) -> bool:
    """Return True if the process of a `process_note` runs on this machine; `note` is untrusted JSON."""
    try:
        process = psutil.Process(note["pid"])
        # Another start time means a reused process id. Linux computes it from the clock, which may be set.
        is_same: bool = abs(process.create_time() - note["started"]) < 2
        return is_same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, KeyError, TypeError, ValueError):
        return False
