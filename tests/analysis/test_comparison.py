"""Two networks on the same pictures and over seeds, against SciPy's tests and intervals."""

import json
import math

import pytest

from dogcat.analysis.comparison import (
    Paired,
    compare_pairs,
    find_set,
    has_predictions,
    num_measured,
    on_the_same_pictures,
    ribbon,
)
from dogcat.common.storage import write_text
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe
from dogcat.runs.run import Run, create_run

CAT, DOG = "validation/cats/cat.{}.jpg", "validation/dogs/dog.{}.jpg"


def test_each_picture_falls_into_one_of_four_cells_with_the_most_confident_mistakes_first() -> None:
    first = {CAT.format(1): 0.1, CAT.format(2): 0.9, CAT.format(3): 0.6, DOG.format(1): 0.8, DOG.format(2): 0.3,
             DOG.format(3): None, CAT.format(4): 0.2, "validation/cats/only.jpg": 0.0}  # fmt: skip
    second = {CAT.format(1): 0.2, CAT.format(2): 0.1, CAT.format(3): 0.4, DOG.format(1): 0.1, DOG.format(2): 0.4,
              DOG.format(3): 0.9, CAT.format(4): 0.7}  # fmt: skip
    found = compare_pairs(first, second)
    assert found == Paired(
        n=7,
        both_right=(CAT.format(1),),
        only_first=(DOG.format(1), CAT.format(4)),
        only_second=(DOG.format(3), CAT.format(2), CAT.format(3)),
        both_wrong=(DOG.format(2),),
        first_accuracy=pytest.approx(3 / 7),
        second_accuracy=pytest.approx(4 / 7),
        difference=pytest.approx(1 / 7),
        interval=found.interval,
        p=1.0,
    )


def test_a_difference_is_significant_below_five_percent() -> None:
    names = [CAT.format(number) for number in range(20)]
    always_right, always_wrong = dict.fromkeys(names, 0.1), dict.fromkeys(names, 0.9)
    apart, alike = compare_pairs(always_wrong, always_right), compare_pairs(always_right, always_right)
    assert (apart.num_disagreed, apart.is_significant) == (20, True)
    assert (alike.num_disagreed, alike.is_significant) == (0, False)


def test_one_half_counts_as_cat_as_in_an_evaluation() -> None:
    found = compare_pairs({CAT.format(1): 0.5, DOG.format(1): 0.5}, {CAT.format(1): 0.4, DOG.format(1): 0.6})
    assert (found.both_right, found.only_second) == ((CAT.format(1),), (DOG.format(1),))


def test_networks_without_a_common_picture_are_not_compared() -> None:
    with pytest.raises(ValueError, match="there are none"):
        compare_pairs({CAT.format(1): 0.5}, {DOG.format(1): 0.5})


def test_only_what_two_networks_said_of_the_same_pictures_is_compared(home: object) -> None:
    first, second = ended(BASELINE, "photos", CAT), ended(REGULARIZED, "my-photos", CAT)
    assert on_the_same_pictures(first, second) == ({CAT: 0.25}, {CAT: 0.25})  # the same photos under another name
    assert on_the_same_pictures(first, second, "test") == ({of_test(CAT): 0.5}, {of_test(CAT): 0.5})
    assert on_the_same_pictures(first, ended(BASELINE, "photos", DOG)) is None
    drawn, other = (ended(BASELINE, name, CAT, drawn=True) for name in ("drawn", "trap"))
    assert on_the_same_pictures(drawn, drawn)
    assert on_the_same_pictures(drawn, other) is None  # other pictures of the same names
    assert on_the_same_pictures(first, drawn) is None
    assert on_the_same_pictures(first, ended(BASELINE, "photos", CAT, drawn=True)) is None
    (second.folder / "evaluation.json").unlink()
    assert on_the_same_pictures(first, second) is None


def test_a_run_has_predictions_once_a_number_is_recorded(home: object) -> None:
    run = create_run(BASELINE, "photos")
    assert not has_predictions(run)
    for p_dog, expected in ((None, False), (0.5, True)):
        found = {"validation": {"p_dog": {CAT: p_dog}}}
        write_text(run.folder / "evaluation.json", json.dumps(found))
        assert has_predictions(run) == expected


def test_the_pictures_of_a_run_are_found_in_a_set_that_has_them_all(tiny_set: PictureSet) -> None:
    names = [picture.name for picture in tiny_set.all_pictures("validation")]
    run = create_run(BASELINE, "photos")
    assert find_set(run, names, [tiny_set]) == tiny_set
    assert find_set(run, [*names, CAT.format(99)], [tiny_set]) is None
    assert find_set(run, names, []) is None
    drawn = ended(BASELINE, "drawn", CAT, drawn=True)
    assert find_set(drawn, names, [tiny_set]) is None


def test_the_pictures_behind_the_figures_are_counted(home: object) -> None:
    run = create_run(BASELINE, "photos")
    assert num_measured(run) is None
    run.append("start", num_training=2000, num_validation=1000, steps_per_epoch=100)
    run.append("continue")
    run.append("start", num_training=1990, num_validation=999, steps_per_epoch=100, first_epoch=4)
    assert num_measured(run) == (1990, 999)


def test_a_ribbon_spans_the_seeds() -> None:
    histories = [
        [{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.3}, {"epoch": 3, "loss": 0.2}],
        [{"epoch": 1, "loss": 0.7}, {"epoch": 2, "loss": math.nan}, {"epoch": 3, "loss": 0.4}, {"epoch": 4, "loss": 1}],
    ]
    found = ribbon(histories, "loss")
    assert found.epochs == [1, 3]
    assert found.mean == pytest.approx([0.6, 0.3])
    assert (found.low, found.high, found.n) == ([0.5, 0.2], [0.7, 0.4], 2)


def of_test(name: str) -> str:
    """The name of the picture if it were one of the test split."""
    return name.replace("validation/", "test/")


def ended(recipe: Recipe, pictures: str, name: str, drawn: bool = False) -> Run:
    run = create_run(recipe, pictures)
    write_text(run.folder / "request.json", json.dumps({**run.request, "drawn": drawn}))
    said = {"validation": {"p_dog": {name: 0.25}}, "test": {"p_dog": {of_test(name): 0.5}}}
    write_text(run.folder / "evaluation.json", json.dumps(said))
    return run
