"""Charts of picture sets: counts and distributions of pixel values, and counts in words."""

import pytest

from dogcat.charts.pictures import counts_chart, describe_counts, histogram_chart
from dogcat.common.palette import CAT, DOG

COUNTS = {"train": {"cat": 1_000, "dog": 900}, "test": {"cat": 5, "dog": 6}}


def test_each_split_has_a_bar_of_cats_and_dogs() -> None:
    cats, dogs = counts_chart(COUNTS).data
    assert (cats.marker.color, dogs.marker.color) == (CAT, DOG)
    assert list(cats.x) == [1_000, 5]
    assert list(dogs.x) == [900, 6]
    assert list(cats.text) == ["1,000 cats", "5 cats"]
    assert list(cats.y) == list(dogs.y)
    assert describe_counts(COUNTS) == "train: 1,000 cats and 900 dogs; test: 5 cats and 6 dogs."


def test_a_histogram_spreads_its_parts_over_all_pixel_values() -> None:
    figure = histogram_chart("red", [0.5, 0.25, 0.25, 0.0], [0.1, 0.2, 0.3, 0.4])
    cats, dogs = figure.data
    assert list(cats.x) == list(dogs.x) == [32, 96, 160, 224], "the middles of four equal parts of 0 to 256"
    assert list(cats.y) == pytest.approx([0.5, 0.25, 0.25, 0.0])
    assert list(dogs.y) == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert figure.layout.title.text == "red"
