"""What all sides of a connection have in common: Dask's settings, the certificates, and the version of the code.

Only modules that a helper, the scheduler or an app with helpers uses import `distributed`, so that it stays optional.
"""

import hashlib
from functools import cache
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.machine import installed_version
from dogcat.common.storage import CODE_DIR
from dogcat.helpers.certificates import CA_FILE, CERTIFICATE_FILE, KEY_FILE, Credentials

LINES = "dogcat lines"  # the topic of what helpers write while they train
VERSION_KEY = "dogcat version"  # of the scheduler's metadata: the app's `code_version`
SECONDS_OF_SILENCE = 30  # after which the scheduler gives up a helper, and a helper its scheduler
_SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,  # a training of a lost helper goes back to the app's own queue
    "distributed.scheduler.worker-ttl": f"{SECONDS_OF_SILENCE}s",
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": 0.4,  # of a picture set in a worker's memory the rest is on its disk
    "distributed.worker.memory.terminate": False,
    "distributed.admin.low-level-log-length": 100,
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.client.scheduler-info-interval": "60s",  # the app asks for itself
    "distributed.comm.timeouts.connect": "10s",
    "distributed.comm.timeouts.tcp": f"{SECONDS_OF_SILENCE}s",
    "distributed.comm.retry.count": 0,
    "distributed.logging": dict.fromkeys(  # the app and `join` say themselves what happens
        ("distributed", "distributed.client", "bokeh", "tornado", "tornado.application"), "critical"
    ),
}


class HelpersError(DogcatError):
    """Helpers cannot be used. The text says why and what to do."""


def require_distributed() -> None:
    """Check that the optional packages are installed, and set Dask up for this process.

    Raises:
        HelpersError: they are not installed.
    """
    if missing := [name for name in ("distributed", "cryptography") if installed_version(name) is None]:
        raise HelpersError(
            f"{', '.join(missing)} is not installed. Run: python -m pip install -r requirements-helpers.txt"
        )
    import dask

    dask.config.set(_SETTINGS)


def security_of(credentials: Credentials) -> Any:
    """Return Dask's `Security` with these credentials: TLS on each connection, with a certificate on both sides."""
    from distributed.security import Security

    files = (credentials.folder / CERTIFICATE_FILE, credentials.folder / KEY_FILE)
    sides = {f"tls_{side}_{what}": str(file) for side in ("scheduler", "worker", "client")
             for what, file in zip(("cert", "key"), files, strict=True)}  # fmt: skip
    return Security(tls_ca_file=str(credentials.folder / CA_FILE), require_encryption=True, **sides)


@cache
def code_version() -> str:
    """Return twelve characters that change with the code of `dogcat/` and with the release of `distributed`."""
    code = hashlib.sha256((installed_version("distributed") or "").encode())
    for file in sorted((CODE_DIR / "dogcat").rglob("*.py"), key=lambda file: file.relative_to(CODE_DIR).as_posix()):
        code.update(file.relative_to(CODE_DIR).as_posix().encode())
        code.update(file.read_bytes().replace(b"\r\n", b"\n"))  # Git writes the line ends of Windows there
    return code.hexdigest()[:12]
