"""The commands before a class: what `doctor` says, and what `prepare` leaves behind."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dogcat.cli import classroom
from dogcat.cli.app import app
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.scheduling.speed import keep_speeds
from tests.conftest import SPEEDS


def test_doctor_says_bad_with_its_exit_code(no_tensorflow_check: None, home: Path) -> None:
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0, result.output
    assert "Ready for a lesson." in result.output
    assert "hint Pictures: There are none yet." in result.output
    (home / "dogcat.toml").write_text("max_runs = 0")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "1 of 13 checks failed; a lesson would not work." in result.output


def test_prepare_decodes_and_shows_the_address(
    no_tensorflow_check: None, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_speeds(SPEEDS)
    monkeypatch.setattr(classroom, "address_in_network", lambda port: f"http://192.0.2.7:{port}")
    result = CliRunner().invoke(app, ["prepare", "--port", "8765"])
    assert result.exit_code == 0, result.output
    assert "http://192.0.2.7:8765" in result.output
    assert "▄" in result.output or "█" in result.output, "the QR code"
    cached = [file.name for file in (tiny_set.folder.parent.parent / "cache").rglob("*.npy")]
    assert len(cached) == 6, "three splits in two sizes"
