"""The attacks of `hostile_learner` on a server."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil

from benchmarks.hostile_client import CODE, Meter, get
from dogcat.common.storage import CODE_DIR
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.run import create_run
from tests.hostile_visitor import Tab

ATTACKER, OTHER = "203.0.113.9", "203.0.113.77"  # network addresses
PAGES = ("", "pictures", "augmentation", "model", "train", "compare", "try", "board", "words", "end")


@dataclass
class Scene:
    """A server that is attacked.

    Attributes:
        home: its home folder.
        port: its port.
        process: its process.
        meter: measures it.
    """

    home: Path
    port: int
    process: "subprocess.Popen[bytes]"
    meter: Meter
    _tabs: list[Tab] = field(default_factory=list)

    def tab(self, page: str = "", comes_in: bool = True, address: str = ATTACKER, **options: str) -> Tab:
        """Return a new visitor's tab, which has entered the class code unless told otherwise."""
        tab = Tab(self.port, page, address=address, may_fail=True, **options)  # type: ignore[arg-type]
        self._tabs.append(tab)
        tab.run()
        if comes_in:
            tab.enter(CODE)
            tab.run()
        return tab

    def teacher(self, page: str = "", query: str = "") -> Tab:
        """Return a tab at the attacker's address, whose visitor opened the class gate with the teacher password."""
        tab = self.tab(page, comes_in=False, query=query)
        tab.enter(self.password())
        tab.run()
        return tab

    def password(self) -> str:
        """Return the teacher password, which the server has printed."""
        printed = (self.home / "server.log").read_text()
        return printed.partition("Teacher password: ")[2].split()[0]

    def command(self, *words: str) -> str:
        """Run a command of the command line and return what it prints."""
        ended = subprocess.run([sys.executable, "-m", "dogcat", *words], cwd=CODE_DIR, capture_output=True, text=True,
                               check=False, timeout=120, env={**os.environ, "DOGCAT_HOME": str(self.home)})  # fmt: skip
        return ended.stdout + ended.stderr

    def close(self) -> None:
        """Close all tabs."""
        for tab in self._tabs:
            tab.close()


@dataclass(frozen=True)
class Live:
    """An attack on a server; `run` raises if it was not held.

    Attributes:
        kills: whether it ends the server, so that others get no answer any more.
    """

    section: str
    what: str
    run: Callable[[Scene], None]
    settings: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Path], None] | None = None
    kills: bool = False


Attack = Callable[[Scene], None]
LIVE: dict[str, Live] = {}  # by name


def live(
    section: str,
    settings: Mapping[str, str] | None = None,
    prepare: Callable[[Path], None] | None = None,
    kills: bool = False,
) -> Callable[[Attack], Attack]:
    """Return a decorator that makes a function an attack; its docstring says what it tries.

    Args:
        section: of the table.
        settings: environment of the server; without a variable whose value is empty.
        prepare: fills the home before the server starts.
        kills: whether it ends the server.
    """

    def keep(attack: Attack) -> Attack:
        what = (attack.__doc__ or "").rstrip(".")
        LIVE[attack.__name__.replace("_", "-")] = Live(section, what, attack, settings or {}, prepare, kills)
        return attack

    return keep


def write_settings(home: Path) -> None:
    """Write a file of settings with the class code."""
    (home / "dogcat.toml").write_text(f'class_code = "{CODE}"\n')


def require(is_held: object, why: str) -> None:
    """Raise `AssertionError` unless it was held."""
    if not is_held:
        raise AssertionError(why)


def is_asked(said: str) -> bool:
    """Return True if a page shows only the question for the class code."""
    return "Class code" in said and "Train" not in said.split("Class code", maxsplit=1)[0]


def write_many_entries(home: Path) -> None:
    """Write a zip whose directory has two million entries."""
    entry = b"PK\x01\x02" + bytes(24) + (1).to_bytes(2, "little") + bytes(16) + b"a"
    num = 2_000_000
    end = b"PK\x05\x06" + bytes(4) + (65_535).to_bytes(2, "little") * 2 + (num * len(entry)).to_bytes(4, "little")
    (home / "entries.zip").write_bytes(entry * num + end + bytes(6))


def hostile_runs(home: Path) -> None:
    """Make runs as strangers may hand them over, beside one of the app's own."""
    os.environ["DOGCAT_HOME"] = str(home)
    (home / "secret.txt").write_text("the teacher's secret")
    runs = [create_run(QUICK_BASELINE, "drawn") for _turn in range(7)]
    for run in runs:
        run.append("stopped", message="\x1b[2J\x07\u202e")
    for run, created in zip(runs[1:4], ("yesterday", 1e300, -1), strict=True):
        request = run.request | {"created": created}
        (run.folder / "request.json").write_text(json.dumps(request))
    (runs[4].folder / "history.csv").write_bytes(b"\x00\xff" * 5_000)
    (runs[5].folder / "best.keras").symlink_to(home / "secret.txt")
    os.mkfifo(runs[5].folder / "evaluation.json")
    with (runs[6].folder / "events.jsonl").open("ab") as file:
        file.write(b'{"event": "batch", "time": 1.0, "x": "' + b"x" * 100 + b'"}\n')
        file.truncate(200_000_000)
    runs[6].append("stopped", message="It was stopped.")


