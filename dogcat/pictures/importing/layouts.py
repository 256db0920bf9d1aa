"""Recognises the layout of a source, its classes and splits, from the names of folders and files alone."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from dogcat.common.language import N_, _
from dogcat.pictures.importing.archives import ArchiveEntry, Listing, is_archive_name, plain_name
from dogcat.pictures.importing.chosen_files import (
    ChosenFile,
    LeftOut,
    ReadEntry,
    choose_files,
    lines_of,
    path_text,
    why_no_picture,
)
from dogcat.pictures.importing.names import download_part, split_named
from dogcat.pictures.importing.paths import Kind, PathReader, Place
from dogcat.pictures.picture_set import CLASS_FOLDERS, SPLITS, PictureSetError, is_picture_name

LAYOUT = N_(
    "{train,validation,test}/{cats,dogs}/ (validation or test may be missing), or Cat/ and Dog/, or files named"
    " cat.1.jpg and dog.1.jpg, or images/ of the Oxford-IIIT Pet photos; with JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF"
    " pictures, and folder names in English or Korean"
)

_NO_CLASS = N_("neither the folder nor the name says cat or dog")
_OUTSIDE = N_("is outside the recognised folders of pictures")
_CLOSED = N_("an archive beside the pictures; it was not opened")

_KINDS: tuple[Kind, ...] = ("splits", "classes", "numbered", "breeds")  # in order of preference within one folder
Files = dict[tuple[str, int], list[ChosenFile]]  # by (split, label)
_MAX_PARTS = 100  # of a download, whose numbers are looked at
_Groups = dict[tuple[Place, Kind], list[ReadEntry]]


@dataclass(frozen=True)
class Layout:
    """The pictures of a source by split and label.

    Attributes:
        description: a short sentence for the user.
        splits: the splits of the source; empty if it has none.
        files: the pictures by (split, label); the split is "" if the source has none.
        left_out: the files that are not imported.
        missing: a sentence on a part of the download that seems to be missing; "" if none does.
    """

    description: str
    splits: tuple[str, ...]
    files: Files
    left_out: list[LeftOut]
    missing: str

    @property
    def is_usable(self) -> bool:
        """True if the layout has splits or both classes."""
        return bool(self.splits) or (("", 0) in self.files and ("", 1) in self.files)


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
    reader = PathReader(entry.parts for entry in entries)
    found = [(entry, path) for entry in entries if (path := reader.read(entry.parts))]
    groups, splits = _group(
        [ReadEntry(entry, path, path.place, path.split, path.inside) for entry, path in found], listing
    )
    best = _choose(groups, title)
    if best is None:
        return None
    kind, place, chosen = best
    present = tuple(split for split in SPLITS if split in splits[place]) if kind == "splits" else ()
    files, left_out = choose_files(chosen)
    left_out += _unused(entries, chosen, {entry.parts for entry, _path in found})
    return Layout(_describe(kind, chosen, present), present, files, left_out, _missing_part(reader, title))


def check_classes(splits: tuple[str, ...], layout: Layout, files: Files, title: str) -> None:
    """Check that each class of each split has a picture.

    Args:
        splits: the splits to check; `("",)` for pictures without splits.
        layout: the layout; the error message names its files that are left out.
        files: the files by (split, label).
        title: name of the source in the error message.

    Raises:
        PictureSetError: a class of a split has no picture.
    """
    for split in splits:
        for folder, label in CLASS_FOLDERS.items():
            if any(file.is_picture for file in files.get((split, label), ())):
                continue
            message = (
                _("{title} has no pictures in {split}/{folder}.")
                if split
                else _("{title} has no pictures of {folder}.")
            )
            sentences = [message.format(title=title, split=split, folder=folder)]
            if lines := lines_of(layout.left_out)[:3]:
                sentences.append(_("Left out were: {lines}.").format(lines="; ".join(lines)))
            if layout.missing:
                sentences.append(layout.missing)
            elif not split and not lines:
                sentences.append(
                    _(
                        "If they are in another folder or zip file, put cats and dogs into one folder, and import that"
                        " folder."
                    )
                )
            sentences.append(_("Expected: {layout}.").format(layout=_(LAYOUT)))
            raise PictureSetError(" ".join(sentences))


def _group(read: list[ReadEntry], listing: Listing) -> tuple[_Groups, dict[Place, set[str]]]:
    """Return the files by place and kind of their layout, and the splits of each place that has some.

    A split without pictures of a class counts only if it has no files at all, because test pictures often have none.
    """
    splits: dict[Place, set[str]] = {}
    for each in read:
        if each.split:
            splits.setdefault(each.place, set()).add(each.split)
    outer = _joined_places(splits)
    for place, parent in outer.items():
        splits.setdefault(parent, set()).update(splits.pop(place))
    filled = {entry.parts[:end] for entry in listing.entries for end in range(len(entry.parts))}
    for folder in listing.folders:
        if folder and folder[:-1] in splits and folder not in filled and (split := split_named(folder[-1])):
            splits[folder[:-1]].add(split)
    groups: _Groups = {}
    for each in read:
        place, split, kind = outer.get(each.place, each.place), each.split, each.path.kind
        if split and splits[place] == {"train"}:  # then `train` is an ordinary folder
            place, split = each.path.place_of_classes, ""
        kind = "splits" if split else kind
        groups.setdefault((place, kind), []).append(replace(each, place=place, split=split))
    return groups, splits


def _joined_places(splits: dict[Place, set[str]]) -> dict[Place, Place]:
    """Return the folder around places that lie side by side and have different splits, as in a/train and b/test."""
    beside: dict[Place, list[Place]] = {}
    for place in splits:
        if place:
            beside.setdefault(place[:-1], []).append(place)
    return {
        place: parent
        for parent, places in beside.items()
        if len(places) > 1
        and parent not in splits
        and sum(len(splits[place]) for place in places) == len(set().union(*(splits[place] for place in places)))
        for place in places
    }


def _choose(groups: _Groups, title: str) -> tuple[Kind, Place, list[ReadEntry]] | None:
    whole: dict[Place, Kind] = {}
    partial: list[tuple[Place, Kind]] = []
    for place, kind in sorted(groups, key=lambda each: _KINDS.index(each[1])):
        if kind == "splits" or {each.path.label for each in groups[place, kind]} == {0, 1}:
            whole.setdefault(place, kind)
        elif kind != "breeds":  # names of one class only are probably not breeds
            partial.append((place, kind))
    tutorials = sorted(place for place, kind in whole.items() if kind == "splits")
    if len(tutorials) == 1:
        outer = tutorials[0]
        whole = {place: kind for place, kind in whole.items() if place == outer or place[: len(outer)] != outer}
    if len(whole) > 1:
        # Translators: the folder of an archive that contains all others
        first, second = (path_text(place) or _("the top folder") for place in sorted(whole)[:2])
        raise PictureSetError(
            _(
                "{title} contains more than one picture set ({first} and {second}). Import the folder of one of them."
            ).format(title=title, first=first, second=second)
        )
    for place, kind in whole.items():
        return kind, place, _without_weaker(groups[place, kind])
    return _join_classes(groups, sorted(partial)) if partial else None


def _without_weaker(read: list[ReadEntry]) -> list[ReadEntry]:
    """Leave out files whose names say the class in a split that has folders of the classes."""
    with_folders = {each.split for each in read if each.path.kind == "classes"}
    return [each for each in read if each.path.kind == "classes" or each.split not in with_folders]


def _join_classes(groups: _Groups, partial: list[tuple[Place, Kind]]) -> tuple[Kind, Place, list[ReadEntry]]:
    """Return the files of places with one class each as one layout, or those of the first if the other class lacks."""
    joined = [
        replace(each, place=(), inside=place + each.inside) for place, kind in partial for each in groups[place, kind]
    ]
    if {each.path.label for each in joined} == {0, 1}:
        kind: Kind = "classes" if any(each.path.kind == "classes" for each in joined) else "numbered"
        return kind, (), joined
    place, kind = partial[0]
    return kind, place, groups[place, kind]


def _unused(entries: list[ArchiveEntry], chosen: list[ReadEntry], read: Collection[Place]) -> list[LeftOut]:
    """Return pictures and archives in other folders, and other files beside pictures whose names state the class."""
    used = {each.entry.parts for each in chosen}
    beside = {each.entry.parts[:-1] for each in chosen if each.path.kind in {"numbered", "breeds"}}
    left_out = []
    for entry in entries:
        if entry.parts in used or "annotations" in entry.parts:  # of the Oxford set, with one drawing per photo
            continue
        if is_archive_name(entry.parts[-1]):
            reason = _CLOSED
        elif is_picture_name(entry.parts[-1]):
            reason = _OUTSIDE if entry.parts in read else _NO_CLASS
        elif entry.parts[:-1] in beside:
            reason = why_no_picture(entry) or _NO_CLASS
        else:
            continue
        left_out.append(LeftOut(path_text(entry.parts[:-1]), plain_name(entry.parts[-1]), _(reason)))
    return left_out


def _missing_part(reader: PathReader, title: str) -> str:
    """Return a sentence on a part that lacks before the last one, or may lack after the first; "" if none does."""
    numbers = set(reader.download_numbers)
    if own := download_part(title):
        numbers.add(own[1])
    if numbers == {1}:  # a download in one part has this number, too
        return _(
            "This is part 1 of a download. If it has more parts, put the zip files of all parts into one folder, and"
            " import that folder."
        )
    lacking = set(range(1, min(max(numbers, default=0), _MAX_PARTS))) - numbers
    if not lacking:
        return ""
    return _(
        "This is a download in several parts, and part {number} is not here. Put the zip files of all parts into one"
        " folder, and import that folder."
    ).format(number=min(lacking))


def _describe(kind: Kind, chosen: list[ReadEntry], splits: tuple[str, ...]) -> str:
    example = {each.path.label: each for each in reversed(chosen)}
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
        chosen = [example[label] for label in sorted(example)]
        folders = [plain_name(each.path.class_folder or each.entry.parts[-1]) for each in chosen]
        return _("The folders {folders}, no splits (as Microsoft's PetImages)").format(folders=_both(folders))
    if kind == "numbered":
        files = [plain_name(example[label].entry.parts[-1]) for label in sorted(example)]
        return _("File names such as {files}, no splits (as in Kaggle's train.zip)").format(files=_both(files))
    return _("Oxford-IIIT Pet: file names of breeds, cats with a capital letter and dogs with a small one, no splits")


def _both(names: list[str]) -> str:
    """Return the two names joined, or the only one."""
    return names[0] if len(names) == 1 else _("{first} and {second}").format(first=names[0], second=names[1])


def _is_hidden(entry: ArchiveEntry) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in entry.parts)
