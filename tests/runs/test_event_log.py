"""The events of a run as the app reads them: known kinds and fields, of their types, a bounded number of bytes."""

from pathlib import Path

import pytest

from dogcat.runs import event_log
from dogcat.runs.event_log import append_event, check_events, fitting_event, last_event, read_events, whole_event
from dogcat.runs.run_files import ContentError


def test_an_event_keeps_what_is_known() -> None:
    event = {"event": "batch", "time": 1.0, "epoch": 1, "step": 2, "html": "<script>"}
    assert fitting_event(event) == {"event": "batch", "time": 1.0, "epoch": 1, "step": 2}
    assert fitting_event({"event": "exec"}) is None
    assert fitting_event({**event, "step": "2"}) is None


def test_a_message_keeps_what_is_seen() -> None:
    event = fitting_event({"event": "error", "message": "a\x1b[2J\u202eb"})
    assert event == {"event": "error", "message": "a\ufffd[2J\ufffdb"}


def test_a_missing_field_says_nothing_and_a_missing_place_is_no_event() -> None:
    whole = whole_event({"event": "epoch", "epoch": 1, "loss": 0.5})
    assert whole
    assert (whole["loss"], whole["val_loss"], whole["seconds"]) == (0.5, None, 0.0)
    assert whole_event({"event": "epoch", "loss": 0.5}) is None


def test_a_long_training_leaves_room_for_its_epochs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "MAX_BATCHES_BYTES", 100)
    for step in range(1, 11):
        append_event(tmp_path, "batch", {"epoch": 1, "step": step})
    append_event(tmp_path, "epoch", {"epoch": 1})
    kinds = [event["event"] for event in read_events(tmp_path)[0]]
    assert kinds == ["batch", "batch", "epoch"]
    assert (last_event(tmp_path) or {})["event"] == "epoch"


def test_a_line_that_is_left_out_is_named_and_a_torn_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b'{"event": "end"}\n{"event": "ba\n{"event": "later"}\n')
    check_events(tmp_path)
    file.write_bytes(b'{"event": "end"}\n{"event": "batch", "step": -1}\n')
    with pytest.raises(ContentError, match="line 2, “batch”, has a value of another type"):
        check_events(tmp_path)