# Getting in


@live("getting in")
def upload_without_code(scene: Scene) -> None:
    """Four times 40 MB from a session without the code."""
    tab = scene.tab("pictures", comes_in=False)
    codes = [tab.upload(40 * 2**20) for _turn in range(4)]
    require(not any(200 <= code < 300 for code in codes), f"accepted: {codes}")


@live("getting in", {"DOGCAT_MAX_UPLOAD_MEGABYTES": "1"})
def upload_above_limit(scene: Scene) -> None:
    """3 MB where 1 MB is allowed, in one piece and in chunks."""
    tab = scene.tab("pictures")
    codes = [tab.upload(3 * 2**20), tab.upload(3 * 2**20, is_chunked=True)]
    require(not any(200 <= code < 300 for code in codes), f"accepted: {codes}")


@live("growing")
def upload_in_all(scene: Scene) -> None:
    """Twelve times 40 MB from one tab."""
    tab = scene.tab("pictures")
    num = sum(200 <= tab.upload(40 * 2**20) < 300 for _turn in range(12))
    require(num * 40 < 400, f"{num} files of 40 MB were accepted from a tab")


@live("getting in")
def upload_to_others(scene: Scene) -> None:
    """To a guessed session, and with a wrong XSRF token."""
    tab = scene.tab("pictures")
    codes = [tab.upload(2**20, session="00000000-0000-4000-8000-000000000000"), tab.upload(2**20, token="")]
    require(not any(200 <= code < 300 for code in codes), f"accepted: {codes}")


@live("getting in")
def pages_without_code(scene: Scene) -> None:
    """Every page without the code."""
    for page in PAGES:
        said = scene.tab(page, comes_in=False).run()
        require(is_asked(said), f"{page}: {said[:80]}")


@live("getting in", {"DOGCAT_CLASS_CODE": ""}, write_settings)
def code_changes(scene: Scene) -> None:
    """Fragments of an open tab after the code has changed."""
    settings = scene.home / "dogcat.toml"
    tab = scene.tab("board")
    require(tab.fragments, "the board has no fragment")
    settings.write_text('class_code = "dog"\n')
    time.sleep(1)
    for fragment in tab.fragments:
        said = tab.run(fragment=fragment)
        require("Nickname" not in said and "share" not in said.lower(), f"the fragment shows: {said[:80]}")


@live("getting in", {"DOGCAT_CLASS_CODE": " cat "})
def spaces_in_code(scene: Scene) -> None:
    """A class code that is set with spaces around it."""
    said = scene.tab("words", comes_in=False).enter(CODE)
    require("not the class code" not in said, "the code with spaces lets nobody in")


@live("getting in")
def broken_cookie(scene: Scene) -> None:
    """Malformed cookies."""
    for cookie in ("x", "2|zz|zz|1", "2|00000000|abc|1", "2|00000000|" + "f" * 2_000 + "|1", '"\\x00"'):
        tab = scene.tab("train", comes_in=False, cookie=cookie)
        require(not tab.errors, f"{cookie[:20]}: {tab.errors}")


def in_charge(scene: Scene, **headers: str) -> None:
    """Require that a visitor with these headers is not in charge."""
    tab = scene.tab("board", **headers)
    require("Clear the whole board" not in "\n".join(tab.texts), f"in charge with {headers}")


@live("getting in")
def host_is_localhost(scene: Scene) -> None:
    """Host: localhost, through a proxy that passes only Host."""
    in_charge(scene, address="", Host=f"localhost:{scene.port}")


@live("getting in")
def forged_addresses(scene: Scene) -> None:
    """X-Forwarded-For of this computer."""
    for address in ("127.0.0.1", "::1", "127.0.0.1, 203.0.113.9", "localhost"):
        in_charge(scene, address=address, Host=f"localhost:{scene.port}")


@live("getting in")
def traversal(scene: Scene) -> None:
    """Addresses that lead out of the served folders."""
    (scene.home / "dogcat.toml").write_text('language = "en"  # the secret\n')
    up = "../" * 12
    for path in (f"/{up}etc/passwd", f"/app/static/{up}etc/passwd", f"/media/{up}etc/passwd",
                 f"/component/x/{up}etc/passwd", "/app/static/..%2f..%2fdogcat.example.toml",
                 "/app/static/%2e%2e/dogcat/__init__.py", "/_stcore/../dogcat.toml"):  # fmt: skip
        _status, body = get(scene.port, path)
        require(b"root:" not in body and b"secret" not in body and b"max_epochs" not in body, path)


@live("getting in")
def odd_parameters(scene: Scene) -> None:
    """Odd values in the query of addresses."""
    odd = ("../../etc/passwd", "\x00", "x" * 100_000, "<script>", "{0.__class__}", "\u202e", "last", "%s%n")
    for page, name in (("train", "run"), ("model", "network"), ("try", "picture"), ("pictures", "view")):
        for text in odd:
            tab = scene.tab(page, query=f"{name}={quote(text)}")
            require(not tab.errors, f"{page}?{name}={text[:20]!r}: {tab.errors}")
            tab.close()


