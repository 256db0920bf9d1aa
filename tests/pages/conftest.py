"""The app of one test."""

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dogcat.runs.scheduling.speed import keep_speeds
from pages.frame import teacher
from pages.state import resources
from tests.conftest import ROOT, SPEEDS
from tests.trainers import kill_trainers


@pytest.fixture(scope="session", autouse=True)
def one_scan_of_packages() -> Iterator[None]:
    """Each AppTest asks all installed packages for components. They do not change between the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture
def app(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app on an empty home folder; whatever was started in it is ended afterwards."""
    st.cache_resource.clear()
    keep_speeds(SPEEDS)
    monkeypatch.setenv("DOGCAT_SPARE", "0")
    monkeypatch.setattr(teacher, "sits_at_the_server", lambda: True)  # AppTest comes over no connection
    yield AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    resources.runner().close()  # otherwise it starts a run that waits
    kill_trainers()
    st.cache_resource.clear()
