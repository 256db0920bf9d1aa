"""A run's folder that somebody handed over: whatever its files are, nothing breaks, and what is left out is named."""

import io
import json
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dogcat.analysis.run_overview import overview_row
from dogcat.cli.machine_check import _abandoned, _left_out
from dogcat.export.bundle import write_zip
from dogcat.export.comparison_report import comparison_report
from dogcat.lesson.board import shared_runs
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.misfits import misfits
from dogcat.runs.names import describe_run, runs_with_network
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.wait_estimate import Timeline
from dogcat.runs.store import list_runs, unreadable_runs
from tests.finished_runs import write_run

SECRET = "the teacher's own"  # noqa: S105 - a text of a file that no export holds
ESCAPE = "\x1b[2J\x07\x1b]8;;http://x\x07\u202egnp\u200b"
Harm = Callable[[Run, Path], None]


def content(name: str, data: bytes | str) -> Harm:
    """Put something else into a file of the run."""

    def harm(run: Run, _outside: Path) -> None:
        (run.folder / name).parent.mkdir(exist_ok=True)
        (run.folder / name).write_bytes(data.encode() if isinstance(data, str) else data)

    return harm


def value(name: str, field: str, new: object) -> Harm:
    """Put another value into a JSON file of the run; the field may be one inside another, such as `test|n`."""

    def harm(run: Run, _outside: Path) -> None:
        read = json.loads((run.folder / name).read_text(encoding="utf-8"))
        inside = read
        *places, last = field.split("|")
        for place in places:
            inside = inside[place]
        inside[last] = new
        (run.folder / name).write_text(json.dumps(read), encoding="utf-8")

    return harm


def cell(old: str, new: str) -> Harm:
    """Put something else into the history."""

    def harm(run: Run, _outside: Path) -> None:
        text = (run.folder / "history.csv").read_text()
        assert old in text
        (run.folder / "history.csv").write_text(text.replace(old, new, 1))

    return harm


def link(name: str, target: str = "secret.txt") -> Harm:
    """Make a file a link to one outside of the home."""

    def harm(run: Run, outside: Path) -> None:
        (run.folder / name).parent.mkdir(exist_ok=True)
        (run.folder / name).unlink(missing_ok=True)
        (run.folder / name).symlink_to(outside / target)

    return harm


def pipe(name: str) -> Harm:
    """Make a file a pipe, which blocks whoever opens it."""

    def harm(run: Run, _outside: Path) -> None:
        (run.folder / name).unlink(missing_ok=True)
        os.mkfifo(run.folder / name)

    return harm


def folder(name: str) -> Harm:
    """Make a file a folder."""

    def harm(run: Run, _outside: Path) -> None:
        (run.folder / name).unlink(missing_ok=True)
        (run.folder / name).mkdir()

    return harm


def sparse(name: str, num_bytes: int) -> Harm:
    """Make a file large, without using the disk."""

    def harm(run: Run, _outside: Path) -> None:
        with (run.folder / name).open("ab") as file:
            file.truncate(num_bytes)

    return harm


def events(line: dict[str, object] | bytes) -> Harm:
    """Add a line to the events, before the last one."""

    def harm(run: Run, _outside: Path) -> None:
        lines = (run.folder / "events.jsonl").read_bytes().splitlines()
        lines.insert(-1, line if isinstance(line, bytes) else json.dumps(line).encode())
        (run.folder / "events.jsonl").write_bytes(b"\n".join(lines) + b"\n")

    return harm


