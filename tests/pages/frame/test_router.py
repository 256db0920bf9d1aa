"""Every page is a door into the same frame, so none can forget the class code, nor one that is added tomorrow."""

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dogcat.pictures.picture_set import PictureSet
from pages.frame import router
from pages.frame.router import SCREENS, START, Screen
from tests.conftest import ROOT

DOORS = sorted((ROOT / "pages").glob("*.py"))


def test_each_screen_has_its_door_and_its_folder() -> None:
    assert {door.stem for door in DOORS} == set(SCREENS)
    folders = {folder.name for folder in (ROOT / "pages" / "screens").iterdir() if (folder / "page.py").exists()}
    assert {screen.folder for screen in SCREENS.values()} == folders
    assert START in SCREENS


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.stem)
def test_a_door_opens_its_page_in_the_frame_and_does_nothing_else(door: Path) -> None:
    text = door.read_text(encoding="utf-8")
    module = ast.parse(text)
    docstring = ast.get_docstring(module)
    assert docstring
    expected = f"from pages.frame.router import open_page\nopen_page({door.stem!r})"
    assert "\n".join(ast.unparse(node) for node in module.body[1:]) == expected
    assert len(text.splitlines()) <= 15


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.stem)
def test_every_door_asks_for_the_class_code(
    app: AppTest,
    door: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOGCAT_CLASS_CODE", "whiskers")
    app.run()
    app.switch_page(f"pages/{door.name}").run()
    assert [title.value for title in app.title] == ["Which class?"]


def test_a_door_that_is_added_asks_for_the_class_code_too(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    added = ModuleType("pages.screens.added.page")
    added.show = lambda: st.title("Added")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, added.__name__, added)
    monkeypatch.setitem(router.SCREENS, "added", Screen("added", "Added", "star"))
    app.run()
    door = AppTest.from_string("from pages.frame.router import open_page\nopen_page('added')", default_timeout=30)
    door.session_state["session"] = app.session_state["session"]
    assert [title.value for title in door.run().title] == ["Added"]
    monkeypatch.setenv("DOGCAT_CLASS_CODE", "whiskers")
    assert [title.value for title in door.run().title] == ["Which class?"]


def test_what_a_screen_cannot_do_is_a_sentence(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def show() -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("pages.screens.home.page.show", show)
    app.run()
    assert not app.exception
    assert "No such file" in app.error[0].value


@pytest.mark.slow
def test_no_page_loads_tensorflow(home: Path, tiny_set: PictureSet) -> None:
    code = (
        "import sys\n"
        "from types import SimpleNamespace\n"
        "from streamlit.testing.v1 import AppTest\n"
        "import pages.screens.try_picture.network_choice as networks\n"
        "from dogcat.common.errors import DogcatError\n"
        "def ask(question): raise DogcatError('busy')\n"
        "networks.activation_client = lambda: SimpleNamespace(worker=SimpleNamespace(ask=ask))\n"
        "app = AppTest.from_file('streamlit_app.py', default_timeout=30).run()\n"
        "for page in ('pictures', 'augmentation', 'model', 'train', 'compare', 'try'):\n"
        "    app.switch_page(f'pages/{page}.py').run()\n"
        "    assert not app.exception\n"
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
