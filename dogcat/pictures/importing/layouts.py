"""Recognises the layout of a source, its classes and splits, from the names of folders and files alone."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from dogcat.common.language import N_, _
from dogcat.common.units import size_words
from dogcat.pictures.decoding import MAX_FILE_BYTES
from dogcat.pictures.importing.archives import ArchiveEntry, Listing, plain_name
from dogcat.pictures.picture_set import CLASS_FOLDERS, SPLITS, PictureSetError, is_picture_name

LAYOUT = N_(
    "{train,validation,test}/{cats,dogs}/ (validation or test may be missing), or Cat/ and Dog/, or files named"
    " cat.1.jpg and dog.1.jpg, or images/ of the Oxford-IIIT Pet photos; with JPEG, PNG or WebP pictures, and folder"
    " names in English or Korean"
)

_SPLIT_NAMES = {
    "train": ("train", "training", "훈련", "학습"),
    "validation": ("validation", "valid", "val", "검증"),
    "test": ("test", "testing", "시험", "테스트"),
}
_CLASS_NAMES = {
    0: ("cat", "cats", "고양이", "고양이들"),
    1: ("dog", "dogs", "개", "개들", "강아지", "강아지들"),
}
_SPLIT_OF = {name: split for split, names in _SPLIT_NAMES.items() for name in names}
_LABEL_OF = {name: label for label, names in _CLASS_NAMES.items() for name in names}
_NUMBERED = re.compile(r"([^\W\d_]+)[\W_]*\d+\W*")  # cat.12, dog_12, Cat (12)
# From the README of the Oxford-IIIT Pet dataset: cat breeds start with a capital letter, dog breeds with a small one.
_CAT_BREED = re.compile(r"[A-Z][a-z]+(_[A-Z][a-z]+)*_\d+")
_DOG_BREED = re.compile(r"[a-z]+(_[a-z]+)*_\d+")

_NO_PICTURE_NAME = N_("not named as a picture (.jpg, .jpeg, .png or .webp)")
_NO_CLASS = N_("neither the folder nor the name says cat or dog")
_OUTSIDE = N_("is outside the recognised folders of pictures")

_Kind = Literal["splits", "classes", "numbered", "breeds"]
_KINDS: tuple[_Kind, ...] = ("splits", "classes", "numbered", "breeds")  # in order of preference within one folder
_Place = tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """A file that is not imported.

    Attributes:
        folder: its folder; "" at the top of the source.
        name: its name.
        reason: why it is not imported, in the current language.
    """

    folder: str
    name: str
    reason: str


@dataclass(frozen=True)
class Layout:
    """The pictures of a source by split and label.

    Attributes:
        description: a short sentence for the user.
        splits: the splits of the source; empty if it has none.
        files: the pictures by (split, label); the split is "" if the source has none.
        left_out: the files that are not imported.
    """

    description: str
    splits: tuple[str, ...]
    files: dict[tuple[str, int], list[ArchiveEntry]]
    left_out: list[LeftOut]

    @property
    def is_usable(self) -> bool:
        """True if the layout has splits or both classes."""
        return bool(self.splits) or (("", 0) in self.files and ("", 1) in self.files)


@dataclass(frozen=True)
class _Read:
    """The kind, split and label that a path states; `place` is the folder in which the layout starts."""

    entry: ArchiveEntry
    kind: _Kind
    place: _Place
    split: str
    label: int


def recognise(listing: Listing, title: str) -> Layout | None:
    """Return the layout of a source, at any depth.

    A layout with only one class is returned if there is none with both.

    Args:
        listing: the files of the source.
        title: name of the source in error messages.

    Returns:
        The layout, or None if no layout is recognised.

    Raises:
        PictureSetError: the source has several layouts.
    """
    entries = [entry for entry in listing.entries if not _is_hidden(entry)]
    read = [each for each in map(_read, entries) if each]
    splits = _splits_by_place(read, listing)
    found: dict[tuple[_Place, _Kind], list[_Read]] = {}
    for each in read:
        if each.kind == "splits" and splits[each.place] == {"train"}:  # then `train` is an ordinary folder
            each = _Read(each.entry, "classes", each.entry.parts[:-2], "", each.label)  # noqa: PLW2901
        found.setdefault((each.place, each.kind), []).append(each)
    best = _choose(found, title)
    if best is None:
        return None
    place, kind = best
    present = tuple(split for split in SPLITS if split in splits[place]) if kind == "splits" else ()
    files, left_out = _sort_out(found[best])
    left_out += _unused(entries, found[best])
    return Layout(_describe(kind, found[best], present), present, files, left_out)


def check_classes(splits: tuple[str, ...], present: Collection[tuple[str, int]], title: str) -> None:
    """Check that each class of each split has a picture.

    Args:
        splits: the splits to check; `("",)` for pictures without splits.
        present: the pairs (split, label) that have pictures.
        title: name of the source in the error message.

    Raises:
        PictureSetError: a class of a split has no picture.
    """
    for split in splits:
        for folder, label in CLASS_FOLDERS.items():
            if (split, label) not in present:
                message = (
                    _("{title} has no pictures in {split}/{folder}. Expected: {layout}.")
                    if split
                    else _("{title} has no pictures of {folder}. Expected: {layout}.")
                )
                raise PictureSetError(message.format(title=title, split=split, folder=folder, layout=_(LAYOUT)))


def _read(entry: ArchiveEntry) -> _Read | None:
    parts = entry.parts
    parent = _word(parts[-2]) if len(parts) >= 2 else ""
    if parent in _LABEL_OF:
        split = _SPLIT_OF.get(_word(parts[-3]), "") if len(parts) >= 3 else ""
        return _Read(entry, "splits" if split else "classes", parts[: -3 if split else -2], split, _LABEL_OF[parent])
    if not is_picture_name(parts[-1]):
        return None
    stem = PurePosixPath(parts[-1]).stem
    numbered = _NUMBERED.fullmatch(_word(stem))
    if numbered and numbered[1] in _LABEL_OF:
        return _Read(entry, "numbered", parts[:-1], "", _LABEL_OF[numbered[1]])
    if parent == "images" and (_CAT_BREED.fullmatch(stem) or _DOG_BREED.fullmatch(stem)):
        return _Read(entry, "breeds", parts[:-1], "", 0 if stem[0].isupper() else 1)
    return None


def _splits_by_place(read: list[_Read], listing: Listing) -> dict[_Place, set[str]]:
    """Return the splits that have files, or an empty folder, by the folder in which the layout starts."""
    splits: dict[_Place, set[str]] = {}
    for each in read:
        if each.split:
            splits.setdefault(each.place, set()).add(each.split)
    for folder in listing.folders:
        if folder and folder[:-1] in splits and _word(folder[-1]) in _SPLIT_OF:
            splits[folder[:-1]].add(_SPLIT_OF[_word(folder[-1])])
    return splits


def _choose(found: dict[tuple[_Place, _Kind], list[_Read]], title: str) -> tuple[_Place, _Kind] | None:
    whole: dict[_Place, _Kind] = {}
    partial: list[tuple[_Place, _Kind]] = []
    for place, kind in sorted(found, key=lambda each: _KINDS.index(each[1])):
        if kind == "splits" or {each.label for each in found[place, kind]} == {0, 1}:
            whole.setdefault(place, kind)
        elif kind != "breeds":  # names of one class only are probably not breeds
            partial.append((place, kind))
    tutorials = sorted(place for place, kind in whole.items() if kind == "splits")
    if len(tutorials) == 1:
        outer = tutorials[0]
        whole = {place: kind for place, kind in whole.items() if place == outer or place[: len(outer)] != outer}
    if len(whole) > 1:
        # Translators: the folder of an archive that contains all others
        first, second = (_path(place) or _("the top folder") for place in sorted(whole)[:2])
        raise PictureSetError(
            _(
                "{title} contains more than one picture set ({first} and {second}). Import the folder of one of them."
            ).format(title=title, first=first, second=second)
        )
    return next(iter(whole.items()), None) or min(partial, default=None)


def _sort_out(chosen: list[_Read]) -> tuple[dict[tuple[str, int], list[ArchiveEntry]], list[LeftOut]]:
    files: dict[tuple[str, int], list[ArchiveEntry]] = {}
    left_out: list[LeftOut] = []
    names: set[tuple[str, int, str]] = set()
    for each in chosen:
        name = plain_name(each.entry.parts[-1])
        if not is_picture_name(each.entry.parts[-1]):
            reason = _(_NO_PICTURE_NAME)
        elif each.entry.size > MAX_FILE_BYTES:
            reason = _("{size}, over the limit of {most}").format(
                size=size_words(each.entry.size), most=size_words(MAX_FILE_BYTES)
            )
        elif (each.split, each.label, name) in names:
            reason = _("a second file of this name")
        else:
            names.add((each.split, each.label, name))
            files.setdefault((each.split, each.label), []).append(each.entry)
            continue
        left_out.append(LeftOut(_path(each.entry.parts[len(each.place) : -1]), name, reason))
    return files, left_out


def _unused(entries: list[ArchiveEntry], chosen: list[_Read]) -> list[LeftOut]:
    """Return pictures in other folders, and other files in the folders of pictures whose names state the class."""
    used = {each.entry.parts for each in chosen}
    beside = {each.place for each in chosen if each.kind in {"numbered", "breeds"}}
    left_out = []
    for entry in entries:
        if entry.parts in used or "annotations" in entry.parts:  # of the Oxford set, with one drawing per photo
            continue
        folder, name = _path(entry.parts[:-1]), plain_name(entry.parts[-1])
        if is_picture_name(entry.parts[-1]):
            left_out.append(LeftOut(folder, name, _(_OUTSIDE if _read(entry) else _NO_CLASS)))
        elif entry.parts[:-1] in beside:
            left_out.append(LeftOut(folder, name, _(_NO_PICTURE_NAME)))
    return left_out


def _describe(kind: _Kind, chosen: list[_Read], splits: tuple[str, ...]) -> str:
    example = {each.label: each.entry.parts for each in reversed(chosen)}
    if kind == "splits":
        present = ", ".join(map(_, splits))
        missing = [_(split) for split in SPLITS if split not in splits]
        if not missing:
            return _("The tutorial's layout: {present}, with cats and dogs in each").format(present=present)
        if len(missing) == 1:
            return _("The tutorial's layout: {present}, with cats and dogs in each, without {missing}").format(
                present=present, missing=missing[0]
            )
        return _(
            "The tutorial's layout: {present}, with cats and dogs in each, without {first}, without {second}"
        ).format(present=present, first=missing[0], second=missing[1])
    if kind == "classes":
        folders = [plain_name(example[label][-2]) for label in sorted(example)]
        return _("The folders {folders}, no splits (as Microsoft's PetImages)").format(folders=_both(folders))
    if kind == "numbered":
        files = [plain_name(example[label][-1]) for label in sorted(example)]
        return _("File names such as {files}, no splits (as in Kaggle's train.zip)").format(files=_both(files))
    return _("Oxford-IIIT Pet: file names of breeds, cats with a capital letter and dogs with a small one, no splits")


def _both(names: list[str]) -> str:
    """Return the two names joined, or the only one."""
    return names[0] if len(names) == 1 else _("{first} and {second}").format(first=names[0], second=names[1])


def _is_hidden(entry: ArchiveEntry) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in entry.parts)


def _word(name: str) -> str:
    return unicodedata.normalize(
        "NFC", name[:100]
    ).casefold()  # cut, because the time grows with the square of the length


def _path(parts: tuple[str, ...]) -> str:
    return "/".join(map(plain_name, parts))
