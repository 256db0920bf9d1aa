"""A real server and a real Chromium for the browser tests."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet, open_picture_set
from dogcat.runs.scheduling.speed import keep_speeds
from tests.conftest import ROOT, SPEEDS, MakeLayout
from tests.trainers import kill_trainers

WAIT = 90_000  # milliseconds; some views load TensorFlow, and a busy machine is no failure
expect.set_options(timeout=WAIT)
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@dataclass
class Server:
    """A running app that can be killed and started again at the same address."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        options = ["--server.headless=true", f"--server.port={self.port}", "--server.address=127.0.0.1"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options],
            cwd=ROOT,
            env={"DOGCAT_SPARE": "0", **os.environ, "DOGCAT_HOME": str(self.home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1):
                    return
            except OSError:
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.2)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def at_home(home: Path) -> Iterator[None]:
    """Sets DOGCAT_HOME for this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(home))
        yield


@contextlib.contextmanager
def running_server(home: Path) -> Iterator[Server]:
    """A server for `home`. Kills what it has started at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with at_home(home):
        keep_speeds(SPEEDS)
    running = Server(home, port)
    running.start()
    yield running
    running.kill()
    with at_home(home):
        kill_trainers()  # a training outlives its server, also when a test failed


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    """A server of this test alone."""
    with running_server(home) as running:
        yield running


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout) -> Iterator[Server]:
    """One for all tests that only look, with the set `tiny`; each test is another visitor."""
    folder = tmp_path_factory.mktemp("shared")
    with at_home(folder / "home"):
        import_pictures(make_layout(folder / "source", per_class=6), "tiny")
    with running_server(folder / "home") as running:
        yield running


@pytest.fixture(scope="module")
def module_server(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout) -> Iterator[Server]:
    """One for all tests of a file, which leave their trainings behind, and the file's home with the set `tiny`."""
    folder = tmp_path_factory.mktemp("module")
    with at_home(folder / "home"):
        import_pictures(make_layout(folder / "source", per_class=6), "tiny")
        with running_server(folder / "home") as running:
            yield running


@pytest.fixture
def module_set(module_server: Server) -> Iterator[PictureSet]:
    """The set of the file's home. Kills the trainings that a test has started, so that the next one need not wait."""
    yield open_picture_set("tiny")
    kill_trainers()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    with sync_playwright() as play:
        launched = play.chromium.launch(
            executable_path=next(found, None),  # None is playwright's own
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield launched
        launched.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    """A fresh tab, as wide as a laptop."""
    width, height = SIZES["desktop"]
    opened = browser.new_page(viewport={"width": width, "height": height})
    opened.set_default_timeout(WAIT)
    yield opened
    opened.close()


@pytest.fixture(params=list(SIZES))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh tab, once as wide as a laptop and once as a phone."""
    width, height = SIZES[request.param]
    opened = browser.new_page(viewport={"width": width, "height": height})
    opened.set_default_timeout(WAIT)
    yield opened
    opened.close()
