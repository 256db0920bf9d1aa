"""Versions of packages, TensorFlow's under either of its names, and the machine's address."""

from importlib.metadata import PackageNotFoundError, version

import pytest

from dogcat.common import machine
from dogcat.common.machine import address_in_network, installed_version


def test_a_package_has_its_version_and_one_that_is_not_there_has_none() -> None:
    assert installed_version("numpy") == version("numpy")
    assert installed_version("no-such-package") is None


def test_the_smaller_tensorflow_is_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> str:
        if name == "tensorflow-cpu":
            return "2.99"
        raise PackageNotFoundError(name)

    monkeypatch.setattr(machine, "version", found)
    assert installed_version("tensorflow") == "2.99"
    assert installed_version("keras") is None


def test_the_address_is_one_that_phones_can_reach() -> None:
    address = address_in_network(8501)
    assert address is None or (address.endswith(":8501") and "//127." not in address)
