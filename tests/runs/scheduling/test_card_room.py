"""Trainings share a graphics card only as long as its memory holds all that they will take."""

from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.common.sentence import Sentence
from dogcat.recipe.device import Device, keep_device
from dogcat.recipe.graphics_card import NvidiaCard
from dogcat.recipe.memory import expected_card_bytes
from dogcat.recipe.recipe import BASELINE
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling import card_room
from dogcat.runs.scheduling.card_room import fits_on_card

MEMORY = 4 * 2**30
CARD = Device("gpu", "RTX", MEMORY, Sentence("RTX"))
NEEDED = expected_card_bytes(BASELINE, MEMORY)


@pytest.fixture
def busy(home: Path) -> list[Run]:
    """A training on the graphics card."""
    keep_device(CARD)
    return [create_run(BASELINE, "pets")]


def free(monkeypatch: pytest.MonkeyPatch, *free_bytes: int) -> list[str]:
    """Plays the driver's list; the result notes each look at it."""
    looks: list[str] = []
    cards = [NvidiaCard("RTX", MEMORY, number) for number in free_bytes]
    monkeypatch.setattr(card_room, "nvidia_cards", lambda: looks.append("look") or cards)
    card_room._free_bytes.cache_clear()
    return looks


@pytest.mark.parametrize(
    ("free_bytes", "fits"),
    [([MEMORY], True), ([NEEDED], True), ([NEEDED - 1], False), ([MEMORY, 0], False), ([], False)],
)
def test_another_training_starts_if_the_card_has_that_much_free(
    busy: list[Run], monkeypatch: pytest.MonkeyPatch, free_bytes: list[int], fits: bool
) -> None:
    free(monkeypatch, *free_bytes)
    assert fits_on_card(BASELINE, busy) is fits


def test_a_training_that_has_not_taken_its_memory_yet_is_counted_with_all_of_it(
    busy: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, MEMORY)
    num_fitting = MEMORY // NEEDED
    assert num_fitting > 1
    assert fits_on_card(BASELINE, busy * (num_fitting - 1))
    assert not fits_on_card(BASELINE, busy * num_fitting)


def test_the_driver_is_not_asked_at_every_look(busy: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    looks = free(monkeypatch, MEMORY)
    monkeypatch.setattr(card_room.time, "monotonic", lambda: 100.0)
    for _look in range(5):
        fits_on_card(BASELINE, busy)
    assert len(looks) == 1


def test_what_the_processor_trains_takes_nothing_of_the_card(busy: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 0)
    on_processor = replace(BASELINE, device="cpu")
    assert fits_on_card(on_processor, busy)
    assert fits_on_card(BASELINE, [create_run(on_processor, "pets")])
    assert fits_on_card(BASELINE, [])
    monkeypatch.setenv("DOGCAT_DEVICE", "cpu")
    assert fits_on_card(BASELINE, busy)
    monkeypatch.setenv("DOGCAT_DEVICE", "wrong")
    assert fits_on_card(BASELINE, busy)


def test_a_card_of_unknown_memory_computes_one_training_at_a_time(busy: list[Run]) -> None:
    keep_device(replace(CARD, name="METAL", memory_bytes=None))
    assert fits_on_card(BASELINE, [])
    assert not fits_on_card(BASELINE, busy)
