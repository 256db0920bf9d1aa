"""The certificates by which the app and its helpers know each other.

The app has an authority of its own, whose key never leaves the computer. A connection needs a certificate that this
authority has signed, on both sides. Dask executes what it is sent, so nobody else may even connect.
"""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

import filelock

from dogcat.common.storage import home_dir, whole_path

CA_FILE, CA_KEY_FILE = "authority.pem", "authority-key.pem"
CERTIFICATE_FILE, KEY_FILE = "certificate.pem", "key.pem"
# Each computer checks the dates by its own clock. Only the date of an invitation matters, and the app checks that one.
_EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc)
_LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.timezone.utc)


@dataclass(frozen=True)
class Credentials:
    """The files with which one side of a connection proves who it is.

    Attributes:
        folder: holds `CA_FILE`, `CERTIFICATE_FILE` and `KEY_FILE`.
    """

    folder: Path

    @property
    def are_there(self) -> bool:
        """Return True if all three files exist."""
        return all((self.folder / name).is_file() for name in (CA_FILE, CERTIFICATE_FILE, KEY_FILE))


def helpers_dir() -> Path:
    """Return the folder in the app's home that holds its certificates and what it knows of its helpers."""
    return home_dir() / "helpers"


def own_credentials() -> Credentials:
    """Return the app's own credentials; make them, and the authority, if they are missing."""
    own = Credentials(helpers_dir())
    if not own.are_there:
        with _lock():
            if not own.are_there:
                _make_authority(own.folder)
                certificate, key = sign("dogcat app", _LATEST)
                write_secret(own.folder / KEY_FILE, key)
                write_secret(own.folder / CERTIFICATE_FILE, certificate)
    return own


def sign(name: str, until: dt.datetime) -> tuple[bytes, bytes]:
    """Make a certificate that the app's authority signs; return it and its key in PEM.

    Args:
        name: whom the certificate is for.
        until: the last moment at which the app accepts it.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    folder = helpers_dir()
    authority = x509.load_pem_x509_certificate((folder / CA_FILE).read_bytes())
    authority_key = serialization.load_pem_private_key((folder / CA_KEY_FILE).read_bytes(), password=None)
    return _certificate(name, until, authority.subject, authority_key)


def withdraw_all() -> None:
    """Delete the authority and all certificates. No certificate that it has signed is accepted from then on."""
    with _lock():
        for name in (CERTIFICATE_FILE, KEY_FILE, CA_FILE, CA_KEY_FILE):
            (helpers_dir() / name).unlink(missing_ok=True)


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only this account may read, atomically; on Windows the folder's own rights hold."""
    with whole_path(path) as temporary:
        temporary.write_bytes(data)
    path.chmod(0o600)


def _lock() -> filelock.FileLock:
    """The app, its scheduler and the command line may make the same files at once; of two sets no half would fit."""
    helpers_dir().mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(helpers_dir() / ".certificates.lock", mode=0o600)


def _make_authority(folder: Path) -> None:
    folder.chmod(0o700)  # `whole_path` makes a file readable for a moment
    certificate, key = _certificate("dogcat helpers", _LATEST, None, None)
    write_secret(folder / CA_KEY_FILE, key)
    write_secret(folder / CA_FILE, certificate)


def _certificate(name: str, until: dt.datetime, issuer: object, issuer_key: object) -> tuple[bytes, bytes]:
    """Return a certificate and its key; without an issuer it signs itself and may sign others."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    # Otherwise two authorities in turn would have the same name, and OpenSSL would try the wrong one.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} {os.urandom(4).hex()}")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)  # type: ignore[arg-type]
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_EARLIEST)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    certificate = builder.sign(issuer_key or key, hashes.SHA256())  # type: ignore[arg-type]
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
