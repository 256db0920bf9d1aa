"""The colours of a map."""

import numpy as np

from dogcat.explain.heat_map import OPACITY, heat_map


def test_what_speaks_for_glows_and_what_speaks_against_is_blue() -> None:
    found = heat_map(np.array([[2.0, -2.0], [0.5, 0.0]]))
    assert found.dtype == np.uint8
    assert found.shape == (2, 2, 4)
    strongest = round(255 * OPACITY)
    assert found[0, 0].tolist() == [255, 230, 0, strongest]
    assert found[0, 1].tolist() == [0, 230, 255, strongest]
    assert 0 < found[1, 0, 3] < strongest
    assert found[1, 1, 3] == 0


def test_a_map_of_zeros_is_transparent() -> None:
    assert not heat_map(np.zeros((3, 3)))[..., 3].any()
