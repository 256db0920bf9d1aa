"""Charts of what two networks say while a picture is changed."""

import numpy as np

from dogcat.charts.explain import (
    NUM_CLASSES,
    SIDE_COLOURS,
    curve_chart,
    describe_curve,
    describe_draws,
    describe_own_answers,
    draws_chart,
    own_answers_chart,
)
from dogcat.common.palette import CAT, DOG, NEUTRAL
from dogcat.explain.attribution import Stability
from dogcat.explain.imagenet.own_answers import CATS, DOGS, OwnAnswers
from dogcat.explain.perturbations import AXES


def stability(level: float) -> Stability:
    return Stability(
        np.linspace(level, 1, 64), {name: np.linspace(level, 1, len(axis.values)) for name, axis in AXES.items()}
    )


FOUND = {"Before": stability(0.0), "After": stability(0.8)}


def test_each_network_has_its_curve_and_colour() -> None:
    for axis, facts in AXES.items():
        before, after = curve_chart(axis, FOUND).data
        assert (before.name, before.line.color) == ("Before", SIDE_COLOURS[0])
        assert (after.name, after.line.color) == ("After", SIDE_COLOURS[1])
        assert list(before.x) == list(facts.values)
        assert list(after.y) == FOUND["After"].curves[axis].tolist()
        assert curve_chart(axis, FOUND).layout.title.text == facts.title
    assert describe_curve("blur", FOUND) == "P(dog) by blur, pixels. Before: from 0% to 100%; After: from 80% to 100%."


def test_draws_are_dots_in_a_row_each() -> None:
    before, after = draws_chart(FOUND).data
    assert (set(before.y), len(before.x)) == ({"Before"}, 64)
    assert set(after.y) == {"After"}
    assert describe_draws(FOUND) == (
        "Before calls 32 of 64 variants a cat; its P(dog) varies by 29 percentage points (standard deviation); After"
        " calls 0 of 64 variants a cat; its P(dog) varies by 6 percentage points (standard deviation)."
    )


def test_dogs_cats_and_others_have_colours_of_their_own() -> None:
    probabilities = np.zeros(1000)
    probabilities[[DOGS[0], CATS[0], 0]] = 0.5, 0.3, 0.2
    found = OwnAnswers(probabilities)
    (bars,) = own_answers_chart(found).data
    assert list(bars.marker.color)[:3] == [DOG, CAT, NEUTRAL]
    assert list(bars.text)[:3] == ["50%", "30%", "20%"]
    assert len(bars.y) == NUM_CLASSES
    assert describe_own_answers(found).startswith("Chihuahua: 50%; tabby cat: 30%; tench: 20%")
