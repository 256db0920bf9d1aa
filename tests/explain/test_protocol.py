"""Questions to the worker process and its answers, without TensorFlow."""

import io
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from dogcat.common.errors import DogcatError
from dogcat.explain import protocol
from dogcat.explain.protocol import AnswerError, WorkerProcess, answer_all, pixels_from_json, pixels_to_json


@pytest.mark.parametrize(
    ("does", "words"),
    [("import sys; sys.exit('no memory left')", r"stopped \(no memory left\)"),
     ("import time; time.sleep(60)", "did not answer within 1 seconds")],
)  # fmt: skip
def test_a_process_that_does_not_answer_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, words: str
) -> None:
    script = tmp_path / "python"
    script.write_text(f"#!{sys.executable}\n{does}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("dogcat.common.processes.sys.executable", str(script))
    large = np.zeros((150, 150, 3), np.uint8)  # more than fits into a pipe that nobody reads
    with pytest.raises(AnswerError, match=words):
        WorkerProcess(max_seconds=1).ask(pixels_to_json(large))
    assert not [process for process in psutil.Process().children() if str(script) in process.cmdline()]


def test_pixels_come_back_from_a_question() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (2, 5, 4, 3), dtype=np.uint8)
    question = json.loads(json.dumps({"what": "predict", **pixels_to_json(pixels)}))
    np.testing.assert_array_equal(pixels_from_json(question), pixels)


def test_questions_are_answered_in_turn_and_an_error_does_not_end_the_process() -> None:
    def compute(question: dict[str, Any]) -> dict[str, np.ndarray]:
        if question["number"] < 0:
            raise DogcatError(f"{question['number']} is below 0.")
        return {"square": np.array(question["number"] ** 2)}

    questions = "".join(json.dumps({"number": number}) + "\n" for number in (3, -1, 4))
    replies = io.BytesIO()
    answer_all(io.BytesIO(questions.encode()), replies, compute)
    replies.seek(0)
    found: list[int | str] = []
    while line := replies.readline():
        reply = json.loads(line)
        if "error" in reply:
            found.append(reply["error"])
        else:
            with np.load(io.BytesIO(replies.read(reply["bytes"]))) as arrays:
                found.append(int(arrays["square"]))
    assert found == [9, "-1 is below 0.", 16]


ECHO = """
import json, os, sys, numpy
from dogcat.explain.protocol import answer_all
def compute(question):
    if question.get("dies"):
        os._exit(3)
    return {"pid": numpy.array(os.getpid())}
answer_all(sys.stdin.buffer, sys.stdout.buffer, compute)
"""


@pytest.fixture
def worker(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerProcess]:
    """A worker that answers with its process id, in place of one with TensorFlow."""

    def start(*_arguments: str, **pipes: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", ECHO], cwd=root, **pipes)

    monkeypatch.setattr(protocol, "start_python", start)
    made = WorkerProcess()
    yield made
    made.close()


def test_one_process_answers_until_it_is_closed(worker: WorkerProcess) -> None:
    first, second = (int(worker.ask({})["pid"]) for _ in range(2))
    assert first == second
    worker.close()
    assert not psutil.pid_exists(first)
    assert int(worker.ask({})["pid"]) != first


def test_a_process_that_died_between_two_questions_is_replaced(worker: WorkerProcess) -> None:
    first = int(worker.ask({})["pid"])
    psutil.Process(first).kill()
    assert int(worker.ask({})["pid"]) != first


def test_a_question_that_ends_every_process_is_given_up(worker: WorkerProcess) -> None:
    worker.ask({})
    with pytest.raises(AnswerError, match="stopped"):
        worker.ask({"dies": True})
    assert worker.ask({})["pid"] > 0
