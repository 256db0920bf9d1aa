"""Picture sets on disk: splits, classes and names of the files. Never reads the content of a picture."""

import json
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import psutil

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.permission import Visitor
from dogcat.common.sentence import SENTENCE_ERRORS, Sentence
from dogcat.common.shown_text import visible
from dogcat.common.storage import pictures_dir, write_text
from dogcat.common.text_file import OddFileError, is_plain_folder, read_plain
from dogcat.common.units import MEGABYTE
from dogcat.pictures.rights import require_set_change

# Translators: the splits of a picture set, no verbs
SPLITS = (N_("train"), N_("validation"), N_("test"))
CLASSES = (N_("cat"), N_("dog"))  # the position is the label: cat is 0, dog is 1
CLASS_FOLDERS = {"cats": 0, "dogs": 1}
PICTURE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp", ".png", ".webp"}
    | {".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif"}
)
SET_FILE = "set.json"
MAX_NOTE_BYTES = 20 * MEGABYTE  # of `set.json`, and of the list of mends, which may name every picture
_MAX_SOURCE = 2_000  # characters
LEFT_OUT_FILE = "left_out.json"  # the mends in force, written by dogcat/pictures/quality/exclusions.py

_SET_NAME = re.compile(r"\w[\w.-]{0,63}")


class PictureSetError(DogcatError):
    """A picture set that does not exist, cannot be made, or has an invalid name."""


@dataclass(frozen=True)
class Picture:
    """One picture file.

    Attributes:
        path: path of the file.
        name: path inside the set with forward slashes, such as `train/cats/cat.0.jpg`.
        label: 0 for cat, 1 for dog.
    """

    path: Path
    name: str
    label: int


@dataclass(frozen=True)
class PictureSet:
    """A folder with the splits train, validation and test, each with the folders cats and dogs."""

    name: str
    folder: Path

    def pictures(self, split: str) -> list[Picture]:
        """Return the pictures of a split that are in use: `all_pictures` without those that a mend leaves out."""
        left_out = self.left_out()
        return [picture for picture in self.all_pictures(split) if picture.name not in left_out]

    def all_pictures(self, split: str) -> list[Picture]:
        """Return all pictures of a split: cats, then dogs, each in natural order (`cat.2.jpg` before `cat.10.jpg`)."""
        found: list[Picture] = []
        for class_folder, label in CLASS_FOLDERS.items():
            found += _listing(self.folder / split / class_folder, f"{split}/{class_folder}", label)
        return found

    def picture(self, name: str) -> Picture:
        """The picture of this name, in use or left out."""
        return Picture(self.folder / name, name, CLASS_FOLDERS[name.split("/")[1]])

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the number of pictures in use by split and class (`cat`, `dog`)."""
        counts = {split: dict.fromkeys(CLASSES, 0) for split in SPLITS}
        for split in SPLITS:
            for picture in self.pictures(split):
                counts[split][CLASSES[picture.label]] += 1
        return counts

    def left_out(self) -> frozenset[str]:
        """Return the names of the pictures that mends leave out."""
        return frozenset(name for note in self.mend_notes() for name in note["names"])

    def mend_notes(self) -> list[dict[str, Any]]:
        """Return the mends in force as JSON objects, oldest first; `exclusions.mends` returns them as `Mend`.

        Raises:
            PictureSetError: the file of mends is damaged.
        """
        file = self.folder / LEFT_OUT_FILE
        try:
            notes: list[dict[str, Any]] = json.loads(read_plain(file, MAX_NOTE_BYTES))["mends"]
            if all(isinstance(name, str) for note in notes for name in note["names"]):
                return notes
        except FileNotFoundError:
            return []
        except (OSError, OddFileError, ValueError, KeyError, TypeError, RecursionError):
            pass
        raise PictureSetError(
            _(
                "{file} does not contain a list of left-out pictures. Expected: the file as 'pictures fix' wrote it."
                " Delete the file to use all pictures of the set again."
            ).format(file=file)
        )

    def source(self) -> str:
        """Return the origin of the pictures in the current language; empty if it was not recorded."""
        note = self._note()
        try:
            return visible(Sentence.from_parts(note["source_parts"]).said())
        except SENTENCE_ERRORS:  # a set of an older version has only the text
            return visible(str(note.get("source", ""))[:_MAX_SOURCE])

    @property
    def is_drawn(self) -> bool:
        """True if this program drew the pictures. Pages say so, so that nobody takes drawings for photos."""
        return self._note().get("drawn") is True

    @property
    def title(self) -> str:
        """The name for learners, which says if the pictures are drawn."""
        return title_of(self.name, self.is_drawn)

    @property
    def made(self) -> float | None:
        """When the set was made, in seconds since 1970; None if it was not recorded."""
        try:
            return datetime.fromisoformat(self._note()["made"]).timestamp()
        except (KeyError, TypeError, ValueError, OverflowError):
            return None

    def _note(self) -> dict[str, Any]:
        try:
            note = json.loads(read_plain(self.folder / SET_FILE, MAX_NOTE_BYTES))
        except (OSError, OddFileError, ValueError, RecursionError):
            return {}
        return note if isinstance(note, dict) else {}


def title_of(name: str, is_drawn: bool) -> str:
    """Return the name of a picture set for learners, which says if the pictures are drawn."""
    return _("{name} (drawn pictures)").format(name=name) if is_drawn else name


def is_picture_name(name: str) -> bool:
    """Return True if a file of this name counts as a picture. Hidden files, such as macOS' `._cat.jpg`, do not."""
    return Path(name).suffix.lower() in PICTURE_SUFFIXES and not name.startswith(".")


