"""The app of one test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dogcat.runs.scheduling.speed import keep_speeds
from dogcat.runs.store import list_runs
from pages.frame import teacher
from pages.state import resources
from tests.conftest import ROOT, SPEEDS, WaitUntil


@pytest.fixture
def app(home: Path, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app on an empty home folder; whatever was started in it is ended afterwards."""
    st.cache_resource.clear()
    keep_speeds(SPEEDS)
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    monkeypatch.setattr(teacher, "sits_at_the_server", lambda: True)  # AppTest comes over no connection
    yield AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    runner = resources.runner()
    for run in list_runs():
        runner.stop(run.id, run.owner)
    wait_until(lambda: not any(run.status().is_active for run in list_runs()), "all runs have ended")
    runner.close()
    st.cache_resource.clear()
