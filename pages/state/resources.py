"""Everything that the server keeps between reruns and shares between visitors."""

import io
import secrets
import shutil
import subprocess
import threading
from importlib.metadata import version
from pathlib import Path

import plotly
import streamlit as st
from starlette.formparsers import MultiPartParser

from dogcat.common import heap
from dogcat.common.storage import CODE_DIR, whole_path
from dogcat.explain.activations import ActivationClient
from dogcat.explain.own_model import ForeignModel
from dogcat.pictures.decoding import MAX_FILE_BYTES, PictureError, open_picture, thumbnail
from dogcat.runs.scheduling.runner import LocalRunner, Runner
from dogcat.runs.scheduling.speed import start_probe


@st.cache_resource(show_spinner=False)
def runner() -> Runner:
    """The one runner of this server; it also starts what was left waiting when the last server ended."""
    return LocalRunner()


@st.cache_resource(show_spinner=False)
def probe() -> "subprocess.Popen[bytes]":
    """The one measurement of this machine's speed that this server starts."""
    return start_probe()


@st.cache_resource(show_spinner=False)
def activation_client() -> ActivationClient:
    """The one process of this server that looks into networks; it starts with the first question."""
    return ActivationClient()


@st.cache_resource(show_spinner=False)
def browsers_let_in() -> set[tuple[str, str]]:
    """The browsers that have entered the class code, each with the code that it was."""
    return set()


@st.cache_resource(show_spinner=False)
def teachers_word() -> str:
    """A secret of this server, printed where it was started: whoever knows it is in charge."""
    word = secrets.token_hex(4)
    print(f"Teacher's word: {word}", flush=True)
    return word


@st.cache_resource(show_spinner=False)
def foreign_models() -> dict[str, ForeignModel]:
    """Visitors' own models by a secret word of each, the oldest first; every one of them is a process."""
    return {}


@st.cache_resource(show_spinner=False)
def likeness_locks() -> dict[str, threading.Lock]:
    """By network: a class asks about it at once, and only one of them should look at all of its training pictures."""
    return {}


@st.cache_resource(show_spinner=False)
def keep_uploads_in_memory() -> None:
    """Else the server writes an upload of more than 1 MB to a temporary file while it arrives."""
    MultiPartParser.spool_max_size = MAX_FILE_BYTES + 2**20


@st.cache_resource(show_spinner=False)
def give_memory_back() -> None:
    """Once, at the first page."""
    heap.give_back()


@st.cache_resource(show_spinner=False)
def plotly_script() -> str:
    """The address of Plotly's JavaScript, which is copied once to the folder that Streamlit serves."""
    name = f"plotly-{version('plotly')}.min.js"
    served = CODE_DIR / "static" / name
    if not served.exists():
        with whole_path(served) as copy:
            shutil.copyfile(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", copy)
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{'/' + base if base else ''}/app/static/{name}"


@st.cache_data(max_entries=50, show_spinner=False)
def large_picture(path: Path, _modified: float) -> bytes | None:
    """A picture at its own size, or reduced to fit a screen, as JPEG; None when it cannot be decoded."""
    try:
        picture = open_picture(path)
    except PictureError:
        return None
    picture.thumbnail((1000, 700))
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=90)
    return encoded.getvalue()


@st.cache_data(max_entries=1_000, show_spinner=False)
def picture_thumbnail(path: Path, _modified: float) -> bytes | None:
    """A small square JPEG of a picture file, or None when it cannot be decoded."""
    try:
        return thumbnail(path)
    except PictureError:
        return None
