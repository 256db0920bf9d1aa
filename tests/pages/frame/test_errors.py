"""Which errors are sentences: those that a visitor can fix. All others are shown as defects."""

import errno

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.errors import DogcatError
from pages.frame import errors
from pages.frame.errors import sentence_for_errors


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences in place of errors."""
    found: list[str] = []
    monkeypatch.setattr(errors.st, "error", lambda text, **_options: found.append(text))
    return found


def test_an_error_for_users_is_its_sentence_and_never_markdown(shown: list[str]) -> None:
    with sentence_for_errors():
        raise DogcatError("The set **x** is empty.")
    assert shown == [r"The set \*\*x\*\* is empty."]


def test_a_full_disk_is_named(shown: list[str]) -> None:
    with sentence_for_errors():
        raise OSError(errno.ENOSPC, "No space left on device")
    assert shown[0].startswith("The disk of this computer is full")


def test_a_missing_file_says_why(shown: list[str]) -> None:
    with sentence_for_errors():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")
    assert "cannot be read or written (No such file or directory)" in shown[0]


def test_a_defect_is_no_sentence(shown: list[str]) -> None:
    with pytest.raises(ZeroDivisionError), sentence_for_errors():
        raise ZeroDivisionError
    assert shown == []


def test_the_page_goes_on_below_the_sentence() -> None:
    def page() -> None:
        import streamlit as st

        from dogcat.common.errors import DogcatError
        from pages.frame.errors import sentence_for_errors

        with sentence_for_errors():
            raise DogcatError("No such set.")
        st.write("below")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [app.error[0].value, app.markdown[0].value] == ["No such set.", "below"]
