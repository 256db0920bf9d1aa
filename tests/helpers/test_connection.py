"""What all sides of a connection have in common."""

from pathlib import Path

import dask
import pytest

from dogcat.helpers import connection
from dogcat.helpers.certificates import own_credentials
from dogcat.helpers.connection import HelpersError, code_version, require_distributed, security_of


def test_without_the_packages_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "installed_version", lambda _name: None)
    with pytest.raises(HelpersError, match=r"requirements-helpers\.txt"):
        require_distributed()


def test_a_lost_training_is_not_repeated_by_dask() -> None:
    require_distributed()
    assert dask.config.get("distributed.scheduler.allowed-failures") == 0
    assert dask.config.get("distributed.scheduler.worker-ttl") == "30s"


def test_each_connection_needs_encryption(home: Path) -> None:
    security = security_of(own_credentials())
    assert security.require_encryption
    for side in ("scheduler", "worker", "client"):
        assert security.get_connection_args(side)["ssl_context"].verify_mode.name == "CERT_REQUIRED"


def test_the_version_changes_with_the_code_and_not_with_line_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "CODE_DIR", tmp_path)
    module = tmp_path / "dogcat" / "module.py"
    module.parent.mkdir()
    versions = []
    for text in (b"a = 1\n", b"a = 1\r\n", b"a = 2\n"):
        module.write_bytes(text)
        versions.append(code_version.__wrapped__())
    assert versions[0] == versions[1] != versions[2]
