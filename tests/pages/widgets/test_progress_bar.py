"""The progress bar: when it is there, and its text."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.units import in_megabytes
from pages.widgets import progress_bar as module
from pages.widgets.progress_bar import in_pictures, progress_bar


class Place:
    """Stands for `st.empty()` and keeps what was shown there."""

    def __init__(self) -> None:
        self.shown: list[tuple[float, str]] = []
        self.is_empty = False

    def progress(self, share: float, text: str) -> None:
        self.shown.append((share, text))

    def empty(self) -> None:
        self.is_empty = True


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    found = Place()
    monkeypatch.setattr(module.st, "empty", lambda: found)
    return found


def test_the_text_names_what_is_counted() -> None:
    assert in_pictures(120, 4_000) == "120 of 4,000 pictures"


def test_the_bar_comes_with_the_first_call_and_goes_at_the_end(place: Place) -> None:
    with progress_bar("Drawing:") as progress:
        assert place.shown == []
        progress(1, 4)
        progress(5, 0)
        assert not place.is_empty
    assert place.shown == [(0.25, "Drawing: 1 of 4 pictures"), (0.0, "Drawing: 5 of 0 pictures")]
    assert place.is_empty


def test_the_bar_goes_when_the_work_fails(place: Place) -> None:
    with pytest.raises(KeyError), progress_bar("Reading:", in_megabytes) as progress:
        progress(10**6, 2 * 10**6)
        raise KeyError
    assert place.shown == [(0.5, "Reading: 1.0 of 2.0 MB")]
    assert place.is_empty


def test_streamlit_shows_it() -> None:
    def page() -> None:
        from pages.widgets.progress_bar import progress_bar

        with progress_bar("Drawing:") as progress:
            progress(4, 4)

    assert not AppTest.from_function(page).run().exception
