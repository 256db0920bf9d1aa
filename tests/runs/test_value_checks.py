"""The checks of single values: what a training writes passes, and nothing else."""

import pytest

from dogcat.runs.value_checks import is_count, is_figure, is_flag, is_positive, is_probability, is_text, is_time

INFINITE, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (is_count, (0, 5), (-1, True, 1.0, "1", 10**12, None)),
        (is_positive, (1,), (0, -1, True)),
        (is_figure, (0, -1.5, None), (NAN, INFINITE, True, "1", 10**400)),
        (is_probability, (0, 1, 0.5, None), (-0.1, 1.1, NAN)),
        (is_time, (0, 1.7e9), (-1, 1e300, NAN, None, "1")),
        (is_text, ("", "a\nb", "고양이"), (5, "\x1b", "\ud800", "x" * 3_000)),
        (is_flag, (True, False), (0, 1, None)),
    ],
)
def test_right_values_pass_and_wrong_ones_do_not(
    check: object, right: tuple[object, ...], wrong: tuple[object, ...]
) -> None:
    assert callable(check)
    assert all(map(check, right))
    assert not any(map(check, wrong))