UNLISTED: dict[str, Harm] = {  # without these files a run is in no list
    "created is text": value("request.json", "created", "yesterday"),
    "created is 1e300": value("request.json", "created", 1e300),
    "created is nan": content("request.json", '{"pictures": "pets", "created": NaN}'),
    "created is negative": value("request.json", "created", -1e18),
    "created is a list": value("request.json", "created", [1]),
    "pictures are HTML": value("request.json", "pictures", "<img src=x onerror=alert(1)>"),
    "pictures lead out": value("request.json", "pictures", "../../etc"),
    "the owner is a list": value("request.json", "owner", ["me"]),
    "brought has no time": value("request.json", "brought", {"id": "x", "seconds": "1e300"}),
    "the format is text": value("request.json", "format", "2"),
    "the request is a list": content("request.json", "[1]"),
    "the request is deep": content("request.json", "[" * 50_000),
    "the request is a link": link("request.json"),
    "the request is a pipe": pipe("request.json"),
    "the request is huge": sparse("request.json", 10**9),
    "the recipe is binary": content("recipe.json", b"\x00\xff"),
    "the recipe has text for epochs": value("recipe.json", "epochs", "many"),
    "the recipe is a folder": folder("recipe.json"),
    "the recipe is a pipe": pipe("recipe.json"),
}
LEFT_OUT: dict[str, tuple[str, Harm]] = {  # with the file that is named
    "a history of zeros": ("history.csv", content("history.csv", b"\x00\xff" * 500)),
    "a history of other columns": ("history.csv", content("history.csv", "a,b\n1,2\n")),
    "a history with inf": ("history.csv", cell("0.7", "inf")),
    "a history with 1e300": ("history.csv", cell("60.0", "1e300")),
    "a history with words": ("history.csv", cell("60.0", "sixty")),
    "a history with a formula": ("history.csv", cell("60.0", "=1+1")),
    "a history with nan for an epoch": ("history.csv", cell("\n2,", "\nnan,")),
    "a history of a million lines": ("history.csv", content("history.csv", "epoch\n" + "1\n" * 1_500_000)),
    "a history that is huge": ("history.csv", sparse("history.csv", 10**10)),
    "a history that is a link": ("history.csv", link("history.csv")),
    "a history that is a pipe": ("history.csv", pipe("history.csv")),
    "a history that is a folder": ("history.csv", folder("history.csv")),
    "an evaluation with text": ("evaluation.json", value("evaluation.json", "test|accuracy", "high")),
    "an evaluation without intervals": ("evaluation.json", content("evaluation.json", '{"test": {"n": 1}}')),
    "an evaluation that is deep": ("evaluation.json", content("evaluation.json", "[" * 100_000)),
    "an environment that is a list": ("environment.json", content("environment.json", "[1]")),
    "an environment with a list": ("environment.json", value("environment.json", "versions", [1])),
    "a label that is a number": ("label.json", content("label.json", "5")),
    "a label with a long name": ("label.json", content("label.json", json.dumps({"name": "x" * 10_000}))),
    "a label that is a device": ("label.json", link("label.json", "/dev/zero")),
    "watched pictures that lead out": (
        "watched/watched.json",
        content("watched/watched.json", '[{"name": "train/../../secret.txt", "label": 0}]'),
    ),
    "watched pictures that are missing": (
        "watched/watched.json",
        content("watched/watched.json", '[{"name": "x.jpg", "label": 0}]'),
    ),
    "a history of the pictures that is none": ("picture_history.bin", content("picture_history.bin", b"[1]\n")),
    "a first layer that is no zip": ("learning/epoch-0001.npz", content("learning/epoch-0001.npz", b"x")),
    "a model that is a link": ("model.keras", link("model.keras")),
    "a best model that is a link": ("best.keras", link("best.keras")),
    "a best model that is a pipe": ("best.keras", pipe("best.keras")),
    "events with a text for an epoch": ("events.jsonl", events({"event": "epoch", "time": 1.0, "epoch": "two"})),
    "events with a wrong time": ("events.jsonl", events({"event": "batch", "time": "now", "epoch": 1, "step": 1})),
    "events with a line of 50 MB": ("events.jsonl", events(b'{"event": "batch", "x": "' + b"x" * 5 * 10**7 + b'"}')),
    "events that are a pipe": ("events.jsonl", pipe("events.jsonl")),
    "events that are a link": ("events.jsonl", link("events.jsonl")),
    "events of 200 MB": ("events.jsonl", sparse("events.jsonl", 2 * 10**8)),
    "a device called stop": ("stop", link("stop", "/dev/zero")),
    "a heartbeat that is a pipe": ("heartbeat", pipe("heartbeat")),
}
HARMLESS: dict[str, Harm] = {  # read, and cleaned
    "a template that asks for gigabytes": events(
        {"event": "error", "time": 1.0, "message": "x", "sentence": {"message": "{x:>9999999999}", "values": {"x": 1}}}
    ),
    "deep events": events(b"[" * 100_000),
    "a name of escape sequences": content("label.json", json.dumps({"name": ESCAPE, "note": f"{ESCAPE}\n<script>"})),
    "a process number without end": content("heartbeat", json.dumps({"pid": 10**30, "host": "x", "started": "x"})),
}


