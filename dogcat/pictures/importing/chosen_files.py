"""Chooses the files to import from those whose class is known. Their first bytes decide what is a picture."""

from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

from dogcat.common.language import N_, _
from dogcat.common.units import size_words
from dogcat.pictures.decoding import MAX_FILE_BYTES
from dogcat.pictures.file_formats import suffix_of
from dogcat.pictures.importing.archives import ArchiveEntry, plain_name
from dogcat.pictures.importing.paths import PathReading, Place
from dogcat.pictures.picture_set import is_picture_name
from dogcat.pictures.refusals import other_kind

_NO_PICTURE = N_("not a picture")
_MAX_LINES = 20  # of left-out files
_MAX_OF_A_KIND = 3  # files of one folder and reason that are listed one by one


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
class ChosenFile:
    """A file to import.

    Attributes:
        entry: the file in the source.
        name: its name in the picture set.
        is_picture: whether it starts like a picture.
    """

    entry: ArchiveEntry
    name: str
    is_picture: bool


@dataclass(frozen=True)
class ReadEntry:
    """A file and what its path says.

    Attributes:
        entry: the file.
        path: what its path says.
        place: the folder in which the layout starts.
        split: the split; "" if the layout has none.
        inside: the folders that tell files of one name apart, such as breeds.
    """

    entry: ArchiveEntry
    path: PathReading
    place: Place
    split: str
    inside: Place


def choose_files(read: list[ReadEntry]) -> tuple[dict[tuple[str, int], list[ChosenFile]], list[LeftOut]]:
    """Return the files to import by (split, label), and those that are left out.

    A file that only has the name of a picture is imported, because the check of a set shows damaged files. It is left
    out if it is known to be something else.

    Raises:
        One of `ARCHIVE_ERRORS`, or OSError: a file cannot be read.
    """
    files: dict[tuple[str, int], list[ChosenFile]] = {}
    left_out: list[LeftOut] = []
    seen: dict[tuple[str, int], set[Place]] = {}
    taken: dict[tuple[str, int], set[str]] = {}
    for each in read:
        name = plain_name(each.entry.parts[-1])
        group, path = (each.split, each.path.label), (*each.inside, name)
        reason = why_no_picture(each.entry)
        if not reason and path in seen.setdefault(group, set()):
            reason = _("a second file of this name")
        if reason:
            left_out.append(LeftOut(path_text(each.path.folders[len(each.place) :]), name, reason))
            continue
        seen[group].add(path)
        own = _own_name(each.entry, path, taken.setdefault(group, set()))
        taken[group].add(own)
        files.setdefault(group, []).append(ChosenFile(each.entry, own, bool(suffix_of(each.entry.start()))))
    return files, left_out


def why_no_picture(entry: ArchiveEntry) -> str:
    """Return why a file cannot be imported, in the current language; "" if it can.

    Raises:
        One of `ARCHIVE_ERRORS`, or OSError: the file cannot be read.
    """
    if entry.size > MAX_FILE_BYTES and is_picture_name(entry.parts[-1]):
        return _("{size}, over the limit of {most}").format(
            size=size_words(entry.size), most=size_words(MAX_FILE_BYTES)
        )
    start = entry.start()
    if suffix_of(start):
        return ""
    return other_kind(start) or ("" if is_picture_name(entry.parts[-1]) else _(_NO_PICTURE))


def lines_of(left_out: list[LeftOut]) -> list[str]:
    """Return one line per file, or per folder and reason if there are many; the last of 20 counts the rest."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in left_out:
        groups.setdefault((each.folder, each.reason), []).append(each.name)
    lines: list[str] = []
    for (folder, reason), names in groups.items():
        inside = f"{folder}/" if folder else ""
        if len(names) > _MAX_OF_A_KIND:
            lines.append(
                _("{name} and {num:,} more files in its folder: {reason}").format(
                    name=f"{inside}{names[0]}", num=len(names) - 1, reason=reason
                )
            )
        else:
            lines += [f"{inside}{name}: {reason}" for name in names]
    if len(lines) > _MAX_LINES:
        lines[_MAX_LINES - 1 :] = [_("and {num:,} more such lines").format(num=len(lines) - _MAX_LINES + 1)]
    return lines


def path_text(parts: Place) -> str:
    """Return a path to show, without control characters."""
    return "/".join(map(plain_name, parts))


def _own_name(entry: ArchiveEntry, path: Place, taken: set[str]) -> str:
    """Return a name that is not taken, with the ending of the content if the file has no picture's ending."""
    name = path[-1]
    if not is_picture_name(name):
        name = plain_name(name.lstrip(".") + suffix_of(entry.start()))
    if name in taken:
        name = plain_name("-".join([*path[:-1], name]))
    suffix = PurePosixPath(name).suffix
    numbers = (f"{name.removesuffix(suffix)}-{number}{suffix}" for number in count(2))
    return name if name not in taken else next(other for other in numbers if other not in taken)