def check_set_name(name: str) -> str:
    """Return the name of a picture set in Unicode's composed form.

    Raises:
        PictureSetError: the name is not allowed.
    """
    name = unicodedata.normalize("NFC", name)
    if not _SET_NAME.fullmatch(name) or len(name.encode()) > 200:  # file systems count bytes
        raise PictureSetError(
            _(
                "{name!r} cannot be the name of a picture set. Use 1 to 64 letters, digits, dots, hyphens and"
                " underscores, starting with a letter or digit."
            ).format(name=name)
        )
    return name


def check_new_name(name: str) -> str:
    """Return the name of a new picture set in Unicode's composed form.

    Raises:
        PictureSetError: the name is not allowed, or a set of this name exists.
    """
    name = check_set_name(name)
    if (pictures_dir() / name).exists():
        raise PictureSetError(
            _("A picture set named {name!r} exists already. Choose another name, or delete that set first.").format(
                name=name
            )
        )
    return name


@contextmanager
def new_picture_set(name: str, source: Sentence) -> Iterator[Path]:
    """Make a picture set atomically: yield a temporary folder and rename it to the set on success.

    If the block raises or the process is killed, no set appears. The next call removes the folder of a killed process.

    Args:
        name: name of the new set, which must not exist until the block ends.
        source: origin of the pictures, for learners.

    Raises:
        PictureSetError: the name is not allowed or taken.
    """
    name = check_new_name(name)
    pictures_dir().mkdir(parents=True, exist_ok=True)
    remove_unfinished_sets()
    temporary = pictures_dir() / f".making-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        temporary.mkdir()
        yield temporary
        write_note(temporary, source)
        try:
            temporary.rename(pictures_dir() / name)
        except OSError:  # somebody else's set of this name was ready first
            check_new_name(name)
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def remove_unfinished_sets() -> None:
    """Remove what processes have left that were killed while they made or deleted a set."""
    for abandoned in pictures_dir().glob(".making-*-*"):
        owner = abandoned.name.split("-")[1]
        if not (owner.isdecimal() and psutil.pid_exists(int(owner))):
            shutil.rmtree(abandoned, ignore_errors=True)
    for deleted in pictures_dir().glob(".deleted-*"):
        shutil.rmtree(deleted, ignore_errors=True)


