"""The graphics cards of NVIDIA in this machine, as `nvidia-smi` lists them, without TensorFlow."""

import shutil
import subprocess
from dataclasses import dataclass

_SECONDS = 10.0  # the tool waits for a driver that hangs
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
    query = [tool, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        listed = subprocess.run(query, capture_output=True, text=True, timeout=_SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError, ValueError):
        return []
    return [card for line in listed.splitlines() if (card := _card(line))]


def _card(line: str) -> NvidiaCard | None:
    name, *numbers = (part.strip() for part in line.rsplit(",", 2))
    try:
        total, free = (int(number) * 2**20 for number in numbers)
    except ValueError:  # a card that shares its memory with the processor has "[N/A]"
        return None
    return NvidiaCard(name, total, free)
