"""One drawn animal: the same random numbers draw the same animal, and the label changes only its anatomy."""

import numpy as np
from PIL import Image

from dogcat.pictures.synthetic.animal import Animal
from dogcat.pictures.synthetic.canvas import CANVAS


def drawn(label: int, seed: int) -> np.ndarray:
    canvas = Image.new("RGB", (CANVAS, CANVAS), (0, 255, 0))
    Animal(label, np.random.default_rng(seed)).draw(canvas)
    return np.asarray(canvas)


def test_the_same_random_numbers_draw_the_same_animal() -> None:
    np.testing.assert_array_equal(drawn(0, 3), drawn(0, 3))
    assert not np.array_equal(drawn(0, 3), drawn(0, 4))
    assert not np.array_equal(drawn(0, 3), drawn(1, 3))


def test_cat_and_dog_share_everything_but_anatomy() -> None:
    cat, dog = (Animal(label, np.random.default_rng(3)) for label in (0, 1))
    assert (cat.is_dog, dog.is_dog) == (False, True)
    np.testing.assert_array_equal(np.asarray(cat.coat.texture), np.asarray(dog.coat.texture))
    np.testing.assert_array_equal(cat.head.centre, dog.head.centre)
    for name in ("angle", "yaw", "nod", "eye_colour", "nose_colour", "eyes_closed", "marking_is_light"):
        assert getattr(cat, name) == getattr(dog, name), name


def test_every_animal_covers_a_good_part_of_the_canvas_and_leaves_some() -> None:
    for seed in range(12):
        covered = np.mean(np.any(drawn(seed % 2, seed) != (0, 255, 0), axis=2))
        assert 0.05 < covered < 0.95, seed


def test_a_third_of_the_animals_is_close_and_upright_and_a_third_far() -> None:
    animals = [Animal(seed % 2, np.random.default_rng(seed)) for seed in range(400)]
    close = [animal for animal in animals if animal.head.radius > 0.33 * CANVAS]
    far = [animal for animal in animals if animal.head.radius < 0.21 * CANVAS]
    assert 0.25 < len(close) / len(animals) < 0.45
    assert 0.25 < len(far) / len(animals) < 0.45
    assert np.std([animal.angle for animal in close]) < 0.15 < np.std([animal.angle for animal in far])
