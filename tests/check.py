"""Makes everything the tests need and runs all checks: style, types, unit tests, pages, a real browser.

Needs nothing but Python: it makes `.venv`, installs into it, and finds or installs a Chromium. Further arguments
go to pytest, such as `python3 tests/check.py -k pixels`. On two cores it takes about ten minutes.

`python3 tests/check.py --quick` takes at most two minutes on two cores. It leaves out the folders of `SLOW_FOLDERS` and
the tests that have the marker `slow`: those that use a browser, train, or start a process or compute for seconds.
"""

import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLOW_FOLDERS = ("tests/browser", "tests/explain", "tests/training")
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*command: str) -> None:
    """Runs a command in the checkout; ends this program when it fails."""
    print("+", " ".join(command), flush=True)
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def run_with_types(*command: str) -> int:
    """Runs a command and meanwhile checks the types; returns 0 if both succeed."""
    print("+", *command, "; mypy", flush=True)
    types = subprocess.Popen([str(PYTHON), "-m", "mypy"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(types.communicate()[0], end="", flush=True)
    finally:
        types.kill()
    return code or types.returncode


def install_chromium() -> None:
    """Takes the system's Chromium or Chrome; else Debian's package, or elsewhere playwright's own build."""
    if any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        return
    if "debian" in platform_id() and shutil.which("apt-get"):
        administrator = [] if os.geteuid() == 0 else ["sudo"]
        run(*administrator, "apt-get", "update", "-qq")
        run(*administrator, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    else:
        run(str(PYTHON), "-m", "playwright", "install", "chromium")


def platform_id() -> str:
    """The name of a Linux distribution, empty elsewhere."""
    try:
        return platform.freedesktop_os_release()["ID"]
    except OSError:
        return ""


def main() -> None:
    """Runs all checks, the quick ones first."""
    is_quick = "--quick" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--quick"]
    if not PYTHON.exists():
        venv.create(ROOT / ".venv", with_pip=True)
    run(str(PYTHON), "-m", "pip", "install", "--quiet", "-r", "requirements-dev.txt")
    if not is_quick:
        install_chromium()
    run(str(PYTHON), "-m", "ruff", "check", ".")
    run(str(PYTHON), "-m", "ruff", "format", "--check", ".")
    quick = [f"--ignore={folder}" for folder in SLOW_FOLDERS] + ["-m", "not slow"] if is_quick else []
    # The files of the browser take longest. In the order of their names they come first, so that no process is left
    # alone with one of them at the end. Without this option, files with few tests come last.
    in_parallel = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    sys.exit(run_with_types(str(PYTHON), "-m", "pytest", *in_parallel, *quick, *arguments))


if __name__ == "__main__":
    main()
