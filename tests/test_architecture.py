"""The rules of the house: who may import whom, what loads TensorFlow and Streamlit, how large folders and files are."""

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from dogcat.common.storage import CODE_DIR
from tests.structure import (
    PACKAGES,
    PAGE_PACKAGES,
    arrows,
    circles,
    count_lines,
    draw,
    imports_of,
    modules_of,
    package_arrows,
)

DOGCAT, PAGES, TESTS = modules_of("dogcat"), modules_of("pages"), modules_of("tests")
MODULES = {**DOGCAT, **PAGES}
WITH_TENSORFLOW = ("dogcat.training.", "dogcat.explain.worker.")
MOST_MODULES = 20  # in a folder
MOST_LINES, FEW_LINES = 350, 40  # of a module
MOST_SHORT = 0.2  # fraction of the modules that may have fewer than FEW_LINES
# Modules without a test file of their name, with the reason.
TESTED_ELSEWHERE = {
    "dogcat.__main__": "two lines that tests/cli starts",
    "dogcat.common.errors": "a class without code, whose subclasses every package tests",
    "dogcat.common.types": "type aliases, which mypy checks",
}


def test_each_package_imports_only_packages_below_it() -> None:
    found = package_arrows(arrows())
    for root, order in (("dogcat", PACKAGES), ("pages", PAGE_PACKAGES)):
        for place, name in enumerate(order):
            inside = {one.removeprefix(f"{root}.") for one in found.get(f"{root}.{name}", ()) if one.startswith(root)}
            assert inside <= set(order[:place]), f"{root}/{name} imports upward"


def test_every_package_has_its_place_in_the_order() -> None:
    for root, order in (("dogcat", PACKAGES), ("pages", PAGE_PACKAGES)):
        folders = {path.name for path in (CODE_DIR / root).iterdir() if path.is_dir() and any(path.rglob("*.py"))}
        assert folders == set(order)


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(arrows()) == []


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c", "a"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_screen_imports_from_another_screen() -> None:
    for name, imported in arrows().items():
        if name.startswith("pages.screens."):
            others = {one for one in imported if one.startswith("pages.screens.")}
            assert {one.split(".")[2] for one in others} <= {name.split(".")[2]}, name


def test_parts_that_are_drawn_alone_stand_behind_the_class_gate() -> None:
    for name, file in PAGES.items():
        taken = set(re.findall(r"\bst\.(fragment|dialog|experimental_\w+)\b", file.read_text(encoding="utf-8")))
        assert not taken or name == "pages.frame.fragments", f"{name} takes {taken} from Streamlit itself"


@pytest.mark.parametrize("name", DOGCAT)
def test_the_core_never_imports_streamlit_or_a_page(name: str) -> None:
    assert not {one.split(".")[0] for one in imports_of(DOGCAT[name])} & {"streamlit", "pages", "streamlit_app"}


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith(WITH_TENSORFLOW)])
def test_only_training_and_the_worker_import_tensorflow(name: str) -> None:
    assert not {one.split(".")[0] for one in imports_of(MODULES[name])} & {"tensorflow", "keras"}


@pytest.mark.parametrize("name", [name for name in DOGCAT if name.startswith("dogcat.training.")])
def test_what_trains_knows_nothing_of_what_judges_and_draws(name: str) -> None:
    judges = ("dogcat.analysis.curve_reading", "dogcat.lesson.", "dogcat.charts.")
    assert not [one for one in imports_of(DOGCAT[name]) if one.startswith(judges)]


def test_nothing_else_loads_tensorflow(root: Path) -> None:
    free = [name for name in DOGCAT if not name.startswith(WITH_TENSORFLOW) and name != "dogcat.__main__"]
    code = (
        "import importlib, json, sys\n"
        f"for name in {free!r}: importlib.import_module(name)\n"
        "print(json.dumps([name for name in ('tensorflow', 'keras', 'streamlit') if name in sys.modules]))"
    )
    assert json.loads(_run(root, code)) == []


def test_importing_dogcat_leaves_the_settings_of_other_libraries_alone(root: Path) -> None:
    free = [name for name in DOGCAT if not name.startswith(WITH_TENSORFLOW)]
    settings = ("KERAS_", "CUDA_", "TF_", "ARROW_")
    code = f"import os, {', '.join(free)}\nprint([name for name in os.environ if name.startswith({settings!r})])"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
    assert _run(root, code, environment) == "[]"


