"""Everything that the server keeps between reruns and shares between visitors."""

import shutil
from importlib.metadata import version
from pathlib import Path

import plotly
import streamlit as st

from dogcat.pixels import PictureError, thumbnail
from dogcat.runner import LocalRunner, Runner

_APP_FOLDER = Path(__file__).resolve().parent.parent.parent


@st.cache_resource(show_spinner=False)
def runner() -> Runner:
    """The one runner of this server; it also starts what was left waiting when the last server ended."""
    return LocalRunner()


@st.cache_resource(show_spinner=False)
def plotly_script() -> str:
    """The address of Plotly's JavaScript, which is copied once to the folder that Streamlit serves."""
    name = f"plotly-{version('plotly')}.min.js"
    served = _APP_FOLDER / "static" / name
    if not served.exists():
        served.parent.mkdir(exist_ok=True)
        temporary = served.with_suffix(".part")
        shutil.copyfile(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", temporary)
        temporary.replace(served)
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{'/' + base if base else ''}/app/static/{name}"


@st.cache_data(max_entries=2_000, show_spinner=False)
def picture_thumbnail(path: Path, _modified: float) -> bytes | None:
    """A small square JPEG of a picture file, or None when it cannot be decoded."""
    try:
        return thumbnail(path)
    except PictureError:
        return None
