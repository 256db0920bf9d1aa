"""The run folder: made complete, extended line by line, readable at any time."""

import json
import math
import os
import re
import subprocess
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from dogcat.common.storage import write_text
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe
from dogcat.runs import run as run_module
from dogcat.runs import status
from dogcat.runs.run import HISTORY_COLUMNS, Run, RunError, create_run
from dogcat.runs.status import RunStatus
from dogcat.runs.store import list_runs
from dogcat.runs.watched import WatchedPicture, read_watched
from tests.finished_runs import evaluation

CUSTOM = Recipe(epochs=3, dropout=0.25)


@pytest.fixture
def run(home: Path) -> Run:
    """A waiting run."""
    return create_run(CUSTOM, "pets")


# Making a run


def test_a_new_run_holds_what_was_asked_for(home: Path, run: Run) -> None:
    assert run.folder.parent == home / "runs"
    assert run.folder.name == run.id
    assert run.recipe == CUSTOM
    assert run.pictures == "pets"
    assert abs(run.request["created"] - time.time()) < 60
    assert run.owner == ""
    assert run.status() == RunStatus("queued")
    assert sorted(path.name for path in run.folder.iterdir()) == ["recipe.json", "request.json"]


def test_a_new_run_holds_who_asked_and_what_is_watched(home: Path) -> None:
    watched = [WatchedPicture("cat.7.jpg", 0, np.full((9, 9, 3), 7, np.uint8))]
    run = create_run(CUSTOM, "pets", owner="token", watched=watched)
    assert run.owner == "token"
    kept = read_watched(run.folder)
    assert [(picture.name, picture.label) for picture in kept] == [("cat.7.jpg", 0)]
    assert (kept[0].pixels == 7).all()


def test_a_run_from_before_there_were_owners_belongs_to_nobody(run: Run) -> None:
    old = {name: value for name, value in run.request.items() if name != "owner"}
    (run.folder / "request.json").write_text(json.dumps(old))
    assert run.owner == ""
    assert [found.id for found in list_runs()] == [run.id]


def test_the_id_says_when_and_what(home: Path) -> None:
    for recipe, kind in ((BASELINE, "baseline"), (REGULARIZED, "regularized"), (CUSTOM, "custom")):
        assert re.fullmatch(rf"\d{{8}}-\d{{6}}-{kind}-[0-9a-f]{{4}}", create_run(recipe, "pets").id)


