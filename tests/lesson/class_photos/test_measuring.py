"""Measuring: both networks once on the sealed photos, the hardest photos, and what a withdrawal leaves."""

from pathlib import Path
from typing import Any

import pytest

from dogcat.common.permission import NotAllowedError
from dogcat.common.statistics import mcnemar, wilson_interval
from dogcat.common.types import Arrays
from dogcat.lesson.class_photos.kept import ClassPhotoError, SealedSet, sealed_set
from dogcat.lesson.class_photos.measuring import (
    difference,
    hardest,
    is_measured,
    measure_own,
    open_results,
    score_of,
)
from dogcat.lesson.class_photos.photos import delete, hand_in, release, sealed_photos
from dogcat.lesson.class_photos.sealed_set import seal, times_measured
from dogcat.runs.run import Run
from tests.lesson.class_photos.pets import (
    ANN,
    BEN,
    TEACHER,
    StandIn,
    client_of,
    hand_in_some,
    photo,
    two_networks,
)

Networks = tuple[Run, Run]


@pytest.fixture
def networks(tiny_set: object) -> Networks:
    return two_networks()


def now() -> SealedSet:
    kept = sealed_set()
    assert kept is not None
    return kept


def names(networks: Networks) -> tuple[str, str]:
    return networks[0].id, networks[1].id


def opened(networks: Networks, num: int = 8) -> SealedSet:
    hand_in_some(num)
    seal(names(networks), TEACHER)
    open_results(client_of(StandIn()), networks, TEACHER)
    return now()


def test_both_networks_are_measured_on_every_photo_with_intervals(networks: Networks) -> None:
    kept = opened(networks)
    photos = sealed_photos()
    assert kept.opened_at is not None
    assert is_measured(kept, names(networks))
    assert times_measured(kept) == 1
    plain, regularized = (score_of(kept, name, photos) for name in names(networks))
    assert (plain.num_right, plain.num_all) == (8, 8)
    assert plain.interval == wilson_interval(8, 8)
    # The stand-in's regularized network doubles the brightness: cats of level 60 are below 0.5 still, noise aside.
    found = difference(kept, names(networks), photos)
    assert (found.first_accuracy, found.second_accuracy) == (plain.accuracy, regularized.accuracy)
    assert found.p == mcnemar(len(found.only_first), len(found.only_second))
    assert found.n == 8


def test_the_hardest_photos_come_first(networks: Networks) -> None:
    wrong = hand_in(BEN, photo(50, level=230), 0)  # a bright cat, which both take for a dog
    release([wrong.id], TEACHER)
    kept = opened(networks)
    found = hardest(kept, names(networks), sealed_photos())
    assert len(found) == 6
    assert found[0].photo.id == wrong.id
    assert all(p_dog is not None and p_dog > 0.8 for p_dog in found[0].p_dog)
    assert [each.loss for each in found] == sorted((each.loss for each in found), reverse=True)


def test_a_photo_that_is_taken_back_takes_its_answers_with_it(networks: Networks) -> None:
    opened(networks)
    gone = sealed_photos()[0]
    delete([gone.id], ANN)
    kept = now()
    assert all(gone.id not in said for said in kept.answers.values())
    assert score_of(kept, kept.networks[0], sealed_photos()).num_all == 7
    assert is_measured(kept, kept.networks)


def test_a_photo_that_is_taken_back_while_the_networks_answer_stays_gone(networks: Networks) -> None:
    some = hand_in_some(4)
    seal(names(networks), TEACHER)

    class Slow(StandIn):
        def ask(self, question: dict[str, Any]) -> Arrays:
            delete([some[0].id], ANN)
            return super().ask(question)

    open_results(client_of(Slow()), networks, TEACHER)
    assert all(set(said) == {each.id for each in some[1:]} for said in now().answers.values())


def test_own_networks_come_after_the_opening_and_are_counted(networks: Networks) -> None:
    hand_in_some(4)
    own = two_networks(owner="a1")
    client = client_of(StandIn())
    with pytest.raises(ClassPhotoError, match="not open"):
        measure_own(client, own, ANN)
    seal(names(networks), TEACHER)
    with pytest.raises(ClassPhotoError, match="not open"):
        measure_own(client, own, ANN)
    with pytest.raises(NotAllowedError):
        open_results(client, networks, ANN)
    open_results(client, networks, TEACHER)
    with pytest.raises(NotAllowedError):
        measure_own(client, own, BEN)
    measure_own(client, own, ANN)
    assert is_measured(now(), names(own))
    assert times_measured(now()) == 2
    assert now().networks == names(networks)


def test_only_the_photos_that_were_sealed_are_measured(networks: Networks) -> None:
    hand_in_some(4)
    seal(names(networks), TEACHER)
    sealed_photos()[0].path.write_bytes(photo(99))
    stand_in = StandIn()
    with pytest.raises(ClassPhotoError, match="changed after the seal"):
        open_results(client_of(stand_in), networks, TEACHER)
    assert stand_in.num_asked == 0
    assert now().opened_at is None
    for each in sealed_photos():
        delete([each.id], TEACHER)
    with pytest.raises(ClassPhotoError, match="No photo"):
        open_results(client_of(stand_in), networks, TEACHER)


def test_measuring_leaves_no_pixels_on_the_disk(networks: Networks, home: Path) -> None:
    before = {file for file in home.rglob("*") if file.is_file()}
    opened(networks, num=4)
    new = {file.relative_to(home).as_posix() for file in home.rglob("*") if file.is_file()} - {
        file.relative_to(home).as_posix() for file in before
    }
    assert {name for name in new if not name.startswith(("class_photos/", "opened_tests/"))} == set()
    assert sorted(name.rsplit(".", 1)[-1] for name in new) == ["jpg"] * 4 + ["json"] * 2 + ["lock"]
