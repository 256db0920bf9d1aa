"""Which training pictures a picture resembles, and when it is unlike all of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dogcat.explain import out_of_distribution
from dogcat.explain.out_of_distribution import (
    NUM_NEIGHBOURS,
    Likeness,
    Reference,
    pixel_statistics,
    shipped_file,
    shipped_reference,
)

GENERATOR = np.random.default_rng(1)


def looks(count: int, prefix: str) -> dict[str, np.ndarray]:
    """Pictures whose looks lie along a line in three dimensions, and which have hidden values at random."""
    along = GENERATOR.normal(size=(count, 1))
    texture = along * [1, 2, 3] + GENERATOR.normal(0, 0.1, (count, 3)) + 5
    return {
        "names": np.array([f"{prefix}{number}" for number in range(count)]),
        "hidden": GENERATOR.random((count, 8)).astype(np.float32),
        "texture": texture.astype(np.float32),
    }


TRAINING, VALIDATION = looks(200, "train"), looks(100, "validation")


@pytest.fixture
def reference() -> Reference:
    return Reference.of(TRAINING, VALIDATION)


def test_a_training_picture_is_its_own_nearest_neighbour(reference: Reference) -> None:
    out_of_distribution = reference.judge(TRAINING["hidden"][7], TRAINING["texture"][7])
    names = [neighbour.name for neighbour in out_of_distribution.neighbours]
    similarities = [neighbour.similarity for neighbour in out_of_distribution.neighbours]
    assert names[0] == "train7"
    assert similarities[0] == pytest.approx(1)
    assert similarities == sorted(similarities, reverse=True)
    assert len(names) == NUM_NEIGHBOURS


def test_hidden_values_of_another_strength_have_the_same_neighbours(reference: Reference) -> None:
    weak, strong = (reference.judge(factor * TRAINING["hidden"][7], TRAINING["texture"][7]) for factor in (0.1, 10))
    assert [one.name for one in weak.neighbours] == [one.name for one in strong.neighbours]


def test_off_the_line_is_unlike_even_where_each_value_alone_is_usual(reference: Reference) -> None:
    hidden = TRAINING["hidden"][0]
    usual, unusual = (np.array(point, np.float32) for point in ([6, 7, 8], [6, 3, 8]))
    assert not reference.judge(hidden, usual).is_unlike
    out_of_distribution = reference.judge(hidden, unusual)
    assert out_of_distribution.is_unlike
    assert out_of_distribution.share_as_far == 0


def test_five_in_a_hundred_validation_pictures_count_as_unlike(reference: Reference) -> None:
    judged = [reference.judge(VALIDATION["hidden"][row], VALIDATION["texture"][row]) for row in range(100)]
    assert sum(one.is_unlike for one in judged) == 5
    farthest = max(judged, key=lambda one: one.distance)
    assert farthest.share_as_far == 0.01


def test_what_is_kept_judges_alike(reference: Reference, tmp_path: Path) -> None:
    reference.write(tmp_path / "kept.npz")
    kept = Reference.read(tmp_path / "kept.npz")
    asked = (VALIDATION["hidden"][0], VALIDATION["texture"][0])
    assert kept.judge(*asked) == reference.judge(*asked)


def test_a_layer_that_says_nothing_of_any_picture_is_no_trouble() -> None:
    dead = {**TRAINING, "hidden": np.zeros((200, 8), np.float32), "texture": np.ones((200, 3), np.float32)}
    out_of_distribution = Reference.of(dead, dead).judge(dead["hidden"][0], dead["texture"][0])
    assert out_of_distribution.distance == 0
    assert [one.similarity for one in out_of_distribution.neighbours] == [0] * NUM_NEIGHBOURS


def test_without_its_pictures_it_judges_the_same_and_names_none(reference: Reference) -> None:
    alone = reference.without_pictures()
    for number in range(5):
        hidden, texture = VALIDATION["hidden"][number], VALIDATION["texture"][number]
        assert alone.judge(hidden, texture) == replace(reference.judge(hidden, texture), neighbours=())
    again = alone.with_pictures(TRAINING).judge(TRAINING["hidden"][7], TRAINING["texture"][7])
    assert again == reference.judge(TRAINING["hidden"][7], TRAINING["texture"][7])


def test_only_the_weights_that_ship_with_the_app_have_a_reference(
    reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out_of_distribution, "SHIPPED_DIR", tmp_path)
    model_file = tmp_path / "model.keras"
    assert shipped_reference(None) is None
    assert shipped_reference(model_file) is None, "it is gone"
    model_file.write_bytes(b"a network")
    assert shipped_reference(model_file) is None
    reference.without_pictures().write(shipped_file(model_file))
    found = shipped_reference(model_file)
    assert found
    np.testing.assert_array_equal(found.whitening, reference.whitening)
    model_file.write_bytes(b"the same network, trained once more")
    assert shipped_reference(model_file) is None


def test_the_share_is_told_in_a_hundred_pictures() -> None:
    assert Likeness(1.0, 2.0, 0.124, ()).num_as_far_in_100 == 12
    assert Likeness(9.0, 2.0, 0.004, ()).num_as_far_in_100 == 0


def test_plain_colours_and_patterns_differ_from_noise_in_their_pixels() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (40, 12, 12, 3)).astype(np.uint8)
    looks = {"names": np.arange(40).astype(str), "hidden": np.ones((40, 2)), "texture": pixel_statistics(noise)}
    reference = Reference.of(looks, looks)
    plain, striped = np.full((12, 12, 3), 120, np.uint8), np.zeros((12, 12, 3), np.uint8)
    striped[::2] = 255
    for odd in (plain, striped):
        assert reference.judge(np.ones(2), pixel_statistics(odd[None])[0]).distance > 2 * reference.distances.max()


def test_the_statistics_of_a_plain_picture_are_its_level() -> None:
    (found,) = pixel_statistics(np.full((1, 8, 8, 3), 51, np.uint8))
    assert found.shape == (31,)
    assert found[:3] == pytest.approx([0.2] * 3)
    assert found[3:12] == pytest.approx([0] * 9, abs=1e-6)
    assert found[12:27] == pytest.approx([0.2] * 15)
