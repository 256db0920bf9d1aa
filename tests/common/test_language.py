"""Languages: every sentence has its translation, none is left over, and what is put into a sentence stays in it."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from dogcat.common import language
from dogcat.common.language import LESSONS_DIR, N_, _, languages, ngettext
from tests import catalogue
from tests.catalogue import TRANSLATED, code
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def english_after() -> Iterator[None]:
    spoken = language._find_language
    yield
    language.follow(spoken)


def messages(name: str) -> list[Message]:
    return [message for message in catalogue.catalogue(name) if message.id]


def fields(text: str) -> set[str]:
    """What is put into a sentence, with the way in which it is written."""
    return {f"{name}:{kind}" for _text, name, kind, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_sentence_is_translated_and_nothing_else(name: str) -> None:
    translated = {message.id for message in messages(name) if all(forms(message)) and not message.fuzzy}
    wanted = {message.id for message in catalogue.sentences() if message.id}
    assert not wanted - translated, "these have no translation yet"
    assert not translated - wanted, "these are no longer said"


def test_each_sentence_is_found_on_every_python() -> None:
    """Before Python 3.12, Babel misses some calls inside f-strings."""
    found = {message.id for message in catalogue.sentences()}
    for file in code():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "N_"}:
                said = node.args[0]
                assert not isinstance(said, ast.Constant) or said.value in found, f"{file}: {said.value!r}"


@pytest.mark.parametrize("name", TRANSLATED)
def test_what_is_put_into_a_sentence_stays_in_its_translation(name: str) -> None:
    for message in messages(name):
        wanted = message.id if isinstance(message.id, str) else message.id[-1]
        for form in forms(message):
            assert fields(form) == fields(wanted), form
            assert form.count("**") == wanted.count("**"), f"bold words in {form!r}"
            assert form.count("`") == wanted.count("`"), f"code in {form!r}"
            assert form.count("~") == wanted.count("~"), f"two of these strike words out; ∼ does not: {form!r}"
            assert form[0].isspace() == wanted[0].isspace(), f"space before {form!r}"
            assert form[-1].isspace() == wanted[-1].isspace(), f"space behind {form!r}"


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_catalogue_is_what_its_update_writes(name: str) -> None:
    text = (LESSONS_DIR / name / "messages.po").read_text(encoding="utf-8")
    assert text == catalogue.updated(name), "run `python -m tests.catalogue`"


def test_a_sentence_that_has_changed_keeps_its_translation_until_somebody_has_read_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text(
        "# Translators: a button\nfirst = _('Stop now')\nsecond = _('The network has stopped.')\n", encoding="utf-8"
    )
    (tmp_path / "ko").mkdir()
    (tmp_path / "ko" / "messages.po").write_text(
        'msgid "The network has stopped"\nmsgstr "신경망이 멈췄습니다"\n\nmsgid "Gone"\nmsgstr "없음"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogue, "code", lambda: [tmp_path / "app.py"])
    monkeypatch.setattr(catalogue, "CODE_DIR", tmp_path)
    monkeypatch.setattr(catalogue, "LESSONS_DIR", tmp_path)
    entries = catalogue.updated("ko").split("\n\n")[1:]
    assert entries[0] == '#. Translators: a button\n#: app.py\nmsgid "Stop now"\nmsgstr ""'
    assert entries[1].splitlines() == [
        "#: app.py",
        "#, fuzzy",
        '#| msgid "The network has stopped"',
        'msgid "The network has stopped."',
        'msgstr "신경망이 멈췄습니다"',
    ]
    assert "Gone" not in catalogue.updated("ko")


def forms(message: Message) -> tuple[str, ...]:
    """The translation, or its forms for one and for many."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_the_language_is_asked_for_each_sentence() -> None:
    assert _("Pictures") == "Pictures"
    language.follow(lambda: "ko")
    assert _("Pictures") == "사진"
    assert N_("Pictures") == "Pictures", "marked only"
    assert _("nobody has translated this") == "nobody has translated this"
    assert ngettext("{num} dog", "{num} dogs", 2) == "{num} dogs"
    language.follow(lambda: "xx")
    assert _("Pictures") == "Pictures"


def test_languages_are_called_by_their_own_names() -> None:
    assert languages() == {"en": "English", "ko": "한국어"}


@pytest.mark.parametrize("file", code(), ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_else_takes_the_name_of_the_translation(file: Path) -> None:
    names = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    imported = {name.name for node in names if isinstance(node, ast.ImportFrom) for name in node.names}
    taken = [
        node for node in names if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == "_"
    ]
    assert "_" not in imported or not taken
