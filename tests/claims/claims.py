"""What the texts claim of trainings, each claim computed from the recorded trainings with all their seeds.

Each public function is a claim. It returns True as long as the recordings bear it out.
"""

import math
import sys
from collections.abc import Callable, Iterable
from statistics import fmean
from types import FunctionType

from dogcat.analysis.calibration import calibration
from dogcat.analysis.cures import spread
from dogcat.analysis.curve_reading import FLIPS_LEARNED, GAPS
from dogcat.analysis.history import Diagnosis, diagnose, mean_of_last
from dogcat.lesson.figures import SURE, level_around
from dogcat.lesson.guesses import LEVEL, SAME, judge_guess
from tests.claims import networks
from tests.claims.recordings import Recordings, Training

FIRST_EPOCHS = range(3, 20)  # while training accuracy rises, after the first step away from guessing


def _plain(data: Recordings) -> list[Training]:
    """Return every recording of a plain network that the texts speak of: the tutorial's and the quick one."""
    return [*data.plain, *(each for cells in data.quick.values() for each in cells["nothing"])]


def _regularized(data: Recordings) -> list[Training]:
    return [*data.regularized, *(each for cells in data.quick.values() for each in cells["both"])]


def _pairs(data: Recordings, plain: str, other: str) -> Iterable[tuple[Training, Training]]:
    """Return the trainings of two cells of the quick recipe, pairs of the same seed."""
    for cells in data.quick.values():
        yield from zip(cells[plain], cells[other], strict=True)


def _found(trainings: Iterable[Training]) -> list[Diagnosis]:
    return [diagnose(each.rows) for each in trainings]


def _gain(data: Recordings, kind: str, cell: str, above: str) -> tuple[float, float, float]:
    """Return how far a cell's validation accuracy lies above another's: mean, and 95% confidence interval."""
    old, new = (_found(data.quick[kind][name]) for name in (above, cell))
    found = spread([after.val_accuracy - before.val_accuracy for before, after in zip(old, new, strict=True)])
    return found.mean, found.low, found.high


def _accuracy_of_epoch(trainings: Iterable[Training], column: str, epoch: int) -> float:
    return fmean(each.rows[epoch - 1][column] for each in trainings)


def a_network_can_learn_by_heart(data: Recordings) -> bool:
    """Without regularization the quick network gets nearly all of its training pictures right, with every seed."""
    return all(found.clean_accuracy > 0.99 for cells in data.quick.values() for found in _found(cells["nothing"]))


def the_plain_network_learns_almost_by_heart(data: Recordings) -> bool:
    """The training that Home names has more than 95% of its training pictures right."""
    return diagnose(data.exercise["baseline"].rows).clean_accuracy > 0.95


def the_curves_part(data: Recordings) -> bool:
    """The gap of the plain network is one of the largest grade in the mean of all seeds, and large with each seed."""
    families = [data.plain, *(cells["nothing"] for cells in data.quick.values())]
    gaps = [[found.gap for found in _found(family)] for family in families]
    return all(fmean(each) >= GAPS[2] and min(each) >= GAPS[1] for each in gaps)


def training_accuracy_rises(data: Recordings) -> bool:
    """Training accuracy of the plain network ends at least 15 points above its first epoch."""
    return all(found.clean_accuracy > each.rows[0]["clean_accuracy"] + 0.15
               for each, found in zip(_plain(data), _found(_plain(data)), strict=True))  # fmt: skip


def validation_accuracy_rises_then_stays_level(data: Recordings) -> bool:
    """The app judges this guess as right on every plain recording."""
    return all(judge_guess(LEVEL, each.rows).startswith("Well guessed") for each in _plain(data))


def validation_loss_rises_while_training_loss_falls(data: Recordings) -> bool:
    """From the epoch of the lowest validation loss on, with every seed of the plain network."""

    def parts(rows: object) -> bool:
        lowest = min(rows, key=lambda row: row["val_loss"])  # type: ignore[attr-defined]
        last = rows[-1]  # type: ignore[index]
        return bool(last["val_loss"] > 1.2 * lowest["val_loss"] and last["clean_loss"] < 0.5 * lowest["clean_loss"])

    return all(parts(each.rows) for each in _plain(data))


def validation_accuracy_hardly_changes_after_the_lowest_loss(data: Recordings) -> bool:
    """By less than a difference to the app, with every seed of the tutorial's plain network; nowhere does it fall."""

    def change(each: Training) -> float:
        found = diagnose(each.rows)
        return found.val_accuracy - level_around(each.rows, found.lowest_val_loss_epoch)

    rises = training_accuracy_rises(data) and validation_loss_rises_while_training_loss_falls(data)
    return rises and all(abs(change(each)) < SAME for each in data.plain) and all(
        change(each) > -SAME for each in _plain(data)
    )  # fmt: skip


