"""The teacher's decisions of helpers, which others cannot make."""

from pathlib import Path

import pytest

from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor
from dogcat.helpers.roster import Entry, change_entry, read_roster


def test_decisions_are_kept(home: Path) -> None:
    assert read_roster() == {}
    change_entry(COMMAND_LINE, "1", name="  by the\nwindow ")
    change_entry(COMMAND_LINE, "1", is_drained=True)
    assert read_roster() == {"1": Entry("by the window", is_drained=True)}


def test_a_learner_decides_nothing(home: Path) -> None:
    with pytest.raises(NotAllowedError):
        change_entry(Visitor("learner"), "1", is_drained=True)
    assert read_roster() == {}


def test_a_name_is_short(home: Path) -> None:
    with pytest.raises(DogcatError, match="41 characters"):
        change_entry(COMMAND_LINE, "1", name="x" * 41)


def test_a_damaged_roster_is_none(home: Path) -> None:
    change_entry(COMMAND_LINE, "1", is_drained=True)
    (home / "helpers" / "roster.json").write_text('{"1": {"colour": 3}}')
    assert read_roster() == {}
