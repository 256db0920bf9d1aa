"""What is left when the server is killed: processes and files, at ten moments.

    python -m benchmarks.killed_server [MOMENT ...]

Each moment runs in a process that stands for the server and is killed with SIGKILL as soon as the work goes on. Prints
the seconds until its last helper process has ended, and the files that are still there after the next start's
`clean_up`. A training goes on by design, and so does a drawing in the background; both are named.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil

from dogcat.common.processes import run_python
from dogcat.common.storage import CODE_DIR, home_dir
from dogcat.runs.housekeeping import clean_up

GO_ON = {"training", "drawing in the background"}
MAKE_MODEL = """
import sys, keras
layers = [keras.Input((26, 26, 3)), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(1, "sigmoid")]
keras.Sequential(layers).save(sys.argv[1])
"""
KILL_AFTER_SECONDS = 12.0
WAIT_SECONDS = 60.0  # for the work to begin, and for the helpers to end


def _import() -> None:
    from dogcat.pictures.importing.importer import import_pictures

    import_pictures(home_dir() / "pictures" / "drawn", "again", lambda *_: time.sleep(0.5))


def _decode() -> None:
    from dogcat.pictures import pixel_cache
    from dogcat.pictures.picture_set import open_picture_set

    pixel_cache._BLOCK = 8  # noqa: SLF001 - so that it lasts
    pixel_cache.load_split(open_picture_set("drawn"), "train", 200, lambda *_: time.sleep(0.5))


def _own_model() -> None:
    from dogcat.explain.own_model import ForeignModel

    model = ForeignModel((home_dir() / "mine.h5").read_bytes())
    time.sleep(WAIT_SECONDS)
    model.close()


def _download() -> None:
    from dogcat.pictures.importing.catalogue import catalogue
    from dogcat.pictures.importing.download import download_first

    class Slow(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "100000000")
            self.end_headers()
            while True:
                self.wfile.write(b"PK\3\4" * 10_000)
                time.sleep(0.1)

    site = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{site.server_port}/a.zip"
    download_first([replace(catalogue()[0], addresses=(address,), num_bytes=None)])


def _check() -> None:
    from dogcat.pictures.picture_set import open_picture_set
    from dogcat.pictures.quality.check import check_in_process

    check_in_process(open_picture_set("drawn"), lambda *_: None)


def _drawing() -> None:
    from dogcat.pictures.synthetic.dataset import draw_picture_set

    draw_picture_set("more")


def _drawing_in_background() -> None:
    from dogcat.common.permission import COMMAND_LINE
    from dogcat.pictures.synthetic.dataset import start_drawing

    start_drawing(COMMAND_LINE, "later")
    time.sleep(WAIT_SECONDS)


def _training() -> None:
    from dogcat.recipe.recipe import QUICK_BASELINE
    from dogcat.runs.run import create_run
    from dogcat.runs.scheduling.standby import start_worker

    run = create_run(QUICK_BASELINE, "drawn")
    run.claim(start_worker([str(run.folder)], subprocess.DEVNULL, subprocess.DEVNULL).pid)
    time.sleep(WAIT_SECONDS)


def _speed() -> None:
    from dogcat.runs.scheduling.speed import start_probe

    start_probe().wait()


def _layers() -> None:
    from dogcat.explain.activations import ActivationClient, Network
    from dogcat.recipe.recipe import QUICK_BASELINE

    ActivationClient().filters(Network(QUICK_BASELINE, None))
    time.sleep(WAIT_SECONDS)


MOMENTS: dict[str, Callable[[], None]] = {
    "import": _import,
    "decode": _decode,
    "own model": _own_model,
    "download": _download,
    "check": _check,
    "drawing": _drawing,
    "drawing in the background": _drawing_in_background,
    "training": _training,
    "speed of the machine": _speed,
    "layers of a network": _layers,
}


def _files(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Left:
    """What is left of a moment.

    Attributes:
        num_helpers: processes that the server had started.
        seconds: until the last of them ended, or until they were no longer waited for.
        num_alive: those that went on.
        files: the first two parts of the paths of files that are still there.
    """

    num_helpers: int
    seconds: float
    num_alive: int
    files: tuple[str, ...]


def kill_at(moment: str, seconds: float) -> Left:
    """Kill a server at a moment and return what is left.

    Args:
        moment: a key of `MOMENTS`.
        seconds: from the server's start until it is killed. A check ends too soon, so that server is killed as soon as
            it has a helper.

    Raises:
        RuntimeError: the work had ended before.
    """
    home = home_dir()
    before = _files(home)
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.killed_server", "--as-server", moment], cwd=CODE_DIR)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        if moment == "check" and psutil.Process(server.pid).children():
            break
        time.sleep(0.1)
    if server.poll() is not None:
        raise RuntimeError(f"The work had ended before it was killed: {moment}")
    helpers = psutil.Process(server.pid).children(recursive=True)
    server.kill()
    server.wait()
    began = time.monotonic()
    _gone, alive = psutil.wait_procs(helpers, timeout=1 if moment in GO_ON else WAIT_SECONDS)
    took = time.monotonic() - began
    for each in alive:
        each.kill()
    psutil.wait_procs(alive, timeout=10)
    old = time.time() - 2 * 24 * 3600.0
    for name in _files(home) - before:  # as if the next server started two days later
        with contextlib.suppress(OSError):
            os.utime(home / name, (old, old))
    clean_up()
    left = sorted({name.split("/")[0] + "/" + name.split("/")[1] for name in _files(home) - before if "/" in name})
    return Left(len(helpers), took, len(alive), tuple(left))


def make_model(file: Path) -> None:
    """Write the small model that the moment “own model” opens."""
    run_python("-c", MAKE_MODEL, str(file), timeout=WAIT_SECONDS).check_returncode()


def main() -> None:
    """Kill a server at each moment."""
    if sys.argv[1:2] == ["--as-server"]:
        MOMENTS[sys.argv[2]]()
        return
    from dogcat.pictures.synthetic.dataset import draw_picture_set

    with tempfile.TemporaryDirectory() as folder:
        os.environ["DOGCAT_HOME"] = folder
        draw_picture_set("drawn", num_per_class={"train": 60, "validation": 20, "test": 20})
        make_model(Path(folder, "mine.h5"))
        for moment in sys.argv[1:] or MOMENTS:
            left = kill_at(moment, KILL_AFTER_SECONDS)
            ended = f"{left.num_helpers} helpers, all ended after {left.seconds:.1f} s"
            if left.num_alive:
                ended = f"{left.num_alive} go on" + ("" if moment in GO_ON else ", WHICH MUST NOT BE")
            print(f"{moment:<26} {ended:<46} left: {', '.join(left.files) or 'nothing'}", flush=True)


if __name__ == "__main__":
    main()