def mistakes_grow_more_confident(data: Recordings) -> bool:
    """In the end the mean loss of a mistake exceeds what it can have been in the epoch of the lowest validation loss.

    All pictures together had that epoch's loss, so its mistakes had at most the loss divided by their fraction.
    """

    def grow(each: Training) -> bool:
        lowest = min(each.rows, key=lambda row: row["val_loss"])
        most = lowest["val_loss"] / (1 - lowest["val_accuracy"])
        mistaken = [1 - p if "/dogs/" in name else p for name, p in each.p_dog.items()]
        losses = [-math.log(max(1e-7, 1 - p)) for p in mistaken if p > 0.5]
        return bool(losses) and fmean(losses) > most

    return all(grow(each) for each in data.plain)


def augmentation_slows_training(data: Recordings) -> bool:
    """After the same number of epochs training accuracy is lower with augmentation, in the mean of the seeds."""
    return all(
        _accuracy_of_epoch(cells["augmentation"], "clean_accuracy", epoch)
        < _accuracy_of_epoch(cells["nothing"], "clean_accuracy", epoch)
        for cells in data.quick.values()
        for epoch in FIRST_EPOCHS
    )


def augmentation_makes_learning_by_heart_much_harder(data: Recordings) -> bool:
    """Training accuracy ends clearly lower, and the gap is at most half as large, with every seed."""
    return all(
        new.clean_accuracy < old.clean_accuracy - SAME and new.gap < old.gap / 2
        for old, new in (_found(pair) for pair in _pairs(data, "nothing", "augmentation"))
    )


def augmentation_and_dropout_make_learning_by_heart_harder(data: Recordings) -> bool:
    """Each of them leaves a smaller gap than neither does, in the mean of the seeds; both the smallest."""
    for cells in data.quick.values():
        gaps = {cell: fmean(found.gap for found in _found(trainings)) for cell, trainings in cells.items()}
        if not gaps["both"] < gaps["augmentation"] < gaps["dropout"] < gaps["nothing"]:
            return False
    return True


def augmented_validation_measures_something_else(data: Recordings) -> bool:
    """On augmented validation pictures accuracy is another one, in the mean of the epochs by at least one point."""
    return fmean(abs(usual - augmented) for usual, augmented in data.augmented) > 0.01


def the_gap_at_least_halves(data: Recordings) -> bool:
    """With augmentation and dropout, with every seed of both recipes."""
    tutorial = min(found.gap for found in _found(data.plain)) / 2 > max(found.gap for found in _found(data.regularized))
    return tutorial and all(
        new.gap < old.gap / 2 for old, new in (_found(pair) for pair in _pairs(data, "nothing", "both"))
    )


def regularized_training_rises_more_slowly(data: Recordings) -> bool:
    """After each of the first epochs its training accuracy is lower, in the mean of the seeds of both recipes."""
    families = [(data.plain, data.regularized), *((cells["nothing"], cells["both"]) for cells in data.quick.values())]
    return all(
        _accuracy_of_epoch(new, "clean_accuracy", epoch) < _accuracy_of_epoch(old, "clean_accuracy", epoch)
        for old, new in families
        for epoch in FIRST_EPOCHS
    )


def regularized_training_ends_lower_and_validation_higher(data: Recordings) -> bool:
    """With every seed of both recipes; the interval of the gain over the seeds lies above what the app calls equal."""
    pairs = [(old, new) for old in _found(data.plain) for new in _found(data.regularized)]
    pairs += [(old, new) for old, new in (_found(pair) for pair in _pairs(data, "nothing", "both"))]
    return all(
        new.clean_accuracy < old.clean_accuracy and new.val_accuracy > old.val_accuracy for old, new in pairs
    ) and all(_gain(data, kind, "both", "nothing")[1] > SAME for kind in data.quick)


def validation_can_look_better_than_training_during_the_epoch(data: Recordings) -> bool:
    """With both it does in a third of the epochs or more, with every seed; without them in hardly any."""

    def fraction(each: Training) -> float:
        return fmean(row["val_accuracy"] > row["accuracy"] for row in each.rows)

    return all(fraction(each) > 1 / 3 for each in _regularized(data)) and all(
        fraction(each) < 0.1 for each in _plain(data)
    )


