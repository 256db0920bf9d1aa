"""Versions of packages, TensorFlow's under either of its names, and the machine's address."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from dogcat.common import machine
from dogcat.common.machine import address_in_network, has_two_tensorflows, installed_version, requirements


def test_a_package_has_its_version_and_one_that_is_not_there_has_none() -> None:
    assert installed_version("numpy") == version("numpy")
    assert installed_version("no-such-package") is None


def test_the_smaller_tensorflow_is_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> str:
        if name == "tensorflow-cpu":
            return "2.99"
        raise PackageNotFoundError(name)

    monkeypatch.setattr(machine, "version", found)
    assert installed_version("tensorflow") == installed_version("tensorflow-cpu") == "2.99"
    assert installed_version("keras") is None
    assert not has_two_tensorflows()


def test_both_tensorflows_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "version", {"tensorflow": "2.98", "tensorflow-cpu": "2.99"}.__getitem__)
    assert installed_version("tensorflow") == "2.98"
    assert installed_version("tensorflow-cpu") == "2.99"
    assert has_two_tensorflows()


def test_requirements_are_read_with_the_files_that_they_include(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("one>=1.0  # a reason\n")
    (tmp_path / "all.txt").write_text("# comment\n\n-r more.txt\n./folder; python_version < '3'\ntwo[extra]>=2\n")
    assert [str(one) for one in requirements(tmp_path / "all.txt")] == ["one>=1.0", "two[extra]>=2"]


def test_the_address_is_one_that_phones_can_reach() -> None:
    address = address_in_network(8501)
    assert address is None or (address.endswith(":8501") and "//127." not in address)
