"""Which files of a run are read, and how."""

from pathlib import Path

import pytest

from dogcat.runs.run_files import ContentError, has_run_file, max_bytes, read_run_file, read_run_json


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
