"""What names of folders and files say: a class, a split, or a part of a download that was packed in several files."""

import re
import unicodedata
from functools import lru_cache

from dogcat.pictures.importing.archives import is_archive_name

_SPLITS = {
    "train": "train|training|trn|훈련|학습|트레인|트레이닝",
    "validation": "validation|validate|valid|val|dev|검증",
    "test": "test|testing|tst|시험|테스트|평가",
}
_CLASSES = (
    "cat|cats|kitten|kittens|고양이|고양이들",
    "dog|dogs|puppy|puppies|개|개들|강아지|강아지들",
)
# Words that say nothing of class or split, as in training_set, cat images or 학습용 데이터.
_FILLER = "(?:data|sets?|images?|imgs?|photos?|pictures?|pics?|folder|split|데이터|자료|세트|셋|이미지|사진|폴더|용)"
# An order before the word, as in 01_train or "0 Cat", and a year after a split, as in train2017.
_SPLIT_OF = {
    split: re.compile(rf"\d{{0,2}}{_FILLER}*(?:{words}){_FILLER}*(?:20\d\d)?") for split, words in _SPLITS.items()
}
# "cats (2)" is what Windows calls a second folder of this name.
_LABEL_OF = tuple(re.compile(rf"\d{{0,2}}{_FILLER}*(?:{words}){_FILLER}*\d{{0,2}}") for words in _CLASSES)
_ONLY_FILLER = re.compile(f"{_FILLER}+")
_NUMBERED = re.compile(r"([^\W\d_]+)[\W_]*\d+\W*")  # cat.12, dog_12, Cat (12)
_SEPARATORS = re.compile(r"[\W_]+")
_ARCHIVE_SUFFIX = re.compile(r"(\.tar)?\.[a-z0-9]+$")
# Google Drive packs a large folder into several zips: pets-20260301T090000Z-1-002.zip, or …Z-002.zip.
_DRIVE_PART = re.compile(r"(.+)-\d{8}t\d{6}z(?:-\d+)?-(\d+)(?:[\W_]*\(?\d*\)?)", re.ASCII)
_NUMBERED_PART = re.compile(r"(.*?)[\W_]*(?:part|부분)?[\W_]*(\d+)\)?")


@lru_cache(maxsize=4096)
def split_named(name: str) -> str:
    """Return the split that the name of a folder or archive says; "" if it says none."""
    plain = _letters(name)
    return next((split for split, pattern in _SPLIT_OF.items() if pattern.fullmatch(plain)), "")


@lru_cache(maxsize=4096)
def label_named(name: str) -> int | None:
    """Return the label of the class that the name of a folder or archive says; None if it says none."""
    plain = _letters(name)
    return next((label for label, pattern in enumerate(_LABEL_OF) if pattern.fullmatch(plain)), None)


def is_filler(name: str) -> bool:
    """Return True if the name of a folder only says that it holds data or pictures."""
    return _ONLY_FILLER.fullmatch(_letters(name)) is not None


def numbered_label(stem: str) -> int | None:
    """Return the label that the name of a file with a number says, as cat.12; None if it says none."""
    found = _NUMBERED.fullmatch(word(stem))
    return next((label for label, words in enumerate(_CLASSES) if found and found[1] in words.split("|")), None)


def download_part(name: str) -> tuple[str, int] | None:
    """Return the name and number of a part as Google Drive names it; None if a name is not of this kind."""
    found = _DRIVE_PART.fullmatch(_stem(name))
    return (found[1], int(found[2])) if found else None


def archive_part(name: str) -> tuple[str, int] | None:
    """Return the common name and number of an archive that is numbered, as pets-1.zip; None if it has no number."""
    found = _NUMBERED_PART.fullmatch(_stem(name)) if is_archive_name(name) else None
    return (found[1], int(found[2])) if found else None


def word(name: str) -> str:
    """Return a name for comparisons: in Unicode's composed form and in small letters."""
    # Cut, because the time grows with the square of the length.
    return unicodedata.normalize("NFC", name[:100]).casefold()


def _stem(name: str) -> str:
    return _ARCHIVE_SUFFIX.sub("", word(name)) if is_archive_name(name) else word(name)


def _letters(name: str) -> str:
    return _SEPARATORS.sub("", _stem(name))
