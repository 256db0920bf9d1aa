"""Starts our own interpreter, and the settings with which TensorFlow and Arrow load in the processes of the app.

Both libraries read the environment when they are imported. So each process of ours calls `prepare_environment` first:
the server, the command line, and through `start_python` every process that they start. Importing `dogcat` changes
nothing, so a learner's own script keeps its settings.
"""

import os
import platform
import subprocess
import sys
from typing import IO

from dogcat.common.storage import CODE_DIR, home_dir

_Stream = int | IO[bytes]


def prepare_environment() -> None:
    """Sets the environment variables that TensorFlow and Arrow read, for this process and those that it starts.

    A variable that is already set stays, except for `KERAS_BACKEND`, since the code is written for TensorFlow.
    """
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # Arrow's own pool keeps megabytes in reserve
    if platform.machine().lower() in {"x86_64", "amd64"}:
        # By default, TensorFlow uses oneDNN only where the processor has AVX-512; see benchmarks/onednn.py.
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def start_python(
    *arguments: str,
    stdin: _Stream = subprocess.DEVNULL,
    stdout: _Stream = subprocess.DEVNULL,
    stderr: _Stream | None = subprocess.DEVNULL,
    outlives: bool = False,
) -> "subprocess.Popen[bytes]":
    """Starts this interpreter in the folder of the code, on the same home folder.

    Args:
        arguments: of the interpreter, such as `"-m", "dogcat", "work"`.
        stdin: as of `subprocess.Popen`.
        stdout: as of `subprocess.Popen`.
        stderr: as of `subprocess.Popen`; None is the one of this process.
        outlives: keep the process running when this one ends or receives Ctrl-C.

    Raises:
        OSError: the process cannot be started.
    """
    prepare_environment()
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=CODE_DIR,
        env={**os.environ, "DOGCAT_HOME": str(home_dir())},
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=outlives,  # Ctrl-C in the server's terminal does not reach it
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if outlives else 0,  # the same, on Windows
    )


def run_python(*arguments: str, timeout: float) -> "subprocess.CompletedProcess[str]":
    """Runs this interpreter in the folder of the code and waits for its end.

    Args:
        arguments: of the interpreter.
        timeout: seconds after which the process is killed.

    Returns:
        its return code and what it wrote, as text.

    Raises:
        OSError: the process cannot be started.
        subprocess.TimeoutExpired: it took longer.
    """
    with start_python(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    texts = (text.decode("utf-8", errors="replace") for text in (stdout, stderr))
    return subprocess.CompletedProcess(process.args, process.returncode, *texts)
