"""Attacks of `hostile_learner` beyond those of the list: on Streamlit's protocol, and by numbers."""

import contextlib
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from benchmarks.hostile_attacks import ATTACKER, LIVE, OTHER, Scene, live, require
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.run import create_run
from tests.hostile_visitor import Tab


def write_many_runs(home: Path) -> None:
    """Write a thousand runs whose every file is a link or damaged."""
    os.environ["DOGCAT_HOME"] = str(home)
    for number in range(1_000):
        run = create_run(QUICK_BASELINE, "drawn")
        run.append("stopped", message="It was stopped.")
        (run.folder / "history.csv").write_bytes(bytes([number % 256]) * 1_000)
        (run.folder / "model.keras").symlink_to("/etc/passwd")


def is_alive(scene: Scene) -> bool:
    """Return True if another visitor still comes in."""
    return "Class code" not in scene.tab("words", address=OTHER).run()


@live("own")
def many_moves(scene: Scene) -> None:
    """Ten tabs that never wait for an answer."""
    tabs = [scene.tab("augmentation") for _turn in range(10)]
    for _turn in range(20):
        for tab in tabs:
            tab.send()


@live("own")
def long_texts(scene: Scene) -> None:
    """A class code of 20 MB."""
    tab = scene.tab("words", comes_in=False)
    said = tab.run(tab.write("Class code", "x" * 20_000_000), tab.press("Enter"))
    require("Class code" in said, "a code of 20 MB comes in")


@live("own")
def foreign_origin(scene: Scene) -> None:
    """A page of another website that opens the visitor's session."""
    try:
        tab = Tab(scene.port, "board", ATTACKER, Origin="https://evil.example")
    except (OSError, WebSocketException):
        return
    said = tab.run()
    tab.close()
    require("Class code" in said, "another website reads the pages")


@live("own")
def garbage(scene: Scene) -> None:
    """Messages that are no protobuf, empty, or 20 MB of zeros."""
    for data in (b"", b"\xff" * 1_000, b"not protobuf", bytes(20_000_000), b"\x0a\xff\xff\xff\xff\x0f"):
        with (
            contextlib.suppress(OSError, WebSocketException),
            connect(f"ws://127.0.0.1:{scene.port}/_stcore/stream", close_timeout=0.2) as opened,
        ):
            opened.send(data)
            opened.recv(timeout=2)
    require(is_alive(scene), "nobody comes in any more")


@live("own")
def idle_connections(scene: Scene) -> None:
    """Three hundred connections that never ask for anything."""
    opened = [socket.create_connection(("127.0.0.1", scene.port), timeout=10) for _turn in range(300)]
    require(is_alive(scene), "nobody comes in any more")
    for each in opened:
        each.close()


@live("own")
def half_uploads(scene: Scene) -> None:
    """Fifty uploads that declare 100 MB and never send them."""
    tab = scene.tab("pictures")
    opened = []
    for _turn in range(50):
        each = socket.create_connection(("127.0.0.1", scene.port), timeout=10)
        head = f"PUT /_stcore/upload_file/{tab.session}/{_turn} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n"
        each.sendall(f"{head}Cookie: _streamlit_xsrf={tab.cookie}\r\nX-Xsrftoken: {tab.cookie}\r\n\r\n".encode())
        opened.append(each)
    require(is_alive(scene), "nobody comes in any more")
    for each in opened:
        each.close()


@live("own")
def forged_press(scene: Scene) -> None:
    """Pressing buttons that the page does not show, by their names."""
    tab = scene.tab("board")
    for name in ("Clear the whole board", "Take these off the board", "Empty the queue", "Delete"):
        tab.run(WidgetState(id=f"$$ID-{'0' * 32}-{name}", trigger_value=True))
    require(not tab.errors, str(tab.errors))


@live("own")
def wrong_kind_of_value(scene: Scene) -> None:
    """A text for a slider, and a number for a text."""
    tab = scene.tab("augmentation")
    for label, place in list(tab.widgets.items())[:12]:
        for state in (WidgetState(id=place, string_value="x" * 1_000), WidgetState(id=place, int_value=-(2**60)),
                      WidgetState(id=place, json_value="{")):  # fmt: skip
            with contextlib.suppress(TimeoutError):
                tab.run(state)
        require(scene.process.poll() is None, f"the server ended with {label}")
    require(is_alive(scene), "nobody comes in any more")


@live("own")
def reloads(scene: Scene) -> None:
    """A hundred visitors who come, ask and leave at once."""

    def come_and_go(_turn: int) -> None:
        with contextlib.suppress(OSError, WebSocketException, TimeoutError):
            tab = Tab(scene.port, "train", ATTACKER)
            tab.send()
            tab.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(come_and_go, range(100)))
    time.sleep(5)
    require(is_alive(scene), "nobody comes in any more")


@live("own", {}, write_many_runs)
def thousand_damaged_runs(scene: Scene) -> None:
    """A thousand damaged runs in the home."""
    tab = scene.tab("train", query="show=All+runs")
    require(not tab.errors, str(tab.errors))
    began = time.monotonic()
    tab.run()
    require(time.monotonic() - began < 10, f"the table takes {time.monotonic() - began:.0f} s")


OWN = {name: attack for name, attack in LIVE.items() if attack.section == "own"}
