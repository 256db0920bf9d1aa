"""What a helper sends is taken in once, in order, and only if a training could have written it."""

import json
import shutil

import pytest

from dogcat.helpers.arrivals import num_bytes_of_events, take_files, take_lines, take_texts
from dogcat.helpers.attempt import AppAttempt
from dogcat.helpers.parcels import names_of_state, pack
from dogcat.runs.by_picture.picture_history import read_picture_history
from dogcat.runs.run import Run
from dogcat.runs.run_files import ContentError
from tests.helpers import stub_trainer

LINES = b"".join(
    json.dumps({"event": "batch", "time": 1.0, "epoch": 1, "step": step, "loss": 0.5, "accuracy": 0.5,
                "pictures_per_second": 1.0}).encode() + b"\n"
    for step in range(1, 5)
)  # fmt: skip
LINE = len(LINES) // 4


def test_lines_that_come_twice_or_late_are_taken_once(attempt: AppAttempt) -> None:
    run = attempt.run
    assert take_lines(run, 0, LINES[: 2 * LINE]) is None
    assert take_lines(run, LINE, LINES[LINE : 2 * LINE]) is None
    assert take_lines(run, 3 * LINE, LINES[3 * LINE :]) == 2 * LINE, "a message is missing"
    assert take_lines(run, LINE, LINES[LINE:]) is None
    assert (run.folder / "events.jsonl").read_bytes() == LINES
    assert num_bytes_of_events(run) == len(LINES)


def test_a_line_of_which_a_part_was_written_is_completed(attempt: AppAttempt) -> None:
    (attempt.run.folder / "events.jsonl").write_bytes(LINES[: LINE + 5])
    take_lines(attempt.run, LINE, LINES[LINE:])
    assert (attempt.run.folder / "events.jsonl").read_bytes() == LINES


@pytest.mark.parametrize("line", [b"x\n", b'{"event": "party"}\n', LINES[:LINE].replace(b"0.5", b'"a"')])
def test_a_line_that_no_training_writes_is_refused(attempt: AppAttempt, line: bytes) -> None:
    with pytest.raises(ContentError):
        take_lines(attempt.run, 0, LINES + line)
    assert num_bytes_of_events(attempt.run) == 0


def test_a_finished_training_looks_as_if_it_had_been_here(attempt: AppAttempt) -> None:
    there = Run(attempt.run.folder.with_name("there"))
    there.folder.mkdir()
    (there.folder / "recipe.json").write_bytes((attempt.run.folder / "recipe.json").read_bytes())
    there.claim(1)
    stub_trainer.write(there, 0.01)
    take_files(attempt.run, pack(there.folder, names_of_state(there.folder)), "lab-07")
    take_lines(attempt.run, 0, (there.folder / "events.jsonl").read_bytes())
    assert attempt.run.status().state == "done"
    assert len(attempt.run.history()) == attempt.run.recipe.epochs
    assert attempt.run.evaluation("test") is not None
    pictures = read_picture_history(attempt.run.folder)
    assert pictures is not None
    assert len(pictures.p_dog) == attempt.run.recipe.epochs
    take_texts(attempt.run, {"environment.json": (there.folder / "environment.json").read_text()}, "by the door, 2")
    assert attempt.run.environment["computers"] == "lab-07, by the door  2"


def test_an_older_history_does_not_replace_a_newer_one(attempt: AppAttempt) -> None:
    rows = ["epoch,seconds,loss,accuracy,val_loss,val_accuracy,clean_loss,clean_accuracy,pictures_per_second\n"]
    rows += [f"{epoch},1,0.5,0.5,0.5,0.5,0.5,0.5,1\n" for epoch in (1, 2)]
    take_texts(attempt.run, {"history.csv": "".join(rows)}, "lab-07")
    parcel = pack(attempt.run.folder, [], {"history.csv": "".join(rows[:2])})
    take_files(attempt.run, parcel, "lab-07")
    assert len(attempt.run.history()) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("model.keras", "no model"),
        ("history.csv", "epoch\nx\n"),
        ("evaluation.json", "{}"),
        ("environment.json", "[]"),
        ("picture_history.bin", "{}"),
    ],
)
def test_a_file_that_no_training_writes_changes_nothing(attempt: AppAttempt, name: str, text: str) -> None:
    with pytest.raises(ContentError):
        take_files(attempt.run, pack(attempt.run.folder, [], {name: text}), "lab-07")
    assert not (attempt.run.folder / name).exists()


@pytest.mark.parametrize("name", ["model.keras", "history.csv"])
def test_a_deleted_run_does_not_come_back(attempt: AppAttempt, name: str) -> None:
    rows = "epoch,seconds,loss,accuracy,val_loss,val_accuracy,clean_loss,clean_accuracy,pictures_per_second\n"
    texts = {"history.csv": rows} if name == "history.csv" else {}
    if not texts:
        attempt.run.model_file.write_bytes(stub_trainer.model(1))
    parcel = pack(attempt.run.folder, ["model.keras"], texts)
    shutil.rmtree(attempt.run.folder)
    with pytest.raises(FileNotFoundError):
        take_files(attempt.run, parcel, "lab-07")
    assert not attempt.run.folder.exists()


def test_a_text_has_a_known_name(attempt: AppAttempt) -> None:
    with pytest.raises(ContentError, match="no file of a training"):
        take_texts(attempt.run, {"recipe.json": "{}"}, "lab-07")
