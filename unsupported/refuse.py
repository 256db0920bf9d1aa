"""Ends an installation where TensorFlow has no wheel, with a sentence that says what to do."""

import platform
import sys

_PYTHON = ".".join(map(str, sys.version_info[:2]))

if platform.system() == "Darwin" and platform.machine() == "x86_64":
    _REASON = "TensorFlow has no current release for Macs with an Intel processor. Use another computer, or Docker."
elif platform.system() == "Windows" and platform.machine() == "ARM64":
    _REASON = "TensorFlow has no release for Windows on ARM. Install Python in WSL 2, and start dogcat there."
else:
    _REASON = (
        f"dogcat needs Python 3.10 to 3.13, and this is {_PYTHON}: there are no packages of TensorFlow, or of what it"
        " needs, for it. Install Python 3.13, delete the folder .venv, and run the command again with that Python."
    )

sys.exit(f"\n\n{_REASON}\n")
