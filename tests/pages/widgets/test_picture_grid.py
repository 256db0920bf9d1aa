"""The grid of variants: its data, and the pictures in their addresses."""

import base64
import io
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pages.widgets import picture_grid
from pages.widgets.picture_grid import data_address, show_variants

GREY = np.full((20, 30, 3), 90, np.uint8)


def decoded(address: str) -> np.ndarray:
    head, _, data = address.partition(",")
    assert head == "data:image/jpeg;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_an_address_holds_the_picture() -> None:
    assert np.abs(decoded(data_address(GREY)).astype(int) - GREY).max() <= 1


def test_a_lower_quality_is_shorter() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (50, 50, 3), dtype=np.uint8)
    assert len(data_address(noise, 50)) < len(data_address(noise, 92))


@pytest.mark.parametrize("opens", [True, False])
def test_the_first_picture_is_marked_and_never_opens(opens: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def grid(data: dict[str, Any], **_options: object) -> SimpleNamespace:
        given.update(data)
        return SimpleNamespace(opened=2)

    monkeypatch.setattr(picture_grid, "_grid", grid)
    pictures = [GREY, GREY, GREY]
    assert show_variants(pictures, ["original", "a", "b"], "key", "what it shows", columns=5, opens=opens) == 2
    assert [item["mark"] for item in given["items"]] == [True, False, False]
    assert [item["opens"] for item in given["items"]] == [False, opens, opens]
    assert given["items"][1]["words"] == "a, made from the picture"
    assert (given["columns"], given["description"]) == (5, "what it shows")


def test_each_picture_needs_a_caption() -> None:
    with pytest.raises(ValueError, match="shorter"):
        show_variants([GREY, GREY], ["one"], "key", "")