def augmentation_gains_more_than_dropout(data: Recordings) -> bool:
    """The interval of the difference over the seeds lies above what the app calls equal; so does the tutorial's one."""
    fair = {cell: diagnose(each.rows).val_accuracy for cell, each in data.fair.items()}
    return all(_gain(data, kind, "augmentation", "dropout")[1] > SAME for kind in data.quick) and (
        fair["augmentation"] > fair["dropout"] + SAME
    )


def augmentation_clearly_helps(data: Recordings) -> bool:
    """The interval of its gain over the seeds lies above what the app calls equal."""
    return all(_gain(data, kind, "augmentation", "nothing")[1] > SAME for kind in data.quick)


def dropout_alone_helps_a_little_at_most_on_photos(data: Recordings) -> bool:
    """Its mean gain over the seeds is less than the app calls a difference, though more than nothing."""
    mean, low, _high = _gain(data, "photos", "dropout", "nothing")
    return 0 < low < mean < SAME


def dropout_on_top_of_augmentation_adds_nothing(data: Recordings) -> bool:
    """Both together are not above augmentation alone, and by less below it than the app calls a difference."""
    return all(
        low > -SAME and high < SAME / 6
        for _mean, low, high in (_gain(data, kind, "both", "augmentation") for kind in data.quick)
    )


def differences_below_the_threshold_cannot_be_seen(data: Recordings) -> bool:
    """The threshold is two standard deviations of an accuracy such as these on 1,000 pictures."""
    accuracy = fmean(found.val_accuracy for found in _found(data.quick["photos"]["nothing"]))
    deviation = math.sqrt(accuracy * (1 - accuracy) / 1000)
    return 1.9 * deviation < SAME < 2.2 * deviation


def the_highest_epoch_is_a_lucky_one(data: Recordings) -> bool:
    """The highest validation accuracy lies above the mean of the last ten epochs, with every seed by half a point."""
    return all(found.best_val_accuracy > found.val_accuracy + 0.005 for found in _found(data.regularized))


def sure_answers_are_right_less_often_than_they_say(data: Recordings) -> bool:
    """Where the plain network is at least 90% sure, it is right less often by 5 points or more, with every seed."""

    def too_sure(each: Training) -> bool:
        sure = [found for found in calibration(each.p_dog).bins if found.low >= SURE - 1e-9]
        num = sum(found.count for found in sure)
        confidence, right = (sum(getattr(found, name) * found.count for found in sure) / num
                             for name in ("confidence", "accuracy"))  # fmt: skip
        return bool(right < min(SURE, confidence - 0.05))

    return all(too_sure(each) for each in data.plain)


def drawn_pictures_are_easier_than_photos(data: Recordings) -> bool:
    """In each cell validation accuracy is higher and the gap smaller, in the mean of the seeds."""
    found = {(kind, cell): _found(trainings) for kind, cells in data.quick.items() for cell, trainings in cells.items()}
    return all(
        fmean(each.val_accuracy for each in found["drawn", cell])
        > fmean(each.val_accuracy for each in found["photos", cell]) + SAME
        and fmean(each.gap for each in found["drawn", cell]) < fmean(each.gap for each in found["photos", cell])
        for cell in data.quick["photos"]
    )


def each_cell_has_ten_seeds(data: Recordings) -> bool:
    """The four cells of both kinds of pictures have ten trainings each."""
    return all(len(trainings) == 10 for cells in data.quick.values() for trainings in cells.values())


def both_kinds_are_split_by_number(data: Recordings) -> bool:
    """The validation pictures of cats and of dogs have the same file numbers, one after the other."""
    wanted = list(range(1000, 1500))
    return all(
        sorted(int(name.split(".")[-2]) for name in each.p_dog if f"/{kind}/" in name) == wanted
        for each in (*data.plain, *data.regularized)
        for kind in ("cats", "dogs")
    )


def wrong_labels_are_learned_by_heart(data: Recordings) -> bool:
    """In the end most pictures with a flipped label get it from the network, far more than new ones are mistaken."""
    learned = mean_of_last(data.flipped.rows, "flipped_accuracy")
    return learned > 0.5 and learned > 1 - diagnose(data.flipped.rows).val_accuracy + FLIPS_LEARNED[1]


CLAIMS: dict[str, Callable[[Recordings], bool]] = {
    name: claim
    for module in (sys.modules[__name__], networks)
    for name, claim in vars(module).items()
    if isinstance(claim, FunctionType) and claim.__module__ == module.__name__ and not name.startswith("_")
}
