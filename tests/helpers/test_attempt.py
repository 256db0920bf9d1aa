"""What a helper gets of a run, and how a lost run goes back into the queue."""

import json

from dogcat.helpers.attempt import AppAttempt, parcel_of
from dogcat.helpers.parcels import unpack
from dogcat.runs.scheduling.queue import look_at_queue, put_back


def test_a_helper_learns_nothing_of_the_owner(attempt: AppAttempt) -> None:
    attempt.run.append("continue")
    files = unpack(parcel_of(attempt.run), is_from_helper=False)
    assert set(files) == {"recipe.json", "request.json", "events.jsonl"}
    assert set(json.loads(files["request.json"])) == {"format", "created", "title"}
    assert b"secret" not in b"".join(files.values())


def test_a_lost_run_waits_again_in_the_first_place(attempt: AppAttempt) -> None:
    assert attempt.run.status().is_busy
    put_back(attempt.run)
    assert [run.id for run in look_at_queue()[0]] == [attempt.run.id]
    assert (attempt.run.folder / "first").exists()


def test_a_lost_run_that_was_asked_to_stop_ends(attempt: AppAttempt) -> None:
    attempt.run.request_stop()
    put_back(attempt.run)
    assert attempt.run.status().state == "stopped"
