"""How long the README's first commands take in a new clone, to the first page in a browser, and how much they install.

`python -m benchmarks.first_start` clones this repository twice for each command: first with an empty cache of the
installer, then with the filled one. In each clone it starts the app, and starts it again. `--with pip` or `--with uv`
measures one command; uv has to be installed. Everything is in a temporary folder, which is deleted at the end.
"""

import argparse
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import Error, sync_playwright

from dogcat.common.units import MEGABYTE

ROOT = Path(__file__).resolve().parent.parent
NUM_NAMED = 15  # packages in the table of sizes
PAGE_SECONDS = 300


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--with", dest="tools", choices=("pip", "uv"), action="append")
    tools = parser.parse_args().tools or ["pip", "uv"]
    with tempfile.TemporaryDirectory() as folder:
        print("| command | cache | install | to the first page | together | second start | installed |")
        print("|---|---|---|---|---|---|---|")
        for tool in tools:
            for cache in ("empty", "filled"):
                print(f"| {tool} | {cache} | {measure(tool, Path(folder), cache)} |", flush=True)
        if "pip" in tools:
            print_packages(Path(folder))


def measure(tool: str, folder: Path, cache: str) -> str:
    """Return a row of the table: seconds of the command's parts, and the megabytes that it installs."""
    clone = folder / f"{tool}-{cache}"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S607 - git of the PATH
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PIP_CACHE_DIR": f"{folder}/pip-cache", "UV_CACHE_DIR": f"{folder}/uv-cache"}
    *preparing, start = readme_command(tool).split(" && ")
    began = time.perf_counter()
    for part in preparing:
        subprocess.run(shlex.split(part), cwd=clone, env=environment, check=True, stdout=subprocess.DEVNULL)
    installed = time.perf_counter() - began
    first, second = (seconds_to_page(start, clone, environment) for _ in range(2))
    place = clone / ".venv" if tool == "pip" else folder / "uv-cache"
    states = [file.lstat() for file in place.rglob("*") if not file.is_dir()]
    size = sum({state.st_ino: state.st_size for state in states}.values()) / MEGABYTE  # uv links files of its cache
    return f"{installed:.1f} s | {first:.1f} s | {installed + first:.1f} s | {second:.1f} s | {size:,.0f} MB"


def readme_command(tool: str) -> str:
    """Return the README's command for Linux with pip, or the one with uv."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    starts = {"pip": "python3 -m venv", "uv": "uv run"}
    return next(line for line in lines if line.startswith(starts[tool]) and "streamlit_app.py" in line)


def seconds_to_page(start: str, clone: Path, environment: dict[str, str]) -> float:
    """Return the seconds from the start of the app until Chromium shows the heading of its first page."""
    began = time.perf_counter()
    with server(start, clone, environment) as address, sync_playwright() as playwright:
        found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
        browser = playwright.chromium.launch(executable_path=next(found, None), args=["--no-sandbox"])
        page = browser.new_page()
        while time.perf_counter() - began < PAGE_SECONDS:
            try:
                page.goto(address)
                break
            except Error:  # the server does not listen yet
                time.sleep(0.05)
        page.wait_for_selector(".stMain h1", timeout=1000 * PAGE_SECONDS)
        seconds = time.perf_counter() - began
        browser.close()
    return seconds


@contextmanager
def server(start: str, clone: Path, environment: dict[str, str]) -> Iterator[str]:
    """Context manager: the address of an app that the command starts, on a port that the system chose."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*shlex.split(start), "--server.headless=true", f"--server.port={port}"]
    app = psutil.Popen(command, cwd=clone, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in [app, *app.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        app.wait()


def print_packages(folder: Path) -> None:
    """Print the largest packages of requirements.txt: megabytes to download, and unpacked."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(folder / "wheels")]
    subprocess.run([*command, "--requirement", "requirements.txt"], cwd=ROOT, check=True)
    sizes = {}
    for file in (folder / "wheels").glob("*.whl"):
        with zipfile.ZipFile(file) as wheel:
            unpacked = sum(entry.file_size for entry in wheel.infolist())
        sizes[file.name.split("-")[0]] = (file.stat().st_size / MEGABYTE, unpacked / MEGABYTE)
    print("\n| package | download | unpacked |\n|---|---|---|")
    for name, (download, unpacked) in sorted(sizes.items(), key=lambda one: -one[1][1])[:NUM_NAMED]:
        print(f"| {name} | {download:.1f} MB | {unpacked:.1f} MB |")
    totals = [sum(column) for column in zip(*sizes.values(), strict=True)]
    print(f"| all {len(sizes)} | {totals[0]:.1f} MB | {totals[1]:.1f} MB |")


if __name__ == "__main__":
    main()
