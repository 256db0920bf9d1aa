"""A worker process with TensorFlow that answers questions, so that the server does not load TensorFlow.

The first question starts the process. It ends when its standard input closes, so it never outlives the server. A
question is one line of JSON on standard input. The reply on standard output is one line of JSON with an error message,
or with the size in bytes of the `.npz` data that follow. Neither is written to disk.
"""

import base64
import contextlib
import io
import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import IO, Any, cast

import numpy as np
import psutil

from dogcat.common.errors import DogcatError
from dogcat.common.language import ENGLISH, _, current_language, follow
from dogcat.common.processes import start_python
from dogcat.common.types import Arrays
from dogcat.explain.worker_places import Places

_LAST_BYTES = 10_000  # of a process's error output that are looked at
MAX_SECONDS = 90.0  # limit for an answer; loading TensorFlow on a busy machine takes most of that


class AnswerError(DogcatError):
    """The worker process ended or took too long."""


class _ProcessEndedError(AnswerError):
    """The worker process ended before it answered."""


class WorkerProcess:
    """The server's side: at most one process, which answers one question at a time for any number of threads."""

    def __init__(
        self, command: str = "inspect", max_seconds: float = MAX_SECONDS, places: Places | None = None
    ) -> None:
        """Starts no process; the first question does.

        Args:
            command: the command of `python -m dogcat` that answers.
            max_seconds: limit for an answer, after which the process is killed.
            places: where the process waits for its turn, and may be ended between two questions; None for no turns.
        """
        self._command, self._max_seconds, self._places = command, max_seconds, places
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def ask(self, question: dict[str, Any]) -> Arrays:
        """The answer to a question.

        Args:
            question: values for JSON; pixels from `pixels_to_json`.

        Raises:
            AnswerError: the process ended or took too long.
            NoPlaceError: the process got no turn.
            DogcatError: the process reports an error that the user can fix.
        """
        # The turn comes first, because its holder closes other processes, which takes their locks.
        with self._places.turn(self) if self._places else nullcontext(), self._lock:
            was_there = self._child is not None
            try:
                return self._reply(question)
            except _ProcessEndedError:
                if not was_there:
                    raise
                return self._reply(question)  # the process had died since the last question: retry once with a new one

    def memory_bytes(self) -> int:
        """Return the memory of the process, without TensorFlow's code that all share; 0 while there is none."""
        child = self._child
        return child.memory_bytes() if child else 0

    def close(self) -> None:
        """Ends the process; the next question starts another one."""
        with self._lock:
            self._end()

    def _reply(self, question: dict[str, Any]) -> Arrays:
        self._child = self._child or _Child(self._command)
        try:
            return self._child.ask(question, self._max_seconds)
        except AnswerError:
            self._end()
            raise

    def _end(self) -> None:
        if self._child:
            self._child.close()
        self._child = None


class _Child:
    """One running process."""

    def __init__(self, command: str) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        pipe = subprocess.PIPE
        self._process = start_python("-m", "dogcat", command, stdin=pipe, stdout=pipe, stderr=self._errors)
        self._stdin, self._stdout = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)

    def ask(self, question: dict[str, Any], max_seconds: float) -> Arrays:
        too_late = threading.Timer(max_seconds, self._process.kill)  # the kill also ends the reads below
        too_late.daemon = True
        began = time.monotonic()
        too_late.start()
        try:
            self._errors.seek(0)  # the process writes at this position too, so its errors do not fill the disk
            self._errors.truncate()
            self._stdin.write(json.dumps(question | {"language": current_language()}).encode() + b"\n")
            self._stdin.flush()
            line = self._stdout.readline()
            reply = json.loads(line) if line else {}
            data = self._stdout.read(reply.get("bytes", 0))
        except OSError:
            reply, data = {}, b""
        finally:
            too_late.cancel()
        if "error" in reply:
            raise DogcatError(reply["error"])
        if reply and len(data) == reply["bytes"]:
            with np.load(io.BytesIO(data)) as arrays:
                return dict(arrays)
        if time.monotonic() - began >= max_seconds:
            raise AnswerError(
                _(
                    "The network did not answer within {seconds:.0f} seconds. This computer may be busy. Try again, if"
                    " possible when no training is running."
                ).format(seconds=max_seconds)
            )
        raise _ProcessEndedError(
            _(
                "The process that looks into networks stopped ({reason}). Try again. If it stops again, this computer"
                " may have too little memory."
            ).format(reason=self._last_words() or _("another program ended it"))
        )

    def memory_bytes(self) -> int:
        try:
            memory = psutil.Process(self._process.pid).memory_info()
            return int(memory.rss - getattr(memory, "shared", 0))
        except psutil.Error:  # it has ended
            return 0

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):  # close() fails on data that the process never read
            self._stdin.close()
        self._stdout.close()
        self._errors.close()

    def _last_words(self) -> str:
        self._errors.seek(max(0, self._errors.seek(0, 2) - _LAST_BYTES))
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


def answer_all(questions: IO[bytes], replies: IO[bytes], compute: Callable[[dict[str, Any]], Arrays]) -> None:
    """The process's side: answers questions of `WorkerProcess` until the input ends.

    Args:
        questions: input with one question a line.
        replies: output for the replies.
        compute: function from a question to its answer; a `DogcatError` becomes an error reply.
    """
    for line in questions:
        question, data = json.loads(line), io.BytesIO()
        follow(partial(question.get, "language", ENGLISH))  # error messages use the visitor's language
        try:
            np.savez(data, allow_pickle=False, **compute(question))
            reply: dict[str, Any] = {"bytes": len(data.getvalue())}
        except DogcatError as error:
            reply = {"error": str(error)}
        replies.write(json.dumps(reply).encode() + b"\n" + data.getvalue())
        replies.flush()


def pixels_to_json(pixels: np.ndarray) -> dict[str, Any]:
    """The part of a question with pixels, uint8 of any shape."""
    return {"shape": pixels.shape, "pixels": base64.b64encode(pixels.tobytes()).decode()}


def pixels_from_json(question: dict[str, Any]) -> np.ndarray:
    """The pixels of a question, uint8, read-only."""
    return np.frombuffer(base64.b64decode(question["pixels"]), np.uint8).reshape(question["shape"])