def test_two_runs_of_one_second_have_different_ids(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr(run_module.secrets, "token_hex", lambda _num_bytes: next(drawn))
    monkeypatch.setattr(run_module.time, "time", lambda: 1_790_000_000.0)
    assert [create_run(CUSTOM, "pets").id[-4:] for _ in range(2)] == ["aaaa", "bbbb"]


def test_a_run_is_not_seen_before_it_is_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def look_first(path: Path, text: str) -> None:
        write_text(path, text)
        seen.append([found.id for found in list_runs()])

    for module in (run_module, status):
        monkeypatch.setattr(module, "write_text", look_first)
    made = create_run(CUSTOM, "pets", claimed_by=os.getpid())
    assert seen == [[], [], [], []]  # after the recipe, the request, the reserve and the claim
    assert [found.id for found in list_runs()] == [made.id]


def test_a_run_without_a_model_says_so(run: Run) -> None:
    with pytest.raises(RunError, match=rf"Run {run.id} has no model yet \(queued\)"):
        run.require_model()
    run.model_file.touch()
    run.require_model()


# Events


def test_events_are_read_from_where_one_stopped(run: Run) -> None:
    assert run.read_events() == ([], 0)
    first = run.append("start", epochs=3)
    events, offset = run.read_events()
    assert events == [first]
    assert run.read_events(offset) == ([], offset)
    second, third = run.append("batch", loss=0.5), run.append("batch", loss=0.25)
    assert run.read_events(offset) == ([second, third], (run.folder / "events.jsonl").stat().st_size)
    assert run.read_events()[0] == [first, second, third]


def test_an_event_has_its_name_its_time_and_its_details(run: Run) -> None:
    event = run.append("epoch", loss=0.5, name="é")
    assert list(event) == ["event", "time", "loss", "name"]
    assert abs(event["time"] - time.time()) < 60
    assert json.loads((run.folder / "events.jsonl").read_text(encoding="utf-8")) == event


def test_half_a_line_is_left_until_it_is_whole(run: Run) -> None:
    run.append("start")
    _, offset = run.read_events()
    _append_bytes(run, b'{"event": "batch", "ti')
    assert run.read_events(offset) == ([], offset)
    assert run.last_event() == run.read_events()[0][0]
    _append_bytes(run, b'me": 1}\n')
    events, offset = run.read_events(offset)
    assert events == [{"event": "batch", "time": 1}]
    assert run.read_events(offset) == ([], offset)


def test_lines_that_are_no_events_are_passed_over(run: Run) -> None:
    first = run.append("start")
    _append_bytes(run, b'garbage\n\n[1, 2]\n"text"\n{"time": 1}\n{"event": [1]}\n\xff\xfe\0\n' + b"[" * 100_000 + b"\n")
    assert run.last_event() == first
    last = run.append("end")
    assert run.read_events()[0] == [first, last]
    assert run.last_event() == last


def test_an_event_after_a_torn_line_starts_a_new_line(run: Run) -> None:
    first = run.append("start")
    _append_bytes(run, b'{"event": "epo')
    last = run.append("error", message="killed")
    assert run.read_events()[0] == [first, last]
    assert (run.folder / "events.jsonl").read_bytes().count(b"\n") == 3


def test_the_last_event_of_a_long_file_is_found(run: Run) -> None:
    assert run.last_event() is None
    line = b'{"event": "batch", "time": 1, "loss": 0.693147}\n'
    _append_bytes(run, line * (300_000 // len(line)))
    last = run.append("end")
    assert run.last_event() == last


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_becomes_null(run: Run, value: float) -> None:
    assert run.append("epoch", loss=value, accuracy=0.5)["loss"] is None
    text = (run.folder / "events.jsonl").read_text()
    assert '"loss": null, "accuracy": 0.5' in text
    assert json.loads(text, parse_constant=pytest.fail)["loss"] is None


def test_events_appended_at_once_do_not_mix(run: Run) -> None:
    def write(writer: int) -> None:
        for number in range(50):
            run.append("batch", epoch=writer + 1, step=number + 1, padding="x" * 500)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events, _ = run.read_events()
    assert len(events) == 200
    for writer in range(4):
        assert [event["step"] for event in events if event["epoch"] == writer + 1] == list(range(1, 51))


# History and evaluation


def test_history_comes_back_as_numbers(run: Run) -> None:
    assert run.history() == []
    rows = [
        {name: (number + place) / 16 for place, name in enumerate(HISTORY_COLUMNS)} | {"epoch": number}
        for number in range(1, 4)
    ]
    run.write_history([{"event": "epoch", "time": 1.0, **row, "other": 7} for row in rows])
    assert run.history() == rows
    lines = (run.folder / "history.csv").read_text().splitlines()
    assert lines[0] == ",".join(HISTORY_COLUMNS)
    assert len(lines) == 4


def test_a_number_missing_in_the_history_comes_back_as_nan(run: Run) -> None:
    run.write_history([{"epoch": 1, "seconds": 2.0, "loss": None, "accuracy": 0.5}])
    row = run.history()[0]
    assert row["epoch"] == 1
    assert row["accuracy"] == 0.5
    assert math.isnan(row["loss"])
    assert math.isnan(row["val_loss"])


def test_history_is_replaced_whole(run: Run) -> None:
    row = dict.fromkeys(HISTORY_COLUMNS, 1.0)
    run.write_history([row, {**row, "epoch": 2.0}])
    run.write_history([row])
    assert len(run.history()) == 1
    assert [path.name for path in run.folder.iterdir() if "history" in path.name] == ["history.csv"]


def test_there_is_no_history_where_there_is_no_file(run: Run) -> None:
    assert run.history() == []


def test_evaluation_is_none_until_it_is_written(run: Run) -> None:
    assert run.evaluation("test") is None
    written = {split: evaluation(split, 0.5) for split in ("validation", "test")}
    (run.folder / "evaluation.json").write_text(json.dumps(written))
    assert run.evaluation("test") == written["test"]


# Stopping, waiting again, heartbeats


@pytest.mark.parametrize("ending", ["stopped", "error", None])
def test_a_run_put_back_waits_until_it_is_claimed_again(
    run: Run, process: subprocess.Popen[bytes], ending: str | None
) -> None:
    run.claim(process.pid)
    run.append("start")
    run.request_stop()
    if ending:
        run.append(ending)
    run.wait_again("continue")
    assert run.status() == RunStatus("queued")
    assert not run.stop_requested()
    run.claim(process.pid)
    assert run.status() == RunStatus("starting")
    run.append("start")
    assert run.status() == RunStatus("running")


@pytest.mark.parametrize(("keep_best", "text"), [(False, ""), (True, "best")])
def test_a_request_to_stop_says_which_model_to_keep(run: Run, keep_best: bool, text: str) -> None:
    run.request_stop(keep_best)
    assert (run.folder / "stop").read_text() == text
    assert run.stop_requested()


def test_a_run_claimed_at_its_making_never_waits(home: Path) -> None:
    assert create_run(CUSTOM, "pets", claimed_by=os.getpid()).status().state == "starting"


def test_a_heartbeat_is_written_at_most_once_a_second(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run.claim(os.getpid())
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    ages = []
    for moment in (100.0, 100.5, 101.1):
        now[0] = moment
        _set_age(run, 1000)
        run.beat()
        ages.append(time.time() - (run.folder / "heartbeat").stat().st_mtime > 500)
    assert ages == [False, True, False]


def _append_bytes(run: Run, data: bytes) -> None:
    with (run.folder / "events.jsonl").open("ab") as file:
        file.write(data)


def _set_age(run: Run, seconds_ago: float) -> None:
    then = time.time() - seconds_ago
    os.utime(run.folder / "heartbeat", (then, then))


def test_room_for_the_last_words_is_kept_as_long_as_a_training_goes_on(home: Path) -> None:
    run = create_run(CUSTOM, "pets", claimed_by=os.getpid())
    reserve = run.folder / run_module.RESERVE
    assert reserve.stat().st_size > 4096  # more than what is left of a block that was begun
    run.append("batch", step=1)
    assert reserve.exists()
    run.fail("the disk was full")
    assert not reserve.exists()
    assert run.status() == RunStatus("failed", "the disk was full")


def test_a_run_that_cannot_be_noted_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Run, "claim", full)
    with pytest.raises(OSError, match="No space left"):
        create_run(CUSTOM, "pets", claimed_by=os.getpid())
    assert list((home / "runs").iterdir()) == []
