"""Events of strangers: what the app's own table does not know goes, what it knows must be of its type."""

import json
from pathlib import Path
from typing import Any

import pytest

from dogcat.export.events_check import checked_events
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.event_log import KINDS
from dogcat.runs.recorded import recorded_runs
from dogcat.runs.run import Run, create_run
from dogcat.runs.run_files import ContentError
from tests.documented_events import documented_events
from tests.finished_runs import write_run


@pytest.fixture
def run(home: Path) -> Run:
    made = create_run(QUICK_BASELINE, "pets")
    write_run(made, 0.7, 0.8, num_epochs=2)
    return made


def test_the_fields_are_those_of_the_table() -> None:
    documented = documented_events()
    assert set(KINDS) == set(documented)
    for kind, (always, sometimes) in KINDS.items():
        known = set(documented[kind].always) | set(documented[kind].sometimes)
        assert (set(always) | set(sometimes)) - {"message"} == known - {"sentence", "message"}, kind


def test_recorded_runs_pass_and_lose_nothing() -> None:
    for run in recorded_runs().values():
        events, _end = run.read_events()
        num_watched = len(events[0]["watched"])
        assert checked_events(run, num_watched) == events, run.id


def test_without_the_watched_pictures_their_answers_go(run: Run) -> None:
    start = run.read_events()[0][0]
    run.append("start", **{**start, "event": None, "watched": [{"name": "x", "label": 0}]} | {}) if False else None
    events = [
        {**start, "watched": [{"name": "x", "label": 0}]},
        {"event": "watch", "time": 1.0, "epoch": 0, "p_dog": [0.5]},
    ]
    write(run, events)
    assert checked_events(run, 1) == events
    assert checked_events(run, 0) == [{**start, "watched": []}]


def write(run: Run, events: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(event) + "\n" for event in events)
    (run.folder / "events.jsonl").write_text(text, encoding="utf-8")


def test_unknown_kinds_fields_and_damaged_lines_go(run: Run) -> None:
    good = run.read_events()[0]
    write(run, [*good[:1], {"event": "exec", "time": 1.0, "code": "x"}, {**good[1], "html": "<script>"}, *good[2:]])
    with (run.folder / "events.jsonl").open("ab") as file:
        file.write(b"not json\n[1]\n")
    assert checked_events(run, 0) == [{**good[0], "watched": []}, *good[1:]]


def test_a_template_of_a_stranger_does_not_come_in(run: Run) -> None:
    sentence = {"message": "{x:>9999999999}", "values": {"x": "y"}}
    run.append("error", message="It failed.", sentence=sentence)
    assert "sentence" not in checked_events(run, 0)[-1]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        (0, "epochs", 0), (0, "epochs", True), (0, "steps_per_epoch", "3"), (0, "num_validation", None),
        (0, "left_out", [1]), (0, "precision", "x" * 3_000), (0, "time", float("nan")), (0, "time", 1e12),
        (0, "watched", "x"), (1, "seconds", None), (1, "seconds", -1), (1, "accuracy", "high"), (1, "epoch", 1.5),
        (1, "loss", float("inf")), (-1, "message", 5), (-1, "message", "\x1b[2J"),
    ],
)  # fmt: skip
def test_a_field_of_another_type_is_refused(run: Run, line: int, field: str, value: object) -> None:
    events = run.read_events()[0]
    events[line][field] = value
    write(run, events)
    with pytest.raises(ContentError, match=f"line {line % len(events) + 1}, “.*”, has no usable {field}"):
        checked_events(run, 0)


@pytest.mark.parametrize("order", [(0, 2), (0, 1, 1), (1, 2), (0, 2, 1)])
def test_epochs_that_are_not_one_after_the_other_are_refused(run: Run, order: tuple[int, ...]) -> None:
    events = run.read_events()[0]
    write(run, [events[place] for place in order])
    with pytest.raises(ContentError, match="its epochs are not one after the other"):
        checked_events(run, 0)
