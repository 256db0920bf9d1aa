"""The commands for helpers."""

import zipfile
from pathlib import Path

import pytest

from dogcat.cli import helpers as module
from dogcat.cli.helpers import invite_command, join_command, renew_command
from dogcat.helpers.certificates import own_credentials
from dogcat.helpers.connection import HelpersError
from dogcat.helpers.invitation import InvitationError, accept


def test_an_invitation_is_written_and_the_person_is_warned(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "join.zip"
    invite_command(file, 2, ["192.0.2.1", "teacher.school:9000"])
    printed = capsys.readouterr()
    assert printed.out.strip() == str(file)
    assert "secret" in printed.err
    assert "helpers renew" in printed.err
    assert "helpers = true" in printed.err, "they are off"
    assert accept(file, tmp_path / "there")[0].addresses == ("tls://192.0.2.1:8786", "tls://teacher.school:9000")


def test_renewed_certificates_end_earlier_invitations(home: Path, tmp_path: Path) -> None:
    authorities = []
    for name in ("first.zip", "second.zip"):
        invite_command(tmp_path / name, 2, ["192.0.2.1"])
        authorities.append(zipfile.ZipFile(tmp_path / name).read("authority.pem"))
        renew_command()
    assert authorities[0] != authorities[1]


def test_the_scheduler_ends_only_when_the_next_one_would_have_new_certificates(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = own_credentials().folder / "authority.pem"
    before, then = own.read_bytes(), []
    monkeypatch.setattr(module.scheduler, "stop_scheduler", lambda: then.append(own.read_bytes()))
    renew_command()
    assert then == [own.read_bytes()] != [before]


def test_ports_are_numbers(home: Path, tmp_path: Path) -> None:
    with pytest.raises(HelpersError, match="--ports"):
        join_command(tmp_path / "join.zip", ports="all")


def test_without_a_network_nobody_can_be_invited(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.invitation, "addresses_here", lambda _port: [])
    with pytest.raises(HelpersError, match="--address"):
        invite_command(tmp_path / "join.zip", 2, None)


def test_joining_needs_an_invitation(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_HOME", str(home))  # which `join` changes
    with pytest.raises(InvitationError, match="no file"):
        join_command(tmp_path / "join.zip")
