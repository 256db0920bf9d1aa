"""An invitation: the zip that a computer needs to become a helper. It is a secret, like a password.

Dask executes what it is sent. So the file lets its owner run any program on the app's computer and on each helper.
"""

import datetime as dt
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from dogcat.common.errors import DogcatError
from dogcat.helpers.certificates import (
    CA_FILE,
    CERTIFICATE_FILE,
    KEY_FILE,
    Credentials,
    helpers_dir,
    own_credentials,
    sign,
    write_secret,
)

DAYS = 30  # for which an invitation holds
_FACTS_FILE = "invitation.json"
_MOST_BYTES = 100_000  # of a file in an invitation
_MOST_ADDRESSES = 50


class InvitationError(DogcatError):
    """An invitation that cannot be used. The text says why and what to do."""


@dataclass(frozen=True)
class Invitation:
    """What an invitation says beside its certificates.

    Attributes:
        addresses: where the app's scheduler may be reached, such as `tls://192.168.1.5:8786`; the first that answers.
        until: the last moment at which it holds, by the app's clock.
    """

    addresses: tuple[str, ...]
    until: dt.datetime


def invite(out: Path, addresses: Sequence[str], days: float = DAYS) -> Invitation:
    """Write an invitation that only this account may read.

    Args:
        out: the zip to write.
        addresses: of the app's scheduler.
        days: for which it holds.

    Raises:
        OSError: the file cannot be written.
    """
    own_credentials()
    until = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=days)
    certificate, key = sign("dogcat helper", until.replace(microsecond=0))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.unlink(missing_ok=True)
    out.touch(0o600)
    facts = {"format": 1, "addresses": list(addresses), "until": until.isoformat(timespec="seconds")}
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(_FACTS_FILE, json.dumps(facts, indent=2) + "\n")
        packed.writestr(CA_FILE, (helpers_dir() / CA_FILE).read_bytes())
        packed.writestr(CERTIFICATE_FILE, certificate)
        packed.writestr(KEY_FILE, key)
    return Invitation(tuple(addresses), until)


def accept(file: Path, folder: Path) -> tuple[Invitation, Credentials]:
    """Read an invitation and put its certificates into a folder.

    Args:
        file: the zip.
        folder: of this helper; it is made.

    Raises:
        InvitationError: the file is no invitation of this app.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            read = {}
            for name in (_FACTS_FILE, CA_FILE, CERTIFICATE_FILE, KEY_FILE):
                if packed.getinfo(name).file_size > _MOST_BYTES:
                    raise ValueError(name)
                read[name] = packed.read(name)
        facts = json.loads(read.pop(_FACTS_FILE))
        addresses = tuple(str(address) for address in facts["addresses"])
        found = Invitation(addresses, dt.datetime.fromisoformat(facts["until"]))
        if not 0 < len(addresses) <= _MOST_ADDRESSES or not all(one.startswith("tls://") for one in addresses):
            raise ValueError(addresses)
    except FileNotFoundError:
        raise InvitationError(f"There is no file {file}.") from None
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, NotImplementedError) as error:
        raise InvitationError(
            f"{file} is not an invitation of this app ({f'{type(error).__name__}: {error}'[:200]}). Ask the person who"
            " runs the app for a new one: “python -m dogcat helpers invite --out join.zip”."
        ) from None
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name, data in read.items():
        write_secret(folder / name, data)
    return found, Credentials(folder)


def addresses_here(port: int) -> list[str]:
    """Return the addresses at which other computers may reach this one, the usual networks first."""
    found = [
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family.name == "AF_INET" and not address.address.startswith(("127.", "169.254."))
    ]
    found.sort(key=lambda address: not address.startswith(("192.168.", "10.")))
    return [f"tls://{address}:{port}" for address in found]
