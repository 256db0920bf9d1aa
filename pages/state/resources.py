"""What the server keeps between script runs and shares between visitors: processes, caches, secrets."""

import io
import secrets
import shutil
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import plotly
import streamlit as st
from starlette.formparsers import MultiPartParser

from dogcat.common import heap
from dogcat.common.storage import CODE_DIR, whole_path
from dogcat.explain.activations import ActivationClient
from dogcat.explain.own_model import ForeignModel
from dogcat.helpers.connection import HelpersError
from dogcat.helpers.scheduler import stop_scheduler
from dogcat.lesson.class_photos.photos import remove_old
from dogcat.lesson.seed_results import ResultsReader
from dogcat.pictures.decoding import MAX_FILE_BYTES, PictureError, fitted, thumbnail
from dogcat.recipe.settings import Settings, settings
from dogcat.runs.housekeeping import clean_up
from dogcat.runs.scheduling.runner import LocalRunner, Runner
from dogcat.runs.scheduling.speed import probe_is_due, start_probe
from pages.state.browser import browser_token

if TYPE_CHECKING:
    from dogcat.helpers.fleet import Fleet


@st.cache_resource(show_spinner=False)
def runner() -> Runner:
    """Returns this server's runner, which also starts the trainings that waited when the last server ended."""
    return LocalRunner(fleet())


@st.cache_resource(show_spinner=False)
def fleet() -> "Fleet | None":
    """Returns the other computers that train for this server; None if the settings allow none or packages lack."""
    found = settings()
    if not found.helpers:
        stop_scheduler()  # it outlives the server, and would keep a port open
        return None
    from dogcat.helpers.fleet import Fleet  # memory that a server without helpers does not need

    try:
        return Fleet(found.helpers_port)
    except HelpersError as error:
        print(f"Helpers: {error}", file=sys.stderr, flush=True)
        return None


@st.cache_resource(show_spinner=False)
def probe() -> "subprocess.Popen[bytes]":
    """Starts the measurement of this machine's speed, once per server."""
    return start_probe()


def is_measuring() -> bool:
    """Returns True while this machine's speed is measured; starts the measurement if it is due."""
    if not probe_is_due():
        return False
    if probe().poll() == 0:  # it gave way to a training or a drawing, or other processes disturbed it
        probe.clear()
    return probe().poll() is None


@st.cache_resource(show_spinner=False)
def activation_client() -> ActivationClient:
    """Returns the client of this server's process with TensorFlow, which starts with the first request."""
    return ActivationClient()


@st.cache_resource(show_spinner=False)
def tidy_home() -> threading.Thread:
    """Starts to remove what earlier servers have left on the disk, once per server."""

    def tidy() -> None:
        remove_old()
        clean_up()

    thread = threading.Thread(target=tidy, name="dogcat-tidy", daemon=True)
    thread.start()
    return thread


@st.cache_resource(show_spinner=False)
def browsers_let_in() -> set[tuple[str, str]]:
    """Returns the tokens of browsers that entered the class code, each with that code."""
    return set()


def has_come_in(found: Settings) -> bool:
    """Return True if this visitor may see the app by these settings."""
    return not found.class_code or (browser_token(), found.class_code) in browsers_let_in()


@st.cache_resource(show_spinner=False)
def teachers_word() -> str:
    """Returns the teacher password, a secret of this server, printed in the window where it was started."""
    word = secrets.token_hex(5)
    print(f"Teacher password: {word}", flush=True)
    return word


@st.cache_resource(show_spinner=False)
def address_key() -> bytes:
    """Returns the secret of this server with which the marks of network addresses are made."""
    return secrets.token_bytes(16)


@st.cache_resource(show_spinner=False)
def foreign_models() -> dict[str, ForeignModel]:
    """Returns visitors' own models by their secret tokens, the oldest first; each model is a process."""
    return {}


@st.cache_resource(show_spinner=False)
def seed_results() -> ResultsReader:
    """Returns what reads the class's experiment for all pages of this server."""
    return ResultsReader()


@st.cache_resource(show_spinner=False)
def likeness_locks() -> dict[str, threading.Lock]:
    """Returns a lock for each network: of a class that asks at once, one request reads all training pictures."""
    return {}


@st.cache_resource(show_spinner=False)
def keep_uploads_in_memory() -> None:
    """Keeps uploads out of temporary files, into which the server spools more than 1 MB by default."""
    MultiPartParser.spool_max_size = MAX_FILE_BYTES + 2**20


@st.cache_resource(show_spinner=False)
def give_memory_back() -> None:
    """Makes the allocator return freed memory, and the garbage collector skip the modules, once per server."""
    heap.give_back()
    heap.ignore_modules()


@st.cache_resource(show_spinner=False)
def plotly_script() -> str:
    """Returns the address of Plotly's JavaScript, copied once into the folder that Streamlit serves."""
    name = f"plotly-{version('plotly')}.min.js"
    served = CODE_DIR / "static" / name
    if not served.exists():
        with whole_path(served) as copy:
            shutil.copyfile(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", copy)
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{'/' + base if base else ''}/app/static/{name}"


@st.cache_data(max_entries=50, show_spinner=False)
def large_picture(path: Path, _modified: float) -> bytes | None:
    """Returns a picture as JPEG, reduced to fit a screen if it is larger; None if it cannot be decoded."""
    try:
        picture = fitted(path, 1000, 700)
    except PictureError:
        return None
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=90)
    return encoded.getvalue()


@st.cache_data(max_entries=1_000, show_spinner=False)
def picture_thumbnail(path: Path, _modified: float) -> bytes | None:
    """Returns a small square JPEG of a picture file; None if it cannot be decoded."""
    try:
        return thumbnail(path)
    except PictureError:
        return None
