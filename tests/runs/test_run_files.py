"""Which files of a run are read, and how."""

import os
import time
from pathlib import Path

import pytest

from dogcat.runs.run_files import (
    ContentError,
    has_run_file,
    kept_until_changed,
    max_bytes,
    read_run_file,
    read_run_json,
)


def test_a_file_behind_a_linked_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "01.png").write_bytes(b"x")
    run = tmp_path / "run"
    run.mkdir()
    (run / "watched").symlink_to(tmp_path / "secret")
    assert not has_run_file(run, "watched/01.png")
    with pytest.raises(ContentError, match="it is a link"):
        read_run_file(run, "watched/01.png")


def test_only_files_of_a_run_have_a_size(tmp_path: Path) -> None:
    assert [max_bytes(name) for name in ("trainer.log", "learning/../x.npz", "watched/1.png")] == [None] * 3
    (tmp_path / "trainer.log").touch()
    assert not has_run_file(tmp_path, "trainer.log")


@pytest.mark.parametrize("text", ["[1]", "{", "\x00", "[" * 50_000, "5"])
def test_json_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "request.json").write_text(text)
    with pytest.raises(ContentError):
        read_run_json(tmp_path, "request.json")


def test_an_answer_is_kept_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    @kept_until_changed("stop")
    def read(folder: Path) -> bytes:
        asked.append(folder)
        return read_run_file(folder, "stop")

    file = tmp_path / "stop"
    with pytest.raises(FileNotFoundError):
        read(tmp_path)
    file.write_bytes(b"best")
    assert [read(tmp_path), read(tmp_path)] == [b"best"] * 2
    assert len(asked) == 3, "a file that has just changed is read each time"
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 10**10)
    assert [read(tmp_path), read(tmp_path)] == [b"best"] * 2
    assert len(asked) == 4
    written = file.stat().st_mtime_ns
    file.write_bytes(b"last")
    os.utime(file, ns=(written, written))
    assert read(tmp_path) == b"last", "also one with the size and time of the old one"
    file.unlink()
    file.symlink_to("/etc/hostname")
    with pytest.raises(ContentError):
        read(tmp_path)
