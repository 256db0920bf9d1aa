"""Before a class: what the check of the machine finds, and what it says to do."""

import re
import socket
from collections import namedtuple
from pathlib import Path

import pytest

from dogcat.cli import machine_check
from dogcat.cli.machine_check import MachineFinding, check_all, is_free
from dogcat.common.processes import run_python
from dogcat.common.sentence import Sentence
from dogcat.helpers import connection
from dogcat.helpers.connection import HelpersError
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.device import Device, keep_device
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.runs.status import RunStatus, State

Memory = namedtuple("Memory", "total available")  # noqa: PYI024 - as psutil has it


@pytest.fixture
def found(no_tensorflow_check: None) -> "Found":
    return Found()


class Found:
    """The findings by their titles."""

    def __getitem__(self, title: str) -> MachineFinding:
        return {finding.title: finding for finding in check_all()}[title]


def test_this_machine_is_ready(found: Found, tiny_set: PictureSet) -> None:
    findings = list(check_all())
    assert [finding.title for finding in findings if finding.level == "bad"] == []
    assert "tiny" in found["Pictures"].words


def test_it_says_whether_others_may_help_and_what_is_missing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine_check._helpers().words.startswith("off")
    monkeypatch.setenv("DOGCAT_HELPERS", "true")
    monkeypatch.setattr(machine_check, "addresses_here", lambda port: [f"tls://192.0.2.1:{port}"])
    assert "tls://192.0.2.1:8786" in machine_check._helpers().words
    monkeypatch.setattr(machine_check, "addresses_here", lambda _port: [])
    assert machine_check._helpers().level == "hint"
    monkeypatch.setattr(connection, "installed_version", lambda _name: None)
    with pytest.raises(HelpersError, match=r"distributed, cryptography is not installed.*requirements-helpers"):
        machine_check._helpers()


@pytest.mark.slow
def test_tensorflow_is_loaded_in_a_process_of_its_own() -> None:
    finding = machine_check._tensorflow()
    assert finding.level == "good"
    assert finding.words.startswith("2.")


@pytest.mark.parametrize("code", ["import sys; sys.exit('Illegal instruction')", "print('2.0 15.0')"])
def test_a_broken_tensorflow_is_named(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_check, "run_python", lambda *_, timeout: run_python("-c", code, timeout=timeout))
    finding = machine_check._tensorflow()
    assert finding.level == "bad"
    assert "cannot be loaded" in finding.words


CARD = Device("gpu", "RTX", 8 * 2**30, Sentence("RTX: TensorFlow uses it."))
PROCESSOR = Device("cpu", "x86", None, Sentence("CPU: TensorFlow sees no graphics card."))


@pytest.mark.parametrize(
    ("device", "cards", "system", "level", "words"),
    [
        (CARD, ["RTX"], "linux", "good", "graphics card RTX with 8.6 GB. RTX: TensorFlow uses it."),
        (PROCESSOR, [], "linux", "good", "processor. CPU: TensorFlow sees no graphics card."),
        (
            PROCESSOR,
            ["NVIDIA RTX"],
            "linux",
            "hint",
            "has: NVIDIA RTX. To use it, .* pip install -r requirements-gpu.txt",
        ),
        (PROCESSOR, ["NVIDIA RTX"], "win32", "hint", "in WSL 2 only"),
        (PROCESSOR, ["Apple M2"], "darwin", "good", "has: Apple M2. TensorFlow computes on cards of NVIDIA only"),
        (None, [], "linux", "hint", "not known"),
    ],
)
def test_a_graphics_card_that_is_left_unused_is_named_with_what_to_do(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    device: Device | None,
    cards: list[str],
    system: str,
    level: str,
    words: str,
) -> None:
    monkeypatch.setattr(machine_check, "system_cards", lambda: cards)
    if device:
        keep_device(device)
    monkeypatch.setattr(machine_check.sys, "platform", system)
    finding = machine_check._device()
    assert finding.level == level
    assert re.search(words, finding.words)
    monkeypatch.setenv("DOGCAT_DEVICE", "cpu")  # as somebody wanted it
    assert machine_check._device().level == "good"


def test_an_old_python_and_old_packages_are_named(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_check.sys, "version_info", namedtuple("V", "major minor")(3, 9))  # noqa: PYI024
    assert "Expected: 3.10 to 3.13" in machine_check._python().words
    monkeypatch.undo()
    monkeypatch.setattr(machine_check, "installed_version", lambda name: "1.0" if name == "streamlit" else "99.0")
    finding = machine_check._packages()
    assert finding.level == "bad"
    assert "streamlit is 1.0" in finding.words
    assert "pip install -r requirements.txt" in finding.words


def test_two_tensorflows_in_one_environment_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine_check._packages().level == "good"
    monkeypatch.setattr(machine_check, "has_two_tensorflows", lambda: True)
    finding = machine_check._packages()
    assert finding.level == "hint"
    assert "Delete the folder .venv" in finding.words


@pytest.mark.parametrize(("total", "free", "level"), [(16, 8, "good"), (16, 1, "hint"), (2, 2, "hint")])
def test_memory_that_is_short_is_a_hint(total: int, free: int, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_check.psutil, "virtual_memory", lambda: Memory(total * 10**9, free * 10**9))
    assert machine_check._memory().level == level


def test_a_full_disk_and_a_folder_that_cannot_be_written(
    found: Found, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_check.shutil, "disk_usage", lambda _folder: namedtuple("D", "free total")(10**8, 10**9))  # noqa: PYI024
    assert "DOGCAT_HOME" in found["Disk"].words
    home.rmdir()
    home.write_text("a file where the folder should be")
    assert found["disk"].level == "bad"


def test_settings_that_cannot_be_read_are_bad(found: Found, home: Path) -> None:
    home.mkdir()
    (home / "dogcat.toml").write_text("max_epoch = 3")
    assert "Did you mean max_epochs?" in found["settings"].words
    (home / "dogcat.toml").write_text("class_code = 'secret'")
    assert "secret" not in found["Settings"].words


def test_lost_trainings_are_named(found: Found, tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    run = create_run(tiny_recipe, tiny_set.name, claimed_by=0)
    run.append("start", epochs=2)
    assert run.status().state == "lost"
    assert run.id in found["Trainings"].words


def test_a_port_in_use_is_seen() -> None:
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        assert not is_free(taken.getsockname()[1])


@pytest.mark.parametrize(
    ("state", "advice"), [("silent", "stop them on the Train page"), ("lost", "Continue or delete")]
)
def test_trainings_that_went_silent_or_were_lost_are_named(
    found: Found, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch, state: State, advice: str
) -> None:
    halted, ended = (create_run(tiny_recipe, "tiny") for _ in range(2))
    ended.append("end")
    monkeypatch.setattr(Run, "status", lambda run: RunStatus(state if run.id == halted.id else "done"))
    finding = found["Trainings"]
    assert finding.level == "hint"
    assert halted.id in finding.words
    assert advice in finding.words
    assert ended.id not in finding.words
