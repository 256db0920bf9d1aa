"""Checks if this machine is ready for a class: one finding for each thing that a lesson needs, with advice."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import psutil

from dogcat.cli.disk_areas import disk_areas
from dogcat.common.disk_space import floor_bytes
from dogcat.common.errors import DogcatError
from dogcat.common.machine import has_two_tensorflows, installed_version, requirements
from dogcat.common.processes import run_python
from dogcat.common.storage import home_dir
from dogcat.common.units import GIGABYTE, size_words
from dogcat.helpers.connection import require_distributed
from dogcat.helpers.invitation import addresses_here
from dogcat.pictures.odd_files import odd_files_text, odd_sets_text
from dogcat.pictures.picture_set import list_picture_sets
from dogcat.recipe.device import card_for, device_words
from dogcat.recipe.graphics_card import system_cards
from dogcat.recipe.settings import SettingsError, describe, read_settings, settings, settings_file
from dogcat.runs.misfits import misfits_text
from dogcat.runs.recorded import recorded_runs
from dogcat.runs.status import State
from dogcat.runs.store import list_runs, unreadable_runs

LEAST_MEMORY = 3 * GIGABYTE  # of the whole machine; a training takes 1.5 GB, the server and a browser the rest
LEAST_FREE_MEMORY = 2 * GIGABYTE
LEAST_DISK = 2 * GIGABYTE  # pictures, decoded pixels and some trainings
FIRST_PYTHON, LAST_PYTHON = (3, 10), (3, 13)
TENSORFLOW_SECONDS = 120.0
_NUM_NAMED = 20  # trainings or picture sets that are named at most

Level = Literal["good", "hint", "bad"]


@dataclass(frozen=True)
class MachineFinding:
    """The result of a check.

    Attributes:
        level: `bad` keeps a lesson from working, `hint` makes it slower or poorer.
        title: what the check looks at.
        words: the result, and advice unless the level is `good`.
    """

    level: Level
    title: str
    words: str


def check_all() -> Iterator[MachineFinding]:
    """Run all checks and yield their findings; the slow check, TensorFlow, comes late. It finds the device."""
    checks = (
        _python,
        _packages,
        _memory,
        _disk,
        _kept,
        _settings,
        _helpers,
        _recorded,
        _picture_sets,
        _left_out,
        _abandoned,
    )
    for check in (*checks, _tensorflow, _device):
        try:
            yield check()
        except (DogcatError, OSError) as error:
            yield MachineFinding("bad", check.__name__.strip("_").replace("_", " "), str(error))


def _python() -> MachineFinding:
    found = f"{sys.version_info.major}.{sys.version_info.minor} in {sys.prefix}"
    if FIRST_PYTHON <= sys.version_info[:2] <= LAST_PYTHON:
        return MachineFinding("good", "Python", found)
    expected = " to ".join(f"{major}.{minor}" for major, minor in (FIRST_PYTHON, LAST_PYTHON))
    return MachineFinding(
        "bad", "Python", f"{found}. Expected: {expected}. Install one of these and make .venv with it."
    )


def _packages() -> MachineFinding:
    wanted = [one for one in requirements() if one.marker is None or one.marker.evaluate()]
    missing = []
    for one in wanted:
        found = installed_version(one.name)
        if found is None:
            missing.append(f"{one.name} is not installed")
        elif not one.specifier.contains(found, prereleases=True):
            missing.append(f"{one.name} is {found}, {one.specifier} is needed")
    if missing:
        advice = "Run: python -m pip install -r requirements.txt"
        return MachineFinding("bad", "Packages", f"{'; '.join(missing)}. {advice}")
    if has_two_tensorflows():
        words = "tensorflow and tensorflow-cpu are both installed, and each overwrites files of the other."
        return MachineFinding("hint", "Packages", f"{words} Delete the folder .venv and install again.")
    return MachineFinding("good", "Packages", f"all {len(wanted)} are new enough")


def _helpers() -> MachineFinding:
    """Say whether other computers may train, and whether the packages for it are installed."""
    found = read_settings()[0]
    if not found.helpers:
        return MachineFinding("good", "Helpers", "off; helpers = true in dogcat.toml lets other computers train")
    require_distributed()
    addresses = ", ".join(addresses_here(found.helpers_port))
    if not addresses:
        return MachineFinding("hint", "Helpers", "on, but this computer is in no network. Connect it.")
    advice = "Invite one: python -m dogcat helpers invite --out join.zip. The firewall must let them in."
    return MachineFinding("good", "Helpers", f"on, at {addresses}. {advice}")


def _memory() -> MachineFinding:
    memory = psutil.virtual_memory()
    found = f"{memory.total / GIGABYTE:.1f} GB, {memory.available / GIGABYTE:.1f} of them free"
    if memory.total < LEAST_MEMORY:
        advice = "That is enough for the recorded runs and quick recipes; set recipes and max_runs in dogcat.toml."
        return MachineFinding("hint", "Memory", f"{found}. {advice}")
    if memory.available < LEAST_FREE_MEMORY:
        return MachineFinding("hint", "Memory", f"{found}. Close other programs before the lesson.")
    return MachineFinding("good", "Memory", found)


def _disk() -> MachineFinding:
    folder = home_dir()
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".write-{os.getpid()}"
    probe.write_bytes(b"")  # raises the OSError that `check_all` reports
    probe.unlink()
    free = shutil.disk_usage(folder).free
    found = f"{free / GIGABYTE:.1f} GB free in {folder}"
    if free < LEAST_DISK:
        return MachineFinding(
            "bad", "Disk", f"{found}. Free some space, or set DOGCAT_HOME to a folder on another disk."
        )
    return MachineFinding("good", "Disk", found)


def _kept() -> MachineFinding:
    total = shutil.disk_usage(home_dir()).total
    areas = list(disk_areas())
    full = [area.title for area in areas if area.cap is not None and area.used > 0.9 * area.cap]
    lines = [f"{size_words(floor_bytes(total))} of this disk always stay free", *(area.words for area in areas)]
    words = "\n     ".join(lines)
    if full:
        return MachineFinding("hint", "Kept on the disk", f"nearly full: {', '.join(full)}.\n     {words}")
    return MachineFinding("good", "Kept on the disk", words)


def _settings() -> MachineFinding:
    found, faults = read_settings()
    if faults:
        raise SettingsError(" ".join(faults))
    changed = describe(found)
    file = settings_file()
    words = ", ".join(f"{name} = {value}" for name, value in changed.items()) or "defaults"
    return MachineFinding("good", "Settings", f"{words} ({file})" if file else words)


def _recorded() -> MachineFinding:
    runs = recorded_runs()
    with_network = [name for name, run in runs.items() if run.has_model]
    if len(with_network) < 2:
        words = "assets/runs lacks the networks that “Try one picture” starts with. Get dogcat again."
        return MachineFinding("hint", "Recorded runs", words)
    return MachineFinding("good", "Recorded runs", f"{len(runs)}, {len(with_network)} of them with their network")


def _picture_sets() -> MachineFinding:
    sets = list_picture_sets()
    if not sets:
        advice = "Run: python -m dogcat prepare, which draws some, or import the photos."
        return MachineFinding("hint", "Pictures", f"There are none yet. {advice}")
    return MachineFinding("good", "Pictures", ", ".join(pictures.title for pictures in sets))


def _left_out() -> MachineFinding:
    """Name the files of runs and picture sets that are left out, because the app does not write such files."""
    found = [words for run in list_runs() if (words := misfits_text(run))]
    found += [words for pictures in list_picture_sets() if (words := odd_files_text(pictures))]
    found += [words] if (words := odd_sets_text()) else []
    if found:
        others = f" {len(found)} trainings and picture sets have such files." if len(found) > _NUM_NAMED else ""
        return MachineFinding("hint", "Files", " ".join(found[:_NUM_NAMED]) + others)
    return MachineFinding("good", "Files", "those of trainings and picture sets are as this app writes them")


def _abandoned() -> MachineFinding:
    unreadable = list(unreadable_runs().values())
    if unreadable:
        shown = " ".join(str(error) for error in unreadable[:_NUM_NAMED])
        others = f" {len(unreadable)} runs are so." if len(unreadable) > 1 else ""
        return MachineFinding("hint", "Trainings", f"{shown}{others}")
    by_state: dict[State, list[str]] = {"lost": [], "silent": []}
    for run in list_runs():
        state = run.status().state
        if state in by_state:
            by_state[state].append(run.id)
    advice: dict[State, str] = {
        "lost": "ended without a message: {names}. Continue or delete them on the Train page, under “All runs”.",
        "silent": "not answering: {names}. Wait until the machine has time for them, or stop them on the Train page.",
    }
    words = [
        f"{len(names)} {advice[state].format(names=', '.join(names[:3]))}" for state, names in by_state.items() if names
    ]
    if words:
        return MachineFinding("hint", "Trainings", " ".join(words))
    return MachineFinding("good", "Trainings", f"{len(list_runs())} kept")


def _tensorflow() -> MachineFinding:
    """Load TensorFlow in a separate process, because a broken TensorFlow ends the process that loads it."""
    code = (
        "import tensorflow as tf; from dogcat.training.device import choose_device; choose_device('auto');"
        "print(tf.__version__, float(tf.reduce_sum(tf.ones((4, 4)))))"
    )
    started = time.monotonic()
    try:
        result = run_python("-c", code, timeout=TENSORFLOW_SECONDS)
    except subprocess.TimeoutExpired:
        words = f"TensorFlow has not answered within {TENSORFLOW_SECONDS:.0f} s. Is the machine busy or its disk slow?"
        return MachineFinding("bad", "TensorFlow", words)
    if result.returncode or not result.stdout.rstrip().endswith("16.0"):
        last = (result.stderr.strip().splitlines() or [f"it ended with {result.returncode}"])[-1]
        advice = "An old processor may need an older TensorFlow; otherwise install the packages again."
        return MachineFinding("bad", "TensorFlow", f"It cannot be loaded: {last}. {advice}")
    version = result.stdout.split()[0]
    return MachineFinding("good", "TensorFlow", f"{version}, loaded in {time.monotonic() - started:.1f} s")


def _device() -> MachineFinding:
    """Say what trains and why, from what the check of TensorFlow found, and name a card that is left unused."""
    found = device_words("auto")
    if found is None:
        return MachineFinding("hint", "Device", "not known, because TensorFlow cannot be loaded.")
    words = f"{found[0]}. {found[1]}"
    cards = [] if card_for("auto") or settings().device == "cpu" else system_cards()
    if not cards:
        return MachineFinding("good", "Device", words)
    words += f" This machine has: {', '.join(cards)}."
    if not any("nvidia" in card.lower() for card in cards):
        return MachineFinding("good", "Device", f"{words} TensorFlow computes on cards of NVIDIA only.")
    if sys.platform == "win32":
        advice = "On Windows, TensorFlow uses it in WSL 2 only: install the app there, with requirements-gpu.txt."
    else:
        advice = "To use it, run in a new .venv: pip install -r requirements-gpu.txt"
    return MachineFinding("hint", "Device", f"{words} {advice}")


def is_free(port: int) -> bool:
    """Return True if no other program listens at this port."""
    with socket.socket() as wanted:
        wanted.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            wanted.bind(("", port))
        except OSError:
            return False
    return True