@pytest.mark.parametrize("asked_for", [None, "0"])
def test_tensorflow_convolves_by_onednn_unless_asked_not_to(root: Path, asked_for: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"}
    code = (
        "import os, platform; from dogcat.common.processes import prepare_environment; prepare_environment();"
        "print(platform.machine().lower(), os.environ.get('TF_ENABLE_ONEDNN_OPTS'))"
    )
    machine, setting = _run(
        root, code, environment | ({"TF_ENABLE_ONEDNN_OPTS": asked_for} if asked_for else {})
    ).split()
    usual = "1" if machine in {"x86_64", "amd64"} else "None"
    assert setting == (asked_for or usual)


def test_no_folder_is_crowded() -> None:
    counts = Counter(file.parent.relative_to(CODE_DIR).as_posix() for file in (*MODULES.values(), *TESTS.values()))
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES} == {}
    assert [file.name for file in (CODE_DIR / "dogcat").glob("*.py")] in (
        ["__init__.py", "__main__.py"],
        ["__main__.py", "__init__.py"],
    )


def test_no_module_is_long_and_few_are_short() -> None:
    counts = {name: count_lines(file) for name, file in MODULES.items()}
    assert {name: count for name, count in counts.items() if count > MOST_LINES} == {}
    short = [name for name, count in counts.items() if count < FEW_LINES and name.count(".") > 1]  # doors are all short
    assert len(short) <= MOST_SHORT * len(MODULES), short


def test_a_screen_s_files_are_short() -> None:
    counts = {name: count_lines(file) for name, file in PAGES.items() if name.startswith("pages.screens.")}
    assert {name: count for name, count in counts.items() if count > 160} == {}


def test_each_module_says_what_it_is_for() -> None:
    for name, file in MODULES.items():
        assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))), name


def test_a_package_s_init_is_a_docstring_that_names_its_files() -> None:
    for init in [*(CODE_DIR / "dogcat").rglob("__init__.py"), *(CODE_DIR / "pages").rglob("__init__.py")]:
        module = ast.parse(init.read_text(encoding="utf-8"))
        words = ast.get_docstring(module) or ""
        assert len(module.body) == 1, init
        if init.parent.name == "dogcat":
            continue
        files = {file.stem for file in init.parent.glob("*.py") if file.stem != "__init__"}
        folders = {folder.name for folder in init.parent.iterdir() if (folder / "__init__.py").exists()}
        missing = {name for name in files | folders if f"`{name}`" not in words and f"`{name}/`" not in words}
        assert not missing, f"{init} does not say what {missing} are for"


def test_each_module_has_its_test_where_one_would_look() -> None:
    missing = {
        name
        for name in DOGCAT
        if f"tests.{'.'.join(name.split('.')[1:-1])}.test_{name.split('.')[-1]}".replace("..", ".") not in TESTS
    }
    assert missing == set(TESTED_ELSEWHERE)


def test_each_screen_has_its_test_where_one_would_look() -> None:
    screens = {name.split(".")[2] for name in PAGES if name.startswith("pages.screens.")}
    tested = {name.split(".")[2] for name in TESTS if name.startswith("tests.pages.")}
    assert screens <= tested


def test_the_scan_of_imports_sees_every_kind(tmp_path: Path) -> None:
    """The other tests of this file are worth as much as this scan."""
    file = tmp_path / "module.py"
    file.write_text(
        "import dogcat.a\nfrom dogcat import b\nfrom dogcat.c import d\n"
        "def f():\n    import streamlit as st\n    from dogcat.e import g\n"
    )
    assert {"dogcat.a", "dogcat.b", "dogcat.c", "dogcat.c.d", "dogcat.e", "streamlit"} <= imports_of(file)


def test_the_drawing_shows_every_package_and_its_arrows() -> None:
    drawing = draw()
    assert "dogcat.charts       -> dogcat.common" in drawing
    assert all(f"dogcat/{name}" in drawing for name in PACKAGES)


def _run(root: Path, code: str, environment: dict[str, str] | None = None) -> str:
    """What another interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()
