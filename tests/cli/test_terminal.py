"""What the commands write to the terminal beside their results."""

from pathlib import Path

import pytest

from dogcat.cli.terminal import ERASE, announce, give, say, show, show_bytes, show_count
from tests.cli.conftest import fake_terminal


def test_a_downloads_progress_on_a_terminal_rewrites_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = fake_terminal(monkeypatch)
    show_bytes(10**6, 3 * 10**6)
    show_bytes(2 * 10**6, 0)
    announce("broke off")
    show_bytes(3 * 10**6, 3 * 10**6)
    assert terminal.getvalue() == f"{ERASE}1.0 of 3.0 MB{ERASE}2.0 MB{ERASE}broke off\n{ERASE}3.0 of 3.0 MB\n"


def test_a_counter_ends_its_line_with_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = fake_terminal(monkeypatch)
    show_count(1, 1_000)
    show_count(1_000, 1_000)
    assert terminal.getvalue() == f"{ERASE}1 of 1,000{ERASE}1,000 of 1,000\n"


def test_nothing_is_counted_in_a_file_and_a_text_with_breaks_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_count(1, 2)
    show_bytes(1, 2)
    say("first\n  second")
    assert capsys.readouterr() == ("", "first second\n")


def test_a_result_is_printed_or_written_in_utf_8(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    give("고양이\n", None)
    give("고양이\n", tmp_path / "result.txt")
    assert capsys.readouterr().out == f"고양이\n{tmp_path / 'result.txt'}\n"
    assert (tmp_path / "result.txt").read_bytes() == "고양이\n".encode()


def test_what_controls_a_terminal_is_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b[2J\x07\x1b]8;;http://x\x9b\u202e"
    say(f"a{hostile}b")
    show(f"a{hostile}b")
    give(f"a{hostile}b\n", None)
    out, err = capsys.readouterr()
    for text in (out, err):
        assert "\ufffd[2J" in text
        assert not set(text) & set("\x1b\x07\x9b\u202e")
