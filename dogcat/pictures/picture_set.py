"""A picture set on disk: its splits, classes and counts. Knows names and files, never what is in a picture."""

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
from dogcat.common.sentence import Sentence
from dogcat.common.storage import pictures_dir, write_text

SPLITS = (N_("train"), N_("validation"), N_("test"))
CLASSES = (N_("cat"), N_("dog"))  # the position is the label: cat is 0, dog is 1
CLASS_FOLDERS = {"cats": 0, "dogs": 1}
PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
SET_FILE = "set.json"
LEFT_OUT_FILE = "left_out.json"  # the mends in force, see `mends`; no picture is ever deleted or changed

_SET_NAME = re.compile(r"\w[\w.-]{0,63}")


class PictureSetError(DogcatError):
    """A picture set that does not exist, cannot be made, or has a name that is not allowed."""


@dataclass(frozen=True)
class Picture:
    """One picture file. `name` is its path inside the set with forward slashes, `label` 0 for cat, 1 for dog."""

    path: Path
    name: str
    label: int


@dataclass(frozen=True)
class PictureSet:
    """A folder with the splits train, validation and test, and in each the folders cats and dogs."""

    name: str
    folder: Path

    def pictures(self, split: str) -> list[Picture]:
        """The pictures of a split that are in use: `all_pictures` without those that a mend leaves out."""
        left_out = self.left_out()
        return [picture for picture in self.all_pictures(split) if picture.name not in left_out]

    def all_pictures(self, split: str) -> list[Picture]:
        """All pictures of a split: cats, then dogs, each by name in the order a person would count."""
        found: list[Picture] = []
        for class_folder, label in CLASS_FOLDERS.items():
            found += _listing(self.folder / split / class_folder, f"{split}/{class_folder}", label)
        return found

    def counts(self) -> dict[str, dict[str, int]]:
        """Number of picture files in use, by split and then by class (`cat`, `dog`)."""
        counts = {split: dict.fromkeys(CLASSES, 0) for split in SPLITS}
        for split in SPLITS:
            for picture in self.pictures(split):
                counts[split][CLASSES[picture.label]] += 1
        return counts

    def left_out(self) -> frozenset[str]:
        """The names of the pictures that mends leave out."""
        return frozenset(name for note in self.mend_notes() for name in note["names"])

    def mend_notes(self) -> list[dict[str, Any]]:
        """The mends in force as they stand in the set's folder, oldest first; `mends` gives them a type.

        Raises:
            PictureSetError: the file does not hold what `mends` writes.
        """
        file = self.folder / LEFT_OUT_FILE
        try:
            notes: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["mends"]
            if all(isinstance(name, str) for note in notes for name in note["names"]):
                return notes
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError):
            pass
        raise PictureSetError(
            _(
                "{file} does not hold a list of left-out pictures. Expected: the file as 'pictures mend' wrote it."
                " Delete the file to use all pictures of the set again."
            ).format(file=file)
        )

    def source(self) -> str:
        """Where the pictures came from, as noted when the set was made; empty when it was not."""
        note = self._note()
        if "source_parts" in note:
            return Sentence.from_parts(note["source_parts"]).said()
        return str(note.get("source", ""))

    @property
    def is_drawn(self) -> bool:
        """Whether this program drew the pictures; photos and drawings are never to be taken for each other."""
        return self._note().get("drawn") is True

    @property
    def title(self) -> str:
        """The name as a learner should read it: drawn pictures are called so."""
        return title_of(self.name, self.is_drawn)

    def _note(self) -> dict[str, Any]:
        try:
            note = json.loads((self.folder / SET_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}


def title_of(name: str, is_drawn: bool) -> str:
    """The name of a picture set as a learner should read it."""
    return _("{name} (drawn pictures)").format(name=name) if is_drawn else name


def is_picture_name(name: str) -> bool:
    """Whether a file of this name is taken for a picture. Hidden files (such as macOS' `._cat.jpg`) are not."""
    return Path(name).suffix.lower() in PICTURE_SUFFIXES and not name.startswith(".")


def check_set_name(name: str) -> str:
    """Returns the name of a picture set, or raises `PictureSetError` when it cannot be the name of a folder."""
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
    """As `check_set_name`, for a set that is yet to be made: the name must also be free."""
    name = check_set_name(name)
    if (pictures_dir() / name).exists():
        raise PictureSetError(
            _("A picture set named {name!r} exists already. Choose another name, or delete that set first.").format(
                name=name
            )
        )
    return name


@contextmanager
def new_picture_set(name: str, source: Sentence, drawn: bool = False) -> Iterator[Path]:
    """Gives a temporary folder to fill, and makes it the picture set `name` when the block succeeds.

    When the block raises, or the process is killed in it, no set appears; the folder of a killed process is
    removed when the next set is made.

    Args:
        name: of the new set; must not exist yet, or by the time the block ends.
        source: where the pictures came from, for the learner to read.
        drawn: whether they are drawings and not photos.

    Raises:
        PictureSetError: the name is not allowed or taken.
    """
    name = check_new_name(name)
    pictures_dir().mkdir(parents=True, exist_ok=True)
    for abandoned in pictures_dir().glob(".making-*-*"):
        owner = abandoned.name.split("-")[1]
        if not (owner.isdecimal() and psutil.pid_exists(int(owner))):
            shutil.rmtree(abandoned, ignore_errors=True)
    temporary = pictures_dir() / f".making-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        temporary.mkdir()
        yield temporary
        made = datetime.now(timezone.utc).isoformat(timespec="seconds")
        note = {"format": 1, "source": source, "source_parts": source.parts(), "drawn": drawn, "made": made}
        write_text(temporary / SET_FILE, json.dumps(note, ensure_ascii=False, indent=2) + "\n")
        try:
            temporary.rename(pictures_dir() / name)
        except OSError:  # somebody else's set of this name was ready first
            check_new_name(name)
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _listing(folder: Path, place: str, label: int) -> Sequence[Picture]:
    """The pictures in a folder, in the order a person would count; none where there is no folder.

    Remembered until the folder changes: pages ask at every click. What changed less than a second ago is looked at
    again, because the clock of the file system is coarse.
    """
    try:
        changed = folder.stat().st_mtime_ns
    except FileNotFoundError:
        return ()
    is_settled = time.time_ns() - changed > 1_000_000_000
    return (_remembered_listing if is_settled else _remembered_listing.__wrapped__)(folder, place, label, changed)


@lru_cache(maxsize=64)
def _remembered_listing(folder: Path, place: str, label: int, _changed: int) -> Sequence[Picture]:
    names = (path.name for path in folder.iterdir() if is_picture_name(path.name))
    in_order = sorted(names, key=lambda name: (_counting_order(name), name))
    return tuple(Picture(folder / name, f"{place}/{name}", label) for name in in_order)


def list_picture_sets() -> list[PictureSet]:
    """All picture sets, by name."""
    folder = pictures_dir()
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if path.is_dir() and _SET_NAME.fullmatch(path.name))
    return [PictureSet(name, folder / name) for name in names]


