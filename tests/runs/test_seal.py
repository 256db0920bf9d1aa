"""The count of how often test figures were looked at."""

from pathlib import Path

from dogcat.runs.seal import note_opening, times_opened


def test_each_opening_is_counted_for_its_run_alone(home: Path) -> None:
    assert times_opened("baseline-photos-seed1") == 0
    note_opening("baseline-photos-seed1")
    note_opening("baseline-photos-seed1")
    note_opening("other")
    assert (times_opened("baseline-photos-seed1"), times_opened("other")) == (2, 1)


def test_a_broken_count_begins_anew(home: Path) -> None:
    note_opening("run")
    (home / "opened_tests" / "run.json").write_text("{")
    assert times_opened("run") == 0
    note_opening("run")
    assert times_opened("run") == 1
