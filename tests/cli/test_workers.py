"""The commands that the app starts: only replies come out of standard output."""

import subprocess
import sys
from pathlib import Path

import pytest

# A worker that repeats the question and prints beside it, in place of one with TensorFlow.
WORKER = """
import sys
from dogcat.cli import workers
class Repeater:
    @staticmethod
    def answer(questions, replies):
        print("a warning of a library", flush=True)
        replies.write(f"{loaded[0]}: ".encode() + questions.read())
loaded = []
workers.load_with_tensorflow = lambda module: loaded.append(module) or Repeater
getattr(workers, sys.argv[1])()
"""


@pytest.mark.parametrize(
    ("command", "module"),
    [
        ("inspect_command", "dogcat.explain.worker.activations"),
        ("foreign_command", "dogcat.explain.worker.own_model"),
    ],
)
def test_what_a_library_prints_does_not_come_between_the_replies(root: Path, command: str, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORKER, command],
        cwd=root,
        input=b"question",
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == f"{module}: question".encode()
    assert b"a warning of a library" in done.stderr
