"""The graphics cards of this machine as the system lists them, without TensorFlow."""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_SECONDS = 10.0  # the tool waits for a driver that hangs
# By system: the command that lists all cards, and what stands before the name of one.
_LISTS = {
    "linux": (["lspci"], r"(?:VGA|3D|Display)[^:]*: (.+)"),
    "darwin": (["system_profiler", "SPDisplaysDataType"], r"Chipset Model: (.+)"),
    "win32": (["powershell", "-NoProfile", "-Command", "(Get-CimInstance Win32_VideoController).Name"], r"(.+)"),
}
_WSL_TOOL = "/usr/lib/wsl/lib/nvidia-smi"  # where WSL 2 has it if it is not in PATH


@dataclass(frozen=True)
class NvidiaCard:
    """A graphics card.

    Attributes:
        name: what TensorFlow calls it, too.
        memory_bytes: its memory.
        free_bytes: the part that no program uses.
    """

    name: str
    memory_bytes: int
    free_bytes: int


def nvidia_cards() -> list[NvidiaCard]:
    """Return the graphics cards that NVIDIA's driver knows; none without the driver."""
    tool = shutil.which("nvidia-smi") or shutil.which(_WSL_TOOL)
    if tool is None:
        return []
    listed = _output([tool, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"])
    return [card for line in listed.splitlines() if (card := _card(line))]


def system_cards() -> list[str]:
    """Return the names of all graphics cards, those of NVIDIA first; none where the system lists none."""
    found = [card.name for card in nvidia_cards()]
    if not found and sys.platform in _LISTS:
        command, pattern = _LISTS[sys.platform]
        found = [name.strip() for name in re.findall(pattern, _output(command))]
    return found


def _output(command: Sequence[str]) -> str:
    """Return what a program prints; nothing if there is none or it fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""


def _card(line: str) -> NvidiaCard | None:
    name, *numbers = (part.strip() for part in line.rsplit(",", 2))
    try:
        total, free = (int(number) * 2**20 for number in numbers)
    except ValueError:  # a card that shares its memory with the processor has "[N/A]"
        return None
    return NvidiaCard(name, total, free)
