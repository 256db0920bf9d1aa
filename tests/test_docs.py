"""What the documentation says of the app: the names of buttons, files and settings in it exist."""

import re
import sys
from dataclasses import fields

import pytest

from dogcat.common.language import LESSONS_DIR
from dogcat.lesson.steps import STEPS, read_step
from dogcat.recipe.settings import Settings
from pages.frame.router import SCREENS
from tests.conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCS = sorted((ROOT / "docs").glob("*.md"))
LENGTHS = {"60 minutes", "30 minutes"}  # bold, and no words of the app


def test_the_guide_s_buttons_are_in_the_app() -> None:
    guide = (ROOT / "docs" / "teachers-guide.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\*\*([^*]+)\*\*", guide)) - LENGTHS - {"bold"}
    catalogue = (LESSONS_DIR / "ko" / "messages.po").read_text(encoding="utf-8")
    known = {read_step(name).title for name in STEPS} | {screen.title for screen in SCREENS.values()}
    missing = {
        name for name in named - known if not re.search(rf'^msgid "(?:\*\*)?{re.escape(name)}', catalogue, re.MULTILINE)
    }
    assert missing == set()
    assert len(named) > 20


@pytest.mark.parametrize("path", [*DOCS, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_files_and_settings_that_are_named_exist(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (path.parent / link).exists(), link  # type: ignore[attr-defined]
    settings = {item.name.upper() for item in fields(Settings)}
    others = {"HOME", "SPARE", "CATALOGUE", "SETTINGS", "DEBUG", "PROBE"}
    assert set(re.findall(r"DOGCAT_([A-Z_]+)", text)) <= settings | others


def test_both_web_servers_get_one_policy() -> None:
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    policies = re.findall(r'Content-Security-Policy "([^"]+)"', text)
    assert len(policies) == 2
    assert len(set(policies)) == 1
    assert "'unsafe-eval'" not in policies[0]
    scripts = re.search(r"script-src ([^;]+)", policies[0])
    assert scripts
    assert "unsafe-inline" not in scripts[1]


def test_forms_are_protected_against_other_sites() -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert server["enableXsrfProtection"] is True
    assert server["enableCORS"] is True
