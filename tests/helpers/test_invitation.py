"""An invitation holds what a helper needs, is a secret, and anything else is refused with advice."""

import os
import zipfile
from pathlib import Path

import pytest

from dogcat.helpers.certificates import CA_KEY_FILE
from dogcat.helpers.invitation import InvitationError, accept, addresses_here, invite

ADDRESSES = ["tls://192.0.2.1:8786", "tls://192.0.2.2:8786"]


def test_an_invitation_arrives_as_it_was_written(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "join.zip"
    made = invite(file, ADDRESSES, days=2)
    found, credentials = accept(file, tmp_path / "helper")
    assert found.addresses == tuple(ADDRESSES)
    assert abs((found.until - made.until).total_seconds()) < 2
    assert credentials.are_there
    assert CA_KEY_FILE not in zipfile.ZipFile(file).namelist(), "the authority's key stays at home"
    if os.name != "nt":
        assert file.stat().st_mode & 0o077 == 0


def test_another_file_is_refused_with_advice(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "join.zip"
    with pytest.raises(InvitationError, match="no file"):
        accept(file, tmp_path / "helper")
    file.write_bytes(b"not a zip")
    with pytest.raises(InvitationError, match="helpers invite"):
        accept(file, tmp_path / "helper")
    invite(file, ["tcp://192.0.2.1:8786"])  # without TLS
    with pytest.raises(InvitationError, match="not an invitation"):
        accept(file, tmp_path / "helper")


def test_the_addresses_are_those_that_other_computers_reach() -> None:
    assert not [one for one in addresses_here(8786) if "127.0.0.1" in one or not one.endswith(":8786")]
