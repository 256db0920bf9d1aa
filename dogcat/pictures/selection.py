"""Selects and orders the pictures of a listing: by class, shuffled, by page, both classes in turn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dogcat.pictures.picture_set import CLASSES, Picture


@dataclass(frozen=True)
class Page:
    """One page of a listing.

    Attributes:
        number: number of the page, from 1.
        num_pages: number of pages of the listing, 1 or more.
        pictures: the pictures on the page.
    """

    number: int
    num_pages: int
    pictures: Sequence[Picture]


def of_class(listing: Sequence[Picture], animal: str) -> list[Picture]:
    """Returns the pictures of one of `CLASSES`; all pictures if `animal` is none of them."""
    return [picture for picture in listing if animal not in CLASSES or CLASSES[picture.label] == animal]


def shuffled(listing: Sequence[Picture], seed: int) -> list[Picture]:
    """Returns the pictures in random order, the same order for the same seed."""
    return [listing[place] for place in np.random.default_rng(seed).permutation(len(listing))]


def page_of(listing: Sequence[Picture], number: int, page_size: int) -> Page:
    """Returns the page of this number, or the nearest one that exists."""
    num_pages = max(1, -(-len(listing) // page_size))
    number = min(max(1, number), num_pages)
    return Page(number, num_pages, listing[(number - 1) * page_size : number * page_size])


def classes_in_turn(listing: Sequence[Picture], number: int) -> list[Picture]:
    """Returns at most `number` pictures from all over the listing: a cat, a dog, a cat and so on."""
    by_class = [of_class(listing, animal) for animal in CLASSES]
    step = max(1, min(map(len, by_class)) // (number // 2))
    pairs = zip(*(same[::step] for same in by_class), strict=False)
    return [picture for pair in pairs for picture in pair][:number]
