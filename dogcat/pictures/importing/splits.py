"""Makes the splits that a source lacks, as the tutorial's author did: a part of each class for each split."""

import re
from typing import Literal

import numpy as np

from dogcat.common.language import N_, _, ngettext
from dogcat.pictures.importing.chosen_files import ChosenFile
from dogcat.pictures.importing.layouts import Files, Layout, check_classes
from dogcat.pictures.picture_set import CLASSES, SPLITS, PictureSetError

SplitRule = Literal["number", "seed"]

_TUTORIAL_SIZES = (1000, 500, 500)  # of each class, for train, validation and test

# For each missing split: the split to take it from, the divisor of its size, and a sentence on it.
_DONORS = {
    "validation": (
        "train",
        4,
        N_(
            "There is no validation split. The last quarter of each class of the training split, in {order}, becomes"
            " the validation split."
        ),
    ),
    "test": (
        "validation",
        2,
        N_("There is no test split. The second half of each class of validation, in {order}, becomes the test split."),
    ),
}
_ANIMALS = (N_("cats"), N_("dogs"))  # by label


def complete_splits(layout: Layout, rule: SplitRule, seed: int, title: str) -> tuple[Files, str]:
    """Return the pictures with all three splits.

    Without splits, each class gives 1,000 pictures to train, 500 to validation and 500 to test (Chollet, *Deep
    Learning with Python*, 2017, section 5.2). A class with fewer than 2,000 gives a half, a quarter and a quarter.
    Without test, half of validation becomes test. Without validation, a quarter of train becomes validation.

    Args:
        layout: the recognised layout.
        rule: `number` orders the pictures by the numbers in their names, `seed` shuffles them.
        seed: seed of the random order, 0 or more.
        title: name of the source in error messages.

    Returns:
        The pictures by (split, label), and a sentence on the splits that were made; "" if none was missing.

    Raises:
        PictureSetError: a class has no pictures, or too few to split.
    """
    check_classes(("train", *layout.splits) if layout.splits else ("",), layout, layout.files, title)
    order = (
        _("the order of the numbers in the file names")
        if rule == "number"
        else _("a random order with the seed {seed}").format(seed=seed)
    )
    if not layout.splits:
        return _split_by_size(layout.files, rule, seed, order, title)
    files, sentence = dict(layout.files), ""
    for split, (donor, parts, message) in _DONORS.items():
        if split not in layout.splits:
            sentence = _(message).format(order=order)
            for label in range(len(CLASSES)):
                ordered = _in_order(files[donor, label], rule, seed, label)
                _check_enough(len(ordered), 2, label, donor, title)
                kept = len(ordered) - max(1, len(ordered) // parts)
                files[donor, label], files[split, label] = ordered[:kept], ordered[kept:]
    return files, sentence


def split_sizes(num_pictures: int) -> tuple[int, int, int]:
    """Return how many pictures of a class go to train, validation and test. From 4 pictures on, none is 0."""
    if num_pictures >= sum(_TUTORIAL_SIZES):
        return _TUTORIAL_SIZES
    half, quarter = num_pictures // 2, num_pictures // 4
    return num_pictures - half, half - quarter, quarter


def _split_by_size(given: Files, rule: SplitRule, seed: int, order: str, title: str) -> tuple[Files, str]:
    files: Files = {}
    shares: list[str] = []
    for label in range(len(CLASSES)):
        ordered = _in_order(given["", label], rule, seed, label)
        _check_enough(len(ordered), 4, label, "", title)
        sizes = split_sizes(len(ordered))
        start = 0
        for split, size in zip(SPLITS, sizes, strict=True):
            files[split, label] = ordered[start : start + size]
            start += size
        shares.append(
            _("1,000 for training, 500 for validation and 500 for test")
            if sizes == _TUTORIAL_SIZES
            else _("half for training, a quarter for validation and a quarter for test")
        )
    cats, dogs = shares
    message = (
        _("Splits made in {order}: of each class {cats}. Pictures not needed: {num:,}.")
        if cats == dogs
        else _("Splits made in {order}: of the cats {cats}; of the dogs {dogs}. Pictures not needed: {num:,}.")
    )
    not_needed = sum(map(len, given.values())) - sum(map(len, files.values()))
    return files, message.format(order=order, cats=cats, dogs=dogs, num=not_needed)


def _in_order(files: list[ChosenFile], rule: SplitRule, seed: int, label: int) -> list[ChosenFile]:
    # By number before name, so that each breed of beagle_1, beagle_2, ... pug_1, pug_2, ... is in every split.
    def key(file: ChosenFile) -> tuple[list[int], str]:
        return [int(digits) for digits in re.findall(r"\d+", file.name)], file.name

    ordered = sorted(files, key=key)
    if rule == "number":
        return ordered
    return [ordered[place] for place in np.random.default_rng([seed, label]).permutation(len(ordered))]


def _check_enough(number: int, least: int, label: int, split: str, title: str) -> None:
    if number >= least:
        return
    message = (
        ngettext(
            "{title} has only {num} picture of {animals} in {split}. To make the splits that are missing, at least"
            " {least} of each class are needed in {split}; add some.",
            "{title} has only {num} pictures of {animals} in {split}. To make the splits that are missing, at least"
            " {least} of each class are needed in {split}; add some.",
            number,
        )
        if split
        else ngettext(
            "{title} has only {num} picture of {animals}. To make the splits that are missing, at least {least} of each"
            " class are needed; add some.",
            "{title} has only {num} pictures of {animals}. To make the splits that are missing, at least {least} of"
            " each class are needed; add some.",
            number,
        )
    )
    raise PictureSetError(
        message.format(
            title=title, num=number, animals=_(_ANIMALS[label]), split=_(split) if split else "", least=least
        )
    )
