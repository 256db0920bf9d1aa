"""The two ranges of the pixels: which tables are compared, their curves, and the same in words."""

from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.charts.pixel_ranges import COLOURS, describe_pixel_ranges, pixel_ranges_chart, recorded_ranges
from dogcat.recipe.recipe import PIXEL_RANGES, QUICK_REGULARIZED
from tests.recorded_tables import write_table


def write(shelf: Path) -> None:
    folder = shelf.parent / "recorded-seeds"
    centred = {1: [0.5, 0.6, 0.7, 0.9], 2: [0.5, 0.7, 0.8, 0.9]}
    write_table(folder, "quick-both-2000-drawn", QUICK_REGULARIZED, centred)
    uncentred = replace(QUICK_REGULARIZED, pixel_range="0..1")
    write_table(folder, "quick-uncentred-2000-drawn", uncentred, {1: [0.5, 0.5, 0.55, 0.8]})


def test_each_range_has_a_line_and_the_range_over_its_seeds(shelf: Path) -> None:
    write(shelf)
    assert COLOURS.keys() == PIXEL_RANGES.keys()
    tables = recorded_ranges()
    assert list(tables) == ["0..1", "-1..1"]
    uncentred, band, centred = pixel_ranges_chart(tables).data
    assert (uncentred.name, centred.name) == ("0…1", "−1…1")
    assert list(centred.y) == pytest.approx([0.5, 0.65, 0.75, 0.9])
    assert list(band.y) == pytest.approx([0.5, 0.7, 0.8, 0.9, 0.9, 0.7, 0.6, 0.5])
    assert uncentred.line.color != centred.line.color
    assert describe_pixel_ranges(tables) == (
        "Mean validation accuracy of the quick recipe with augmentation and dropout on drawn pictures, over the seeds:"
        " with pixel values 0…1, 55% after 3 epochs and 80% after 4 (seeds: 1); with pixel values −1…1, 75% after 3"
        " epochs and 90% after 4 (seeds: 2)."
    )


def test_one_of_the_two_is_no_comparison(shelf: Path) -> None:
    assert recorded_ranges() == {}
    write(shelf)
    (shelf.parent / "recorded-seeds" / "quick-uncentred-2000-drawn.json").unlink()
    assert recorded_ranges() == {}
