import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from dogcat.common.storage import CODE_DIR
from pages.widgets.component import FOLDER, component, style
from tests.structure import modules_of

SHARED = "roving_tabindex.js"
MODULES = [ast.parse(file.read_text(encoding="utf-8")) for file in modules_of("pages").values()]


def calls(name: str) -> Iterator[ast.Call]:
    """All calls of a function in pages/."""
    for module in MODULES:
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def literals(call: ast.Call) -> dict[str, Any]:
    return {word.arg or "": ast.literal_eval(word.value) for word in call.keywords}


COMPONENTS = {ast.literal_eval(call.args[0]): literals(call) for call in calls("component")}
STYLES = [ast.literal_eval(call.args[0]) for call in calls("style")]


def texts(kind: str) -> dict[str, str]:
    """The files of a folder by their names."""
    return {file.name: file.read_text(encoding="utf-8") for file in (FOLDER / kind).iterdir()}


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What Streamlit is given, filled by each call of `component`."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(st.components.v2, "component", lambda name, **options: found.append({"name": name, **options}))
    return found


def test_every_file_is_used_and_every_used_file_exists() -> None:
    assert {file for options in COMPONENTS.values() for file in options["js"]} == set(texts("js"))
    css = {file for options in COMPONENTS.values() for file in options.get("css", ())}
    assert css | set(STYLES) == set(texts("css"))


def test_components_and_styles_are_read_once_when_their_modules_are_imported() -> None:
    at_import = {
        id(statement.value) for module in MODULES for statement in module.body if isinstance(statement, ast.Assign)
    }
    for call in (*calls("component"), *calls("style")):
        assert id(call) in at_import, ast.unparse(call)


def test_each_component_is_registered_by_a_name_of_its_own() -> None:
    assert len(COMPONENTS) == len(list(calls("component"))) == 14


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_given_the_text_of_its_files(name: str, registered: list[dict[str, Any]]) -> None:
    options = COMPONENTS[name]
    component(name, **options)
    (given,) = registered
    assert (given["name"], given["html"], given["isolate_styles"]) == (name, options["html"], False)
    for kind in ("js", "css"):
        for file in options.get(kind, ()):
            assert texts(kind)[file] in given[kind]
    assert ("css" in options) == (given["css"] is not None)
    assert given["js"].count("export default function") == 1


def test_a_component_has_each_name_of_its_module_once(registered: list[dict[str, Any]]) -> None:
    for name, options in COMPONENTS.items():
        component(name, **options)
    for given in registered:
        names = re.findall(r"^(?:const|let|function) (\w+)", given["js"], re.MULTILINE)
        assert len(names) == len(set(names)), given["name"]


def test_the_roving_tabindex_is_written_once_and_given_to_all_that_use_it() -> None:
    scripts = texts("js")
    # A fixed -1 takes an element out of the Tab key's way, or lets a script focus it. Only a stop that moves is roving.
    roves = re.compile(r"\.tabIndex\s*=(?!=)(?!\s*-1;)")
    assert [name for name, text in scripts.items() if roves.search(text)] == [SHARED]
    functions = re.findall(r"^function (\w+)", scripts[SHARED], re.MULTILINE)
    assert "roveTabindex" in functions
    users = {name for name, text in scripts.items() if any(f"{one}(" in text for one in functions)} - {SHARED}
    assert len(users) == 5
    for options in COMPONENTS.values():
        assert (SHARED in options["js"]) == bool(users.intersection(options["js"]))


def test_no_javascript_stays_in_python() -> None:
    pages = (*modules_of("pages").values(), CODE_DIR / "streamlit_app.py")
    assert [file for file in pages if "export default" in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("js", "css", "missing"), [("no.js", "chart.css", "js/no.js"), ("chart.js", "no.css", "css/no.css")]
)
def test_a_missing_file_is_named(js: str, css: str, missing: str, registered: list[dict[str, Any]]) -> None:
    with pytest.raises(FileNotFoundError, match=re.escape(str(FOLDER / missing))):
        component("broken", "", js=(js,), css=(css,))
    assert registered == []


def test_a_style_is_an_element_that_holds_its_file() -> None:
    assert style("presenter.css") == f"<style>\n{texts('css')['presenter.css']}</style>"
    with pytest.raises(FileNotFoundError, match=re.escape(str(Path("css") / "no.css"))):
        style("no.css")
