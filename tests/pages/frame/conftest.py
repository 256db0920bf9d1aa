"""What the tests of the frame share."""

from types import SimpleNamespace

import pytest

from dogcat.common.errors import DogcatError


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the networks say is the Try page's matter; loading TensorFlow for it would take long."""

    def ask(_question: object) -> None:
        raise DogcatError("busy")

    monkeypatch.setattr(
        "pages.screens.try_picture.network_choice.activation_client",
        lambda: SimpleNamespace(worker=SimpleNamespace(ask=ask)),
    )