def open_picture_set(name: str) -> PictureSet:
    """The picture set of this name, or `PictureSetError` saying which there are."""
    folder = pictures_dir() / check_set_name(name)
    if not folder.is_dir():
        known = ", ".join(known.name for known in list_picture_sets()) or _("none yet")
        raise PictureSetError(
            _(
                "There is no picture set {name!r}. Known: {known}. Import one with 'pictures import PATH --name"
                " {name}' or on the Pictures page."
            ).format(name=name, known=known)
        )
    return PictureSet(name, folder)


def rename_picture_set(name: str, new_name: str) -> PictureSet:
    """Gives a set another name. Runs that were trained on it keep the old name in their notes.

    Raises:
        PictureSetError: there is no such set, or the new name is not allowed or taken.
    """
    folder = open_picture_set(name).folder
    new_name = check_new_name(new_name)
    renamed = folder.with_name(new_name)
    try:
        folder.rename(renamed)
    except OSError:  # somebody else's set of this name was ready first
        check_new_name(new_name)
        raise
    return PictureSet(new_name, renamed)


def delete_picture_set(name: str) -> None:
    """Deletes the imported copies of a set; the files it was imported from stay where they are."""
    folder = open_picture_set(name).folder
    doomed = folder.with_name(f".deleted-{name}")
    shutil.rmtree(doomed, ignore_errors=True)
    folder.rename(doomed)  # first out of sight at once, so that nobody sees half a set
    shutil.rmtree(doomed)


def _counting_order(name: str) -> list[tuple[int, int, str]]:
    """`cat.2.jpg` before `cat.10.jpg`."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name)]
