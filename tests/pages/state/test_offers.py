"""What the settings offer a visitor: picture sets, and test figures behind a seal."""

from pathlib import Path

import pytest
import streamlit as st

from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import BASELINE
from dogcat.runs.run import create_run
from pages.state.picture_sets import offered_sets
from pages.state.runs import is_sealed
from pages.state.session import session


@pytest.mark.parametrize(("names", "offered"), [("", ["tiny"]), ("tiny", ["tiny"]), ("other", [])])
def test_the_teacher_offers_sets_by_name(
    tiny_set: PictureSet, names: str, offered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_PICTURE_SETS", names)
    assert [pictures.name for pictures in offered_sets()] == offered


@pytest.mark.parametrize("is_test_sealed", [True, False])
def test_a_run_is_sealed_until_this_visitor_opens_it(
    home: Path, is_test_sealed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setenv("DOGCAT_IS_TEST_SEALED", str(is_test_sealed).lower())
    run, other = create_run(BASELINE, "photos"), create_run(BASELINE, "photos")
    assert is_sealed(run) == is_test_sealed
    session().compare.opened_tests.append(run.id)
    assert not is_sealed(run)
    assert is_sealed(other) == is_test_sealed