def write_note(folder: Path, source: Sentence, drawn: bool = False) -> None:
    """Write down the origin of a set's pictures, for learners, and whether they are drawings."""
    made = datetime.now(timezone.utc).isoformat(timespec="seconds")
    note = {"format": 1, "source": source, "source_parts": source.parts(), "drawn": drawn, "made": made}
    write_text(folder / SET_FILE, json.dumps(note, ensure_ascii=False, indent=2) + "\n")


def list_picture_sets() -> list[PictureSet]:
    """Return all picture sets, sorted by name."""
    folder = pictures_dir()
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if is_plain_folder(path) and _SET_NAME.fullmatch(path.name))
    return [PictureSet(name, folder / name) for name in names]


def open_picture_set(name: str) -> PictureSet:
    """Return the picture set of this name.

    Raises:
        PictureSetError: there is no such set; the text lists the existing ones.
    """
    folder = pictures_dir() / check_set_name(name)
    if not is_plain_folder(folder):
        # Translators: no picture set yet
        known = ", ".join(known.name for known in list_picture_sets()) or _("none yet")
        raise PictureSetError(
            _(
                "There is no picture set {name!r}. Known sets: {known}. Import one with 'pictures import PATH --name"
                " {name}' or on the Pictures page."
            ).format(name=name, known=known)
        )
    return PictureSet(name, folder)


def rename_picture_set(name: str, new_name: str, asker: Visitor) -> PictureSet:
    """Rename a set. Runs that were trained on it keep the old name in their records.

    Raises:
        NotAllowedError: the asker is not in charge.
        PictureSetError: there is no such set, or the new name is not allowed or taken.
    """
    require_set_change(asker)
    folder = open_picture_set(name).folder
    new_name = check_new_name(new_name)
    renamed = folder.with_name(new_name)
    try:
        folder.rename(renamed)
    except OSError:  # somebody else's set of this name was ready first
        check_new_name(new_name)
        raise
    return PictureSet(new_name, renamed)


def delete_picture_set(name: str, asker: Visitor) -> None:
    """Delete a set. The files that it was imported from stay.

    Raises:
        NotAllowedError: the asker is not in charge.
        PictureSetError: there is no such set.
    """
    require_set_change(asker)
    folder = open_picture_set(name).folder
    hidden = folder.with_name(f".deleted-{name}")
    shutil.rmtree(hidden, ignore_errors=True)
    folder.rename(hidden)  # rename first, so that no reader sees a partly deleted set
    shutil.rmtree(hidden)


def _listing(folder: Path, place: str, label: int) -> Sequence[Picture]:
    """Return the pictures in a folder in natural order; none if there is no folder.

    The listing is cached until the folder changes, because pages need it at every click. A folder that changed less
    than a second ago is not cached, because the clock of the file system is coarse.
    """
    try:
        changed = folder.stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return ()
    is_settled = time.time_ns() - changed > 1_000_000_000
    return (_remembered_listing if is_settled else _remembered_listing.__wrapped__)(folder, place, label, changed)


@lru_cache(maxsize=64)
def _remembered_listing(folder: Path, place: str, label: int, _changed: int) -> Sequence[Picture]:
    if not (is_plain_folder(folder) and is_plain_folder(folder.parent)):
        return ()
    with os.scandir(folder) as entries:  # `odd_files` names links and special files
        names = [each.name for each in entries if is_picture_name(each.name) and each.is_file(follow_symlinks=False)]
    in_order = sorted(names, key=lambda name: (_counting_order(name), name))
    return tuple(Picture(folder / name, f"{place}/{name}", label) for name in in_order)


def _counting_order(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key of natural order: `cat.2.jpg` before `cat.10.jpg`."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name)]