@pytest.fixture
def runs(home: Path, tmp_path: Path) -> tuple[Run, Run]:
    """A run of a learner, and one that was handed over."""
    (tmp_path / "secret.txt").write_text(SECRET)
    made = [create_run(QUICK_BASELINE, "pets", owner=owner) for owner in ("ann", "ben")]
    for run in made:
        write_run(run, 0.7, 0.9, num_epochs=3)
    return made[0], made[1]


def look_everywhere(outside: Path) -> str:
    """Do with all runs what pages and commands do, and return all that was shown."""
    listed = list_runs()
    shown = [str(overview_row(run, "", False)) + describe_run(run) for run in listed]
    for run in listed:
        timeline = Timeline()
        timeline.follow(run)
        buffer = io.BytesIO()
        write_zip(run, buffer)
        with zipfile.ZipFile(buffer) as archive:
            shown += [name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    shown += [comparison_report("All", [run for run in listed if run.history()]), *runs_with_network()]
    assert shared_runs([]) == []
    shown += [_left_out().words, _abandoned().words, str(unreadable_runs())]
    words = "\n".join(shown)
    assert SECRET not in words
    assert "\x1b" not in words
    assert "\u202e" not in words
    assert (outside / "secret.txt").read_text() == SECRET, "nothing is written through a link"
    return words


@pytest.mark.parametrize("kind", [*UNLISTED, *LEFT_OUT, *HARMLESS])
def test_whatever_a_file_is_others_see_their_runs_and_it_is_named(
    kind: str, runs: tuple[Run, Run], tmp_path: Path
) -> None:
    kept, harmed = runs
    named, harm = LEFT_OUT.get(kind) or ("", UNLISTED.get(kind) or HARMLESS[kind])
    harm(harmed, tmp_path)
    tracemalloc.start()
    began = time.monotonic()
    words = look_everywhere(tmp_path)
    seconds, (_now, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150e6
    assert seconds < 10
    assert kept.id in [run.id for run in list_runs()]
    assert (harmed.id in unreadable_runs()) == (kind in UNLISTED)
    assert set(misfits(harmed)) == ({named} if named else set()) if kind not in UNLISTED else True
    if kind not in HARMLESS:
        assert harmed.id in words
        assert named in words


@pytest.mark.parametrize("name", ["a link", "an escape\x1b[2J", "right to left\u202e", "two\nlines"])
def test_a_folder_of_an_odd_name_is_not_listed_and_named(name: str, runs: tuple[Run, Run], tmp_path: Path) -> None:
    if name == "a link":
        runs[1].folder.rename(tmp_path / "elsewhere")
        runs[1].folder.symlink_to(tmp_path / "elsewhere")
    else:
        runs[1].folder.rename(runs[1].folder.with_name(name))
    words = look_everywhere(tmp_path)
    assert [run.id for run in list_runs()] == [runs[0].id]
    assert len(unreadable_runs()) == 1
    assert "is not listed" in words


def test_many_lines_of_events_take_little_memory(runs: tuple[Run, Run]) -> None:
    """200 MB took 519 MB of memory in an earlier version; now the first 20 MB are read at most."""
    (runs[1].folder / "events.jsonl").write_bytes(b'{"event":"end"}\n' * (22 * 10**6 // 16))
    tracemalloc.start()
    events, offset = runs[1].read_events()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(events) == 200_000
    assert offset == 200_000 * 16
    assert peak < 120e6
    assert runs[1].status().state == "done"


def test_a_training_does_not_write_through_a_link(runs: tuple[Run, Run], tmp_path: Path) -> None:
    link("events.jsonl")(runs[1], tmp_path)
    with pytest.raises(OSError, match="is a link"):
        runs[1].append("stopped", message="x")
    assert (tmp_path / "secret.txt").read_text() == SECRET
