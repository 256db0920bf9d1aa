"""A picture set on disk: its splits, classes and counts. Knows names and files, never what is in a picture."""

import json
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from dogcat.errors import DogcatError
from dogcat.home import pictures_dir

SPLITS = ("train", "validation", "test")
CLASSES = ("cat", "dog")  # the position is the label: cat is 0, dog is 1
CLASS_FOLDERS = {"cats": 0, "dogs": 1}
PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
SET_FILE = "set.json"

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
        """All pictures of a split: cats, then dogs, each by name in the order a person would count."""
        found: list[Picture] = []
        for class_folder, label in CLASS_FOLDERS.items():
            folder = self.folder / split / class_folder
            files = [path for path in folder.iterdir() if is_picture_name(path.name)] if folder.is_dir() else []
            files.sort(key=lambda path: _counting_order(path.name))
            found += [Picture(path, f"{split}/{class_folder}/{path.name}", label) for path in files]
        return found

    def counts(self) -> dict[str, dict[str, int]]:
        """Number of picture files, by split and then by class (`cat`, `dog`)."""
        counts = {split: dict.fromkeys(CLASSES, 0) for split in SPLITS}
        for split in SPLITS:
            for picture in self.pictures(split):
                counts[split][CLASSES[picture.label]] += 1
        return counts

    def source(self) -> str:
        """Where the pictures came from, as the import noted it; empty when it did not."""
        try:
            return str(json.loads((self.folder / SET_FILE).read_text(encoding="utf-8")).get("source", ""))
        except (OSError, ValueError, AttributeError):
            return ""


def is_picture_name(name: str) -> bool:
    """Whether a file of this name is taken for a picture. Hidden files (such as macOS' `._cat.jpg`) are not."""
    return Path(name).suffix.lower() in PICTURE_SUFFIXES and not name.startswith(".")


def check_set_name(name: str) -> str:
    """Returns the name of a picture set, or raises `PictureSetError` when it cannot be the name of a folder."""
    name = unicodedata.normalize("NFC", name)
    if not _SET_NAME.fullmatch(name):
        raise PictureSetError(
            f"{name!r} cannot be the name of a picture set. Use 1 to 64 letters, digits, dots, hyphens and"
            " underscores, starting with a letter or digit."
        )
    return name


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
        known = ", ".join(known.name for known in list_picture_sets()) or "none yet"
        raise PictureSetError(
            f"There is no picture set {name!r}. Known: {known}. Import one with 'pictures import PATH --name"
            f" {name}' or on the Pictures page."
        )
    return PictureSet(name, folder)


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
