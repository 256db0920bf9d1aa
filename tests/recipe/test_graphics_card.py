"""The list of graphics cards is read from NVIDIA's tool, whatever it prints; without the tool there is none."""

import os
from pathlib import Path

import pytest

from dogcat.recipe import graphics_card
from dogcat.recipe.graphics_card import NvidiaCard, nvidia_cards, system_cards

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the tool is played by a shell script")


def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    file = tmp_path / "nvidia-smi"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_each_card_has_its_name_and_its_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "--query-gpu=name,memory.total,memory.free --format=csv,noheader,nounits"
    lines = "NVIDIA GeForce RTX 3060, 12288, 11000\nTesla, of a school, 16384, 5"
    tool(tmp_path, monkeypatch, f'[ "$*" = "{asked}" ] && printf "%s\n" "{lines}"')
    assert nvidia_cards() == [
        NvidiaCard("NVIDIA GeForce RTX 3060", 12_288 * 2**20, 11_000 * 2**20),
        NvidiaCard("Tesla, of a school", 16_384 * 2**20, 5 * 2**20),
    ]


@pytest.mark.parametrize(
    "script",
    ["echo \"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\"; exit 9", "echo",
     "echo NVIDIA GB10, [N/A], [N/A]", "printf '\\377\\376, 1, 1' ; exit 1"],
)  # fmt: skip
def test_a_tool_that_fails_or_knows_no_memory_gives_no_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    tool(tmp_path, monkeypatch, script)
    assert nvidia_cards() == []


def test_a_driver_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, monkeypatch, "exec sleep 30")
    monkeypatch.setattr(graphics_card, "_SECONDS", 0.2)
    assert nvidia_cards() == []


def test_without_the_tool_there_is_no_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(graphics_card, "_WSL_TOOL", str(tmp_path / "nvidia-smi"))
    assert nvidia_cards() == []


@pytest.mark.parametrize(
    ("system", "program", "prints", "names"),
    [
        (
            "linux",
            "lspci",
            (
                "00:01.0 ISA bridge: Intel\n00:02.0 VGA compatible controller: Intel HD 520 (rev 07)\n"
                "01:00.0 3D controller: NVIDIA Corporation GM108M"
            ),
            ["Intel HD 520 (rev 07)", "NVIDIA Corporation GM108M"],
        ),
        ("darwin", "system_profiler", "    Apple M2:\n      Chipset Model: Apple M2\n      Type: GPU", ["Apple M2"]),
        ("win32", "powershell", "NVIDIA GeForce GTX 1650\nIntel(R) UHD Graphics", None),
        ("sunos5", "lspci", "00:02.0 VGA compatible controller: Intel", []),
    ],
)
def test_the_system_lists_cards_of_every_maker(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    program: str,
    prints: str,
    names: list[str] | None,
) -> None:
    tool(tmp_path, monkeypatch, f"cat <<'END'\n{prints}\nEND")
    (tmp_path / "nvidia-smi").rename(tmp_path / program)
    monkeypatch.setattr(graphics_card, "_WSL_TOOL", str(tmp_path / "nvidia-smi"))
    monkeypatch.setattr(graphics_card.sys, "platform", system)
    assert system_cards() == (prints.splitlines() if names is None else names)


def test_the_cards_of_nvidia_have_the_names_that_tensorflow_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, monkeypatch, "echo NVIDIA GeForce RTX 3060, 12288, 11000")
    assert system_cards() == ["NVIDIA GeForce RTX 3060"]


def test_a_system_without_a_list_has_no_known_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(graphics_card, "_WSL_TOOL", str(tmp_path / "nvidia-smi"))
    assert system_cards() == []
