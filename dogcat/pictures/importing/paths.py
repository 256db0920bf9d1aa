"""Reads class and split of a picture from the folders around it, or from its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from dogcat.pictures.importing.names import (
    archive_part,
    download_part,
    is_filler,
    label_named,
    numbered_label,
    split_named,
    word,
)
from dogcat.pictures.picture_set import is_picture_name

Kind = Literal["splits", "classes", "numbered", "breeds"]
Place = tuple[str, ...]

# From the README of the Oxford-IIIT Pet dataset: cat breeds start with a capital letter, dog breeds with a small one.
_CAT_BREED = re.compile(r"[A-Z][a-z]+(_[A-Z][a-z]+)*_\d+")
_DOG_BREED = re.compile(r"[a-z]+(_[a-z]+)*_\d+")


@dataclass(frozen=True)
class PathReading:
    """What a path says of a picture.

    Attributes:
        kind: what says the class: `classes` for a folder, `numbered` or `breeds` for the file's name.
        folders: the folders of the path, without the parts of a download.
        place: the folder in which the layout starts, as the first of `folders`.
        place_of_classes: the same if a folder named as a split counts as any other.
        split: the split; "" if no folder names one.
        label: 0 for cat, 1 for dog.
        class_folder: name of the folder that says the class; "" if the file's name does.
        inside: the folders between the class and the file, such as breeds or days.
    """

    kind: Kind
    folders: Place
    place: Place
    place_of_classes: Place
    split: str
    label: int
    class_folder: str
    inside: Place


class PathReader:
    """Reads the paths of a source. What one path says may depend on its neighbours.

    Attributes:
        download_numbers: the numbers of the parts of a download, as far as the source has them.
    """

    def __init__(self, paths: Iterable[Place]) -> None:
        """Look at all paths.

        Args:
            paths: the paths of the source's files.
        """
        self._named: dict[Place, set[int]] = {}  # the labels that the names of a folder's files say
        for parts in paths:
            labels = self._named.setdefault(parts[:-1], set())
            if (label := _numbered(parts[-1])) is not None:
                labels.add(label)
        self._parts, self.download_numbers = _download_parts(set(self._named))
        self._folders = {folder: self._without_parts(folder) for folder in self._named}
        self._of_both = {outer for folders in self._folders.values() for outer in _around_other_class(folders)}

    def read(self, parts: Place) -> PathReading | None:
        """Return what one of the paths says; None if it does not say the class."""
        folders = self._folders[parts[:-1]]
        at = self._class_at(parts, folders)
        label = None if at is None else label_named(folders[at])
        if at is None or label is None:
            return _read_name(parts[-1], folders)
        end = at
        while end and label_named(folders[end - 1]) == label:  # cats/cats, as Windows unpacks
            end -= 1
        split, start = _split_above(folders, end)
        inside = folders[at + 1 :]
        if not split and inside and (split := split_named(inside[0])):  # cats/train/1.jpg
            inside = inside[1:]
        return PathReading("classes", folders, folders[:start], folders[:end], split, label, folders[at], inside)

    def _class_at(self, parts: Place, folders: Place) -> int | None:
        """Return the place of the nearest folder that names the class.

        A folder further up than the file's own counts only if nothing in it speaks for the other class: a folder
        "dogs" may also be the home of both.
        """
        at = next((at for at in reversed(range(len(folders))) if label_named(folders[at]) is not None), None)
        if at is None or at == len(folders) - 1:
            return at
        is_contradicted = bool(self._named[parts[:-1]] - {label_named(folders[at])})
        return None if is_contradicted or folders[: at + 1] in self._of_both else at

    def _without_parts(self, folder: Place) -> Place:
        return tuple(name for at, name in enumerate(folder) if folder[: at + 1] not in self._parts)


def _read_name(name: str, folders: Place) -> PathReading | None:
    label = _numbered(name)
    if label is not None:
        split, start = _split_above(folders, len(folders))
        return PathReading("numbered", folders, folders[:start], folders, split, label, "", ())
    stem = PurePosixPath(name).stem
    is_breed = is_picture_name(name) and (_CAT_BREED.fullmatch(stem) or _DOG_BREED.fullmatch(stem))
    if is_breed and folders and word(folders[-1]) == "images":
        return PathReading("breeds", folders, folders, folders, "", 0 if stem[0].isupper() else 1, "", ())
    return None


def _numbered(name: str) -> int | None:
    return numbered_label(PurePosixPath(name).stem) if is_picture_name(name) else None


def _split_above(folders: Place, end: int) -> tuple[str, int]:
    """Return the split that is named directly above `end`, and the place of its first folder: train/train/images."""
    at = end
    while at and is_filler(folders[at - 1]):
        at -= 1
    split = split_named(folders[at - 1]) if at else ""
    if not split:
        return "", end
    while at and split_named(folders[at - 1]) == split:
        at -= 1
    return split, at


def _around_other_class(folders: Place) -> list[Place]:
    """Return the folders that name a class around a folder that names the other one."""
    labels = [label_named(name) for name in folders]
    return [
        folders[: at + 1]
        for at, label in enumerate(labels)
        if label is not None and any(inner not in {None, label} for inner in labels[at + 1 :])
    ]


def _download_parts(folders: set[Place]) -> tuple[set[Place], set[int]]:
    """Return the archives and folders that are parts of one download, and the numbers of Google Drive's.

    Google Drive's are known by their names. Others are archives side by side whose names differ only in a number.
    """
    parts: set[Place] = set()
    numbers: set[int] = set()
    beside: dict[tuple[Place, str], set[Place]] = {}
    for path in {folder[:end] for folder in folders for end in range(1, len(folder) + 1)}:
        name = path[-1]
        if found := download_part(name):
            parts.add(path)
            numbers.add(found[1])
        elif (found := archive_part(name)) and label_named(name) is None and not split_named(name):
            beside.setdefault((path[:-1], found[0]), set()).add(path)
    return parts.union(*(group for group in beside.values() if len(group) > 1)), numbers
