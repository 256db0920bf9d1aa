"""The ladder's recipes: one budget, and one ingredient between a rung and the rung it is compared with."""

from dataclasses import asdict, replace

from dogcat.analysis.ladder import NUM_SHOWN, PARTS, PLAIN, TOP, rungs
from dogcat.recipe.recipe import BASELINE, MODERN_AUGMENTATION, REGULARIZED, Recipe


def test_every_rung_is_shown_equally_many_pictures_of_one_size() -> None:
    for rung in rungs().values():
        recipe = rung.recipe
        assert recipe.epochs * recipe.steps_per_epoch * recipe.batch_size == NUM_SHOWN, rung.name
        assert (recipe.picture_size, recipe.seed) == (128, 1), rung.name


def test_a_rung_is_compared_with_an_earlier_one_that_differs() -> None:
    known = rungs()
    order = list(known)
    for name, rung in known.items():
        assert rung.name == name
        assert rung.part in PARTS
        if name == PLAIN:
            assert rung.before == ""
        else:
            assert known[rung.before].recipe != rung.recipe
            assert order.index(rung.before) < order.index(name)
    assert len({rung.recipe for rung in known.values()}) == len(known), "no training is made twice"


def test_the_first_rung_is_the_tutorial_s_network() -> None:
    free = {"picture_size": 128, "batch_size": 32, "steps_per_epoch": 150, "epochs": 25}
    assert rungs()[PLAIN].recipe == replace(BASELINE, **free)  # type: ignore[arg-type]
    tutorial = rungs()["tutorial"].recipe
    assert (tutorial.dropout, tutorial.augmentation) == (REGULARIZED.dropout, REGULARIZED.augmentation)


def changed(before: Recipe, after: Recipe) -> set[str]:
    """The fields in which two recipes differ, those of the augmentation included; steps follow from the batch size."""
    one, other = ({**asdict(recipe), **asdict(recipe.augmentation)} for recipe in (before, after))
    return {name for name in one if one[name] != other[name]} - {"augmentation", "steps_per_epoch"}


def test_what_is_taken_away_is_what_was_added() -> None:
    known = rungs()
    steps = {
        rung.ingredient: changed(known[rung.before].recipe, rung.recipe)
        for rung in known.values()
        if rung.part == "up" and rung.before
    }
    for step in steps.values():
        assert step
    for rung in known.values():
        if rung.part == "down":
            taken = changed(known[rung.before].recipe, rung.recipe)
            part_of = {"squeeze-excitation": "residual", "weight-decay": "optimizer"}.get(
                rung.ingredient, rung.ingredient
            )
            assert taken, rung.name
            assert taken <= steps[part_of], rung.name


def test_the_top_has_the_modern_augmentation() -> None:
    assert rungs()[TOP].recipe.augmentation == MODERN_AUGMENTATION
