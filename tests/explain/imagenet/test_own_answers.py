"""What a pre-trained network says with its own classes: names, groups, and the question to the worker process."""

from typing import Any, cast

import numpy as np
import pytest

from dogcat.explain.imagenet.own_answers import CATS, DOGS, OwnAnswers, class_names, own_answers
from dogcat.explain.protocol import WorkerProcess, pixels_from_json


def answers(**by_name: float) -> OwnAnswers:
    probabilities = np.zeros(1000)
    for name, probability in by_name.items():
        probabilities[class_names().index(name)] = probability
    return OwnAnswers(probabilities)


def test_there_are_a_thousand_classes_with_118_breeds_of_dogs_and_5_kinds_of_cats() -> None:
    names = class_names()
    assert (len(names), len(DOGS), len(CATS)) == (1000, 118, 5)
    assert (names[DOGS[0]], names[DOGS[-1]].split(" (")[0]) == ("Chihuahua", "Mexican hairless dog")
    assert [names[place] for place in CATS] == ["tabby cat", "tiger cat", "Persian cat", "Siamese cat", "Egyptian Mau"]


def test_the_groups_add_up_and_the_most_probable_comes_first() -> None:
    found = answers(Chihuahua=0.25, dugong=0.5, Pekingese=0.125)
    assert (found.dogs, found.cats, found.others) == (0.375, 0.0, 0.625)
    assert [class_names()[place] for place, _probability in found.top(2)] == ["dugong", "Chihuahua"]


def test_the_worker_gets_the_pixels() -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)

    class Worker:
        def ask(self, question: dict[str, Any]) -> dict[str, np.ndarray]:
            assert question["what"] == "imagenet"
            assert np.array_equal(pixels_from_json(question), pixels)
            return {"probabilities": np.full(1000, 1e-3, np.float32)}

    found = own_answers(cast("WorkerProcess", Worker()), pixels)
    assert found.dogs == pytest.approx(0.118)
