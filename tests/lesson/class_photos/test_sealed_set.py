"""The seal: only with both classes, nothing enters after it, and guesses end when the results open."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.common.permission import NotAllowedError, Visitor
from dogcat.lesson.class_photos.kept import ClassPhotoError, keep, sealed_set
from dogcat.lesson.class_photos.photos import all_photos, delete, hand_in, release, sealed_photos
from dogcat.lesson.class_photos.sealed_set import ClassGuess, class_guesses, guess, seal
from tests.lesson.class_photos.pets import ANN, BEN, TEACHER, hand_in_some, photo

NETWORKS = ("plain", "regularized")


def test_the_seal_takes_what_is_released_and_nothing_later(home: Path) -> None:
    released = hand_in_some(4)
    waiting = hand_in(BEN, photo(9), 0)
    with pytest.raises(NotAllowedError):
        seal(NETWORKS, ANN)
    seal(NETWORKS, TEACHER)
    assert [each.id for each in sealed_photos()] == [each.id for each in all_photos(TEACHER)]
    assert {each.id for each in sealed_photos()} == {each.id for each in released}
    assert not waiting.path.exists()
    with pytest.raises(ClassPhotoError, match="sealed"):
        hand_in(BEN, photo(10), 0)
    with pytest.raises(ClassPhotoError, match="sealed"):
        release([waiting.id], TEACHER)
    with pytest.raises(ClassPhotoError, match="sealed already"):
        seal(NETWORKS, TEACHER)
    delete([released[0].id], ANN)
    kept = sealed_set()
    assert kept is not None
    assert kept.num_withdrawn == 1
    assert len(sealed_photos()) == len(kept.photos) == 3


def test_one_class_alone_makes_no_test_set(home: Path) -> None:
    hand_in_some(1)
    hand_in(ANN, photo(5), 1)  # a dog that is not released
    with pytest.raises(ClassPhotoError, match="at least one cat and one dog"):
        seal(NETWORKS, TEACHER)
    assert len(all_photos(TEACHER)) == 2


def test_the_class_guesses_between_the_seal_and_the_opening(home: Path) -> None:
    with pytest.raises(ClassPhotoError, match="not sealed yet"):
        guess((0.5, 0.5), ANN)
    hand_in_some(2)
    seal(NETWORKS, TEACHER)
    kept = sealed_set()
    assert kept is not None
    assert class_guesses(kept) == []
    with pytest.raises(ClassPhotoError):
        guess((0.5, 1.5), ANN)
    guess((0.1, 0.2), ANN)
    with ThreadPoolExecutor(30) as phones:
        list(phones.map(lambda number: guess((number / 100, 0.9), Visitor(f"p{number}")), range(50, 80)))
    guess((0.4, 1.0), ANN)
    kept = sealed_set()
    assert kept is not None
    assert class_guesses(kept) == [ClassGuess(31, 0.64, 0.4, 0.79), ClassGuess(31, 0.9, 0.9, 1.0)]
    keep(replace(kept, opened_at=kept.sealed_at + 1))
    with pytest.raises(ClassPhotoError, match="too late"):
        guess((0.5, 0.5), ANN)
