"""Only what the app's own authority has signed connects, and only its owner may read the keys."""

import datetime as dt
import os
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dogcat.helpers import certificates
from dogcat.helpers.certificates import (
    CA_FILE,
    CERTIFICATE_FILE,
    KEY_FILE,
    Credentials,
    helpers_dir,
    own_credentials,
    sign,
    withdraw_all,
)

SOON = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=1)
PAST = dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=1)


def signed(folder: Path, until: dt.datetime = SOON) -> Credentials:
    folder.mkdir()
    certificate, key = sign("helper", until)
    (folder / CERTIFICATE_FILE).write_bytes(certificate)
    (folder / KEY_FILE).write_bytes(key)
    (folder / CA_FILE).write_bytes((helpers_dir() / CA_FILE).read_bytes())
    return Credentials(folder)


def connects(server: Credentials, client: Credentials | None) -> bool:
    """Whether a client gets an answer from a server that asks for certificates."""
    sides = [ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)]
    sides[1].check_hostname = False
    sides[1].load_verify_locations(server.folder / CA_FILE)
    sides[0].load_verify_locations(server.folder / CA_FILE)
    sides[0].verify_mode = ssl.CERT_REQUIRED
    sides[0].load_cert_chain(server.folder / CERTIFICATE_FILE, server.folder / KEY_FILE)
    if client:
        sides[1].load_cert_chain(client.folder / CERTIFICATE_FILE, client.folder / KEY_FILE)
    one, other = socket.socketpair()

    def serve() -> None:
        try:
            with sides[0].wrap_socket(one, server_side=True) as secure:
                secure.sendall(b"hello")
        except (ssl.SSLError, OSError):
            one.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with sides[1].wrap_socket(other) as secure:
            return secure.recv(5) == b"hello"
    except (ssl.SSLError, OSError):
        return False
    finally:
        other.close()
        thread.join()


def test_only_certificates_of_the_own_authority_that_still_hold_connect(home: Path, tmp_path: Path) -> None:
    own = own_credentials()
    invited, expired = signed(tmp_path / "invited"), signed(tmp_path / "expired", PAST)
    assert connects(own, invited)
    assert not connects(own, None)
    assert not connects(own, expired)
    withdraw_all()
    assert not connects(own_credentials(), invited)


def test_the_credentials_stay_the_same_until_they_are_withdrawn(home: Path) -> None:
    first = (own_credentials().folder / CERTIFICATE_FILE).read_bytes()
    assert (own_credentials().folder / CERTIFICATE_FILE).read_bytes() == first
    withdraw_all()
    assert (own_credentials().folder / CERTIFICATE_FILE).read_bytes() != first


def test_the_app_and_its_scheduler_make_one_authority_together(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    make = certificates._make_authority

    def make_slowly(folder: Path) -> None:
        made.append(folder)
        time.sleep(0.1)
        make(folder)

    monkeypatch.setattr(certificates, "_make_authority", make_slowly)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _each: own_credentials(), range(3)))
    assert len(made) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_this_account_reads_the_keys(home: Path) -> None:
    folder = own_credentials().folder
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o600}
