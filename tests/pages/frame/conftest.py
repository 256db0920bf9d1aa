"""What the tests of the frame share."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.errors import DogcatError
from pages.frame import teacher


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the networks say is the Try page's matter; loading TensorFlow for it would take long."""

    def ask(_question: object) -> None:
        raise DogcatError("busy")

    monkeypatch.setattr(
        "pages.screens.try_picture.network_choice.activation_client",
        lambda: SimpleNamespace(worker=SimpleNamespace(ask=ask)),
    )


@pytest.fixture
def guest(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app as a device of the class sees it."""
    monkeypatch.setattr(teacher, "sits_at_the_server", lambda: False)
    app.run()
    return app