# Shutting others out


@live("out")
def wrong_codes(scene: Scene) -> None:
    """Sixty wrong codes; then another address enters the right one, and the teacher comes in at the same address."""
    teacher = scene.teacher("words")
    tabs = [scene.tab("words", comes_in=False) for _turn in range(10)]
    with ThreadPoolExecutor(10) as pool:
        for _turn in range(6):
            list(pool.map(lambda tab: tab.enter("wrong"), tabs))
    said = scene.tab("words", comes_in=False, address=OTHER).enter(CODE)
    require("Class code" not in said, f"another address is shut out: {said[:100]}")
    require("Class code" not in teacher.run(), "the teacher's open tab is shut out")
    require("Class code" not in scene.teacher("words").run(), "the teacher does not come in")


@live("out")
def refused_trainings(scene: Scene) -> None:
    """48 presses of Train by six cookies; then another address presses."""
    for _turn in range(6):
        tab = scene.tab("train")
        for _press in range(8):
            if "Train" in tab.widgets:
                tab.run(tab.press("Train"))
    other = scene.tab("train", address=OTHER)
    said = other.run(other.press("Train"))
    scene.command("runs", "withdraw", "--all")
    require("too often" not in said.lower() and " s." not in said, f"another is shut out: {said[-120:]}")


@live("out", {"DOGCAT_SHARES_TRAININGS": "false"})  # otherwise they all follow one training
def flooded_queue(scene: Scene) -> None:
    """Trainings by 95 cookies of one address, which may have 90 waiting; the teacher withdraws them all."""
    for _turn in range(95):
        tab = scene.tab("train")
        tab.run(tab.press("Train"))
        tab.close()
    num = scene.command("runs", "list").count("queued")
    require(80 <= num <= 90, f"{num} wait from one address")
    teacher = scene.teacher("train", query="show=All+runs")
    for _turn in range(5):  # the button names their number, which changes when a training starts
        teacher.widgets.clear()
        teacher.run()
        for label in [label for label in teacher.widgets if label.startswith("Withdraw ")]:
            teacher.run(teacher.press(label))
    require("queued" not in scene.command("runs", "list"), "the teacher cannot empty the queue")


@live("out")
def teacher_stops(scene: Scene) -> None:
    """A training that nobody stops; the teacher does."""
    tab = scene.tab("train")
    tab.run(tab.press("Train"))
    time.sleep(3)
    (run_id,) = [line.split()[0] for line in scene.command("runs", "list").splitlines() if line][:1]
    scene.command("runs", "stop", run_id)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and "stopped" not in scene.command("runs", "list"):
        time.sleep(2)
    require("stopped" in scene.command("runs", "list"), scene.command("runs", "list"))


@live("growing")
def many_tabs(scene: Scene) -> None:
    """200 tabs at once, of visitors who come in."""
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _turn: scene.tab("augmentation"), range(200)))


# Growing


@live("growing", {}, write_many_entries)
def zip_directory(scene: Scene) -> None:
    """A zip of two million directory entries."""
    tab = scene.tab("pictures", query="view=Sets")
    require(not tab.errors, str(tab.errors))
    say = scene.command("pictures", "import", str(scene.home / "entries.zip"), "--name", "entries")
    require("many" in say or "100,000" in say, say[-160:])


@live("processes", kills=True)
def killed_server(scene: Scene) -> None:
    """Kill -9 of the server during a training."""
    children = psutil.Process(scene.process.pid).children(recursive=True)
    tab = scene.tab("train")
    tab.run(tab.press("Train"))
    time.sleep(2)
    children += psutil.Process(scene.process.pid).children(recursive=True)
    os.kill(scene.process.pid, signal.SIGKILL)
    scene.command("runs", "withdraw", "--all")
    for line in scene.command("runs", "list").splitlines():
        scene.command("runs", "stop", line.split()[0])
    _gone, left = psutil.wait_procs(children, timeout=60)
    require(not left, f"left: {[process.cmdline()[-3:] for process in left]}")


# Handed-over folders


@live("folders", {}, hostile_runs)
def handed_over_runs(scene: Scene) -> None:
    """Seven runs of a stranger in the home."""
    for page, query in (("train", ""), ("train", "show=All+runs"), ("try", ""), ("compare", "part=Any+runs"),
                        ("board", "")):  # fmt: skip
        tab = scene.tab(page, query=query)
        require(not tab.errors, f"{page}?{query}: {tab.errors}")
        require("secret" not in "\n".join(tab.texts), f"{page} shows the secret")
    listed = scene.command("runs", "list")
    require("\x1b" not in listed and "Traceback" not in listed and "defect" not in listed, listed[-200:])
    require(listed.count("is not listed") == 3, listed)
    for line in [line for line in listed.splitlines() if "stopped" in line]:
        scene.command("runs", "export", line.split()[0], "--out", str(scene.home / "out.zip"))
        require(b"teacher's secret" not in (scene.home / "out.zip").read_bytes(), "the secret is exported")
    (scene.home / "out.zip").unlink()
